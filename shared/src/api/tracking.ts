/** Tracking over HTTP: the event log, exceptions and corrections. Shipments, pages, carriers, maps have files of their own. */
import { z } from 'zod';
import { eventCatalog } from '../events/catalog.ts';
import { instant } from '../events/define.ts';
import { exceptionCase, standing } from '../events/tracking.ts';
import { slug } from '../vocabulary/channels.ts';
import { exceptionKinds } from '../vocabulary/exception-kinds.ts';
import { trackingStatuses, zoneCertainties } from '../vocabulary/tracking-status.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';
import { givenInstant, inOrder } from './given-time.ts';
import { orderId } from './orders.ts';
import { shipmentId } from './shipping.ts';

export const loggedEvent = z.object({
  seq: z.number(),
  id: z.string(),
  stream: z.string(),
  streamId: z.string(),
  version: z.number(),
  name: z.string(),
  payload: z.unknown(),
  occurredAt: instant,
  zone: z.enum(zoneCertainties),
  receivedAt: instant,
  recordedAt: instant,
  correlationId: z.string(),
  causationId: z.string().nullable(),
  actor: z.string(),
  merchant: z.string().optional().describe('Whose it is; `main` when left out'),
});
export const listEvents = endpoint({
  id: 'tracking.events',
  method: 'GET',
  path: '/api/logistics/events',
  area: 'staff',
  vertical: 'logistics',
  summary: 'The event log, oldest first',
  query: inOrder(
    pageQuery.extend({
      shipment: shipmentId.optional(),
      order: orderId.optional(),
      type: z.enum([...eventCatalog.keys()]).optional(),
      from: givenInstant.optional().describe('Recorded at or after'),
      to: givenInstant.optional().describe('Recorded before'),
    }),
    'from',
    'to',
  ),
  reply: pageOf(loggedEvent),
});

export const openException = exceptionCase.extend({
  shipmentId,
  orderNumber: z.string(),
  carrier: slug,
  trackingNumber: z.string(),
  place: z.string(),
});
export const listExceptions = endpoint({
  id: 'tracking.exceptions',
  method: 'GET',
  path: '/api/logistics/exceptions',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Exceptions, newest first',
  query: pageQuery.extend({
    kind: z.enum(exceptionKinds).optional(),
    open: z.stringbool().optional(),
    carrier: slug.optional(),
  }),
  reply: pageOf(openException),
});

export const correctShipment = endpoint({
  id: 'tracking.correct',
  method: 'POST',
  path: '/api/logistics/shipments/:shipmentId/corrections',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Say where a shipment really stands; the only way out of a terminal status',
  params: z.object({ shipmentId }),
  body: z.strictObject({
    status: z.enum(trackingStatuses),
    occurredAt: givenInstant,
    note: z.string().trim().min(1).max(300),
  }),
  reply: z.object({ shipmentId, standing }),
});
