/** Returns over HTTP, for customers on their tracking page: what may come back, and asking for it. */
import { z } from 'zod';
import { instant } from '../../events/define.ts';
import { customersReasons, refundStates, returnReasons, returnStates, returnWays } from '../../vocabulary/returns.ts';
import { endpoint } from '../endpoint.ts';
import { returnableLines } from './rma.ts';

const id = z.string().trim().min(1).max(120);
const count = z.int().min(1).max(1e9);

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
