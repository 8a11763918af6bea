/** The backlog of the floor: what is open, where it stands and since when; what left today; what went wrong. */
import type { floorStages } from '@gantry/shared/api/wall';
import type { FloorExceptionKind } from '@gantry/shared/vocabulary/fulfillment';
import type { Sql } from '../../../platform/database.ts';

export type FloorStage = (typeof floorStages)[number];
/** Whose backlog, and where; null: everybody's, everywhere. */
export type BacklogAsked = { merchants: readonly string[] | null; warehouse: string | null };

/** Seconds after which something is of the next age: an hour, four, a day, three days. */
export const ageEdges = [3_600, 14_400, 86_400, 259_200];

/** Fulfillment orders of one merchant and warehouse ('' for none) that stand somewhere. `age`: how many edges they are older than. */
export type BacklogRow = {
  merchant: string;
  warehouse: string;
  stage: FloorStage;
  age: number;
  orders: number;
  units: number;
};

// Ready: packed and labelled, or kept for who collects it; nothing is left to do but to hand it over.
const backlog = `
  SELECT merchant, COALESCE(warehouse, '') AS warehouse,
    CASE WHEN held THEN 'held'
      WHEN kind = 'pickup' AND pickup ->> 'readyAt' IS NOT NULL THEN 'ready'
      WHEN status = 'packing' AND units > 0 AND packed >= units AND cardinality(shipment_ids) = jsonb_array_length(packages) THEN 'ready'
      ELSE status END AS stage,
    width_bucket(extract(epoch FROM $3::timestamptz - planned_at)::float8, $4::float8[]) AS age,
    count(*)::int AS orders, COALESCE(sum(units), 0)::float8 AS units
  FROM fulfillment_orders
  WHERE open AND ($1::text[] IS NULL OR merchant = ANY($1)) AND ($2::text IS NULL OR warehouse = $2)
  GROUP BY 1, 2, 3, 4`;

/** Open fulfillment orders by where they stand. */
export const readBacklog = (sql: Sql, { merchants, warehouse }: BacklogAsked, now: Date): Promise<BacklogRow[]> =>
  sql.rows<BacklogRow>(backlog, merchants, warehouse, now, ageEdges);

const shipped = `
  SELECT count(*)::int AS n FROM fulfillment_orders
  WHERE done_at >= $1 AND done_at <= $2 AND status IN ('shipped', 'delivered', 'returned')
    AND ($3::text[] IS NULL OR merchant = ANY($3)) AND ($4::text IS NULL OR warehouse = $4)`;

/** Fulfillment orders that left in a time. */
export const readShipped = async (
  sql: Sql,
  { merchants, warehouse }: BacklogAsked,
  { from, to }: { from: Date; to: Date },
): Promise<number> => (await sql.rows<{ n: number }>(shipped, from, to, merchants, warehouse))[0]?.n ?? 0;

const known = 'SELECT EXISTS (SELECT 1 FROM fulfillment_orders WHERE planned_at <= $1) AS known';

/** Whether there was a floor at a time: before its first work nothing is known of it. */
export const hadWork = async (sql: Sql, at: Date): Promise<boolean> =>
  (await sql.rows<{ known: boolean }>(known, at))[0]?.known ?? false;

const exceptions = `
  SELECT kind, count(*)::int AS open FROM floor_exceptions
  WHERE settled_at IS NULL AND ($1::text[] IS NULL OR merchant = ANY($1)) AND ($2::text IS NULL OR warehouse = $2) GROUP BY kind`;

/** What went wrong and is not settled, by kind. */
export const readExceptions = async (
  sql: Sql,
  { merchants, warehouse }: BacklogAsked,
): Promise<Map<FloorExceptionKind, number>> => {
  const rows = await sql.rows<{ kind: FloorExceptionKind; open: number }>(exceptions, merchants, warehouse);
  return new Map(rows.map(({ kind, open }) => [kind, open]));
};
