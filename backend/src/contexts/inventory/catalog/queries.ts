/** What the catalog is asked: products with what could be promised of them, listings, channel rules. */
import type { Product as ShownProduct } from '@gantry/shared/api/inventory/products';
import type { Sql } from '../../../platform/database.ts';
import { shelved } from '../stock/shelved.ts';
import { stockIdOf } from '../stock/stock.ts';
import { comparedCode } from './barcodes.ts';
import type { Product } from './product.ts';
import { listingRows, productRows, rulesRows } from './store.ts';

/** `after`: the last row before; `most`: one more than is shown. */
type Page = { merchants: string[] | null; after: readonly [string | null, string | null]; most: number };

/** A pattern that finds a text anywhere; what the language of patterns means by signs is taken from it. */
const anywhere = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

const products = `
  WHERE ($1::text[] IS NULL OR merchant = ANY($1)) AND ($2::text IS NULL OR (sku, id) > ($2, $3))
    AND ($5::boolean IS NULL OR archived = $5)
    AND ($6::text IS NULL OR sku ILIKE $6 OR name ILIKE $6 OR barcodes @> ARRAY[$7::text])
  ORDER BY sku, id LIMIT $4`;

/** Products by SKU. `q`: a part of a SKU or a name, or a whole barcode. */
export const listProducts = (
  sql: Sql,
  { merchants, after, most }: Page,
  { q, archived }: { q?: string | undefined; archived?: boolean | undefined },
): Promise<Product[]> => {
  const search = q === undefined ? [null, null] : [anywhere(q), comparedCode(q)];
  return productRows.list(sql, products, merchants, ...after, most, archived ?? null, ...search);
};

const listings = `
  WHERE mapped AND ($1::text[] IS NULL OR merchant = ANY($1)) AND ($2::text IS NULL OR (channel_sku, id) > ($2, $3))
    AND ($5::text IS NULL OR channel = $5) AND ($6::text IS NULL OR sku = $6)
  ORDER BY channel_sku, id LIMIT $4`;

/** Listings that are mapped, by the channel's name of them. */
export const listListings = (
  sql: Sql,
  { merchants, after, most }: Page,
  { channel = null, sku = null }: { channel?: string | null | undefined; sku?: string | null | undefined },
) => listingRows.list(sql, listings, merchants, ...after, most, channel, sku);

/** Channel rules of merchants. */
export const listRules = (sql: Sql, merchants: string[] | null) =>
  rulesRows.list(sql, 'WHERE ($1::text[] IS NULL OR merchant = ANY($1)) ORDER BY merchant, channel', merchants);

const promisable = `
  SELECT b.stock_id AS "stockId", sum(b.on_hand - b.reserved)::float8 AS units
  FROM stock_balances b JOIN warehouses w ON w.id = b.warehouse AND w.state = 'open'
    LEFT JOIN stock_lots l ON l.stock_id = b.stock_id AND l.lot = b.lot
  WHERE b.stock_id = ANY($1::text[]) AND ${shelved('b')} AND (l.expires_on IS NULL OR l.expires_on > $2::date)
  GROUP BY b.stock_id`;

/** Units of stocks that could be promised on a day, over all open warehouses; those of which there are none are left out. */
export const readPromisable = async (
  sql: Sql,
  stockIds: readonly string[],
  day: string,
): Promise<Map<string, number>> => {
  if (stockIds.length === 0) return new Map();
  const rows = await sql.rows<{ stockId: string; units: number }>(promisable, [...new Set(stockIds)], day);
  return new Map(rows.map(({ stockId, units }) => [stockId, units]));
};

/** Units of a product that could be promised; of a kit the whole sets that its parts allow. */
export const availableOf = (
  { merchant, sku, content: { components } }: Product,
  promisable: ReadonlyMap<string, number>,
): number => {
  const units = (of: string): number => promisable.get(stockIdOf(merchant, of)) ?? 0;
  if (components.length === 0) return units(sku);
  return Math.min(...components.map((part) => Math.floor(units(part.sku) / part.quantity)));
};

/** Products as they are shown, with what could be promised of them on a day. */
export const shownProducts = async (
  sql: Sql,
  found: readonly Product[],
  day: string,
): Promise<(product: Product) => ShownProduct> => {
  const stockIds = found.flatMap(({ merchant, sku, content: { components } }) =>
    (components.length > 0 ? components : [{ sku }]).map((part) => stockIdOf(merchant, part.sku)),
  );
  const units = await readPromisable(sql, stockIds, day);
  return (product) => {
    const { content, ...named } = product;
    return { ...content, ...named, available: availableOf(product, units) };
  };
};
