/** Changing an order over HTTP: hold, release, amend, cancel in part, merge; and what may be done with it as it stands. */
import { z } from 'zod';
import { givenAddress } from '../../values/address.ts';
import { slug } from '../../vocabulary/channels.ts';
import { holdKinds, orderStages, paymentStates, shipPolicies } from '../../vocabulary/orders.ts';
import { endpoint } from '../endpoint.ts';
import { givenDay, givenInstant } from '../given-time.ts';
import { givenLine, orderId } from '../orders.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;
const reason = z.string().trim().min(1).max(300);
/** What a change leaves of an order. */
const changed = z.object({
  orderId,
  outcome: z.enum(['changed', 'unchanged']),
  stage: z.enum(orderStages),
  version: z.int(),
});
const expectedVersion = z.int().min(1).optional().describe('Refused (409) where the order is another one by now');

export const holdOrder = endpoint({
  ...about,
  id: 'orders.hold',
  method: 'POST',
  path: '/api/logistics/orders/:orderId/hold',
  summary: 'Hold an order: nothing is promised to it or leaves until it is released',
  params: z.object({ orderId }),
  body: z
    .strictObject({
      kind: z.enum(holdKinds).default('manual'),
      note: z.string().trim().max(300).default(''),
      until: givenInstant.optional(),
      days: z.int().min(1).max(365).optional(),
      keepsStock: z.boolean().default(true).describe('Whether what is promised stays promised'),
      expectedVersion,
    })
    .refine(({ until, days }) => until === undefined || days === undefined, {
      path: ['days'],
      message: '`until` or `days`, not both',
    }),
  refusals: [409],
  reply: changed,
});
export const releaseOrder = endpoint({
  ...about,
  id: 'orders.release',
  method: 'POST',
  path: '/api/logistics/orders/:orderId/release',
  summary: 'End holds of an order: of one kind, or all; stock is looked for at once',
  params: z.object({ orderId }),
  body: z.strictObject({
    kind: z.enum(holdKinds).optional(),
    forceAddress: z.boolean().default(false).describe('The address is right although the check says otherwise'),
    expectedVersion,
  }),
  refusals: [409],
  reply: changed,
});
export const amendOrder = endpoint({
  ...about,
  id: 'orders.amend',
  method: 'POST',
  path: '/api/logistics/orders/:orderId/amend',
  summary: 'Change lines, address, promise, payment, ship policy, pickup or gift note of an order by hand',
  description: 'What a stage does not allow any more is refused with the reason: docs/orders.md has the table.',
  params: z.object({ orderId }),
  body: z.strictObject({
    shipTo: givenAddress.optional(),
    billTo: givenAddress.optional(),
    lines: z
      .array(
        z.strictObject({
          lineId: z.string().trim().min(1).max(60),
          quantity: z.int().min(1).max(1_000_000).optional(),
          sku: z.string().trim().min(1).max(120).optional(),
        }),
      )
      .max(500)
      .optional()
      .describe('Lines that change; the others stay as they are'),
    addLines: z.array(givenLine).max(500).optional(),
    deliverBy: givenDay.nullable().optional(),
    shipBy: givenInstant.nullable().optional(),
    payment: z.enum(paymentStates).optional(),
    shipPolicy: z.enum(shipPolicies).optional(),
    pickupAt: slug.nullable().optional().describe('null: it is sent instead'),
    giftNote: z.string().trim().max(500).nullable().optional(),
    expectedVersion,
  }),
  refusals: [409],
  reply: changed,
});
export const cancelLine = endpoint({
  ...about,
  id: 'orders.cancel_line',
  method: 'POST',
  path: '/api/logistics/orders/:orderId/lines/:lineId/cancel',
  summary: 'Cancel a line, or some units of it; their stock is free at once',
  params: z.object({ orderId, lineId: z.string().min(1).max(60) }),
  body: z.strictObject({
    quantity: z.int().min(1).max(1e9).optional().describe('All that is open when left out'),
    reason,
    expectedVersion,
  }),
  refusals: [409],
  reply: changed,
});
export const mergeOrders = endpoint({
  ...about,
  id: 'orders.merge',
  method: 'POST',
  path: '/api/logistics/orders/merge',
  summary: 'Let orders to the same address leave in one shipment',
  body: z.strictObject({
    orderIds: z
      .array(orderId)
      .min(2)
      .max(50)
      .refine((ids) => new Set(ids).size === ids.length, 'names an order twice'),
  }),
  refusals: [404, 409],
  reply: z.object({ mergeId: z.string(), orderIds: z.array(orderId) }),
});
export const unmergeOrder = endpoint({
  ...about,
  id: 'orders.unmerge',
  method: 'POST',
  path: '/api/logistics/orders/:orderId/unmerge',
  summary: 'Take an order out of a merge, as long as nothing of it has left',
  params: z.object({ orderId }),
  refusals: [409],
  reply: changed,
});
/** What an order would do now, for who is about to change it: every action with whether it may be done, and why not. */
export const orderActions = endpoint({
  ...about,
  id: 'orders.actions',
  method: 'GET',
  path: '/api/logistics/orders/:orderId/actions',
  summary: 'What may be done with an order as it stands, and why not',
  params: z.object({ orderId }),
  reply: z.object({
    actions: z.array(
      z.object({
        action: z.enum([
          'amend_lines',
          'change_address',
          'hold',
          'release',
          'cancel',
          'cancel_line',
          'merge',
          'unmerge',
        ]),
        allowed: z.boolean(),
        effect: z.string().describe('What happens, in words'),
        refusal: z.string().nullable(),
      }),
    ),
  }),
});
