/** Tracking: webhooks in, normalized events out; where every shipment stands and what is wrong with it. */
import type { Context } from '../../platform/context.ts';
import type { ConnectionBook } from './connections.ts';
import { carrierConnections } from './connections.ts';
import { jobs } from './jobs.ts';
import { connectionReactions, orderReactions, shipmentReactions } from './reactions.ts';
import { routes } from './routes.ts';
import { trackedShipments } from './store.ts';
import { intakeHandler, resumeWebhook } from './webhook-ingestion.ts';

/** The context, given the book of connections that its webhook receiver uses. */
export const tracking = (book: ConnectionBook): Context => ({
  name: 'tracking',
  streams: [trackedShipments as never, carrierConnections as never],
  routes,
  subscribers: [shipmentReactions, orderReactions, connectionReactions],
  jobs,
  resumers: [{ handler: intakeHandler, resume: (platform, payload) => resumeWebhook(platform, book, payload) }],
});
