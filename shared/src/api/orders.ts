/** Orders over HTTP: place (idempotent by channel and external id), read, list, cancel. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { day, instant } from '../events/define.ts';
import { addressFinding, allocation, customer, hold, orderContent, orderLine, waitingFor } from '../events/orders.ts';
import { givenAddress } from '../values/address.ts';
import { givenCountry } from '../values/country.ts';
import { givenCurrency } from '../values/money.ts';
import { slug } from '../vocabulary/channels.ts';
import { holdKinds, orderStages, paymentStates, shipPolicies } from '../vocabulary/orders.ts';
import { zoneCertainties } from '../vocabulary/tracking-status.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';
import { givenDay, givenInstant, givenLooseTime, givenTimeZone, inOrder } from './given-time.ts';

export const orderId = z.string().regex(/^ord_[0-9a-z]+$/, 'an order id, ord_…');

const dimensionsMm = orderLine.shape.dimensionsMm.unwrap().strict().optional();
export const givenLine = orderLine
  .extend({
    dimensionsMm,
    sku: orderLine.shape.sku
      .optional()
      .describe('The catalog’s; left out, it is found by the channel’s listing `channelSku`'),
    countryOfOrigin: givenCountry.optional(),
  })
  .strict()
  .refine(({ sku, channelSku }) => sku !== undefined || channelSku !== undefined, {
    path: ['sku'],
    message: 'a line names a SKU or a listing of its channel (channelSku)',
  });

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
  total: z
    .int()
    .min(0)
    .optional()
    .describe('Minor units; the sum of the lines when left out, unknown (null) where one of these has no price'),
  placedAt: givenLooseTime
    .optional()
    .describe(
      'Now when left out. A time without offset is read in `timeZone`, else in the ship-to’s zone, and marked inferred',
    ),
  timeZone: givenTimeZone.optional().describe('IANA zone of the times in this order that carry no offset'),
  changedAt: givenInstant
    .optional()
    .describe('When its channel last changed it: what comes late and is older than what is known changes nothing'),
  deliverBy: givenDay
    .optional()
    .describe('Promise to the customer: a calendar day by the clock of `deliverByTimeZone`, else of the ship-to'),
  deliverByTimeZone: givenTimeZone.optional(),
  shipBy: givenLooseTime.optional(),
  payment: z.enum(paymentStates).optional().describe('Taken for paid when left out; an unpaid order is held'),
  shipPolicy: z.enum(shipPolicies).optional().describe('The channel’s rule when left out'),
  pickupAt: slug.optional().describe('The warehouse where the customer collects it; it is sent when left out'),
  giftNote: z.string().trim().max(500).optional().describe('Printed on the packing slip'),
  history: z
    .literal(true)
    .optional()
    .describe('An order of the past is told: what of it left is told by shipments, and the floor is given no work'),
});

/** A line as it stands. `open`: neither cancelled nor gone; of these `allocated` are promised, `waiting` cannot be yet. */
export const standingLine = orderLine.extend({
  lineId: z.string(),
  cancelled: z.int(),
  allocated: z.int(),
  waiting: z.int(),
  shipped: z.int(),
  open: z.int(),
  tracked: z.boolean().describe('Whether stock is kept of it: its SKU is in the catalog and is sold from stock'),
  openParts: z
    .array(z.object({ sku: z.string(), shipped: z.int(), open: z.int() }))
    .describe('Of a kit of which parts left before the others: what of each part left, and what is still to leave'),
  expectedOn: day
    .nullable()
    .describe('When what it waits for is expected, by purchase orders and transfers; null: unknown'),
});

export const order = orderContent.extend({
  lines: z.array(standingLine),
  orderId,
  merchant: merchantId,
  channel: slug,
  externalId: z.string(),
  status: z.enum(['placed', 'cancelled']),
  stage: z.enum(orderStages),
  allocations: z.array(allocation),
  waiting: z.array(waitingFor),
  reservedUntil: instant.nullable().describe('When its stock goes back on the shelf unless it is paid by then'),
  holds: z.array(hold.extend({ at: instant })),
  addressFindings: z.array(addressFinding).describe('What cannot be right about its address'),
  addressForced: z.boolean().describe('A person says that the address is right'),
  shipments: z.array(z.string()).describe('Shipments in which some of it left'),
  merge: z
    .object({
      mergeId: z.string(),
      orderIds: z.array(z.string()),
      numbers: z.array(z.string()).describe('Numbers of the other orders that are to leave in one parcel with it'),
    })
    .nullable(),
  erp: z
    .object({ system: slug, customerId: z.string().nullable(), orderId: z.string().nullable() })
    .nullable()
    .describe('What the ERP calls its customer and the order'),
  version: z.int().describe('Counts what happened to it: `expectedVersion` of a change'),
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
const orderFilter = inOrder(
  pageQuery.extend({
    channel: slug.optional(),
    status: z.enum(['placed', 'cancelled']).optional(),
    stage: z.enum(orderStages).optional(),
    hold: z.enum(holdKinds).optional().describe('Held for this'),
    warehouse: slug.optional().describe('With stock promised from there'),
    sku: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .optional()
      .describe('With a line of this SKU, the catalog’s or the channel’s'),
    address: z.literal('wrong').optional().describe('With an address that cannot be right'),
    q: z.string().trim().min(1).max(120).optional().describe('A number or an external id, or the beginning of one'),
    externalId: z.string().max(120).optional(),
    from: givenInstant.optional().describe('Placed at this time or later'),
    to: givenInstant.optional(),
    sort: z.enum(['newest', 'promise']).default('newest').describe('`promise`: what is promised first, first'),
  }),
  'from',
  'to',
);
export const listOrders = endpoint({
  id: 'orders.list',
  method: 'GET',
  path: '/api/logistics/orders',
  area: 'staff',
  vertical: 'ecommerce',
  summary: 'Orders by channel, stage, hold, warehouse, SKU, number; newest first',
  query: orderFilter,
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
  body: z.strictObject({
    reason: z.string().trim().min(1).max(300),
    cancelledAt: givenInstant
      .optional()
      .describe('When it was cancelled, where its channel says so; now when left out'),
  }),
  reply: z.object({ orderId, outcome: z.enum(['cancelled', 'unchanged']) }),
});
