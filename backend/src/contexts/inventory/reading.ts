/** What other contexts read of the catalog and of places, many at a time. */

import type { WarehouseContent } from '@gantry/shared/events/inventory/places';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import {
  type ChannelRulesContent,
  channelRulesContent,
  type ProductContent,
} from '@gantry/shared/events/inventory/products';
import type { Address } from '@gantry/shared/values/address';
import type { Point } from '@gantry/shared/values/geo';
import type { Sql } from '../../platform/database.ts';
import { shelved } from './stock/shelved.ts';
import { stockIdOf } from './stock/stock.ts';

/** A product as orders need to know it. A kit has `components`. */
export type CatalogProduct = Pick<ProductContent, 'components' | 'fulfillmentType' | 'name'> & {
  merchant: string;
  sku: string;
  stockId: string;
  /** Who supplies it, or sends it where it is dropshipped; null where nobody is named. */
  vendor: string | null;
};
export type OpenWarehouse = { warehouse: string; address: Address };
/** Where an address lies; undefined where that is not known. */
export type Locate = (address: Address) => Point | undefined;
/** When more of something is expected; null where nobody knows the day. */
export type Expected = { stockId: string; quantity: number; expectedOn: string | null };

/** A merchant's name of something. */
export type OfMerchant<What> = What & { merchant: string };

const products = `
  SELECT p.merchant, p.sku, p.name, COALESCE(p.content -> 'components', '[]') AS components,
    p.content ->> 'fulfillmentType' AS "fulfillmentType", p.content ->> 'vendor' AS vendor
  FROM products p JOIN unnest($1::text[], $2::text[]) AS wanted (merchant, sku) ON (p.merchant, p.sku) = (wanted.merchant, wanted.sku)
  WHERE NOT p.archived`;

/** Products that are in the catalog, by their stock's id. */
export const readProducts = async (
  sql: Sql,
  asked: readonly OfMerchant<{ sku: string }>[],
): Promise<Map<string, CatalogProduct>> => {
  if (asked.length === 0) return new Map();
  const rows = await sql.rows<Omit<CatalogProduct, 'stockId'>>(
    products,
    asked.map(({ merchant }) => merchant),
    asked.map(({ sku }) => sku),
  );
  return new Map(
    rows.map((row) => {
      const stockId = stockIdOf(row.merchant, row.sku);
      return [stockId, { ...row, stockId }];
    }),
  );
};

/** What a listing is found by. */
export const listingKey = (merchant: string, channel: string, channelSku: string): string =>
  JSON.stringify([merchant, channel, channelSku]);

const listings = `
  SELECT l.merchant, l.channel, l.channel_sku AS "channelSku", l.sku, l.quantity
  FROM listings l JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (merchant, channel, channel_sku)
    ON (l.merchant, l.channel, l.channel_sku) = (wanted.merchant, wanted.channel, wanted.channel_sku)
  WHERE l.mapped`;

type ListingRow = { merchant: string; channel: string; channelSku: string; sku: string; quantity: number };

/** The SKUs of listings that are mapped. */
export const readListings = async (
  sql: Sql,
  asked: readonly OfMerchant<{ channel: string; channelSku: string }>[],
): Promise<Map<string, { sku: string; quantity: number }>> => {
  if (asked.length === 0) return new Map();
  const rows = await sql.rows<ListingRow>(
    listings,
    asked.map(({ merchant }) => merchant),
    asked.map(({ channel }) => channel),
    asked.map(({ channelSku }) => channelSku),
  );
  return new Map(
    rows.map(({ merchant, channel, channelSku, sku, quantity }) => [
      listingKey(merchant, channel, channelSku),
      { sku, quantity },
    ]),
  );
};

const rules = `
  SELECT merchant, channel, content FROM channel_rules
  WHERE merchant = ANY($1::text[]) AND (channel = ANY($2::text[]) OR channel = '*')`;

/** How channels are served, in the order of the question. */
export const readRules = async (
  sql: Sql,
  asked: readonly OfMerchant<{ channel: string }>[],
): Promise<ChannelRulesContent[]> => {
  const rows = await sql.rows<{ merchant: string; channel: string; content: unknown }>(
    rules,
    [...new Set(asked.map(({ merchant }) => merchant))],
    [...new Set(asked.map(({ channel }) => channel))],
  );
  const byName = new Map(
    rows.map(({ merchant, channel, content }) => [
      JSON.stringify([merchant, channel]),
      channelRulesContent.strip().parse(content),
    ]),
  );
  const usual = channelRulesContent.parse({});
  return asked.map(
    ({ merchant, channel }) =>
      byName.get(JSON.stringify([merchant, channel])) ?? byName.get(JSON.stringify([merchant, '*'])) ?? usual,
  );
};

/** Warehouses that are open, with their addresses as they were given. */
export const readWarehouses = (sql: Sql): Promise<OpenWarehouse[]> =>
  sql.rows<OpenWarehouse>(
    `SELECT id AS warehouse, content -> 'address' AS address FROM warehouses WHERE state = 'open' ORDER BY id`,
  );

/** A warehouse with its hours, whether it is open or closed. */
export type Site = WarehouseContent & { warehouse: string; open: boolean };

/** Every warehouse there is, closed ones too: work may be left there. */
export const readSites = async (sql: Sql): Promise<Site[]> => {
  const rows = await sql.rows<{ warehouse: string; open: boolean; content: WarehouseContent }>(
    `SELECT id AS warehouse, state = 'open' AS open, content FROM warehouses ORDER BY id`,
  );
  return rows.map(({ content, ...named }) => ({ ...content, ...named }));
};

/** What is expected of stocks, the soonest first, what has no day last. */
export const readExpected = (sql: Sql, stockIds: readonly string[]): Promise<Expected[]> =>
  sql.rows<Expected>(
    `SELECT stock_id AS "stockId", quantity, expected_on::text AS "expectedOn" FROM expected_supply
     WHERE stock_id = ANY($1::text[]) AND quantity > 0 ORDER BY expected_on NULLS LAST, source_id, line_id`,
    stockIds,
  );

/** The SKUs of products by their ids. */
export const readSkus = async (sql: Sql, productIds: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<{ id: string; sku: string }>(
    'SELECT id, sku FROM products WHERE id = ANY($1::text[])',
    productIds,
  );
  return new Map(rows.map(({ id, sku }) => [id, sku]));
};

/** Of stocks, those of which any unit is sellable and promised to nobody. */
export const readInStock = async (sql: Sql, stockIds: readonly string[]): Promise<string[]> => {
  if (stockIds.length === 0) return [];
  const rows = await sql.rows<{ id: string }>(
    `SELECT DISTINCT stock_id AS id FROM stock_balances b
     WHERE stock_id = ANY($1::text[]) AND ${shelved('b')} AND on_hand > reserved ORDER BY 1`,
    stockIds,
  );
  return rows.map(({ id }) => id);
};

/** Where a bin is in its warehouse. */
export type Place = { warehouse: string; bin: string; zone: string; aisle: string; shelf: string };
type BinName = Pick<Place, 'warehouse' | 'bin'>;

/** What a place is found by. */
export const placeKey = ({ warehouse, bin }: BinName): string => JSON.stringify([warehouse, bin]);

const places = `
  SELECT l.warehouse, l.bin, l.content ->> 'zone' AS zone, l.content ->> 'aisle' AS aisle, l.content ->> 'shelf' AS shelf
  FROM warehouse_locations l JOIN unnest($1::text[], $2::text[]) AS wanted (warehouse, bin) ON (l.warehouse, l.bin) = (wanted.warehouse, wanted.bin)`;

/** Where bins are, by `placeKey`; those that nobody has described are not there. */
export const readPlaces = async (sql: Sql, bins: readonly BinName[]): Promise<Map<string, Place>> => {
  if (bins.length === 0) return new Map();
  const rows = await sql.rows<Place>(
    places,
    bins.map(({ warehouse }) => warehouse),
    bins.map(({ bin }) => bin),
  );
  return new Map(rows.map((row) => [placeKey(row), row]));
};

/** Units that were picked for something that was called off. */
export type Unclaimed = {
  merchant: string;
  sku: string;
  name: string;
  warehouse: string;
  lot: string;
  quantity: number;
};

const unclaimed = `
  SELECT b.merchant, b.sku, COALESCE(p.name, '') AS name, b.warehouse, b.lot, b.on_hand - b.reserved AS quantity
  FROM stock_balances b LEFT JOIN products p ON (p.merchant, p.sku) = (b.merchant, b.sku)
  WHERE b.bin = $1 AND b.on_hand > b.reserved AND b.condition = 'sellable'
    AND ($2::text[] IS NULL OR b.merchant = ANY($2)) AND ($3::text IS NULL OR b.warehouse = $3)
  ORDER BY b.warehouse, b.sku, b.merchant, b.lot LIMIT 1000`;

/** What was picked and is promised to nobody any more, of merchants (null for all). */
export const readUnclaimed = (
  sql: Sql,
  merchants: readonly string[] | null,
  warehouse: string | null,
): Promise<Unclaimed[]> =>
  sql.rows<Unclaimed>(unclaimed, pickedBin, merchants === null ? null : [...merchants], warehouse);
