/** Shipping: plans and their labels, and which orders still wait for one. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Orders } from '../orders/public.ts';
import { openShipments } from './commands.ts';
import { goodsReactions } from './goods.ts';
import { hideTokens, openLinks } from './links.ts';
import { personalShipments } from './personal.ts';
import { openShipping } from './public.ts';
import { shipmentRoutes } from './routes.ts';
import { shipmentStream } from './store.ts';
import { ordersToShip, toShipReactions } from './to-ship.ts';

export const shipping = context('shipping', ({ platform, orders }: { platform: Platform; orders: Orders }) => {
  const links = openLinks(platform);
  const shipments = openShipments({ platform, orders, links });
  return {
    streams: [shipmentStream],
    routes: shipmentRoutes(shipments, links),
    reactions: [toShipReactions(platform), goodsReactions(platform, orders)],
    jobs: [hideTokens(platform)],
    tiles: {
      toShip: (merchants: readonly string[] | null) => ordersToShip(platform.database, platform.clock.now(), merchants),
    },
    personal: [personalShipments(platform, orders)],
    public: openShipping(platform, { shipments, links }),
    close: shipments.idle,
  };
});
