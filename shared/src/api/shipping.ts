/** Shipments over HTTP: create one with its leg and label, read it, list them. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { instant } from '../events/define.ts';
import { leg, parcel, shipmentCreated, units } from '../events/shipping.ts';
import { givenAddress } from '../values/address.ts';
import { givenMoney } from '../values/money.ts';
import { slug } from '../vocabulary/channels.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';
import { givenInstant } from './given-time.ts';
import { orderId } from './orders.ts';

export const shipmentId = z.string().regex(/^shp_[0-9a-z]+$/, 'a shipment id, shp_…');

const dimensionsMm = parcel.shape.dimensionsMm.unwrap().strict().optional();
/** A parcel as a caller says it. */
export const givenParcel = parcel.extend({ dimensionsMm }).strict();

export const shipmentInput = z.strictObject({
  orderId,
  reference: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .optional()
    .describe('Your own name for it, unique within the order; the tracking number when left out'),
  carrier: slug.describe('The name of a carrier connection'),
  service: z.string().trim().min(1).max(60).default('standard'),
  trackingNumber: z.string().trim().min(1).max(120),
  warehouse: slug.optional(),
  origin: givenAddress,
  destination: givenAddress.optional().describe('The order’s ship-to when left out'),
  lines: z
    .array(units.strict())
    .min(1)
    .max(500)
    .optional()
    .describe('What of the order is in it; whatever can leave when left out'),
  packages: z.array(givenParcel).min(1).max(200).default([{}]),
  cost: givenMoney.optional(),
  createdAt: givenInstant.optional().describe('When the label was made; now when left out'),
  history: z
    .literal(true)
    .optional()
    .describe('A parcel of the past is told: what happened before this request was not reported late'),
});

export const shipment = shipmentCreated.payload.omit({ tokenHash: true, trackingToken: true }).extend({
  others: z
    .array(
      z.object({
        orderId,
        orderNumber: z.string(),
        fulfillmentId: z.string(),
        lines: z.array(units),
        trackingUrl: z.string().describe('This order’s own page'),
      }),
    )
    .describe('Orders merged with this one that have a part in the parcel'),
  shipmentId,
  merchant: merchantId,
  status: z.enum(['label_created', 'cancelled']),
  createdAt: instant,
  trackingUrl: z.string().describe('The customer’s page'),
  erasedAt: instant.nullable().describe('When what named people in it was erased for good; null while it is kept'),
});
export type Shipment = z.infer<typeof shipment>;

export const createShipment = endpoint({
  id: 'shipping.create',
  method: 'POST',
  path: '/api/logistics/shipping/shipments',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Create a shipment of one leg for an order',
  description: 'The same reference of the same order again answers 200 with outcome `unchanged`.',
  body: shipmentInput,
  success: 201,
  alsoAnswers: { 200: 'It was there already: unchanged' },
  reply: z.object({
    outcome: z.enum(['created', 'unchanged']),
    shipmentId,
    trackingUrl: z.string(),
    legs: z.array(leg),
  }),
});
export const getShipment = endpoint({
  id: 'shipping.get',
  method: 'GET',
  path: '/api/logistics/shipping/shipments/:shipmentId',
  area: 'staff',
  vertical: 'logistics',
  summary: 'One shipment',
  params: z.object({ shipmentId }),
  reply: shipment,
});
export const listShipments = endpoint({
  id: 'shipping.list',
  method: 'GET',
  path: '/api/logistics/shipping/shipments',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Shipments, newest first',
  query: pageQuery.extend({ orderId: orderId.optional(), carrier: slug.optional(), channel: slug.optional() }),
  reply: pageOf(shipment),
});
