/**
 * Which shipment a carrier's number means at a time, and scans that wait for a shipment. Looking a number up and parking
 * a scan must not pass registering it on the way: both take the number's lock, so one of them sees the other.
 */
import { mainMerchant } from '@gantry/shared/caller';
import { type Scan, scan } from '@gantry/shared/events/tracking';
import type { Sql } from '../../../platform/database.ts';
import { personalPathsOf, takeOut } from '../../../platform/privacy/parts.ts';
import type { Privacy } from '../../../platform/privacy/privacy.ts';
import { boxed, opened } from '../../../platform/write/sealing.ts';
import { orderingTime } from '../assess.ts';
import type { Remark } from '../decide.ts';
import type { Claim } from './claims.ts';

const keyOf = (carrier: string, number: string): string => `${carrier} ${number}`;

type CarrierNumber = { carrier: string; trackingNumber: string };

/**
 * Holds numbers until the transaction ends; in order, so that nobody waits in a ring, and before any stream. Advisory locks
 * give a transaction no number.
 */
export const holdNumbers = async (tx: Sql, numbers: readonly CarrierNumber[]): Promise<void> => {
  const keys = numbers.map(({ carrier, trackingNumber }) => keyOf(carrier, trackingNumber));
  await tx.rows(
    'SELECT pg_advisory_xact_lock(hashtextextended(k, 7)) IS NULL FROM unnest($1::text[]) k ORDER BY k',
    [...new Set(keys)].sort(),
  );
};

type NumberRow = {
  carrier: string;
  tracking_number: string;
  shipment_id: string;
  leg: number;
  valid_from: Date;
  valid_until: Date;
};

const rowsOf = async (
  tx: Sql,
  keys: readonly { carrier: string; trackingNumber: string }[],
): Promise<Map<string, NumberRow[]>> => {
  const rows = await tx.rows<NumberRow>(
    `SELECT n.carrier, n.tracking_number, n.shipment_id, n.leg, n.valid_from, n.valid_until FROM tracked_numbers n
     JOIN unnest($1::text[], $2::text[]) AS k (carrier, number) ON n.carrier = k.carrier AND n.tracking_number = k.number
     WHERE NOT n.contested
     ORDER BY n.valid_from DESC`,
    keys.map(({ carrier }) => carrier),
    keys.map(({ trackingNumber }) => trackingNumber),
  );
  const found = new Map<string, NumberRow[]>();
  for (const row of rows) {
    const key = keyOf(row.carrier, row.tracking_number);
    const list = found.get(key) ?? [];
    list.push(row);
    found.set(key, list);
  }
  return found;
};

/** The newest shipment whose window holds the scan's time. */
const shipmentFor = (rows: readonly NumberRow[] | undefined, scan: Scan): NumberRow | undefined => {
  const at = orderingTime(scan);
  return rows?.find((row) => row.valid_from.getTime() <= at && at < row.valid_until.getTime());
};

/** Where scans of numbers with several claims were recorded before: a repeated history does not move to a newer claim. */
const homesOf = async (
  tx: Sql,
  scans: readonly Scan[],
  claims: ReadonlyMap<string, readonly NumberRow[]>,
): Promise<Map<string, string>> => {
  const contested = scans.filter((scan) => (claims.get(keyOf(scan.carrier, scan.trackingNumber))?.length ?? 0) > 1);
  if (contested.length === 0) return new Map();
  const known = await tx.rows<{ id: string; shipment_id: string }>(
    'SELECT id, shipment_id FROM scans WHERE id = ANY($1::text[])',
    contested.map((scan) => scan.scanId),
  );
  return new Map(known.map(({ id, shipment_id }) => [id, shipment_id]));
};

const distinct = (scans: readonly Scan[]) => [
  ...new Map(
    scans.map(({ carrier, trackingNumber }) => [keyOf(carrier, trackingNumber), { carrier, trackingNumber }]),
  ).values(),
];

export type PlacedScan = { shipmentId: string; scan: Scan };

/** Scans with their shipment, and those whose shipment is not known yet; the latter's numbers stay locked. */
export const placeScans = async (
  tx: Sql,
  scans: readonly Scan[],
): Promise<{ placed: PlacedScan[]; unplaced: Scan[] }> => {
  const split = async (candidates: readonly Scan[]) => {
    const rows = await rowsOf(tx, distinct(candidates));
    const homes = await homesOf(tx, candidates, rows);
    const placed: PlacedScan[] = [];
    const unplaced: Scan[] = [];
    for (const scan of candidates) {
      const claims = rows.get(keyOf(scan.carrier, scan.trackingNumber));
      const home = homes.get(scan.scanId);
      const row = claims?.find((one) => one.shipment_id === home) ?? shipmentFor(claims, scan);
      if (row) placed.push({ shipmentId: row.shipment_id, scan: { ...scan, leg: row.leg } });
      else unplaced.push(scan);
    }
    return { placed, unplaced };
  };
  const first = await split(scans);
  if (first.unplaced.length === 0) return first;
  await holdNumbers(tx, first.unplaced);
  const second = await split(first.unplaced);
  return { placed: [...first.placed, ...second.placed], unplaced: second.unplaced };
};

/** A scan that waits for its shipment, with what its message said beside it. */
export type ParkedScan = Scan & { remark?: Remark };

const personalInScan = personalPathsOf(scan);
const parkedPlace = (id: string): string => `parked:${id}`;

/** What is kept of a scan that waits: its words lie under a key of its number's, since nobody knows yet whom they speak of. */
const parkedRows = async (privacy: Privacy, tx: Sql, scans: readonly ParkedScan[]) => {
  const taken = scans.map((one) => takeOut(personalInScan, one));
  const numbers = [
    ...new Set(scans.flatMap((one, i) => (taken[i]?.parts ? [keyOf(one.carrier, one.trackingNumber)] : []))),
  ];
  const keys = await privacy.newMessageKeys(
    tx,
    numbers.map(() => ({ merchant: mainMerchant, subject: null })),
  );
  const byNumber = new Map(numbers.map((number, i) => [number, keys[i]]));
  return scans.map(({ carrier, trackingNumber, scanId }, i) => {
    const { clear, parts } = taken[i] ?? {};
    const key = byNumber.get(keyOf(carrier, trackingNumber));
    return { scan: clear, sealed: parts && key ? boxed(key, parkedPlace(scanId), parts) : null };
  });
};

const insertParked = `
  INSERT INTO parked_scans (id, carrier, tracking_number, scan, received_at, sealed)
  SELECT scan->>'scanId', scan->>'carrier', scan->>'trackingNumber', scan, (scan->>'receivedAt')::timestamptz, sealed
  FROM jsonb_to_recordset($1::jsonb) AS r (scan jsonb, sealed text) ON CONFLICT DO NOTHING`;

/** Keeps scans until their shipment comes. */
export const parkScans = async (tx: Sql, privacy: Privacy, scans: readonly ParkedScan[]): Promise<void> => {
  if (scans.length > 0) await tx.run(insertParked, JSON.stringify(await parkedRows(privacy, tx, scans)));
};

export type ParkedRow = { id: string; scan: ParkedScan; sealed: string | null };

const unsealed = `
  SELECT id, scan, sealed FROM parked_scans WHERE sealed IS NULL AND (scan->>'description' <> ''
    OR scan->'place'->>'name' IS NOT NULL OR scan->'place'->>'text' IS NOT NULL) ORDER BY id LIMIT $1`;
const sealing = `
  UPDATE parked_scans p SET scan = r.scan, sealed = r.sealed
  FROM jsonb_to_recordset($1::jsonb) AS r (scan jsonb, sealed text) WHERE p.id = r.scan->>'scanId' AND p.sealed IS NULL`;

/** Seals the words of up to `most` scans that were parked before that was done; answers how many. */
export const sealParked = async (tx: Sql, privacy: Privacy, most: number): Promise<number> => {
  const rows = await tx.rows<ParkedRow>(unsealed, most);
  const scans = rows.map((row) => row.scan);
  if (scans.length > 0) await tx.run(sealing, JSON.stringify(await parkedRows(privacy, tx, scans)));
  return scans.length;
};

/** Parked scans with their words. */
export const wholeParked = (privacy: Privacy, sql: Sql, rows: readonly ParkedRow[]): Promise<ParkedScan[]> =>
  opened(
    privacy,
    sql,
    rows.map(({ id, scan: value, sealed }) => ({ value, sealed, place: parkedPlace(id) })),
  );

/** The scans that waited for numbers which are held, by shipment; they wait no more. */
export const takeParked = async (
  tx: Sql,
  privacy: Privacy,
  claims: readonly Claim[],
): Promise<Map<string, ParkedScan[]>> => {
  const rows = claims.filter(({ contested }) => !contested);
  const parked = await tx.rows<ParkedRow>(
    `SELECT p.id, p.scan, p.sealed FROM parked_scans p JOIN jsonb_to_recordset($1::jsonb) AS k (carrier text, "trackingNumber" text)
       ON p.carrier = k.carrier AND p.tracking_number = k."trackingNumber" GROUP BY p.id ORDER BY p.id`,
    JSON.stringify(rows.map(({ carrier, trackingNumber }) => ({ carrier, trackingNumber }))),
  );
  const taken = new Map<string, ParkedScan[]>();
  const used: string[] = [];
  for (const [i, scan] of (await wholeParked(privacy, tx, parked)).entries()) {
    const at = orderingTime(scan);
    const row = rows.find(
      (r) =>
        r.carrier === scan.carrier &&
        r.trackingNumber === scan.trackingNumber &&
        r.validFrom.getTime() <= at &&
        at < r.validUntil.getTime(),
    );
    if (!row) continue;
    taken.set(row.shipmentId, [...(taken.get(row.shipmentId) ?? []), { ...scan, leg: row.leg }]);
    used.push(parked[i]?.id ?? '');
  }
  if (used.length > 0) await tx.run('DELETE FROM parked_scans WHERE id = ANY($1::text[])', used);
  return taken;
};
