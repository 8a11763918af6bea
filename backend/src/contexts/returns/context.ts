/** Returns: what comes back, asked for by customers and staff or by itself. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Fulfillment } from '../fulfillment/public.ts';
import type { Inventory } from '../inventory/public.ts';
import type { Orders } from '../orders/public.ts';
import type { Shipping } from '../shipping/public.ts';
import type { Tracking } from '../tracking/public.ts';
import { openReturns } from './public.ts';
import { replacementReactions } from './refund/place.ts';
import { returnStream } from './store.ts';

export type ReturnNeeds = {
  platform: Platform;
  inventory: Inventory;
  orders: Orders;
  shipping: Shipping;
  fulfillment: Fulfillment;
  tracking: Tracking;
};

export const returns = context('returns', (needs: ReturnNeeds) => ({
  streams: [returnStream],
  routes: [],
  reactions: [replacementReactions(needs)],
  jobs: [],
  rooms: [],
  public: openReturns(needs),
}));
