/** How many fulfillment orders there are of each status, and how many of the open ones are held. */
import { type FulfillmentStatus, fulfillmentStatuses } from '@gantry/shared/vocabulary/fulfillment';
import type { Sql } from '../../../platform/database.ts';

type Counted = { status: FulfillmentStatus; count: number; held: number };

const counts = `
  SELECT status, count(*)::int AS count, count(*) FILTER (WHERE held AND open)::int AS held FROM fulfillment_orders
  WHERE ($1::text[] IS NULL OR merchant = ANY($1)) AND ($2::text IS NULL OR warehouse = $2) GROUP BY status`;

/** Counts those of merchants (null for all) in a warehouse (null for everywhere). */
export const countQueue = async (
  sql: Sql,
  { merchants, warehouse = null }: { merchants: readonly string[] | null; warehouse?: string | null | undefined },
) => {
  const rows = await sql.rows<Counted>(counts, merchants, warehouse);
  const byStatus = new Map(rows.map((row) => [row.status, row.count]));
  return {
    statuses: fulfillmentStatuses.map((status) => ({ status, count: byStatus.get(status) ?? 0 })),
    held: rows.reduce((sum, { held }) => sum + held, 0),
  };
};
