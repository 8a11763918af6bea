/**
 * Who told us of each scan. A scan that a carrier pushed and also told when asked is one event with two witnesses; what
 * carriers lose, repeat, disorder and report late is counted from them.
 */
import type { witness } from '@gantry/shared/api/shipments';
import type { Scan } from '@gantry/shared/events/tracking';
import type { WitnessSource } from '@gantry/shared/vocabulary/tracking-status';
import type { z } from 'zod';
import type { Sql } from '../../../platform/database.ts';
import { orderingTime } from '../assess.ts';

export type WitnessRecord = {
  scan: Scan;
  shipmentId: string | null;
  source: WitnessSource;
  messageId: string;
  late: boolean;
  /** It happened before its shipment was told to us as one of the past: when we heard of it says nothing. */
  history: boolean;
};

/** Whether a later scan of the shipment was known before this one came. */
export const cameLate = (scan: Scan, known: readonly Scan[]): boolean => {
  const at = orderingTime(scan);
  return known.some((other) => other.receivedAt < scan.receivedAt && orderingTime(other) > at);
};

const upsert = `
  INSERT INTO scan_witnesses (scan_id, source, carrier, shipment_id, message_id, first_at, last_at, times, late, lag_ms)
  SELECT "scanId", source, carrier, "shipmentId", "messageId", at, at, times, late, "lagMs"
  FROM jsonb_to_recordset($1::jsonb) AS r ("scanId" text, source text, carrier text, "shipmentId" text, "messageId" text, at timestamptz, times int, late boolean, "lagMs" bigint)
  ORDER BY "scanId", source
  ON CONFLICT (scan_id, source) DO UPDATE SET times = scan_witnesses.times + EXCLUDED.times, last_at = GREATEST(scan_witnesses.last_at, EXCLUDED.last_at),
    shipment_id = CASE WHEN EXCLUDED.shipment_id = '' THEN scan_witnesses.shipment_id ELSE EXCLUDED.shipment_id END`;

const lagOf = ({ occurredAt, receivedAt }: Scan): number | null =>
  occurredAt === null ? null : Date.parse(receivedAt) - Date.parse(occurredAt);

/** Writes down who told us of scans, in order of their ids, so that two writers never wait for each other in a ring. */
export const recordWitnesses = async (tx: Sql, witnessed: readonly WitnessRecord[]): Promise<void> => {
  if (witnessed.length === 0) return;
  const rows = new Map<string, { times: number } & Record<string, unknown>>();
  for (const { scan, shipmentId, source, messageId, late, history } of witnessed) {
    const key = `${scan.scanId} ${source}`;
    const known = rows.get(key);
    if (known) known.times++;
    else
      rows.set(key, {
        scanId: scan.scanId,
        source,
        carrier: scan.carrier,
        shipmentId: shipmentId ?? '',
        messageId,
        at: scan.receivedAt,
        times: 1,
        late: late && !history,
        lagMs: history ? null : lagOf(scan),
      });
  }
  await tx.run(upsert, JSON.stringify([...rows.values()]));
};

/** A scan that waited for its shipment, and whether it is one of the past that was told to us afterwards. */
export type AdoptedScan = { shipmentId: string; scanId: string; history: boolean };

/** Scans that waited for their shipment belong to it now, and so do their witnesses. */
export const adoptWitnesses = async (tx: Sql, adopted: readonly AdoptedScan[]): Promise<void> => {
  if (adopted.length === 0) return;
  await tx.run(
    `UPDATE scan_witnesses w SET shipment_id = r."shipmentId", lag_ms = CASE WHEN r.history THEN NULL ELSE w.lag_ms END
     FROM jsonb_to_recordset($1::jsonb) AS r ("shipmentId" text, "scanId" text, history boolean) WHERE w.scan_id = r."scanId"`,
    JSON.stringify(adopted),
  );
};

/** Who told us of a scan and how often. Instants are ISO 8601. */
export type Witness = z.output<typeof witness>;

type WitnessRow = {
  scan_id: string;
  source: WitnessSource;
  first_at: Date;
  last_at: Date;
  times: number;
  message_id: string | null;
};

/** The witnesses of shipments' scans, by scan, the first to tell first. */
export const readWitnesses = async (sql: Sql, shipmentIds: readonly string[]): Promise<Map<string, Witness[]>> => {
  const rows = await sql.rows<WitnessRow>(
    `SELECT scan_id, source, first_at, last_at, times, message_id FROM scan_witnesses WHERE shipment_id = ANY($1::text[])
     ORDER BY first_at, source`,
    [...shipmentIds],
  );
  const found = new Map<string, Witness[]>();
  for (const row of rows) {
    const list = found.get(row.scan_id) ?? [];
    list.push({
      source: row.source,
      firstAt: row.first_at.toISOString(),
      lastAt: row.last_at.toISOString(),
      times: row.times,
      messageId: row.message_id,
    });
    found.set(row.scan_id, list);
  }
  return found;
};
