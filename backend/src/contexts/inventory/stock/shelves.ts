/** What of stock may be promised to an order, and taking it: shelves for the strategies, takings as movements. Pure. */

import type { StockEntry } from '@gantry/shared/events/inventory/stock';
import type { Allocation, WaitingFor } from '@gantry/shared/events/orders';
import type { AllocationStrategyName } from '@gantry/shared/vocabulary/inventory';
import { strategies } from '../strategies/strategies.ts';
import { type Distances, type Need, nearest, type Shelf } from '../strategies/strategy.ts';
import { take } from '../strategies/take.ts';
import { mostEntries } from './decide.ts';
import { goodOn, onShelf, type Stock } from './stock.ts';

/** What an order may draw on. */
export type Drawing = {
  strategy: AllocationStrategyName;
  /** Warehouses that are open and that the channel may use, with their distances. */
  distances: Distances;
  keepBack: number;
  /** The day on which what is promised must still be good: the promised day of delivery, else today. */
  day: string;
};

/** Units that may be promised, of the stocks of the products asked for. */
export const shelvesOf = (stocks: Iterable<Stock>, { distances, day }: Pick<Drawing, 'distances' | 'day'>): Shelf[] =>
  [...stocks].flatMap(({ stockId, sku, buckets, lots }) => {
    const byName = new Map(lots.map((one) => [one.lot, one]));
    return buckets.flatMap(({ warehouse, bin, condition, lot, onHand, reserved }) => {
      const known = byName.get(lot);
      if (!onShelf({ condition, bin }) || onHand <= reserved || !distances.has(warehouse) || !goodOn(known, day))
        return [];
      const times = { receivedAt: known?.receivedAt ?? '', expiresOn: known?.expiresOn ?? null };
      return [{ stockId, sku, warehouse, bin, lot, available: onHand - reserved, ...times }];
    });
  });

/** Warehouses that had any of it, the nearest first; whole kilometres, which say no more of a door than its rounded place. */
export type Considered = { warehouse: string; km: number | null }[];
export type Allocated = { taken: Allocation[]; waiting: WaitingFor[]; considered: Considered };

const consideredOf = (shelves: readonly Shelf[], distances: Distances): Considered =>
  [...new Set(shelves.map(({ warehouse }) => warehouse))]
    .map((warehouse) => ({ warehouse }))
    .sort(nearest(distances))
    .map(({ warehouse }) => {
      const km = distances.get(warehouse) ?? null;
      return { warehouse, km: km === null ? null : Math.round(km) };
    });

/** Serves needs from stocks as they stand. */
export const allocate = (needs: readonly Need[], stocks: Iterable<Stock>, drawing: Drawing): Allocated => {
  const shelves = shelvesOf(stocks, drawing);
  const ranked = strategies[drawing.strategy].rank(needs, { shelves, distances: drawing.distances });
  const { taken, lacking } = take(needs, ranked, drawing.keepBack);
  return {
    taken: taken.map(({ stockId: _, ...one }) => one),
    waiting: lacking.map(({ lineId, sku, quantity, perUnit }) => ({ lineId, sku, quantity, perUnit })),
    considered: consideredOf(shelves, drawing.distances),
  };
};

/** The entries of a movement that promises (+1), gives back (-1) or ships (0) what an order was allocated. */
const entryOf = (
  { warehouse, bin, lot, quantity }: Allocation,
  sign: { onHand: number; reserved: number },
): StockEntry => ({
  warehouse,
  bin,
  lot,
  condition: 'sellable',
  // Minus nothing is nothing: -0 would not equal what the log gives back.
  onHand: quantity * sign.onHand || 0,
  reserved: quantity * sign.reserved || 0,
});

const signs = {
  reserve: { onHand: 0, reserved: 1 },
  release: { onHand: 0, reserved: -1 },
  ship: { onHand: -1, reserved: -1 },
  /** A shipment was called off before it left. */
  unship: { onHand: 1, reserved: 1 },
} as const;
export type Doing = keyof typeof signs;

/** Allocations by line and SKU, as the ledger tells them: one movement each, more where one cannot name so many lots. */
export const movementsOf = (doing: Doing, allocations: readonly Allocation[]) => {
  const groups = Map.groupBy(allocations, ({ lineId, sku }) => JSON.stringify([lineId, sku]));
  return [...groups.values()].flatMap((group) =>
    group.flatMap(({ lineId, sku }, from) =>
      from % mostEntries === 0
        ? [{ lineId, sku, entries: group.slice(from, from + mostEntries).map((one) => entryOf(one, signs[doing])) }]
        : [],
    ),
  );
};
