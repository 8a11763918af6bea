/** What happens to where things lie and who sends them: warehouses, their bins, vendors. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { countryCode, siteAddress } from '../../values/address.ts';
import { slug } from '../../vocabulary/channels.ts';
import { define, type FactOf } from '../define.ts';

const id = z.string().trim().min(1).max(120);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, e.g. 16:30');
const weekdays = z.array(z.int().min(1).max(7)).min(1).max(7).describe('1 is Monday, 7 is Sunday');
/** Hours in which people work there, by its own clock; one that ends before it begins ends the next day. */
export const shift = z.object({ days: weekdays, from: clock, to: clock });
/** When a carrier fetches what is ready; of any carrier where none is named. */
export const cutoff = z.object({ carrier: slug.nullable().default(null), days: weekdays, at: clock });

export const warehouseContent = z.object({
  name: z.string().trim().min(1).max(120),
  address: siteAddress,
  timeZone: z.string().max(60),
  shifts: z.array(shift).max(30).default([]),
  cutoffs: z.array(cutoff).max(60).default([]),
});
export type WarehouseContent = z.infer<typeof warehouseContent>;
/** Warehouses are the operator's and serve every merchant. */
export const warehouseSet = define('inventory.warehouse_set', warehouseContent.extend({ warehouse: slug }));
export const warehouseClosed = define('inventory.warehouse_closed', z.object({ warehouse: slug }));
export const warehouseEvents = [warehouseSet, warehouseClosed] as const;
export type WarehouseEvent = FactOf<(typeof warehouseEvents)[number]>;

/** Warehouses that stock was looked for in, the nearest first, with the way from each to the customer. */
export const warehousesConsidered = z.array(z.object({ warehouse: slug, km: z.number().min(0).nullable() })).max(200);

/** A place in a warehouse where units lie. The code is what is printed on it. */
export const binCode = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'letters, digits, ".", "_", "/" and "-"');
/** Where units lie that were taken from their bin for an order and have not left: on a cart, at a station. No bin may be called so. */
export const pickedBin = '@picked';
/** A bin, '' where none is kept, or where picked units are. */
export const bin = z.union([z.literal(''), z.literal(pickedBin), binCode]);

export const locationContent = z.object({
  zone: z.string().trim().max(40).default(''),
  aisle: z.string().trim().max(40).default(''),
  shelf: z.string().trim().max(40).default(''),
  capacity: z.int().min(0).max(1e9).nullable().default(null).describe('Units it holds; null for no limit'),
});
export const locationSet = define(
  'inventory.location_set',
  locationContent.extend({ locationId: id, warehouse: slug, bin: binCode }),
);
export const locationEvents = [locationSet] as const;
export type LocationEvent = FactOf<(typeof locationEvents)[number]>;

export const vendorContent = z.object({
  name: z.string().trim().min(1).max(120),
  country: countryCode.optional(),
  timeZone: z.string().max(60).optional(),
  leadTimeDays: z.int().min(0).max(730).optional(),
});
export const vendorSet = define(
  'inventory.vendor_set',
  vendorContent.extend({ vendorId: id, merchant: merchantId, vendor: slug }),
);
export const vendorEvents = [vendorSet] as const;
export type VendorEvent = FactOf<(typeof vendorEvents)[number]>;
