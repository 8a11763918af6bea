/** What one SKU could be promised for: of a kit what its parts allow, as a channel sees it, on a day. Pure. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { availability } from '@gantry/shared/api/inventory/stock';
import { goodOn, onShelf, type Stock } from '../stock/stock.ts';

/** One product, and how many units of it make one of what is asked for. */
export type Content = { stockId: string; perUnit: number };
export type Seen = {
  /** Warehouses that are open and that the channel may use. */
  warehouses: readonly string[];
  /** Units of each product that the channel may not take. */
  keepBack: number;
  /** The day on which what is promised must still be good. */
  day: string;
};
type Counted = { onHand: number; reserved: number; available: number };
type Availability = Omit<ReplyOf<typeof availability>, 'sku' | 'waiting'>;

const nothing: Counted = { onHand: 0, reserved: 0, available: 0 };

const countedIn = (stock: Stock | undefined, warehouses: readonly string[], day: string): Counted => {
  if (!stock) return nothing;
  const lots = new Map(stock.lots.map((one) => [one.lot, one]));
  return stock.buckets
    .filter(({ warehouse }) => warehouses.includes(warehouse))
    .reduce<Counted>((sum, { onHand, reserved, condition, bin, lot }) => {
      const sellable = onShelf({ condition, bin }) && goodOn(lots.get(lot), day);
      return {
        onHand: sum.onHand + onHand,
        reserved: sum.reserved + reserved,
        available: sum.available + (sellable ? onHand - reserved : 0),
      };
    }, nothing);
};

/** What products allow together: whole sets. Of one product alone its own numbers. */
const together = (contents: readonly Content[], counted: readonly Counted[], keepBack: number): Counted => {
  const sets = (of: (one: Counted) => number): number =>
    Math.min(...contents.map(({ perUnit }, i) => Math.floor(Math.max(0, of(counted[i] ?? nothing)) / perUnit)));
  const [only] = counted;
  const available = sets((one) => one.available - keepBack);
  if (contents.length === 1 && contents[0]?.perUnit === 1 && only) return { ...only, available };
  const onHand = sets((one) => one.onHand);
  return { onHand, reserved: onHand - sets((one) => one.onHand - one.reserved), available };
};

/** What could be promised, in all and by warehouse. What is kept back is kept of all together, wherever it lies. */
export const availabilityOf = (
  contents: readonly Content[],
  stocks: ReadonlyMap<string, Stock>,
  { warehouses, keepBack, day }: Seen,
): Availability => {
  const countedAt = (some: readonly string[]): Counted[] =>
    contents.map(({ stockId }) => countedIn(stocks.get(stockId), some, day));
  const rows = warehouses
    .map((warehouse) => ({ warehouse, ...together(contents, countedAt([warehouse]), 0) }))
    .filter(({ onHand, reserved }) => onHand + reserved > 0);
  return { ...together(contents, countedAt(warehouses), keepBack), warehouses: rows };
};
