/** Shipments as staff follow them: found by any number, with their timeline, the three dates, witnesses and raw messages. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { instant } from '../events/define.ts';
import { eta, etaCauses } from '../events/eta.ts';
import { promise } from '../events/orders.ts';
import { carrierEstimate, exceptionCase, scan, standing } from '../events/tracking.ts';
import { place } from '../values/address.ts';
import { slug } from '../vocabulary/channels.ts';
import { trackingStatuses, witnessSources } from '../vocabulary/tracking-status.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';
import { orderId } from './orders.ts';
import { shipmentId } from './shipping.ts';
import { milestone } from './tracking-page.ts';

/** Who told us of a scan, when first and how often; `messageId` leads to the raw message. */
export const witness = z.object({
  source: z.enum(witnessSources),
  firstAt: instant,
  lastAt: instant,
  times: z.number(),
  messageId: z.string().nullable(),
});
export const timelineEvent = scan
  .omit({ correction: true })
  .extend({ correction: z.boolean(), witnesses: z.array(witness) });

/** One change of one of the three dates, with its cause. */
export const dateRevision = z.object({
  at: instant,
  kind: z.enum(['promise', 'carrier_estimate', 'eta']),
  cause: z.enum([...etaCauses, 'order', 'push', 'poll']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Of an ETA, its interval and confidence. */
  eta: eta.nullable(),
});

/** Everything staff see of a shipment's journey; events oldest first, whatever order they came in. */
export const timeline = z.object({
  shipmentId,
  merchant: merchantId,
  orderId,
  orderNumber: z.string(),
  channel: slug,
  carrier: slug,
  service: z.string(),
  trackingNumber: z.string(),
  trackingUrl: z.string(),
  origin: place,
  destination: place,
  standing,
  label: z.string(),
  /** Three dates, kept apart: what we promised, what the carrier expects (believed from the first physical scan), our ETA. */
  promise: promise.nullable(),
  carrierEstimate: carrierEstimate.extend({ believed: z.boolean() }).nullable(),
  eta: eta.nullable(),
  revisions: z.array(dateRevision).describe('Newest first, at most 200'),
  silentSince: instant.nullable(),
  proof: z.object({ signature: z.boolean(), photo: z.boolean() }).nullable(),
  milestones: z.array(milestone),
  legs: z.array(
    z.object({
      number: z.number(),
      carrier: slug,
      carrierLabel: z.string(),
      trackingNumber: z.string(),
      status: z.enum(trackingStatuses).nullable(),
      milestones: z.array(milestone),
      events: z.array(timelineEvent),
    }),
  ),
  exceptions: z.array(exceptionCase),
  erasedAt: instant.nullable().describe('When what named people in it was erased for good; null while it is kept'),
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

export const shipmentFlags = ['live', 'expected_late', 'late', 'exception', 'silent', 'delivered', 'unmapped'] as const;
export const trackedShipmentRow = z.object({
  shipmentId,
  merchant: merchantId,
  orderId,
  orderNumber: z.string(),
  channel: slug,
  carrier: slug,
  trackingNumber: z.string(),
  origin: z.string(),
  destination: z.string(),
  status: z.enum(trackingStatuses),
  label: z.string(),
  since: instant.nullable(),
  lastScanAt: instant.nullable(),
  promiseEndsAt: instant.nullable(),
  eta: eta.nullable(),
  late: z.boolean().describe('The ETA lies after the promise, or it arrived after it'),
  silentSince: instant.nullable(),
  openExceptions: z.number(),
  createdAt: instant,
});
/** How many there are, where it was asked for; `atLeast` where counting stopped, so that a large tower is not counted out. */
export const total = z.object({ count: z.number(), atLeast: z.boolean() });
export const searchShipments = endpoint({
  id: 'tracking.shipments',
  method: 'GET',
  path: '/api/logistics/shipments',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Tracked shipments, newest first',
  query: pageQuery.extend({
    search: z
      .string()
      .trim()
      .min(2)
      .max(120)
      .optional()
      .describe('Beginning of a tracking number, order number or shipment id'),
    status: z.enum(trackingStatuses).optional(),
    carrier: slug.optional(),
    channel: slug.optional(),
    flag: z.enum(shipmentFlags).optional(),
    total: z.enum(['none', 'counted']).default('none').describe('counted: also say how many there are, up to 10,000'),
  }),
  reply: pageOf(trackedShipmentRow).extend({ total: total.optional() }),
});

/** A message of a carrier as it came, beside what today's adapter and map make of it. */
export const carrierMessage = z.object({
  messageId: z.string(),
  connection: slug,
  source: z.enum(witnessSources),
  receivedAt: instant,
  outcome: z.string(),
  recorded: z.number(),
  duplicates: z.number(),
  bytes: z.number(),
  body: z.string().describe('As text, cut at 256 kB; empty once it was erased'),
  erased: z.literal(true).optional().describe('Somebody it speaks of was erased: nobody can read it any more'),
  normalized: z.unknown().describe('What `gantry normalize` prints for it'),
});
export const readMessage = endpoint({
  id: 'tracking.message',
  method: 'GET',
  path: '/api/logistics/messages/:messageId',
  area: 'staff',
  vertical: 'logistics',
  summary: 'A raw message of a carrier beside its normalized form',
  params: z.object({ messageId: z.string().min(1).max(120) }),
  reply: carrierMessage,
});
