/** Returns over HTTP, for staff: asked for, allowed, received, inspected, refunded, replaced, closed. */
import { z } from 'zod';
import { instant } from '../../events/define.ts';
import { binCode } from '../../events/inventory/places.ts';
import { givenMoney } from '../../values/money.ts';
import { slug } from '../../vocabulary/channels.ts';
import { inspectionOutcomes, refundStates, returnReasons, returnStates, returnWays } from '../../vocabulary/returns.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';
import { givenInstant } from '../given-time.ts';
import { returnableLines, returnId, rma } from './rma.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);
const count = z.int().min(1).max(1e9);

/** What narrows a list of returns besides their state. */
const narrowing = {
  reason: z.enum(returnReasons).optional(),
  refund: z.enum(refundStates).optional(),
  warehouse: slug.optional(),
  orderId: id.optional(),
  q: id.optional().describe('Its number, its order’s (or the beginning of one), its tracking number or drop-off code'),
};
export const listReturns = endpoint({
  ...about,
  id: 'returns.list',
  method: 'GET',
  path: '/api/logistics/returns',
  summary: 'Returns, newest first',
  query: pageQuery.extend({ state: z.enum(returnStates).optional(), ...narrowing }),
  reply: pageOf(rma),
});
export const countReturns = endpoint({
  ...about,
  id: 'returns.counts',
  method: 'GET',
  path: '/api/logistics/returns/counts',
  summary: 'How many there are of each state',
  query: z.object(narrowing),
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
