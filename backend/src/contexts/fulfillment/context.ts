/** Fulfillment: the floor, from what an order was promised to what a carrier fetches. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Inventory } from '../inventory/public.ts';
import type { Orders } from '../orders/public.ts';
import type { Shipping } from '../shipping/public.ts';
import { openFulfillment } from './public.ts';
import { queueRoutes } from './queue/routes.ts';
import { fulfillmentStream } from './store.ts';

export type FloorNeeds = { platform: Platform; inventory: Inventory; orders: Orders; shipping: Shipping };

export const fulfillment = context('fulfillment', (needs: FloorNeeds) => ({
  streams: [
    fulfillmentStream,
    // One line a stream.
  ],
  routes: [
    // One line a part; those of the queue stay the last.
    ...queueRoutes(needs),
  ],
  reactions: [],
  jobs: [],
  rooms: [],
  public: openFulfillment(needs),
}));
