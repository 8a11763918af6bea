/** Returns over HTTP: asked for, allowed, received, inspected, refunded; for staff, and for customers on their tracking page. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { instant } from '../events/define.ts';
import { binCode } from '../events/inventory/places.ts';
import { returnLine } from '../events/returns.ts';
import { givenMoney, money } from '../values/money.ts';
import { slug } from '../vocabulary/channels.ts';
import {
  customersReasons,
  inspectionOutcomes,
  refundStates,
  returnReasons,
  returnStates,
  returnWays,
} from '../vocabulary/returns.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';
import { givenInstant } from './given-time.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);
const count = z.int().min(1).max(1e9);
export const returnId = z.string().regex(/^rma_[0-9a-z]+$/, 'a return id, rma_…');

export const rma = z.object({
  returnId,
  number: id,
  merchant: merchantId,
  orderId: id,
  orderNumber: id,
  channel: slug,
  by: z.enum(['customer', 'staff', 'carrier']),
  shipmentId: id.nullable(),
  state: z.enum(returnStates),
  version: z.int(),
  lines: z.array(
    returnLine.extend({
      sku: id,
      name: z.string(),
      received: z.int(),
      inspected: z.int().describe('Whole units of it that were looked at'),
      toReceive: z.int().describe('Never below 0'),
    }),
  ),
  toInspect: z
    .array(z.object({ lineId: id.nullable(), sku: id, name: z.string(), quantity: z.int() }))
    .describe('What came and was not looked at; of kits, their parts'),
  unexpected: z.array(z.object({ sku: id, quantity: z.int() })).describe('What came and was not announced'),
  inspections: z.array(
    z.object({
      inspectionId: id,
      at: instant,
      lineId: id.nullable(),
      sku: id,
      quantity: z.int(),
      outcome: z.enum(inspectionOutcomes),
      warehouse: slug,
      bin: z.string(),
      note: z.string().nullable(),
    }),
  ),
  note: z.string(),
  reason: z.string().nullable().describe('Why it was rejected or cancelled'),
  erasedAt: instant.nullable(),
  photos: z.array(z.object({ uploadId: id, href: z.string() })),
  warehouse: slug.nullable(),
  way: z.enum(returnWays).nullable(),
  dropOffCode: id.nullable(),
  carrier: slug.nullable(),
  trackingNumber: id.nullable(),
  expiresAt: instant.nullable(),
  refund: z.object({
    state: z.enum(refundStates),
    amount: money.nullable(),
    lines: z.array(z.object({ lineId: id, units: z.int(), amount: z.int() })),
    reference: id.nullable(),
    paid: z.int().describe('Minor units sent back so far: the rest of `amount` is due'),
  }),
  replacements: z.array(
    z.object({ replacementId: id, orderId: id, lines: z.array(z.object({ lineId: id, quantity: z.int() })) }),
  ),
  toReplace: z
    .array(z.object({ lineId: id, quantity: z.int() }))
    .describe('Received, and neither replaced nor refunded'),
  requestedAt: instant,
  closedAt: instant.nullable(),
});
export type Rma = z.infer<typeof rma>;

export const listReturns = endpoint({
  ...about,
  id: 'returns.list',
  method: 'GET',
  path: '/api/logistics/returns',
  summary: 'Returns, newest first',
  query: pageQuery.extend({
    state: z.enum(returnStates).optional(),
    reason: z.enum(returnReasons).optional(),
    refund: z.enum(refundStates).optional(),
    warehouse: slug.optional(),
    orderId: id.optional(),
    q: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .optional()
      .describe('Its number, its order’s, its tracking number or drop-off code'),
  }),
  reply: pageOf(rma),
});
export const countReturns = endpoint({
  ...about,
  id: 'returns.counts',
  method: 'GET',
  path: '/api/logistics/returns/counts',
  summary: 'How many there are of each state',
  reply: z.object({ states: z.array(z.object({ state: z.enum(returnStates), count: z.int() })) }),
});
export const getReturn = endpoint({
  ...about,
  id: 'returns.get',
  method: 'GET',
  path: '/api/logistics/returns/:returnId',
  summary: 'One return',
  params: z.object({ returnId }),
  reply: rma,
});
const requestBody = {
  lines: z
    .array(z.strictObject({ lineId: id, quantity: count, reason: z.enum(returnReasons) }))
    .min(1)
    .max(500),
  note: z.string().trim().max(1_000).default(''),
};
export const requestReturn = endpoint({
  ...about,
  id: 'returns.request',
  method: 'POST',
  path: '/api/logistics/returns',
  summary: 'Ask for a return of units of an order that were shipped',
  description:
    'Never more than was shipped, less what earlier returns bring back. With `authorize` it is allowed at once. `number` names it: the same again changes nothing.',
  body: z.strictObject({
    orderId: id,
    number: id.optional(),
    ...requestBody,
    photos: z.array(id).max(10).default([]),
    authorize: z.boolean().default(false),
    warehouse: slug.optional(),
  }),
  success: 201,
  alsoAnswers: { 200: 'It was there: unchanged' },
  refusals: [409],
  reply: rma,
});
export const returnableLines = z.array(
  z.object({
    lineId: id,
    sku: id,
    name: z.string(),
    shipped: z.int(),
    returned: z.int().describe('Of it, on their way back or back, by earlier returns'),
    returnable: z.int(),
  }),
);
export const getReturnable = endpoint({
  ...about,
  id: 'returns.returnable',
  method: 'GET',
  path: '/api/logistics/orders/:orderId/returnable',
  summary: 'What of an order may still come back',
  params: z.object({ orderId: id }),
  reply: z.object({ lines: returnableLines, until: instant.nullable(), why: z.string().nullable() }),
});

const step = <Action extends string, Shape extends z.ZodRawShape>(action: Action, shape: Shape) =>
  z.strictObject({ action: z.literal(action), expectedVersion: z.int().min(1).optional(), ...shape });
export const changeReturn = endpoint({
  ...about,
  id: 'returns.change',
  method: 'PATCH',
  path: '/api/logistics/returns/:returnId',
  summary: 'The next step of a return',
  description:
    'requested -> authorized -> in_transit -> received -> inspected -> closed; rejected, expired, cancelled. A step that may not be is a 409 that says why. `receive` may come in parts, and before it was told to be on its way.',
  params: z.object({ returnId }),
  body: z.discriminatedUnion('action', [
    step('authorize', {
      warehouse: slug.optional().describe('Where it is to go; where it left from when left out'),
      way: z.enum(returnWays).default('drop_off'),
      expiresAt: givenInstant.optional(),
      carrier: slug.optional(),
      trackingNumber: id.optional(),
    }),
    step('reject', { reason: z.string().trim().min(1).max(1_000) }),
    step('cancel', { reason: z.string().trim().max(1_000).default('') }),
    step('sent', { carrier: slug.optional(), trackingNumber: id.optional() }),
    step('receive', {
      receiptId: id,
      lines: z
        .array(z.strictObject({ lineId: id, quantity: count }))
        .max(500)
        .default([]),
      unexpected: z
        .array(z.strictObject({ sku: id, quantity: count }))
        .max(100)
        .default([]),
      complete: z.boolean().default(false),
    }),
    step('inspect', {
      inspectionId: id,
      units: z
        .array(
          z.strictObject({
            lineId: id.nullable().default(null),
            sku: id.optional().describe('Needed for a part of a kit, and for what was not announced'),
            quantity: count,
            outcome: z.enum(inspectionOutcomes),
            bin: z.union([z.literal(''), binCode]).default(''),
            lot: id.optional(),
            note: z.string().trim().max(1_000).optional(),
          }),
        )
        .min(1)
        .max(500),
      complete: z
        .boolean()
        .default(false)
        .describe('What is not named of what came is not there: a kit came without some of its parts'),
    }),
    step('refund', {
      state: z.enum(refundStates),
      amount: givenMoney.optional().describe('In all; shared over the lines so that the parts add up'),
      reference: id.optional(),
    }),
    step('replace', {
      replacementId: id.describe('The caller’s own name: the same again sends nothing more'),
      lines: z
        .array(z.strictObject({ lineId: id, quantity: count }))
        .min(1)
        .max(500),
    }),
    step('close', {}),
  ]),
  refusals: [409],
  reply: rma,
});

/** What a customer reads of a return on the tracking page: nothing but their own. */
export const customersReturn = z.object({
  number: id,
  state: z.enum(returnStates),
  lines: z.array(z.object({ name: z.string(), quantity: z.int() })),
  refund: z.enum(refundStates),
  dropOffCode: id.nullable(),
  way: z.enum(returnWays).nullable(),
  expiresAt: instant.nullable(),
});
export const customersReturns = endpoint({
  area: 'public',
  vertical: 'ecommerce',
  id: 'returns.of_page',
  method: 'GET',
  path: '/api/track/:token/returns',
  summary: 'What of a parcel’s order may come back, and what is on its way back',
  params: z.object({ token: z.string().min(8).max(200) }),
  refusals: [429],
  reply: z.object({
    lines: returnableLines,
    until: instant.nullable(),
    why: z
      .enum(['not_delivered', 'window_over', 'never', 'nothing_left'])
      .nullable()
      .describe('Why nothing may come back'),
    reasons: z.array(z.enum(returnReasons)),
    returns: z.array(customersReturn),
  }),
});
export const requestReturnOnPage = endpoint({
  area: 'public',
  vertical: 'ecommerce',
  id: 'returns.request_on_page',
  method: 'POST',
  path: '/api/track/:token/returns',
  summary: 'A customer asks for a return; photos are uploads of the same page',
  params: z.object({ token: z.string().min(8).max(200) }),
  body: z.strictObject({
    requestId: id.describe('Of the page’s own making: sent twice it is asked for once'),
    lines: z
      .array(z.strictObject({ lineId: id, quantity: count, reason: z.enum(customersReasons) }))
      .min(1)
      .max(100),
    note: z.string().trim().max(1_000).default(''),
    photos: z.array(id).max(5).default([]),
  }),
  success: 201,
  alsoAnswers: { 200: 'It was asked for before' },
  refusals: [409, 429],
  reply: customersReturn,
});
