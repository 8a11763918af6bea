/** The endpoints of what leaves without our own label: collected by customers, or sent by vendors. */
import * as api from '@gantry/shared/api/fulfillment/collecting';
import { type Caller, merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { pageFrom } from '../../../platform/http/cursor.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { FloorNeeds } from '../needs.ts';
import { showById, shownOf } from '../queue/shown.ts';
import { type Named, readOne } from './changing.ts';
import * as vendor from './dropship-commands.ts';
import { countDropships, countLate, countPickups, cursorAfter, pageDropships, pagePickups } from './lists.ts';
import type { PickupCodes } from './pickup-code.ts';
import * as pickup from './pickup-commands.ts';

type Needs = FloorNeeds & { codes: PickupCodes };

const seenBy =
  (caller: Caller) =>
  (merchant: string): boolean =>
    seesMerchant(caller, merchant);

const change = (needs: Needs, named: Named, body: api.PickupChange): Promise<unknown> => {
  switch (body.action) {
    case 'ready':
      return pickup.ready(needs, named, body);
    case 'hand_over':
      return pickup.handOverByCode(needs, named, body);
    case 'hand_over_by_hand':
      return pickup.handOverByHand(needs, named, body);
    case 'extend':
      return pickup.extend(needs, named, body);
    case 'expire':
      return pickup.expire(needs, named);
  }
};

const tell = (needs: Needs, named: Named, body: api.DropshipChange): Promise<unknown> => {
  switch (body.action) {
    case 'send':
      return vendor.send(needs, named, body);
    case 'confirm':
      return vendor.confirm(needs, named, body);
    case 'reject':
      return vendor.reject(needs, named, body);
    case 'ship': {
      const { carrier, service, trackingNumber } = body;
      return vendor.ship(needs, named, { carrier, service, trackingNumber });
    }
  }
};

const pickupRoutes = (needs: Needs): Route[] => [
  serve(api.listPickups, async ({ platform: { database }, caller, query }) => {
    const found = await pagePickups(database, { ...query, merchants: merchantFilter(caller) });
    const show = await shownOf(
      database,
      found.map(({ order }) => order),
    );
    return pageFrom(found, query.limit, { item: ({ order }) => show(order), cursor: cursorAfter });
  }),
  serve(api.countPickups, async ({ platform: { database }, caller }) => ({
    states: await countPickups(database, merchantFilter(caller)),
  })),
  serve(api.changePickup, async ({ platform: { database }, caller, body, thread }) => {
    const { fulfillmentId } = body;
    const sees = seenBy(caller);
    const { orderId } = await readOne(needs, { fulfillmentId, sees });
    await change(needs, { fulfillmentId, sees, thread: thread(orderId) }, body);
    return showById(needs, database, { fulfillmentId, sees });
  }),
];

const dropshipRoutes = (needs: Needs): Route[] => [
  serve(api.listDropships, async ({ platform: { database }, caller, query }) => {
    const found = await pageDropships(database, { ...query, merchants: merchantFilter(caller) });
    const show = await shownOf(
      database,
      found.map(({ order }) => order),
    );
    return pageFrom(found, query.limit, { item: ({ order }) => show(order), cursor: cursorAfter });
  }),
  serve(api.countDropships, async ({ platform: { database }, caller }) => {
    const merchants = merchantFilter(caller);
    const [states, late] = await Promise.all([countDropships(database, merchants), countLate(database, merchants)]);
    return { states, late };
  }),
  serve(api.changeDropship, async ({ platform: { database }, caller, body, thread }) => {
    const { fulfillmentId } = body;
    const sees = seenBy(caller);
    const { orderId } = await readOne(needs, { fulfillmentId, sees });
    await tell(needs, { fulfillmentId, sees, thread: thread(orderId) }, body);
    return showById(needs, database, { fulfillmentId, sees });
  }),
];

export const collectingRoutes = (needs: Needs): Route[] => [...pickupRoutes(needs), ...dropshipRoutes(needs)];
