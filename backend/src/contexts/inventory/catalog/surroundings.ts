/** What decisions about the catalog look at beside what they decide on, read in their own transaction. */
import type { Sql } from '../../../platform/database.ts';
import { stockIdOf } from '../stock/stock.ts';
import type { StockStanding, Surroundings } from './decide.ts';

type Named = { merchant: string; sku: string };

/** Products of a merchant that are in the catalog, by SKU. */
export const readInCatalog = async (
  tx: Sql,
  merchant: string,
  skus: readonly string[],
): Promise<Surroundings['parts']> => {
  if (skus.length === 0) return new Map();
  const rows = await tx.rows<{ sku: string; kit: boolean }>(
    'SELECT sku, cardinality(parts) > 0 AS kit FROM products WHERE merchant = $1 AND sku = ANY($2::text[]) AND NOT archived',
    merchant,
    [...skus],
  );
  return new Map(rows.map(({ sku, kit }) => [sku, { kit }]));
};

/** Whose barcodes are, in their compared form, those of the product itself left out. */
export const readBarcodeOwners = async (
  tx: Sql,
  { merchant, sku }: Named,
  codes: readonly string[],
): Promise<Surroundings['barcodes']> => {
  if (codes.length === 0) return new Map();
  const rows = await tx.rows<{ sku: string; code: string }>(
    `SELECT p.sku, code FROM products p, unnest(p.barcodes) AS code
     WHERE p.barcodes && $3::text[] AND code = ANY($3::text[]) AND p.merchant = $1 AND p.sku <> $2 AND NOT p.archived`,
    merchant,
    sku,
    [...codes],
  );
  return new Map(rows.map((row) => [row.code, row.sku]));
};

/** Kits of the catalog that hold a product; of many, the first. */
export const readKitsOf = async (tx: Sql, { merchant, sku }: Named): Promise<string[]> => {
  const rows = await tx.rows<{ sku: string }>(
    'SELECT sku FROM products WHERE parts @> ARRAY[$2::text] AND merchant = $1 AND NOT archived ORDER BY sku LIMIT 5',
    merchant,
    sku,
  );
  return rows.map((row) => row.sku);
};

const standing = `
  SELECT COALESCE((SELECT sum(on_hand) FROM stock_balances WHERE stock_id = $1), 0)::float8 AS "onHand",
    COALESCE((SELECT sum(reserved) FROM stock_balances WHERE stock_id = $1), 0)::float8 AS reserved,
    (COALESCE((SELECT sum((way ->> 'quantity')::int) FROM stock_items, jsonb_array_elements(in_transit) AS way WHERE id = $1), 0)
      + COALESCE((SELECT sum(quantity) FROM expected_supply WHERE stock_id = $1 AND quantity > 0), 0))::float8 AS coming`;

/** Units of a product that are there, promised, or on their way, whether from a vendor or between warehouses. */
export const readStanding = async (tx: Sql, { merchant, sku }: Named): Promise<StockStanding> => {
  const [row] = await tx.rows<StockStanding>(standing, stockIdOf(merchant, sku));
  return row ?? { onHand: 0, reserved: 0, coming: 0 };
};

/** Those of the named warehouses that there are, open or closed. */
export const readWarehousesNamed = async (tx: Sql, named: readonly string[]): Promise<Set<string>> => {
  if (named.length === 0) return new Set();
  const rows = await tx.rows<{ id: string }>('SELECT id FROM warehouses WHERE id = ANY($1::text[])', [...named]);
  return new Set(rows.map(({ id }) => id));
};
