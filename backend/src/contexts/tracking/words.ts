/**
 * What carriers say in their own words: descriptions, names of places, the exact point, details of exceptions. Whoever signed
 * or opened the door may be named there, so it lies sealed beside each row, in the box of the event that told it, and is
 * opened only for those who ask for it.
 */
import { type ExceptionCase, type Scan, scan as scanSchema } from '@gantry/shared/events/tracking';
import type { Sql } from '../../platform/database.ts';
import { personalPathsOf, takeOut } from '../../platform/privacy/parts.ts';
import type { Privacy } from '../../platform/privacy/privacy.ts';
import { eventPlace, opened } from '../../platform/write/sealing.ts';
import type { TrackedShipment } from './tracked-shipment.ts';

type Opener = Pick<Privacy, 'keysById'>;

const personalInScan = personalPathsOf(scanSchema);

/** A scan as rows keep it. */
export const withoutWords = (scan: Scan): Scan => takeOut(personalInScan, scan).clear;

type Worded<Value> = { id: string; shipment_id: string; sealed: string | null; told_in: number | null; value: Value };

const open = async <Value>(privacy: Opener, sql: Sql, rows: readonly Worded<Value>[]): Promise<Map<string, Value>> => {
  const values = await opened(
    privacy,
    sql,
    rows.map(({ value, sealed, shipment_id: shipmentId, told_in: version }) => ({
      value,
      sealed,
      place: eventPlace('tracked_shipment', shipmentId, version ?? 0),
    })),
  );
  return new Map(rows.map(({ id, value }, i) => [id, values[i] ?? value]));
};

const scansOf = (condition: string): string =>
  `SELECT id, shipment_id, sealed, told_in, data AS value FROM scans WHERE ${condition} = ANY($1::text[])`;
const casesOf = `
  SELECT id, shipment_id, sealed, told_in, jsonb_build_object('detail', detail) AS value
  FROM shipment_exceptions WHERE shipment_id = ANY($1::text[]) AND sealed IS NOT NULL`;

/** Scans by id, whole as far as their words are still there; those that nobody recorded are left out. */
export const scansById = async (privacy: Opener, sql: Sql, ids: readonly string[]): Promise<Map<string, Scan>> =>
  open(privacy, sql, await sql.rows<Worded<Scan>>(scansOf('id'), [...ids]));

/** Shipments with the words of their scans and exceptions. */
export const withWords = async (
  { privacy, sql }: { privacy: Opener; sql: Sql },
  shipments: readonly TrackedShipment[],
): Promise<TrackedShipment[]> => {
  const ids = shipments.map(({ plan }) => plan.shipmentId);
  const scans = await open(privacy, sql, await sql.rows<Worded<Scan>>(scansOf('shipment_id'), ids));
  const details = await open(privacy, sql, await sql.rows<Worded<Pick<ExceptionCase, 'detail'>>>(casesOf, ids));
  return shipments.map((shipment) => ({
    ...shipment,
    scans: shipment.scans.map((scan) => scans.get(scan.scanId) ?? scan),
    exceptions: shipment.exceptions.map((one) => ({ ...one, ...details.get(one.exceptionId) })),
  }));
};

/** Rows of exceptions with their details. */
export const withDetails = async <Row extends Omit<Worded<unknown>, 'value'> & { detail: string }>(
  { privacy, sql }: { privacy: Opener; sql: Sql },
  rows: readonly Row[],
): Promise<Row[]> => {
  const details = await open(
    privacy,
    sql,
    rows.map((row) => ({ ...row, value: { detail: row.detail } })),
  );
  return rows.map((row) => ({ ...row, ...details.get(row.id) }));
};
