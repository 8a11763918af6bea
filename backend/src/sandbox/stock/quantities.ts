/**
 * How much of everything a shop begins with and when it buys again, so that its orders find stock for days and its vendors
 * have something to do: reckoned from how many orders the world has. Pure.
 */
import { dayMs } from '../calendar.ts';
import { type Warehouse, warehouses } from '../data/network.data.ts';
import type { Merchant } from '../data/shops.data.ts';
import type { Dials } from '../dials.ts';
import { type Past, pastOrders } from '../past.ts';
import { randomOf } from '../random.ts';

/** Units that an order holds on average: 1.5 lines of 1.4 units. */
const unitsAnOrder = 2.05;
/** A shop buys again when so many days' worth is left, which is longer than its vendors take, and for so many days. */
const reorderDays = { point: 6, quantity: 8 };
/** Days' worth with which the world begins, beside what its past takes: some things are soon to be bought. */
const beginDays = { least: 5, most: 12 };
const leastInAWarehouse = 12;

export type StockWorld = { seed: string; dials: Pick<Dials, 'perDay'>; past: Past };

/** Units of each SKU that leave a day, where a shop has `perDay` orders: kits leave as their parts. */
export const unitsADay = (
  { share, products }: Pick<Merchant, 'share' | 'products'>,
  perDay: number,
): Map<string, number> => {
  const each = (perDay * share * unitsAnOrder) / products.length;
  const units = new Map<string, number>();
  for (const { sku, parts = { [sku]: 1 } } of products)
    for (const [part, quantity] of Object.entries(parts)) units.set(part, (units.get(part) ?? 0) + each * quantity);
  return units;
};

/** Orders that the past is told to have had, in days of today. */
const daysOfPast = ({ dials: { perDay }, past }: StockWorld): number =>
  Array.from({ length: past.days }, (_, n) => pastOrders(past, perDay, n + 1)).reduce((sum, n) => sum + n, 0) / perDay;

/** When a SKU is bought again, and how much of it. */
export const reorderOf = (units: number): { point: number; quantity: number } => ({
  point: Math.ceil(units * reorderDays.point),
  quantity: Math.ceil(units * reorderDays.quantity),
});

const weight = warehouses.reduce((sum, one) => sum + one.weight, 0);
/** The part of all orders that a warehouse is nearest to, loosely. */
export const shareOf = (warehouse: Warehouse): number => warehouse.weight / weight;

/** Units of a SKU that lie in a warehouse when the world begins. */
export const beginsWith = (
  world: StockWorld,
  { merchant, sku, units }: { merchant: string; sku: string; units: number },
  warehouse: Warehouse,
): number => {
  const random = randomOf(world.seed, 'stock', merchant, sku);
  const days = daysOfPast(world) + random.between(beginDays.least, beginDays.most);
  return Math.max(leastInAWarehouse, Math.ceil(units * days * shareOf(warehouse)));
};

/** The day on which what comes in at an instant is no longer good; undefined for what keeps. */
export const expiryOf = (keepsDays: number | undefined, at: number): string | undefined =>
  keepsDays === undefined ? undefined : new Date(at + keepsDays * dayMs).toISOString().slice(0, 10);
