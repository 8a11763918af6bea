/** The lots that came first, wherever they lie: what was paid for longest ago leaves first. */
import { type AllocationStrategy, firstExpired, inTurn, nearest, type Shelf } from './strategy.ts';

const oldest = (a: Shelf, b: Shelf): number => (a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : 0);

export const oldestCost: AllocationStrategy = {
  name: 'oldest_cost',
  about: 'The lots that came first, wherever they lie; of equally old ones the nearest.',
  rank: (_needs, { shelves, distances }) => [...shelves].sort(inTurn(oldest, nearest(distances), firstExpired)),
};
