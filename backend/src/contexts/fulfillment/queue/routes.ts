/** The endpoints of the queue: what there is to do on the floor, and what people change of it. */
import * as api from '@gantry/shared/api/fulfillment/orders';
import { seesMerchant } from '@gantry/shared/caller';
import { serve } from '../../../platform/http/serve.ts';
import type { FloorNeeds } from '../needs.ts';
import { showById } from './shown.ts';

/** Served after everything else below the same address: an id could be taken for one of these words. */
export const queueRoutes = (needs: FloorNeeds) => [
  serve(api.getFulfillment, ({ platform: { database }, caller, params: { fulfillmentId } }) =>
    showById(needs, database, { fulfillmentId, sees: (merchant) => seesMerchant(caller, merchant) }),
  ),
];
