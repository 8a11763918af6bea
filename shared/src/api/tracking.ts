/** Tracking over HTTP: timelines for staff and customers, the event log, exceptions, corrections, carrier connections. */
import { z } from 'zod';
import { connectionConfigured, signatureScheme, webhookMapping } from '../events/connections.ts';
import { instant } from '../events/define.ts';
import { promise } from '../events/orders.ts';
import { exceptionCase, scan, standing } from '../events/tracking.ts';
import { place } from '../values/address.ts';
import { slug } from '../vocabulary/channels.ts';
import { exceptionKinds } from '../vocabulary/exception-kinds.ts';
import { trackingStatuses, zoneCertainties } from '../vocabulary/tracking-status.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';
import { orderId } from './orders.ts';
import { shipmentId } from './shipping.ts';

export const milestone = z.object({
  name: z.enum(['order_placed', 'shipped', 'in_transit', 'customs', 'out_for_delivery', 'delivered']),
  label: z.string(),
  actualAt: instant.nullable(),
});

export const timelineEvent = scan.omit({ correction: true });

/** Everything staff see of a shipment's journey; events oldest first, whatever order they came in. */
export const timeline = z.object({
  shipmentId,
  orderId,
  orderNumber: z.string(),
  channel: slug,
  carrier: slug,
  service: z.string(),
  trackingNumber: z.string(),
  origin: place,
  destination: place,
  promise: promise.nullable(),
  standing,
  label: z.string(),
  milestones: z.array(milestone),
  legs: z.array(
    z.object({ number: z.number(), carrier: slug, trackingNumber: z.string(), events: z.array(timelineEvent) }),
  ),
  exceptions: z.array(exceptionCase),
});
export type Timeline = z.infer<typeof timeline>;

export const shipmentTimeline = endpoint({
  id: 'tracking.timeline',
  method: 'GET',
  path: '/api/logistics/shipments/:shipmentId/timeline',
  area: 'staff',
  vertical: 'logistics',
  summary: 'The timeline of a shipment',
  params: z.object({ shipmentId }),
  reply: timeline,
});
export const timelineByNumber = endpoint({
  id: 'tracking.by_number',
  method: 'GET',
  path: '/api/logistics/shipping/tracking/:trackingNumber',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Timelines of the shipments that carried a tracking number, newest first',
  params: z.object({ trackingNumber: z.string().min(1).max(120) }),
  reply: z.object({ items: z.array(timeline) }),
});

/** One line of the customer's history. The time is in the clock of the place it happened, with its zone's name. */
export const displayEvent = z.object({
  label: z.string(),
  description: z.string(),
  status: z.enum(trackingStatuses).nullable(),
  at: instant.nullable(),
  zone: z.enum(zoneCertainties),
  timeZone: z.string().nullable(),
  localTime: z.string().nullable(),
  place: z.string(),
});
/** What a customer may see: no name, e-mail, phone or street; city only. */
export const trackingPage = z.object({
  headline: z.string(),
  status: z.enum(trackingStatuses),
  label: z.string(),
  carrier: z.string(),
  trackingNumber: z.string(),
  origin: z.string(),
  destination: z.string(),
  promisedDay: z.string().nullable(),
  deliveredAt: instant.nullable(),
  milestones: z.array(milestone),
  events: z.array(displayEvent).describe('Newest first'),
  points: z.array(
    z.object({
      label: z.string(),
      latitude: z.number(),
      longitude: z.number(),
      kind: z.enum(['origin', 'scan', 'destination']),
    }),
  ),
  updatedAt: instant,
});
export type TrackingPage = z.infer<typeof trackingPage>;
export const publicTracking = endpoint({
  id: 'tracking.public',
  method: 'GET',
  path: '/api/logistics/tracking/:token',
  area: 'public',
  vertical: 'logistics',
  summary: 'What the holder of a tracking link may see',
  params: z.object({ token: z.string().min(1).max(120) }),
  reply: trackingPage,
});

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
});
export const listEvents = endpoint({
  id: 'tracking.events',
  method: 'GET',
  path: '/api/logistics/events',
  area: 'staff',
  vertical: 'logistics',
  summary: 'The event log, oldest first',
  query: pageQuery.extend({
    shipment: shipmentId.optional(),
    order: orderId.optional(),
    type: z.string().max(80).optional(),
    from: instant.optional().describe('Recorded at or after'),
    to: instant.optional().describe('Recorded before'),
  }),
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
    occurredAt: instant,
    note: z.string().trim().min(1).max(300),
  }),
  reply: z.object({ shipmentId, standing }),
});

/** A webhook of a carrier connection. The body is the carrier's own; what it must look like is the connection's mapping. */
export const webhookReply = z.object({
  outcome: z.enum(['recorded', 'trashed', 'deferred']),
  recorded: z.number().describe('Scans that were new'),
  duplicates: z.number().describe('Scans already known'),
  waiting: z.number().describe('Scans of a tracking number no shipment has yet: kept, and recorded when it comes'),
  trashed: z.number().describe('Scans that could not be understood'),
});
export type WebhookReply = z.infer<typeof webhookReply>;

export const connection = connectionConfigured.payload.extend({ webhookPath: z.string(), hasSecret: z.boolean() });
export const configureConnection = endpoint({
  id: 'tracking.configure_connection',
  method: 'PUT',
  path: '/api/logistics/carriers/connections/:name',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Connect a carrier through the generic webhook adapter: payload mapping and signature',
  params: z.object({ name: slug }),
  body: z.strictObject({
    label: z.string().trim().min(1).max(80).optional(),
    adapter: z.literal('generic').default('generic'),
    mapping: webhookMapping,
    signature: signatureScheme.prefault({}),
    secret: z.string().min(16).max(200).optional().describe('Write-only. Required the first time'),
  }),
  reply: connection,
});
export const listConnections = endpoint({
  id: 'tracking.connections',
  method: 'GET',
  path: '/api/logistics/carriers/connections',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Carrier connections',
  reply: z.object({ items: z.array(connection) }),
});
export const unmappedCodes = endpoint({
  id: 'tracking.unmapped_codes',
  method: 'GET',
  path: '/api/logistics/carriers/unmapped-codes',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Carrier codes no mapping knows, with how many scans wait for one',
  reply: z.object({
    items: z.array(
      z.object({ carrier: slug, code: z.string(), scans: z.number(), lastSeenAt: instant, example: z.string() }),
    ),
  }),
});
