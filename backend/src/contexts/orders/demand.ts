/** How many units orders wait for, by stock: what inventory shows beside what is available. */
import type { Sql } from '../../platform/database.ts';

export const readDemand = async (sql: Sql, stockIds: readonly string[]): Promise<Map<string, number>> => {
  const rows = await sql.rows<{ stockId: string; quantity: number }>(
    `SELECT stock_id AS "stockId", sum(quantity)::float8 AS quantity FROM order_demand WHERE stock_id = ANY($1::text[]) GROUP BY stock_id`,
    stockIds,
  );
  return new Map(rows.map(({ stockId, quantity }) => [stockId, quantity]));
};
