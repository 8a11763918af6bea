/** Tracking: webhooks in, normalized events out; where every shipment stands and what is wrong with it. */
import type { Context } from '../../platform/context.ts';
import { carrierConnections } from './connect/connections.ts';
import { connectionRoutes } from './connect/routes.ts';
import type { Books } from './intake/books.ts';
import { intakeHandler } from './intake/messages.ts';
import { resumeWebhook } from './intake/webhook-ingestion.ts';
import { jobs } from './jobs.ts';
import { mapRoutes } from './maps/routes.ts';
import { statusMaps } from './maps/status-maps.ts';
import { brands } from './page/brands.ts';
import { pageRoutes } from './page/routes.ts';
import { pollRoutes } from './poll/routes.ts';
import { connectionReactions, orderReactions, shipmentReactions } from './reactions.ts';
import { replayRoutes } from './replay/routes.ts';
import { routes } from './routes.ts';
import { shipmentRoutes } from './shipments/routes.ts';
import { trackedShipments } from './store.ts';

/** The context, given the books of connections and maps that its webhook receiver uses. */
export const tracking = (books: Books): Context => ({
  name: 'tracking',
  streams: [trackedShipments as never, carrierConnections as never, statusMaps as never, brands as never],
  routes: [
    ...routes,
    ...connectionRoutes,
    ...shipmentRoutes,
    ...pageRoutes,
    ...mapRoutes,
    ...replayRoutes,
    ...pollRoutes,
  ],
  subscribers: [shipmentReactions, orderReactions, connectionReactions],
  jobs,
  resumers: [{ handler: intakeHandler, resume: (platform, payload) => resumeWebhook(platform, books, payload) }],
});
