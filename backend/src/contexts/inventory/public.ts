/** What contexts later on the ladder may ask of inventory, and do with it inside their own transactions. */

import type { ChannelRulesContent } from '@gantry/shared/events/inventory/products';
import type { Sql } from '../../platform/database.ts';
import { pointOfAddress } from '../../platform/gazetteer/address-point.ts';
import type { Gazetteer } from '../../platform/gazetteer.ts';
import type { Outcome } from '../../platform/write/stream.ts';
import type { Holding, Unit } from '../../platform/write/transact.ts';
import { type CodedProduct, readCoded } from './catalog/scanned.ts';
import type { Demand } from './levels/routes.ts';
import { binsFor, insistOnRoom, type Joining } from './places/capacity.ts';
import { vendorOf } from './places/queries.ts';
import type { Vendor } from './places/vendor.ts';
import {
  type CatalogProduct,
  type Expected,
  type Locate,
  type OfMerchant,
  type OpenWarehouse,
  type Place,
  readExpected,
  readInStock,
  readListings,
  readPlaces,
  readProducts,
  readRules,
  readSites,
  readSkus,
  readUnclaimed,
  readWarehouses,
  type Site,
  type Unclaimed,
} from './reading.ts';
import { holdStocks, moveStocks, readStocks, type StockCommand } from './stock/moving.ts';
import type { Stock } from './stock/stock.ts';
import { stockStream } from './stock/store.ts';

export { comparedCode, gtinFault, upcAOf } from './catalog/barcodes.ts';
export { type Allocated, allocate, type Considered, type Doing, type Drawing, movementsOf } from './stock/shelves.ts';
export { availableOn, goodOn, onShelf, type Stock, stockIdOf } from './stock/stock.ts';
export { firstOut } from './stock/taking-off.ts';
export { type Distances, eachOf, type Need, type Part } from './strategies/strategy.ts';
export type {
  CatalogProduct,
  CodedProduct,
  Demand,
  Expected,
  OpenWarehouse,
  Place,
  Site,
  StockCommand,
  Unclaimed,
  Vendor,
};

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
  /** Warehouses that are open, with the coordinates of their towns where they were given none. */
  warehouses(sql: Sql): Promise<OpenWarehouse[]>;
  /** Every warehouse with its address and hours, closed ones too. */
  sites(sql: Sql): Promise<Site[]>;
  /** Where an address lies: its own point, else that of its postal code or town; undefined where that is not known. */
  locate: Locate;
  /** Where bins are in their warehouses, by `placeKey`; those that nobody has described are not there. */
  places(sql: Sql, bins: readonly { warehouse: string; bin: string }[]): Promise<Map<string, Place>>;
  /** Who a merchant's vendor is, where somebody has said it. */
  vendor(sql: Sql, named: OfMerchant<{ vendor: string }>): Promise<Vendor | undefined>;
  /** The SKUs of products by their ids, archived ones too. */
  skus(sql: Sql, productIds: readonly string[]): Promise<Map<string, string>>;
  /** Of stocks, those of which any unit is sellable and promised to nobody. */
  inStock(sql: Sql, stockIds: readonly string[]): Promise<string[]>;
  /** What is expected of stocks, the soonest first. */
  expected(sql: Sql, stockIds: readonly string[]): Promise<Expected[]>;
  /** Products of merchants (null for all) that bear one of these barcodes, with the units that a scan of each stands for. */
  coded(sql: Sql, codes: readonly string[], merchants: readonly string[] | null): Promise<CodedProduct[]>;
  /** What was picked and is promised to nobody any more, of merchants (null for all). */
  unclaimed(sql: Sql, merchants: readonly string[] | null, warehouse: string | null): Promise<Unclaimed[]>;
  /** Throws a Refusal where units cannot be laid into a bin. Whoever is about to move them asks, within its transaction. */
  insistOnRoom(tx: Sql, joining: Joining): Promise<void>;
  /** Holds stocks, so that nobody else moves them before the transaction ends. */
  holding(stockIds: Iterable<string>): Holding;
  /** Stocks as they stand in the caller's transaction; a product that never had any is not there. */
  stocks(tx: Sql, stockIds: readonly string[]): Promise<Map<string, Stock>>;
  /** Stocks that the transaction holds, for whoever is about to move them: `move` reads them no more. */
  held(unit: Unit, stockIds: readonly string[]): Promise<Map<string, Stock>>;
  /** Moves stock that the transaction holds; see `moveStocks`. */
  move(unit: Unit, commands: readonly StockCommand[]): Promise<Outcome<Stock>[]>;
  /** Told by whoever knows how many units orders wait for, which inventory shows beside what is available. */
  demandIs(read: Demand): void;
};

type Needs = { gazetteer: Gazetteer; demandIs: Inventory['demandIs'] };

/** The door of inventory. */
export const openInventory = ({ gazetteer, demandIs }: Needs): Inventory => {
  const locate: Locate = (address) => pointOfAddress(gazetteer, address);
  return {
    products: readProducts,
    listings: readListings,
    rules: readRules,
    // What was given of an address is kept as it was: where it lies is found out as it is read.
    warehouses: async (sql) =>
      (await readWarehouses(sql)).map(({ warehouse, address }) => ({
        warehouse,
        address: { ...address, ...locate(address) },
      })),
    sites: readSites,
    locate,
    places: readPlaces,
    vendor: vendorOf,
    expected: readExpected,
    skus: readSkus,
    inStock: readInStock,
    coded: readCoded,
    unclaimed: readUnclaimed,
    insistOnRoom: async (tx, joining) => insistOnRoom(await binsFor(tx, [joining]), joining),
    holding: holdStocks,
    stocks: readStocks,
    held: (unit, stockIds) => unit.load(stockStream, stockIds),
    move: moveStocks,
    demandIs,
  };
};

export { listingKey, placeKey } from './reading.ts';
