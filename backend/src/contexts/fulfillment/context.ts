/** Fulfillment: the floor, from what an order was promised to what a carrier fetches. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Inventory } from '../inventory/public.ts';
import type { Orders, OrderTiles } from '../orders/public.ts';
import type { Shipping, ShippingTiles } from '../shipping/public.ts';
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

export type FloorNeeds = {
  platform: Platform;
  inventory: Inventory;
  orders: Orders;
  shipping: Shipping;
};
/** With figures of others, for the dashboard. */
type Needs = FloorNeeds & { tiles: { orders: OrderTiles; shipping: ShippingTiles } };

export const fulfillment = context('fulfillment', (needs: Needs) => ({
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
