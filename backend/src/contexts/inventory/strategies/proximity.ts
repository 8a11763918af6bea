/** The nearest warehouse first: short ways, even where an order is then served from several. */
import { type AllocationStrategy, firstExpired, inTurn, nearest } from './strategy.ts';

export const proximity: AllocationStrategy = {
  name: 'proximity',
  about: 'The warehouse nearest to the customer first; what it has not comes from the next.',
  rank: (_needs, { shelves, distances }) => [...shelves].sort(inTurn(nearest(distances), firstExpired)),
};
