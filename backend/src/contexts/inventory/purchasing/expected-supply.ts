/**
 * What is still expected of each SKU, kept by the stores of what brings it (purchase orders, transfers): orders that wait
 * learn from it when they may hope, and whoever buys learns what is on its way already.
 */
import type { Sql } from '../../../platform/database.ts';
import { stockIdOf } from '../stock/stock.ts';

/** What one source still brings. */
export type Supply = {
  sourceId: string;
  merchant: string;
  warehouse: string;
  expectedOn: string | null;
  lines: readonly { lineId: string; sku: string; quantity: number }[];
};

const gone = 'DELETE FROM expected_supply WHERE source_id = ANY($1::text[])';
const expected = `
  INSERT INTO expected_supply (source_id, line_id, stock_id, merchant, sku, warehouse, quantity, expected_on)
  SELECT r.source_id, r.line_id, r.stock_id, r.merchant, r.sku, r.warehouse, r.quantity, r.expected_on
  FROM jsonb_to_recordset($1::jsonb) AS r (source_id text, line_id text, stock_id text, merchant text, sku text, warehouse text,
    quantity int, expected_on date) ORDER BY 1, 2`;

/** Writes anew what sources bring; one that brings nothing more has no rows. */
export const saveExpected = async (tx: Sql, sources: readonly Supply[]): Promise<void> => {
  if (sources.length === 0) return;
  const rows = sources.flatMap(({ sourceId, merchant, warehouse, expectedOn, lines }) =>
    lines
      .filter(({ quantity }) => quantity > 0)
      .map(({ lineId, sku, quantity }) => ({
        source_id: sourceId,
        line_id: lineId,
        stock_id: stockIdOf(merchant, sku),
        merchant,
        sku,
        warehouse,
        quantity,
        expected_on: expectedOn,
      })),
  );
  await tx.run(
    gone,
    sources.map(({ sourceId }) => sourceId),
  );
  if (rows.length > 0) await tx.run(expected, JSON.stringify(rows));
};
