/** Fulfillment: the floor, from what an order was promised to what a carrier fetches. */
import { context } from '../../platform/context.ts';
import type { FloorNeeds } from './needs.ts';
import { planningReactions } from './planning/reactions.ts';
import { openFulfillment } from './public.ts';
import { queueRoutes } from './queue/routes.ts';
import { fulfillmentStream } from './store.ts';

export const fulfillment = context('fulfillment', (needs: FloorNeeds) => ({
  streams: [
    fulfillmentStream,
    // One line a stream.
  ],
  routes: [
    // One line a part; those of the queue stay the last.
    ...queueRoutes(needs),
  ],
  reactions: [planningReactions(needs)],
  jobs: [],
  rooms: [],
  public: openFulfillment(needs),
}));
