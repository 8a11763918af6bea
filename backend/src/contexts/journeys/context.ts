/** Journeys: a shipment's way as staff and customers read it: timelines, search, the tracking page and its looks. */
import { context } from '../../platform/context.ts';
import type { Fulfillment } from '../fulfillment/public.ts';
import type { Orders } from '../orders/public.ts';
import { floorReactions } from './floor.ts';
import { brandStream, sellerOf } from './page/brands.ts';
import { logoRoute } from './page/logo-route.ts';
import { pageRoutes } from './page/routes.ts';
import { pageViewStream } from './page/views/page-view.ts';
import { personalViews } from './page/views/personal.ts';
import { openViews } from './page/views/record-views.ts';
import { journeyRooms } from './rooms.ts';
import { journeyRoutes } from './routes.ts';
import type { JourneyNeeds } from './timeline/read-timelines.ts';

export const journeys = context('journeys', (needs: JourneyNeeds & { orders: Orders; fulfillment: Fulfillment }) => {
  const views = openViews(needs);
  needs.fulfillment.sellersAre(sellerOf);
  return {
    streams: [brandStream, pageViewStream],
    routes: [...journeyRoutes(needs), ...pageRoutes({ ...needs, views })],
    reactions: [floorReactions(needs)],
    rooms: journeyRooms(needs.tracking),
    rawRoutes: [logoRoute(needs.platform)],
    personal: [personalViews(needs.platform)],
    close: views.idle,
  };
});
