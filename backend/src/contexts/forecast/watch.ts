/**
 * Live shipments under the forecast's eye: when each is to be estimated again if nothing is heard of it until then, and
 * whether it is expected after its promise.
 */
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Sql } from '../../platform/database.ts';
import { promiseEnd, type TrackedShipment } from '../tracking/public.ts';
import type { Forecast } from './forecast.ts';

/**
 * From when on a shipment is at risk of missing its promise (earlier than now: it is), and whether it is expected after
 * it. Both null where there is no promise or no risk to speak of.
 */
export type Risk = { promiseEndsAt: string | null; riskAt: string | null; late: boolean };

/** Who waits for their recipient or is on their way back misses no promise any more. */
const beyondPromise: readonly TrackingStatus[] = ['available_for_pickup', 'return_initiated'];

/**
 * The risk of a shipment by its estimate in force. It begins when the estimate lies behind the promise, or the end of an
 * interval that is worth something does; else from the instant on when the time it was said to need no longer fits. Pure.
 */
export const riskOf = (
  { plan, standing }: Pick<TrackedShipment, 'plan' | 'standing'>,
  { eta, issuedAt }: Pick<Forecast, 'eta' | 'issuedAt'>,
): Risk => {
  const end = promiseEnd(plan.promise);
  if (!end) return { promiseEndsAt: null, riskAt: null, late: false };
  const promised = end.getTime();
  const [at, issued] = [Date.parse(eta.at), Date.parse(issuedAt)];
  const late = at >= promised;
  const misses = late || (eta.confidence !== 'low' && Date.parse(eta.high) >= promised);
  const from = misses ? Math.min(issued, promised) : promised - (at - issued);
  return {
    promiseEndsAt: end.toISOString(),
    riskAt: beyondPromise.includes(standing.position) ? null : new Date(from).toISOString(),
    late,
  };
};

export type WatchedShipment = Risk & { shipmentId: string; merchant: string; dueAt: string };

const upsert = `
  INSERT INTO eta_watch (shipment_id, merchant, due_at, model, promise_ends_at, risk_at, late)
  SELECT "shipmentId", merchant, "dueAt", $2, "promiseEndsAt", "riskAt", late
  FROM jsonb_to_recordset($1::jsonb) AS r ("shipmentId" text, merchant text, "dueAt" timestamptz, "promiseEndsAt" timestamptz, "riskAt" timestamptz, late boolean)
  ORDER BY 1
  ON CONFLICT (shipment_id) DO UPDATE SET due_at = EXCLUDED.due_at, model = EXCLUDED.model, promise_ends_at = EXCLUDED.promise_ends_at,
    risk_at = EXCLUDED.risk_at, late = EXCLUDED.late`;

/** Notes when to look again, with the number of the model that was asked. */
export const watch = async (tx: Sql, due: readonly WatchedShipment[], model: number): Promise<void> => {
  if (due.length > 0) await tx.run(upsert, JSON.stringify(due), model);
};

/** Forgets shipments that have ended. */
export const unwatch = async (tx: Sql, shipmentIds: readonly string[]): Promise<void> => {
  if (shipmentIds.length > 0)
    await tx.run('DELETE FROM eta_watch WHERE shipment_id = ANY($1::text[])', [...shipmentIds]);
};

/** Every shipment is due within `spreadMs`, spread out evenly. */
export const spreadWatch = async (tx: Sql, now: Date, spreadMs: number): Promise<void> => {
  await tx.run(
    `UPDATE eta_watch SET due_at = LEAST(due_at, $1::timestamptz + random() * $2 * interval '1 millisecond')`,
    now,
    spreadMs,
  );
};

/** The shipments that are due at `now`, longest first, `most` of them, with the model they were last estimated by. */
export const dueShipments = (sql: Sql, now: Date, most: number): Promise<{ shipmentId: string; model: number }[]> =>
  sql.rows(
    'SELECT shipment_id AS "shipmentId", model FROM eta_watch WHERE due_at <= $1 ORDER BY due_at LIMIT $2',
    now,
    most,
  );

const late = `
  SELECT shipment_id AS id FROM eta_watch WHERE late AND ($1::text[] IS NULL OR merchant = ANY($1))`;

/** Live shipments of merchants (null: of all) that are expected after their promise. */
export const lateShipments = async (sql: Sql, merchants: readonly string[] | null): Promise<string[]> =>
  (await sql.rows<{ id: string }>(late, merchants)).map(({ id }) => id);

export type AtRisk = { shipmentId: string; promiseEndsAt: string; expectedAt: string };
type RiskRow = { id: string; promise_ends_at: Date; at: Date; total: string };

const nearest = `
  SELECT w.shipment_id AS id, w.promise_ends_at, GREATEST(e.at, $1::timestamptz) AS at, count(*) OVER () AS total
  FROM eta_watch w JOIN shipment_etas e ON e.shipment_id = w.shipment_id WHERE w.risk_at < $1 AND ($3::text[] IS NULL OR w.merchant = ANY($3))
  ORDER BY w.promise_ends_at > $1 DESC, abs(extract(epoch FROM w.promise_ends_at - $1)) LIMIT $2`;

/** How many to name, and whose: of some merchants, or (null) of all. */
export type RiskQuestion = { most: number; merchants: readonly string[] | null };

/** Shipments at risk at `now`, those whose promise still stands first, nearest first; and how many there are. */
export const shipmentsAtRisk = async (
  sql: Sql,
  now: Date,
  { most, merchants }: RiskQuestion,
): Promise<{ total: number; items: AtRisk[] }> => {
  const rows = await sql.rows<RiskRow>(nearest, now, most, merchants);
  const items = rows.map(({ id, promise_ends_at: end, at }) => ({
    shipmentId: id,
    promiseEndsAt: end.toISOString(),
    expectedAt: at.toISOString(),
  }));
  return { total: Number(rows[0]?.total ?? 0), items };
};
