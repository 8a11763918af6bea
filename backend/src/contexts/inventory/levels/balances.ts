/** Balances by SKU, warehouse, bin and condition, each with its lots. */
import type { balance } from '@gantry/shared/api/inventory/stock';
import type { z } from 'zod';
import type { Sql } from '../../../platform/database.ts';
import { shelved } from '../stock/shelved.ts';

type LotRow = {
  lot: string;
  receivedAt: string;
  amount: number | null;
  currency: string | null;
  expiresOn: string | null;
  onHand: number;
  reserved: number;
};
export type BalanceRow = Omit<z.infer<typeof balance>, 'available' | 'lots'> & {
  stockId: string;
  free: number;
  lots: LotRow[];
};

// $1 merchants, $2 to $6 the row before, $7 SKU, $8 warehouse, $9 how many, $10 today.
const page = `
  SELECT b.stock_id AS "stockId", b.sku, b.merchant, b.warehouse, b.bin, b.condition,
    sum(b.on_hand)::float8 AS "onHand", sum(b.reserved)::float8 AS reserved,
    COALESCE(sum(b.on_hand - b.reserved) FILTER (WHERE ${shelved('b')} AND (l.expires_on IS NULL OR l.expires_on > $10::date)), 0)::float8
      AS free,
    jsonb_agg(jsonb_build_object('lot', b.lot, 'receivedAt', l.received_at, 'amount', l.unit_cost, 'currency', l.currency,
      'expiresOn', l.expires_on, 'onHand', b.on_hand, 'reserved', b.reserved) ORDER BY l.expires_on NULLS LAST, l.received_at, b.lot) AS lots
  FROM stock_balances b JOIN stock_lots l ON l.stock_id = b.stock_id AND l.lot = b.lot
  WHERE ($1::text[] IS NULL OR b.merchant = ANY($1))
    AND ($2::text IS NULL OR (b.sku >= $2 AND (b.sku, b.stock_id, b.warehouse, b.bin, b.condition) > ($2, $3, $4, $5, $6)))
    AND ($7::text IS NULL OR b.sku = $7) AND ($8::text IS NULL OR b.warehouse = $8)
  GROUP BY b.sku, b.stock_id, b.warehouse, b.bin, b.condition, b.merchant
  ORDER BY b.sku, b.stock_id, b.warehouse, b.bin, b.condition LIMIT $9`;

type Asked = {
  merchants: readonly string[] | null;
  after: readonly [sku: string, stockId: string, warehouse: string, bin: string, condition: string] | undefined;
  sku: string | undefined;
  warehouse: string | undefined;
  limit: number;
  today: string;
};

/** The next balances by SKU and place. */
export const readBalances = (
  sql: Sql,
  { merchants, after, sku, warehouse, limit, today }: Asked,
): Promise<BalanceRow[]> =>
  sql.rows<BalanceRow>(
    page,
    merchants,
    ...(after ?? [null, null, null, null, null]),
    sku ?? null,
    warehouse ?? null,
    limit,
    today,
  );

/** A balance as callers read it. */
export const shownBalance = ({ stockId: _, free, lots, ...row }: BalanceRow): z.infer<typeof balance> => ({
  ...row,
  available: free,
  lots: lots.map(({ amount, currency, receivedAt, ...lot }) => ({
    ...lot,
    receivedAt: new Date(receivedAt).toISOString(),
    unitCost: amount === null || currency === null ? null : { amount, currency },
  })),
});
