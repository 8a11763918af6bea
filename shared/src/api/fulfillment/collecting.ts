/** What leaves without our own label over HTTP: collected in a warehouse, or sent by the vendor. */
import { z } from 'zod';
import { slug } from '../../vocabulary/channels.ts';
import { pickupStates, vendorOrderStates } from '../../vocabulary/fulfillment.ts';
import { type BodyOf, endpoint, pageOf, pageQuery } from '../endpoint.ts';
import { givenDay } from '../given-time.ts';
import { fulfillmentId, fulfillmentOrder } from './orders.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);

export const listPickups = endpoint({
  ...about,
  id: 'fulfillment.pickups',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/pickup',
  summary: 'Orders that are collected, by state; what expires first, first',
  query: pageQuery.extend({
    state: z.enum(pickupStates).optional(),
    warehouse: slug.optional(),
    q: z.string().trim().min(1).max(120).optional(),
  }),
  reply: pageOf(fulfillmentOrder),
});
export const countPickups = endpoint({
  ...about,
  id: 'fulfillment.pickup_counts',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/pickup/counts',
  summary: 'How many pickups there are in each state',
  reply: z.object({ states: z.array(z.object({ state: z.enum(pickupStates), count: z.int() })) }),
});
export const changePickup = endpoint({
  ...about,
  id: 'fulfillment.change_pickup',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/pickup',
  summary: 'Say that an order is ready to be collected, hand it over against its code, or take it back',
  description:
    '`ready`: every unit is picked; the customer is mailed the code. `hand_over`: with the customer’s code, or by hand with who collected it. `extend`: keep it longer. `expire`: nobody came; its units are to be put back, and the order is cancelled.',
  body: z.discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('ready'),
      fulfillmentId,
      expiresAt: z.iso.datetime({ offset: true }).optional(),
    }),
    z.strictObject({ action: z.literal('hand_over'), fulfillmentId, code: z.string().trim().min(4).max(20) }),
    z.strictObject({
      action: z.literal('hand_over_by_hand'),
      fulfillmentId,
      to: z.string().trim().min(1).max(120).describe('Who collected it, and what proved it'),
    }),
    z.strictObject({ action: z.literal('extend'), fulfillmentId, expiresAt: z.iso.datetime({ offset: true }) }),
    z.strictObject({ action: z.literal('expire'), fulfillmentId }),
  ]),
  refusals: [404, 409],
  reply: fulfillmentOrder,
});
export type PickupChange = BodyOf<typeof changePickup>;

export const listDropships = endpoint({
  ...about,
  id: 'fulfillment.dropships',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/dropship',
  summary: 'Orders to vendors that send to the customer themselves; late ones first',
  query: pageQuery.extend({
    state: z.enum(vendorOrderStates).optional(),
    vendor: slug.optional(),
    late: z.enum(['true', 'false']).optional(),
    q: z.string().trim().min(1).max(120).optional(),
  }),
  reply: pageOf(fulfillmentOrder),
});
export const countDropships = endpoint({
  ...about,
  id: 'fulfillment.dropship_counts',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/dropship/counts',
  summary: 'How many orders to vendors there are in each state, and how many of them are late',
  reply: z.object({
    states: z.array(z.object({ state: z.enum(vendorOrderStates), count: z.int() })),
    late: z.int().describe('Sent or confirmed, and the day they were expected on is over'),
  }),
});
export const changeDropship = endpoint({
  ...about,
  id: 'fulfillment.change_dropship',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/dropship',
  summary: 'Send an order to its vendor, or tell what the vendor says: confirmed, rejected, shipped',
  body: z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('send'), fulfillmentId, expectedOn: givenDay.optional() }),
    z.strictObject({
      action: z.literal('confirm'),
      fulfillmentId,
      reference: id.optional(),
      expectedOn: givenDay.optional(),
    }),
    z.strictObject({ action: z.literal('reject'), fulfillmentId, reason: z.string().trim().min(1).max(300) }),
    z.strictObject({
      action: z.literal('ship'),
      fulfillmentId,
      carrier: slug,
      service: z.string().trim().min(1).max(60).default('standard'),
      trackingNumber: id,
    }),
  ]),
  refusals: [404, 409],
  reply: fulfillmentOrder,
});
export type DropshipChange = BodyOf<typeof changeDropship>;
export const getVendorOrder = endpoint({
  ...about,
  id: 'fulfillment.vendor_order',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/dropship/:fulfillmentId/order',
  summary: 'The order to the vendor as PDF: what to send where, with the seller’s slip',
  params: z.object({ fulfillmentId }),
  refusals: [409],
  produces: 'application/pdf',
});
