/**
 * Stock of one SKU of one merchant: what lies in which bucket, which lots it came in, what is on its way between warehouses.
 * State and its fold: balances are nothing but the sums of the ledger's entries.
 */
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { BucketKey, Lot, StockEntry, StockEvent } from '@gantry/shared/events/inventory/stock';
import { fold } from '../../../kernel/decider.ts';
import { derivedId } from '../../../kernel/ids.ts';

/** Units of one lot in one place in one condition. Neither number is below 0, and no more is reserved than is there. */
export type Bucket = BucketKey & { onHand: number; reserved: number };

export type Stock = {
  stockId: string;
  merchant: string;
  sku: string;
  /** Those that hold anything, in the order of their keys. */
  buckets: Bucket[];
  /** Lots of which there is anything, here or on its way. */
  lots: Lot[];
  inTransit: { transferId: string; lot: string; quantity: number }[];
  /** Where any of it ever lay: what ran out there is shown as nothing, not left out. */
  warehouses: string[];
  /** Since when an alert to buy again stands; null while none does. */
  reorderSince: string | null;
};

/** The id of the stock of a merchant's SKU. */
export const stockIdOf = (merchant: string, sku: string): string => derivedId('stk', [merchant, sku]);

export const bucketKeyOf = ({ warehouse, bin, condition, lot }: BucketKey): string =>
  JSON.stringify([warehouse, bin, condition, lot]);

/** Buckets after entries, those left empty taken away. Whoever decides has seen to it that none falls below 0. */
export const bucketsAfter = (buckets: readonly Bucket[], entries: readonly StockEntry[]): Bucket[] => {
  const byKey = new Map(buckets.map((bucket) => [bucketKeyOf(bucket), bucket]));
  for (const { onHand, reserved, ...key } of entries) {
    const name = bucketKeyOf(key);
    const before = byKey.get(name) ?? { ...key, onHand: 0, reserved: 0 };
    byKey.set(name, { ...before, onHand: before.onHand + onHand, reserved: before.reserved + reserved });
  }
  return [...byKey]
    .filter(([, { onHand, reserved }]) => onHand !== 0 || reserved !== 0)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, bucket]) => bucket);
};

/** Lots in the order in which a stock has them. */
export const byLot = (a: { lot: string }, b: { lot: string }): number => (a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : 0);

type Transit = Stock['inTransit'];

/** What is on its way after units joined a transfer or left it. */
export const transitAfter = (
  before: Transit,
  change: { transferId: string; lots: readonly { lot: string; quantity: number }[] } | undefined,
): Transit => {
  if (!change) return before;
  const after = before.map((one) => ({ ...one }));
  for (const { lot, quantity } of change.lots) {
    const known = after.find((one) => one.transferId === change.transferId && one.lot === lot);
    if (known) known.quantity += quantity;
    else after.push({ transferId: change.transferId, lot, quantity });
  }
  return after
    .filter(({ quantity }) => quantity !== 0)
    .sort((a, b) => (a.transferId < b.transferId ? -1 : a.transferId > b.transferId ? 1 : byLot(a, b)));
};

/** Lots that anything is left of. */
const lotsLeft = (lots: readonly Lot[], buckets: readonly Bucket[], inTransit: Transit): Lot[] => {
  const left = new Set([...buckets, ...inTransit].map(({ lot }) => lot));
  return lots.filter(({ lot }) => left.has(lot)).sort(byLot);
};

/** Stock of which there never was any. */
export const emptyStock = ({ stockId, merchant, sku }: { stockId: string; merchant: string; sku: string }): Stock => ({
  stockId,
  merchant,
  sku,
  buckets: [],
  lots: [],
  inTransit: [],
  warehouses: [],
  reorderSince: null,
});

export const evolve = fold<Stock, StockEvent>({
  'inventory.stock_moved': {
    begin: (moved, _event, state) => {
      const before = state ?? emptyStock(moved);
      const buckets = bucketsAfter(before.buckets, moved.entries);
      const inTransit = transitAfter(before.inTransit, moved.inTransit);
      const fresh = moved.lots ?? [];
      const told = new Set(fresh.map(({ lot }) => lot));
      const known = [...before.lots.filter(({ lot }) => !told.has(lot)), ...fresh];
      const warehouses = [
        ...new Set([...before.warehouses, ...moved.entries.map(({ warehouse }) => warehouse)]),
      ].sort();
      return { ...before, buckets, inTransit, warehouses, lots: lotsLeft(known, buckets, inTransit) };
    },
  },
  'inventory.reorder_due': (stock, _due, { occurredAt }) => ({ ...stock, reorderSince: occurredAt }),
  'inventory.reorder_rearmed': (stock) => ({ ...stock, reorderSince: null }),
});

/** The day of an instant, in UTC. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Whether a lot may still be promised for a day: expired stock is not sellable from the day of its expiry on. */
export const goodOn = (lot: Lot | undefined, day: string): boolean =>
  lot === undefined || lot.expiresOn === null || lot.expiresOn > day;

/**
 * Whether what lies somewhere may be promised at all: not what was taken from its bin, even where whoever it was for needs it no
 * more, before it is laid into a bin again.
 */
export const onShelf = ({ condition, bin }: Pick<BucketKey, 'condition' | 'bin'>): boolean =>
  condition === 'sellable' && bin !== pickedBin;

/** Units that could be promised for a day: sellable, on a shelf, not expired by then, not promised to anybody. */
export const availableOn = ({ buckets, lots }: Pick<Stock, 'buckets' | 'lots'>, day: string): number => {
  const byName = new Map(lots.map((one) => [one.lot, one]));
  return buckets
    .filter((bucket) => onShelf(bucket) && goodOn(byName.get(bucket.lot), day))
    .reduce((sum, { onHand, reserved }) => sum + onHand - reserved, 0);
};
