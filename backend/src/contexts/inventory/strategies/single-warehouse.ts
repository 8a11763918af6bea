/** One warehouse for the whole order where any can serve it alone: one parcel instead of several. */

import {
  type AllocationStrategy,
  eachOf,
  firstExpired,
  inTurn,
  type Need,
  nearest,
  type Offer,
  type Shelf,
} from './strategy.ts';
import { setsFrom } from './take.ts';

const servesAll = (needs: readonly Need[], shelves: readonly Shelf[]): boolean => {
  const left = new Map<string, number>();
  for (const { stockId, available } of shelves) left.set(stockId, (left.get(stockId) ?? 0) + available);
  return needs.every((need) => {
    if (setsFrom(left, need) < need.quantity) return false;
    for (const part of need.parts) left.set(part.stockId, (left.get(part.stockId) ?? 0) - need.quantity * eachOf(part));
    return true;
  });
};

/** The nearest warehouse that can serve all needs by itself. */
const aloneFrom = (needs: readonly Need[], { shelves, distances }: Offer): string | undefined => {
  const warehouses = [...new Set(shelves.map(({ warehouse }) => warehouse))].map((warehouse) => ({ warehouse }));
  return warehouses.sort(nearest(distances)).find((site) =>
    servesAll(
      needs,
      shelves.filter(({ warehouse }) => warehouse === site.warehouse),
    ),
  )?.warehouse;
};

export const singleWarehouse: AllocationStrategy = {
  name: 'single_warehouse',
  about: 'The nearest warehouse that has everything; where none has, the nearest ones together.',
  rank: (needs, offer) => {
    const alone = aloneFrom(needs, offer);
    const chosen = ({ warehouse }: Shelf): number => (warehouse === alone ? 0 : 1);
    return [...offer.shelves].sort(inTurn((a, b) => chosen(a) - chosen(b), nearest(offer.distances), firstExpired));
  },
};
