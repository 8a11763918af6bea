/** Shipping: plans and their labels. */
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Orders } from '../orders/public.ts';
import { shipmentAudit } from './audit.ts';
import { openFloorShipments, openShipments } from './commands.ts';
import { goodsReactions } from './goods.ts';
import { hideTokens, openLinks } from './links.ts';
import { personalShipments } from './personal.ts';
import { openShipping } from './public.ts';
import { shipmentRoutes } from './routes.ts';
import { shipmentStream } from './store.ts';
import { shippingTiles } from './tiles.ts';

export const shipping = context('shipping', ({ platform, orders }: { platform: Platform; orders: Orders }) => {
  const links = openLinks(platform);
  const shipments = openShipments({ platform, orders, links });
  return {
    streams: [shipmentStream],
    routes: shipmentRoutes(shipments, links),
    reactions: [goodsReactions(platform, orders)],
    jobs: [hideTokens(platform)],
    personal: [personalShipments(platform, orders)],
    tiles: shippingTiles(platform),
    audit: [shipmentAudit(platform)],
    public: openShipping(platform, { shipments, floor: openFloorShipments({ orders, links }), links }),
    close: shipments.idle,
  };
});
