/** The operations dashboard over HTTP: what is behind, what is at risk, and how today compares with the same minute yesterday. */
import { z } from 'zod';
import { instant } from '../../events/define.ts';
import { slug } from '../../vocabulary/channels.ts';
import { floorExceptionKinds } from '../../vocabulary/fulfillment.ts';
import { endpoint } from '../endpoint.ts';
import { pace, station } from './packing.ts';

/** A count now, and at the same minute yesterday (null where it was not known then). */
export const compared = z.object({ now: z.number(), yesterday: z.number().nullable() });
export const ageBands = ['under_1h', '1h_to_4h', '4h_to_1d', '1d_to_3d', 'over_3d'] as const;

export const operationsDashboard = endpoint({
  area: 'staff',
  vertical: 'ecommerce',
  id: 'fulfillment.dashboard',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/dashboards/operations',
  summary:
    'Backlog by stage and age, late risk, unallocated demand, spend, projected completion; live, of the merchants seen',
  query: z.object({ warehouse: slug.optional() }),
  reply: z.object({
    asOf: instant,
    backlog: z.array(
      z.object({
        stage: z.enum(['unallocated', 'held', 'pending', 'processing', 'picking', 'packing', 'ready']),
        orders: compared,
        units: z.int(),
        ages: z.array(z.object({ band: z.enum(ageBands), orders: z.int() })),
      }),
    ),
    atRisk: compared.describe('Fulfillment orders that will miss what they must be ready for'),
    shippedToday: compared,
    exceptions: z.array(z.object({ kind: z.enum(floorExceptionKinds), open: z.int() })),
    unallocated: z
      .array(z.object({ sku: z.string(), units: z.int(), orders: z.int(), oldestPromise: z.string().nullable() }))
      .describe('Demand that no stock could be promised to, most units first; at most 50'),
    spend: z
      .array(
        z.object({
          carrier: slug,
          currency: z.string(),
          today: z.int().describe('Minor units, of labels since midnight UTC'),
          yesterday: z.int().describe('By the same minute yesterday'),
        }),
      )
      .describe('What labels cost'),
    warehouses: z.array(z.object({ warehouse: slug, name: z.string(), pace, stations: z.array(station) })),
  }),
});
export type OperationsDashboard = z.infer<typeof operationsDashboard.reply>;
