/** Orders over HTTP: place (idempotent by channel and external id), read, list, cancel. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { instant } from '../events/define.ts';
import { customer, orderContent, orderLine } from '../events/orders.ts';
import { givenAddress } from '../values/address.ts';
import { givenCurrency } from '../values/money.ts';
import { slug } from '../vocabulary/channels.ts';
import { zoneCertainties } from '../vocabulary/tracking-status.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';
import { givenDay, givenLooseTime, givenTimeZone } from './given-time.ts';

export const orderId = z.string().regex(/^ord_[0-9a-z]+$/, 'an order id, ord_…');

const dimensionsMm = orderLine.shape.dimensionsMm.unwrap().strict().optional();
const givenLine = orderLine.extend({ dimensionsMm }).strict();

export const orderInput = z.strictObject({
  channel: slug,
  externalId: z.string().trim().min(1).max(120),
  number: z.string().trim().min(1).max(120).optional().describe('The external id when left out'),
  customer: customer.strict(),
  shipTo: givenAddress,
  billTo: givenAddress.optional(),
  lines: z
    .array(givenLine)
    .max(500)
    .describe('An order of a channel without lines is accepted (202) and kept in the Trash'),
  currency: givenCurrency,
  total: z.int().min(0).optional().describe('Minor units; the sum of the lines when left out'),
  placedAt: givenLooseTime
    .optional()
    .describe(
      'Now when left out. A time without offset is read in `timeZone`, else in the ship-to’s zone, and marked inferred',
    ),
  timeZone: givenTimeZone.optional().describe('IANA zone of the times in this order that carry no offset'),
  deliverBy: givenDay
    .optional()
    .describe('Promise to the customer: a calendar day by the clock of `deliverByTimeZone`, else of the ship-to'),
  deliverByTimeZone: givenTimeZone.optional(),
  shipBy: givenLooseTime.optional(),
});

export const order = orderContent.extend({
  orderId,
  merchant: merchantId,
  channel: slug,
  externalId: z.string(),
  status: z.enum(['placed', 'cancelled']),
  placedAt: instant,
  placedAtZone: z.enum(zoneCertainties),
  cancelledAt: instant.nullable(),
  cancelReason: z.string().nullable(),
  contradiction: z.string().nullable().describe('Why the times of this order cannot all be true, when they cannot'),
  erasedAt: instant.nullable().describe('When what named people in it was erased for good; null while it is kept'),
});
export type Order = z.infer<typeof order>;

export const placeOrder = endpoint({
  id: 'orders.place',
  method: 'POST',
  path: '/api/logistics/orders',
  area: 'staff',
  vertical: 'ecommerce',
  summary: 'Place an order',
  description:
    'The order is that of the merchant the caller acts for. The same (channel, external id) of it again answers 200 with outcome `unchanged`; with other content it becomes an amendment. What cannot become an order is kept in the Trash and answered 202.',
  body: orderInput,
  success: 201,
  refusals: [409],
  alsoAnswers: { 200: 'Unchanged, or amended', 202: 'No order can be made of it: kept in the Trash' },
  reply: z.object({
    outcome: z.enum(['placed', 'unchanged', 'amended', 'trashed']),
    orderId: orderId.nullable(),
    trashId: z.string().nullable(),
    reason: z.string().nullable(),
  }),
});
export const listOrders = endpoint({
  id: 'orders.list',
  method: 'GET',
  path: '/api/logistics/orders',
  area: 'staff',
  vertical: 'ecommerce',
  summary: 'Orders, newest first',
  query: pageQuery.extend({
    channel: slug.optional(),
    status: z.enum(['placed', 'cancelled']).optional(),
    externalId: z.string().max(120).optional(),
  }),
  reply: pageOf(order),
});
export const getOrder = endpoint({
  id: 'orders.get',
  method: 'GET',
  path: '/api/logistics/orders/:orderId',
  area: 'staff',
  vertical: 'ecommerce',
  summary: 'One order',
  params: z.object({ orderId }),
  reply: order,
});
export const cancelOrder = endpoint({
  id: 'orders.cancel',
  method: 'POST',
  path: '/api/logistics/orders/:orderId/cancel',
  area: 'staff',
  vertical: 'ecommerce',
  summary: 'Cancel an order; its shipments that the carrier does not have yet are cancelled with it',
  params: z.object({ orderId }),
  body: z.strictObject({ reason: z.string().trim().min(1).max(300) }),
  reply: z.object({ orderId, outcome: z.enum(['cancelled', 'unchanged']) }),
});
