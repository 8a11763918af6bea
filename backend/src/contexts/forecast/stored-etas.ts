/** The current estimates of arrival, as they were issued last, for whoever reads shipments. */
import { type Eta, eta } from '@gantry/shared/events/eta';
import type { Sql } from '../../platform/database.ts';

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Joins a query's tracked shipment `t` with its current estimate as `eta`, whose columns `at`, `low`, `high` and
 * `issued_at` are instants, `confidence` a word, and `data` the whole of it; all null where there is none.
 */
export const joinEta = `
  LEFT JOIN LATERAL (
    SELECT e.at, e.low, e.high, e.issued_at, e.confidence, json_build_object('at', ${iso('e.at')}, 'low', ${iso('e.low')}, 'high', ${iso('e.high')},
      'confidence', e.confidence, 'evidence', json_build_object('cell', e.cell, 'shipments', e.shipments)) AS data
    FROM shipment_etas e WHERE e.shipment_id = t.id
  ) eta ON true`;

/**
 * From when on a live shipment `t` joined by `joinEta` is at risk of missing its promise; earlier than now means at risk
 * already. It is when the estimate lies behind the promise, or the end of an interval that is worth something does; else
 * from the instant on when the time it was said to need no longer fits. Null without a promise or estimate, and for
 * parcels that wait for their recipient or are on their way back.
 */
export const riskAt = `
  CASE WHEN t.standing->>'position' IN ('available_for_pickup', 'return_initiated') THEN NULL
    WHEN eta.at >= t.promise_ends_at OR (eta.confidence <> 'low' AND eta.high >= t.promise_ends_at) THEN LEAST(eta.issued_at, t.promise_ends_at)
    ELSE t.promise_ends_at - (eta.at - eta.issued_at) END`;

/** An estimate as `joinEta` answers it. */
export const etaOf = (data: unknown): Eta | null => (data === null || data === undefined ? null : eta.parse(data));

/** The current estimates of shipments; those that have none are not in the answer. */
export const readEtas = async (
  reader: Pick<Sql, '$queryRawUnsafe'>,
  shipmentIds: readonly string[],
): Promise<Map<string, Eta>> => {
  const rows = await reader.$queryRawUnsafe<{ id: string; data: unknown }[]>(
    `SELECT t.id, eta.data FROM unnest($1::text[]) AS t (id) ${joinEta} WHERE eta.data IS NOT NULL`,
    [...shipmentIds],
  );
  return new Map(rows.map(({ id, data }) => [id, eta.parse(data)]));
};
