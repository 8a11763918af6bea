/** Fulfillment: the floor, from what an order was promised to what a carrier fetches. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { Inventory } from '../inventory/public.ts';
import type { Orders } from '../orders/public.ts';
import type { Shipping } from '../shipping/public.ts';
import { openCollecting } from './collecting/collecting.ts';
import { openPapers } from './papers/papers.ts';
import { planningReactions } from './planning/reactions.ts';
import { openFulfillment } from './public.ts';
import { queueRoutes } from './queue/routes.ts';
import { fulfillmentStream } from './store.ts';

export type FloorNeeds = {
  platform: Platform;
  settings: Pick<Settings, 'read'>;
  inventory: Inventory;
  orders: Orders;
  shipping: Shipping;
};

export const fulfillment = context('fulfillment', (needs: FloorNeeds) => {
  const collecting = openCollecting(needs);
  const papers = openPapers(needs);
  return {
    streams: [
      fulfillmentStream,
      // One line a stream.
    ],
    routes: [
      ...collecting.routes,
      ...papers.routes,
      // One line a part; those of the queue stay the last.
      ...queueRoutes(needs),
    ],
    reactions: [planningReactions(needs), ...collecting.reactions],
    jobs: [...collecting.jobs],
    rooms: [],
    settings: collecting.settings,
    public: openFulfillment(needs, papers),
    close: papers.close,
  };
});
