/** Addresses as sent, and places as scans name them. Nothing is corrected silently: what arrives is what is kept. */
import { z } from 'zod';
import { givenCountry } from './country.ts';
import { personal } from './personal.ts';

const text = (max: number) => z.string().trim().min(1).max(max);
export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'ISO 3166-1 alpha-2 code, e.g. ES');

export const address = z.object({
  name: personal(text(120)).optional(),
  company: personal(text(120)).optional(),
  lines: personal(z.array(text(200)).max(4)).optional(),
  city: text(120),
  state: text(80).optional(),
  postalCode: personal(text(20), 'area').optional(),
  country: countryCode,
  residential: z.boolean().optional(),
  phone: personal(text(40)).optional(),
  email: personal(z.email().max(200)).optional(),
  latitude: personal(z.number().min(-90).max(90), 'coarse').optional(),
  longitude: personal(z.number().min(-180).max(180), 'coarse').optional(),
});
/**
 * Where parcels leave from: a warehouse, which is no person's, so that its street and point are read by everybody. Whoever is
 * named there to be asked for is a person still.
 */
export const warehouseAddress = address.extend({
  company: text(120).optional(),
  lines: z.array(text(200)).max(4).optional(),
  postalCode: text(20).optional(),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
});
/** Where a warehouse stands: nobody is named there, so that nothing of it is personal. */
export const siteAddress = warehouseAddress.omit({ name: true, phone: true, email: true, residential: true });
const halfAPoint = 'latitude and longitude are given together or not at all';
type MaybePoint = { latitude?: number | undefined; longitude?: number | undefined };
const hasLatitude = (a: MaybePoint): boolean => a.longitude === undefined || a.latitude !== undefined;
const hasLongitude = (a: MaybePoint): boolean => a.latitude === undefined || a.longitude !== undefined;
/** An address as a caller writes it: nothing unknown in it, in a country that there is. */
export const givenAddress = address
  .extend({ country: givenCountry })
  .strict()
  .refine(hasLatitude, { path: ['latitude'], message: halfAPoint })
  .refine(hasLongitude, { path: ['longitude'], message: halfAPoint });
/** The same of where a warehouse stands. */
export const givenSite = siteAddress
  .extend({ country: givenCountry })
  .strict()
  .refine(hasLatitude, { path: ['latitude'], message: halfAPoint })
  .refine(hasLongitude, { path: ['longitude'], message: halfAPoint });
export type Address = z.infer<typeof address>;

/** Where a scan happened: as much as the carrier said (which may name whoever opened the door), `name` being the facility's and `timeZone` an IANA name. Coordinates come only together, never as (0,0) for "unknown". */
export const place = z.object({
  text: personal(z.string().max(200)).optional(),
  name: personal(z.string().max(200)).optional(),
  city: z.string().max(120).optional(),
  state: z.string().max(80).optional(),
  postalCode: personal(z.string().max(20), 'area').optional(),
  country: countryCode.optional(),
  unlocode: z
    .string()
    .regex(/^[A-Z]{2}[A-Z2-9]{3}$/, 'UN/LOCODE, e.g. ESMAD')
    .optional(),
  latitude: personal(z.number().min(-90).max(90), 'coarse').optional(),
  longitude: personal(z.number().min(-180).max(180), 'coarse').optional(),
  timeZone: z.string().max(60).optional(),
});
export type Place = z.infer<typeof place>;

/** The part of an address that may leave the house: no name, company, street, phone or e-mail. */
export const publicPlace = (a: Address | Place): Place => ({
  ...(a.city === undefined ? {} : { city: a.city }),
  ...(a.state === undefined ? {} : { state: a.state }),
  ...(a.country === undefined ? {} : { country: a.country }),
});

/** The coordinates of an address or place, when it has both. */
export const pointOf = (a: { latitude?: number | undefined; longitude?: number | undefined }) =>
  a.latitude === undefined || a.longitude === undefined ? undefined : { latitude: a.latitude, longitude: a.longitude };
