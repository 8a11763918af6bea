/** Fulfillment: the floor, from what an order was promised to what a carrier fetches. */
import { context } from '../../platform/context.ts';
import type { FloorNeeds } from './needs.ts';
import { floorWork } from './pace/floor-work.ts';
import { labelReactions } from './packing/labels.ts';
import { packingRoutes } from './packing/routes.ts';
import { planningReactions } from './planning/reactions.ts';
import { openFulfillment } from './public.ts';
import { queueRoutes } from './queue/routes.ts';
import { stationRooms } from './stations/rooms.ts';
import { stationRoutes } from './stations/routes.ts';
import { stationStream } from './stations/store.ts';
import { fulfillmentStream } from './store.ts';

export const fulfillment = context('fulfillment', (needs: FloorNeeds) => ({
  streams: [
    fulfillmentStream,
    stationStream,
    // One line a stream.
  ],
  routes: [
    // One line a part; those of the queue stay the last.
    ...stationRoutes(needs),
    ...packingRoutes(needs),
    ...queueRoutes(needs),
  ],
  reactions: [planningReactions(needs), floorWork(needs.platform), ...labelReactions(needs)],
  jobs: [],
  rooms: [...stationRooms],
  public: openFulfillment(needs),
}));
