/** What polling remembers: when each leg was asked for and what was wrong with it, so that a restart does not forget it. */
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Platform } from '../../../platform/platform.ts';
import type { Candidate } from './pacing.ts';

type Row = {
  shipment_id: string;
  leg: number;
  tracking_number: string;
  status: TrackingStatus;
  heard_at: Date;
  asked_at: Date | null;
};

/** Which legs: those of some shipments, those of some merchants; all where neither is said. */
export type Narrowing = { shipments?: readonly string[] | undefined; merchants?: readonly string[] | null };

/** Legs of live shipments that a connection carries. */
export const candidatesOf = async (
  platform: Platform,
  connection: string,
  { shipments, merchants = null }: Narrowing = {},
): Promise<Candidate[]> => {
  const { rows } = await platform.database.pool.query<Row>(
    `SELECT n.shipment_id, n.leg, n.tracking_number, t.status, p.asked_at,
       GREATEST(t.created_at, (SELECT max(w.last_at) FROM scan_witnesses w WHERE w.shipment_id = t.id)) AS heard_at
     FROM tracked_shipments t JOIN tracked_numbers n ON n.shipment_id = t.id AND n.carrier = $1
     LEFT JOIN poll_states p ON p.shipment_id = n.shipment_id AND p.leg = n.leg
     WHERE t.ended_at IS NULL AND ($2::text[] IS NULL OR t.id = ANY($2)) AND ($3::text[] IS NULL OR t.merchant = ANY($3))`,
    [connection, shipments ?? null, merchants],
  );
  return rows.map((row) => ({
    shipmentId: row.shipment_id,
    leg: row.leg,
    trackingNumber: row.tracking_number,
    status: row.status,
    heardAt: row.heard_at.getTime(),
    askedAt: row.asked_at?.getTime() ?? null,
  }));
};

/** Writes down that legs were asked for, and what the carrier said is wrong with each, by tracking number. */
export const noteAsked = async (
  platform: Platform,
  asked: readonly (Candidate & { connection: string })[],
  { now, answered, problems }: { now: Date; answered: boolean; problems: ReadonlyMap<string, string> },
): Promise<void> => {
  await platform.database.pool.query(
    `INSERT INTO poll_states (shipment_id, leg, connection, asked_at, answered_at, problem, asks)
     SELECT r."shipmentId", r.leg, r.connection, $2, CASE WHEN $3 THEN $2::timestamptz END, r.problem, 1
     FROM jsonb_to_recordset($1::jsonb) AS r ("shipmentId" text, leg int, connection text, problem text)
     ON CONFLICT (shipment_id, leg) DO UPDATE SET connection = EXCLUDED.connection, asked_at = EXCLUDED.asked_at,
       answered_at = COALESCE(EXCLUDED.answered_at, poll_states.answered_at), problem = EXCLUDED.problem, asks = poll_states.asks + 1`,
    [
      JSON.stringify(
        asked.map(({ shipmentId, leg, connection, trackingNumber }) => ({
          shipmentId,
          leg,
          connection,
          problem: problems.get(trackingNumber) ?? null,
        })),
      ),
      now,
      answered,
    ],
  );
};
