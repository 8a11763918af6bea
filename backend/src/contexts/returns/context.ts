/** Returns: what comes back, asked for by customers and staff or by itself. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import { openUploads } from '../../platform/uploads/uploads.ts';
import type { Fulfillment } from '../fulfillment/public.ts';
import type { Inventory } from '../inventory/public.ts';
import type { Orders } from '../orders/public.ts';
import type { Shipping } from '../shipping/public.ts';
import type { Tracking } from '../tracking/public.ts';
import { returnPageRoutes } from './page/routes.ts';
import { photosOfReturns, returnPhotoRoutes } from './photos.ts';
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

export const returns = context('returns', (needs: ReturnNeeds) => {
  const door = openReturns(needs);
  const uploads = openUploads(needs.platform, photosOfReturns);
  return {
    streams: [returnStream],
    routes: [...returnPhotoRoutes({ ...needs, uploads }), ...returnPageRoutes({ ...needs, returns: door, uploads })],
    reactions: [replacementReactions(needs)],
    jobs: [],
    rooms: [],
    public: door,
  };
});
