/** How orders stand, counted: what they wait for by SKU, how many stand where and for how long. */
import { type OrderStage, orderStages } from '@gantry/shared/vocabulary/orders';
import type { Sql } from '../../../platform/database.ts';

/** Whose figures are asked for; null: everybody's together. */
export type MerchantsAsked = readonly string[] | null;

/** Units of a SKU that orders wait for, and how many orders do. `oldestPromise`: the first of the days promised to them. */
export type Unallocated = { sku: string; merchant: string; units: number; orders: number; oldestPromise: string | null };

const unallocated = `
  SELECT sku, merchant, sum(quantity)::int AS units, count(DISTINCT order_id)::int AS orders, min(promise_day)::text AS "oldestPromise"
  FROM order_demand WHERE $1::text[] IS NULL OR merchant = ANY($1)
  GROUP BY merchant, sku ORDER BY units DESC, merchant, sku LIMIT $2`;

/** What orders wait for, by SKU, the most units first. */
export const unallocatedDemand = (sql: Sql, merchants: MerchantsAsked, most: number): Promise<Unallocated[]> =>
  sql.rows<Unallocated>(unallocated, merchants, most);

/** Ages that orders are counted by, in hours: under the first, under the second, …, and older than the last. */
export const ageHours = [1, 4, 24, 72] as const;
/** `ages`: one count for each of `ageHours` and one for what is older. */
export type StageCount = { stage: OrderStage; count: number; ages: number[] };

// An age counts from when it was ordered. What is over is counted for a day, so that the board does not grow for ever.
const stages = `
  SELECT stage, width_bucket((extract(epoch FROM $1::timestamptz - placed_at) / 3600)::float8, ARRAY[${ageHours.join(', ')}]::float8[]) AS age,
    count(*)::int AS n
  FROM orders
  WHERE ($2::text[] IS NULL OR merchant = ANY($2)) AND ($3::text IS NULL OR channel = $3)
    AND (stage NOT IN ('shipped', 'cancelled') OR placed_at > $1::timestamptz - interval '1 day')
  GROUP BY 1, 2`;

type Asked = { merchants: MerchantsAsked; now: Date; channel?: string | null };

/** How many orders stand at each stage, and for how long. */
export const ordersByStage = async (sql: Sql, { merchants, now, channel = null }: Asked): Promise<StageCount[]> => {
  const rows = await sql.rows<{ stage: string; age: number; n: number }>(stages, now, merchants, channel);
  return orderStages.map((stage) => {
    const own = rows.filter((row) => row.stage === stage);
    const ages = [...ageHours, 0].map((_, age) => own.find((row) => row.age === age)?.n ?? 0);
    return { stage, count: ages.reduce((sum, n) => sum + n, 0), ages };
  });
};

/** The tiles of orders. */
export const orderTiles = (sql: Sql, clock: { now(): Date }) => ({
  unallocated: (merchants: MerchantsAsked, most = 50) => unallocatedDemand(sql, merchants, most),
  byStage: (merchants: MerchantsAsked, channel: string | null = null) =>
    ordersByStage(sql, { merchants, now: clock.now(), channel }),
});
export type OrderTiles = ReturnType<typeof orderTiles>;
