/**
 * Stock as people look at it, a row for each SKU and warehouse where any of it ever lay. A page is found by the order of SKUs
 * and summed for its own rows alone; what only few rows have (broken, expired units) is found by those few.
 */
import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { listLevels, StockLevel } from '@gantry/shared/api/inventory/stock';
import type { Sql } from '../../../platform/database.ts';
import { shelved } from '../stock/shelved.ts';

export type LevelRow = Omit<StockLevel, 'incoming' | 'value'> & { stockId: string };

// $1 merchants, $2 to $4 the row before, $5 today, $6 warehouse, $7 part of a name, $8 how many.
const sums = `
  SELECT sum(b.on_hand) AS on_hand, sum(b.reserved) AS reserved,
    sum(b.on_hand) FILTER (WHERE b.condition = 'damaged') AS damaged,
    sum(b.on_hand) FILTER (WHERE b.condition = 'sellable' AND l.expires_on <= $5::date) AS expired,
    sum(b.on_hand - b.reserved) FILTER (WHERE ${shelved('b')} AND (l.expires_on IS NULL OR l.expires_on > $5::date)) AS available
  FROM stock_balances b LEFT JOIN stock_lots l ON l.stock_id = b.stock_id AND l.lot = b.lot`;

/** Units of a SKU that could be promised, over all warehouses. */
const availableInAll = `
  COALESCE((SELECT sum(b.on_hand - b.reserved) FROM stock_balances b LEFT JOIN stock_lots l ON l.stock_id = b.stock_id AND l.lot = b.lot
    WHERE b.stock_id = i.id AND ${shelved('b')} AND (l.expires_on IS NULL OR l.expires_on > $5::date)), 0)`;

/** Which rows are shown: first which SKUs can have any, then which of their warehouses do. */
const shown: Record<NonNullable<QueryOf<typeof listLevels>['show']>, { skus: string; rows: string }> = {
  low: {
    skus: `AND p.content ? 'reorderPoint' AND NOT p.archived AND ${availableInAll} <= (p.content ->> 'reorderPoint')::int`,
    rows: '',
  },
  out: { skus: '', rows: 'AND COALESCE(s.available, 0) <= 0' },
  damaged: {
    skus: `AND i.id IN (SELECT stock_id FROM stock_balances WHERE condition = 'damaged')`,
    rows: 'AND s.damaged > 0',
  },
  expired: {
    skus: `AND i.id IN (SELECT b.stock_id FROM stock_lots l JOIN stock_balances b ON b.stock_id = l.stock_id AND b.lot = l.lot
      WHERE l.expires_on <= $5::date AND b.condition = 'sellable')`,
    rows: 'AND s.expired > 0',
  },
};

const page = ({ skus, rows }: { skus: string; rows: string }): string => `
  SELECT i.id AS "stockId", i.sku, i.merchant, COALESCE(p.name, '') AS name, w.warehouse,
    COALESCE(s.on_hand, 0)::float8 AS "onHand", COALESCE(s.reserved, 0)::float8 AS reserved,
    COALESCE(s.available, 0)::float8 AS available, COALESCE(s.damaged, 0)::float8 AS damaged, COALESCE(s.expired, 0)::float8 AS expired
  FROM stock_items i
  LEFT JOIN products p ON p.merchant = i.merchant AND p.sku = i.sku
  CROSS JOIN LATERAL unnest(i.warehouses) AS w (warehouse)
  CROSS JOIN LATERAL (${sums} WHERE b.stock_id = i.id AND b.warehouse = w.warehouse) s
  WHERE ($1::text[] IS NULL OR i.merchant = ANY($1))
    AND ($2::text IS NULL OR (i.sku >= $2 AND (i.sku, i.id, w.warehouse) > ($2, $3, $4)))
    AND ($6::text IS NULL OR (i.warehouses @> ARRAY[$6] AND w.warehouse = $6)) AND ($7::text IS NULL OR i.sku ILIKE $7 OR p.name ILIKE $7)
    ${skus} ${rows}
  ORDER BY i.sku, i.id, w.warehouse LIMIT $8`;

const pages = {
  all: page({ skus: '', rows: '' }),
  low: page(shown.low),
  out: page(shown.out),
  damaged: page(shown.damaged),
  expired: page(shown.expired),
};

/** Text that is looked for as it is written: the signs of a pattern stand for themselves. */
const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

type Asked = Pick<QueryOf<typeof listLevels>, 'q' | 'warehouse' | 'show'> & {
  merchants: readonly string[] | null;
  after: { sku: string; stockId: string; warehouse: string } | undefined;
  today: string;
  limit: number;
};

/** The next rows by SKU. */
export const readLevels = (
  sql: Sql,
  { q, warehouse, show, merchants, after, today, limit }: Asked,
): Promise<LevelRow[]> =>
  sql.rows<LevelRow>(
    pages[show ?? 'all'],
    merchants,
    after?.sku ?? null,
    after?.stockId ?? null,
    after?.warehouse ?? null,
    today,
    warehouse ?? null,
    q === undefined ? null : containing(q),
    limit,
  );

// A sum that no whole number of JSON holds is cut off there: only a mistyped cost reaches it.
const values = `
  SELECT b.stock_id AS "stockId", b.warehouse, l.currency,
    LEAST(sum(b.on_hand::numeric * l.unit_cost), ${Number.MAX_SAFE_INTEGER})::float8 AS amount
  FROM stock_balances b JOIN stock_lots l ON l.stock_id = b.stock_id AND l.lot = b.lot
  WHERE b.stock_id = ANY($1::text[]) AND l.unit_cost IS NOT NULL
  GROUP BY b.stock_id, b.warehouse, l.currency ORDER BY l.currency`;

const expected = `
  SELECT stock_id AS "stockId", warehouse, sum(quantity)::float8 AS quantity FROM expected_supply
  WHERE stock_id = ANY($1::text[]) GROUP BY stock_id, warehouse`;

const placeKey = ({ stockId, warehouse }: { stockId: string; warehouse: string }): string => `${stockId} ${warehouse}`;

/** Rows with what their units have cost, and what is on its way to them. */
export const wholeLevels = async (sql: Sql, rows: readonly LevelRow[]): Promise<StockLevel[]> => {
  const ids = [...new Set(rows.map(({ stockId }) => stockId))];
  const [costs, coming] = await Promise.all([
    sql.rows<{ stockId: string; warehouse: string; currency: string; amount: number }>(values, ids),
    sql.rows<{ stockId: string; warehouse: string; quantity: number }>(expected, ids),
  ]);
  const costOf = Map.groupBy(costs, placeKey);
  const comingTo = new Map(coming.map((one) => [placeKey(one), one.quantity]));
  return rows.map(({ stockId, ...row }) => {
    const key = placeKey({ stockId, warehouse: row.warehouse });
    const value = (costOf.get(key) ?? []).map(({ currency, amount }) => ({ currency, amount }));
    return { ...row, incoming: comingTo.get(key) ?? 0, value };
  });
};
