/** What contexts later on the ladder may ask of inventory, and do with it inside their own transactions. */

import type { ChannelRulesContent } from '@gantry/shared/events/inventory/products';
import type { Sql } from '../../platform/database.ts';
import type { Outcome } from '../../platform/write/stream.ts';
import type { Holding, Unit } from '../../platform/write/transact.ts';
import type { Demand } from './levels/routes.ts';
import {
  type CatalogProduct,
  type Expected,
  type OfMerchant,
  type OpenWarehouse,
  readExpected,
  readListings,
  readProducts,
  readRules,
  readWarehouses,
} from './reading.ts';
import { holdStocks, moveStocks, readStocks, type StockCommand } from './stock/moving.ts';
import type { Stock } from './stock/stock.ts';

export { type Allocated, allocate, type Drawing, movementsOf } from './stock/shelves.ts';
export { availableOn, type Stock, stockIdOf } from './stock/stock.ts';
export type { Distances, Need, Part } from './strategies/strategy.ts';
export type { CatalogProduct, Demand, Expected, OpenWarehouse, StockCommand };

export type Inventory = {
  /** Products that are in the catalog, by `stockIdOf(merchant, sku)`. */
  products(sql: Sql, asked: readonly OfMerchant<{ sku: string }>[]): Promise<Map<string, CatalogProduct>>;
  /** The SKUs of listings, by `listingKey`; those that nobody has mapped are not there. */
  listings(
    sql: Sql,
    asked: readonly OfMerchant<{ channel: string; channelSku: string }>[],
  ): Promise<Map<string, { sku: string; quantity: number }>>;
  /** How a merchant's channel is served: its own rules, else those of `*`, else the defaults; in the order of the question. */
  rules(sql: Sql, asked: readonly OfMerchant<{ channel: string }>[]): Promise<ChannelRulesContent[]>;
  /** Warehouses that are open. */
  warehouses(sql: Sql): Promise<OpenWarehouse[]>;
  /** What is expected of stocks, the soonest first. */
  expected(sql: Sql, stockIds: readonly string[]): Promise<Expected[]>;
  /** Holds stocks, so that nobody else moves them before the transaction ends. */
  holding(stockIds: Iterable<string>): Holding;
  /** Stocks as they stand in the caller's transaction; a product that never had any is not there. */
  stocks(tx: Sql, stockIds: readonly string[]): Promise<Map<string, Stock>>;
  /** Moves stock that the transaction holds; see `moveStocks`. */
  move(unit: Unit, commands: readonly StockCommand[]): Promise<Outcome<Stock>[]>;
  /** Told by whoever knows how many units orders wait for, which inventory shows beside what is available. */
  demandIs(read: Demand): void;
};

/** The door of inventory. */
export const openInventory = (demandIs: Inventory['demandIs']): Inventory => ({
  demandIs,
  products: readProducts,
  listings: readListings,
  rules: readRules,
  warehouses: readWarehouses,
  expected: readExpected,
  holding: holdStocks,
  stocks: readStocks,
  move: moveStocks,
});

export { listingKey } from './reading.ts';
