/** Purchase orders as people look for them, and what is to be bought again. */

import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { listPurchaseOrders, ReorderAlert, PurchaseOrder as Shown } from '@gantry/shared/api/inventory/purchasing';
import type { Sql } from '../../../platform/database.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { shelved } from '../stock/shelved.ts';
import { openOf, type PurchaseOrder, receivedOf } from './purchase-order.ts';
import { purchaseOrderRows } from './store.ts';

/** A purchase order as staff read it. */
export const shownPurchase = (order: PurchaseOrder): Shown => {
  const { receipts: _, lines, ...rest } = order;
  return {
    ...rest,
    lines: lines.map((line) => {
      const { accepted: __, ...said } = line;
      return { ...said, received: receivedOf(line), open: openOf(order, line) };
    }),
  };
};

const page = `
  WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR vendor = $2) AND ($3::text IS NULL OR warehouse = $3)
    AND ($4::text IS NULL OR number = $4) AND (NOT $5 OR open_discrepancies > 0) AND ($6::text[] IS NULL OR merchant = ANY($6))
    AND ($7::timestamptz IS NULL OR (placed_at, id) < ($7, $8))
  ORDER BY placed_at DESC, id DESC LIMIT $9`;

/** A page of purchase orders, newest first. */
export const purchasePage = async (
  sql: Sql,
  query: QueryOf<typeof listPurchaseOrders>,
  merchants: string[] | null,
): Promise<{ items: Shown[]; nextCursor: string | null }> => {
  const { state = null, vendor = null, warehouse = null, number = null, discrepancy, limit } = query;
  const [at = null, id = null] = readCursor(query.cursor) ?? [];
  const values = [state, vendor, warehouse, number, discrepancy === 'open', merchants, at, id, limit + 1];
  const found = await purchaseOrderRows.list(sql, page, ...values);
  return pageFrom(found, limit, {
    item: shownPurchase,
    cursor: ({ placedAt, purchaseOrderId }) => cursorOf(placedAt, purchaseOrderId),
  });
};

/** As many as anybody can look at; the oldest come first. */
const mostAlerts = 1_000;

const alerts = `
  SELECT i.sku, i.merchant, p.name, p.content ->> 'vendor' AS vendor, i.reorder_since AS since,
    (p.content ->> 'reorderPoint')::int AS "reorderPoint", (p.content ->> 'reorderQuantity')::int AS "reorderQuantity",
    COALESCE((SELECT sum(b.on_hand - b.reserved)::float8 FROM stock_balances b
      LEFT JOIN stock_lots l ON (l.stock_id, l.lot) = (b.stock_id, b.lot)
      WHERE b.stock_id = i.id AND ${shelved('b')} AND (l.expires_on IS NULL OR l.expires_on > $2::date)), 0) AS available,
    COALESCE((SELECT sum(e.quantity)::float8 FROM expected_supply e WHERE e.stock_id = i.id), 0) AS incoming
  FROM stock_items i JOIN products p ON (p.merchant, p.sku) = (i.merchant, i.sku)
  WHERE i.reorder_since IS NOT NULL AND NOT p.archived AND p.content ? 'reorderPoint'
    AND ($1::text[] IS NULL OR i.merchant = ANY($1))
  ORDER BY i.reorder_since, i.merchant, i.sku LIMIT ${mostAlerts}`;

/** What is to be bought again, since when, and what of it is on its way. */
export const reorderAlerts = async (sql: Sql, merchants: string[] | null, now: Date): Promise<ReorderAlert[]> => {
  const rows = await sql.rows<Omit<ReorderAlert, 'since'> & { since: Date }>(
    alerts,
    merchants,
    now.toISOString().slice(0, 10),
  );
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
};
