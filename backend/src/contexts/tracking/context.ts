/** Tracking: webhooks in, normalized events out; where every shipment stands and what is wrong with it. */
import type { Analytics } from '@gantry/analytics/client';
import type { Context } from '../../platform/context.ts';
import { carrierConnections } from '../carriers/connections.ts';
import { connectionRoutes } from '../carriers/routes.ts';
import { statusMaps } from '../carriers/status-maps.ts';
import { forecastJobs } from '../forecast/jobs.ts';
import { etaLevels } from '../forecast/levels.ts';
import { etaModels } from '../forecast/models.ts';
import { forecastReactions } from '../forecast/reactions.ts';
import { shipmentEtas } from '../forecast/store.ts';
import { brands } from '../journeys/page/brands.ts';
import { pageRoutes } from '../journeys/page/routes.ts';
import { shipmentRoutes } from '../journeys/routes.ts';
import type { Books } from './intake/books.ts';
import { intakeHandler } from './intake/messages.ts';
import { resumeWebhook } from './intake/webhook-ingestion.ts';
import { jobs } from './jobs.ts';
import { mapRoutes } from './maps/routes.ts';
import { pollRoutes } from './poll/routes.ts';
import { connectionReactions, orderReactions, shipmentReactions } from './reactions.ts';
import { replayRoutes } from './replay/routes.ts';
import { routes } from './routes.ts';
import { trackedShipments } from './store.ts';

/** The context, given the books of connections and maps that its webhook receiver uses, and the history its forecast learns from. */
export const tracking = (books: Books, analytics: Analytics): Context => ({
  name: 'tracking',
  streams: [
    trackedShipments as never,
    carrierConnections as never,
    statusMaps as never,
    brands as never,
    shipmentEtas as never,
    etaModels as never,
    etaLevels as never,
  ],
  routes: [
    ...routes,
    ...connectionRoutes,
    ...shipmentRoutes,
    ...pageRoutes,
    ...mapRoutes,
    ...replayRoutes,
    ...pollRoutes,
  ],
  subscribers: [shipmentReactions, orderReactions, connectionReactions, forecastReactions],
  jobs: [...jobs, ...forecastJobs(analytics)],
  resumers: [{ handler: intakeHandler, resume: (platform, payload) => resumeWebhook(platform, books, payload) }],
});
