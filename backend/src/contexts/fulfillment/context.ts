/** Fulfillment: the floor, from what an order was promised to what a carrier fetches. */
import { context } from '../../platform/context.ts';
import { exceptionRoutes } from './exceptions/routes.ts';
import type { FloorNeeds } from './needs.ts';
import { pickingRoutes } from './picking/routes.ts';
import { scanners } from './picking/scanner-settings.ts';
import { planningReactions } from './planning/reactions.ts';
import { openFulfillment } from './public.ts';
import { queueRoutes } from './queue/routes.ts';
import { fulfillmentStream } from './store.ts';
import { walkRoutes } from './walks/routes.ts';
import { walkStream } from './walks/store.ts';

export const fulfillment = context('fulfillment', (needs: FloorNeeds) => ({
  streams: [
    fulfillmentStream,
    walkStream,
    // One line a stream.
  ],
  routes: [
    // One line a part; those of the queue stay the last.
    ...exceptionRoutes,
    ...walkRoutes(needs),
    ...pickingRoutes(needs),
    ...queueRoutes(needs),
  ],
  reactions: [planningReactions(needs)],
  jobs: [],
  rooms: [],
  settings: [scanners],
  public: openFulfillment(needs),
}));
