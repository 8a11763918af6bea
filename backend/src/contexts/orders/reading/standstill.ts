/** Orders that nobody can work on: those that wait for stock and those that are held, for dashboards. */
import type { Sql } from '../../../platform/database.ts';

type MerchantsAsked = readonly string[] | null;
export type StandstillAsked = {
  merchants: MerchantsAsked;
  /** Of orders that are promised something there; null: of all. */
  warehouse: string | null;
  now: Date;
  /** Seconds after which an order is of the next age. */
  edges: readonly number[];
};
/** Of one merchant and age. `units`: that are waited for, or that held orders have. `age`: how many edges it is older than. */
export type Standstill = {
  merchant: string;
  stage: 'unallocated' | 'held';
  age: number;
  orders: number;
  units: number;
};

// A held order waits for its release first, whatever else it lacks.
const standstill = `
  WITH waiting AS (
      SELECT order_id, sum(quantity) AS units FROM order_demand WHERE $1::text[] IS NULL OR merchant = ANY($1) GROUP BY 1),
    those AS (
      SELECT o.merchant, 'unallocated' AS stage, o.placed_at, w.units FROM waiting w JOIN orders o ON o.id = w.order_id
      WHERE o.stage <> 'held' AND o.over_at IS NULL AND ($2::text IS NULL OR o.warehouses @> ARRAY[$2])
      UNION ALL
      SELECT o.merchant, 'held', o.placed_at,
        (SELECT sum((line ->> 'quantity')::bigint) FROM jsonb_array_elements(o.content -> 'lines') AS line)
      FROM orders o WHERE o.over_at IS NULL AND o.stage = 'held' AND ($1::text[] IS NULL OR o.merchant = ANY($1))
        AND ($2::text IS NULL OR o.warehouses @> ARRAY[$2]))
  SELECT merchant, stage, width_bucket(extract(epoch FROM $3::timestamptz - placed_at)::float8, $4::float8[]) AS age,
    count(*)::int AS orders, COALESCE(sum(units), 0)::float8 AS units
  FROM those GROUP BY 1, 2, 3`;

/** How many orders stand still, for how many units and for how long. */
export const readStandstill = (
  sql: Sql,
  { merchants, warehouse, now, edges }: StandstillAsked,
): Promise<Standstill[]> => sql.rows<Standstill>(standstill, merchants, warehouse, now, edges);

/** Units of a SKU that orders wait for, and the day of the oldest promise among them. */
export type SkuDemand = { sku: string; units: number; orders: number; oldestPromise: string | null };

const bySku = `
  SELECT sku, sum(quantity)::float8 AS units, count(DISTINCT order_id)::int AS orders, min(promise_day)::text AS "oldestPromise"
  FROM order_demand WHERE $1::text[] IS NULL OR merchant = ANY($1) GROUP BY sku ORDER BY units DESC, sku LIMIT $2`;

export const readDemandBySku = (sql: Sql, merchants: MerchantsAsked, most: number): Promise<SkuDemand[]> =>
  sql.rows<SkuDemand>(bySku, merchants, most);
