/** Orders as a board, and many at a time. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { slug } from '../../vocabulary/channels.ts';
import { holdKinds, orderStages } from '../../vocabulary/orders.ts';
import { endpoint } from '../endpoint.ts';
import { givenInstant } from '../given-time.ts';
import { order } from '../orders.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;
/** How many orders stand where, and for how long: the columns of the board, the wall's backlog. */
export const orderBoard = endpoint({
  ...about,
  id: 'orders.board',
  method: 'GET',
  path: '/api/logistics/orders/board',
  summary: 'Orders by stage with the oldest first, counted and by age',
  description: 'Stages that are over (shipped, cancelled) hold the last day only.',
  query: z.object({
    channel: slug.optional(),
    warehouse: slug.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(25).describe('Cards a column'),
  }),
  reply: z.object({
    columns: z.array(
      z.object({
        stage: z.enum(orderStages),
        count: z.int(),
        /** Under an hour, under 4 hours, under a day, under 3 days, older. */
        ages: z.array(z.int()),
        orders: z.array(order),
      }),
    ),
    unallocated: z.array(z.object({ sku: z.string(), merchant: merchantId, units: z.int(), orders: z.int() })),
  }),
});

export const bulkActions = ['hold', 'release', 'cancel', 'allocate'] as const;
export const bulkOrders = endpoint({
  ...about,
  id: 'orders.bulk',
  method: 'POST',
  path: '/api/logistics/orders/bulk',
  summary: 'Hold, release, cancel or allocate up to 1,000 orders; each answers for itself',
  body: z.strictObject({
    action: z.enum(bulkActions),
    orderIds: z.array(z.string().min(1).max(60)).min(1).max(1_000),
    kind: z.enum(holdKinds).optional().describe('For hold and release'),
    until: givenInstant.optional(),
    reason: z.string().trim().min(1).max(300).optional().describe('For hold and cancel'),
  }),
  reply: z.object({
    done: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    rows: z.array(
      z.object({
        orderId: z.string(),
        outcome: z.enum(['changed', 'unchanged', 'failed']),
        stage: z.enum(orderStages).nullable(),
        code: z.string().nullable().describe('Why it failed, for programs'),
        reason: z.string().nullable(),
      }),
    ),
  }),
});
