/**
 * The past as the ETA model learns from it: the newest parcels of all merchants, each with its scans and what its carrier
 * expected when. Nobody is shown a parcel of it.
 */
import { z } from 'zod';
import type { Analytics } from '../client.ts';

const instant = z.number().nullable();
const end = z.object({
  country: z.string(),
  state: z.string().nullable(),
  city: z.string(),
  postalCode: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
});
const parcel = z.object({
  shipmentId: z.string(),
  channel: z.string(),
  warehouse: z.string().nullable(),
  carrier: z.string(),
  service: z.string(),
  legs: z.number(),
  origin: end,
  destination: end,
  weightGrams: z.number().nullable(),
  volumeCm3: z.number().nullable(),
  orderPlacedAt: z.number(),
  createdAt: z.number(),
  shipBy: instant,
  promisedDay: z.string().nullable(),
  promiseTimeZone: z.string().nullable(),
});
const scan = z.object({
  shipmentId: z.string(),
  scanId: z.string(),
  carrier: z.string(),
  leg: z.number(),
  status: z.string(),
  occurredAt: instant,
  localTime: z.string().nullable(),
  receivedAt: z.number(),
  correction: z.boolean(),
});
const estimate = z.object({
  shipmentId: z.string(),
  receivedAt: z.number(),
  from: instant,
  until: instant,
  day: z.string().nullable(),
});

export type PastScan = z.infer<typeof scan>;
export type PastEstimate = z.infer<typeof estimate>;
/** Instants are epoch milliseconds. Scans are a set, estimates stand oldest first. */
export type PastParcel = z.infer<typeof parcel> & { scans: PastScan[]; estimates: PastEstimate[] };

const newest = `
SELECT shipment_id AS id FROM (
  SELECT shipment_id, created_at, sum(stages) OVER (ORDER BY created_at DESC, shipment_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS upto
  FROM (SELECT shipment_id, created_at, toUInt64(scans) + 1 AS stages FROM shipment_facts FINAL WHERE NOT voided)
) WHERE upto <= {most:UInt64} ORDER BY created_at, shipment_id`;

const millisOf = (column: string): string => `toUnixTimestamp64Milli(${column})`;
const parcels = `
SELECT shipment_id AS shipmentId, channel, warehouse, carrier, service, origin_country, origin_state, origin_city, destination_country, destination_state, destination_city,
  weight_grams AS weightGrams, ${millisOf('order_placed_at')} AS orderPlacedAt, ${millisOf('created_at')} AS createdAt, ${millisOf('ship_by')} AS shipBy,
  toString(promised_day) AS promisedDay, promise_time_zone AS promiseTimeZone
FROM shipment_facts FINAL WHERE shipment_id IN {ids:Array(String)} ORDER BY created_at, shipment_id`;
const sizes = `
SELECT shipment_id AS shipmentId, legs, volume_cm3 AS volumeCm3, origin_postal_code AS fromPost, origin_latitude AS fromLatitude, origin_longitude AS fromLongitude,
  destination_postal_code AS toPost, destination_latitude AS toLatitude, destination_longitude AS toLongitude
FROM parcel_facts FINAL WHERE shipment_id IN {ids:Array(String)}`;
const scans = `
SELECT shipment_id AS shipmentId, scan_id AS scanId, carrier, leg, status, ${millisOf('occurred_at')} AS occurredAt, local_time AS localTime,
  ${millisOf('received_at')} AS receivedAt, correction
FROM scan_facts FINAL WHERE shipment_id IN {ids:Array(String)} AND status IS NOT NULL`;
const estimates = `
SELECT shipment_id AS shipmentId, ${millisOf('received_at')} AS receivedAt, ${millisOf('expected_from')} AS from, ${millisOf('expected_until')} AS until, toString(expected_day) AS day
FROM carrier_estimate_facts FINAL WHERE shipment_id IN {ids:Array(String)} ORDER BY version`;

const placeColumns = {
  origin_country: z.string(),
  origin_state: z.string().nullable(),
  origin_city: z.string(),
  destination_country: z.string(),
  destination_state: z.string().nullable(),
  destination_city: z.string(),
};
const parcelRow = parcel.omit({ legs: true, origin: true, destination: true, volumeCm3: true }).extend(placeColumns);
const sizeRow = z.object({
  shipmentId: z.string(),
  legs: z.number(),
  volumeCm3: z.number().nullable(),
  fromPost: z.string().nullable(),
  fromLatitude: z.number().nullable(),
  fromLongitude: z.number().nullable(),
  toPost: z.string().nullable(),
  toLatitude: z.number().nullable(),
  toLongitude: z.number().nullable(),
});

/** A parcel whose own row is not there (yet) is still one: of one leg, its ends known by name alone. */
const unknownSize: Omit<z.infer<typeof sizeRow>, 'shipmentId'> = {
  legs: 1,
  volumeCm3: null,
  fromPost: null,
  fromLatitude: null,
  fromLongitude: null,
  toPost: null,
  toLatitude: null,
  toLongitude: null,
};

const whole = (row: z.infer<typeof parcelRow>, size: typeof unknownSize): z.infer<typeof parcel> => {
  const {
    origin_country,
    origin_state,
    origin_city,
    destination_country,
    destination_state,
    destination_city,
    ...rest
  } = row;
  return {
    ...rest,
    legs: size.legs,
    volumeCm3: size.volumeCm3,
    origin: {
      country: origin_country,
      state: origin_state,
      city: origin_city,
      postalCode: size.fromPost,
      latitude: size.fromLatitude,
      longitude: size.fromLongitude,
    },
    destination: {
      country: destination_country,
      state: destination_state,
      city: destination_city,
      postalCode: size.toPost,
      latitude: size.toLatitude,
      longitude: size.toLongitude,
    },
  };
};

const page = async (client: Analytics, ids: readonly string[]): Promise<PastParcel[]> => {
  const [rows, sized, scanned, expected] = await Promise.all([
    client.select(parcels, { ids }, parcelRow),
    client.select(sizes, { ids }, sizeRow),
    client.select(scans, { ids }, scan),
    client.select(estimates, { ids }, estimate),
  ]);
  const sizeOf = new Map(sized.map((row) => [row.shipmentId, row]));
  const scansOf = Map.groupBy(scanned, (row) => row.shipmentId);
  const estimatesOf = Map.groupBy(expected, (row) => row.shipmentId);
  return rows.map((row) => ({
    ...whole(row, sizeOf.get(row.shipmentId) ?? unknownSize),
    scans: scansOf.get(row.shipmentId) ?? [],
    estimates: estimatesOf.get(row.shipmentId) ?? [],
  }));
};

const pageSize = 1_000;

/**
 * The newest parcels that together have at most `most` stages (their scans and their label), oldest first, a thousand at a
 * time. Those still under way are among them; those we cancelled are not.
 */
export async function* parcelHistory(client: Analytics, most: number): AsyncGenerator<PastParcel[]> {
  const ids = (await client.select(newest, { most }, z.object({ id: z.string() }))).map(({ id }) => id);
  for (let from = 0; from < ids.length; from += pageSize) yield page(client, ids.slice(from, from + pageSize));
}
