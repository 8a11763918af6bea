/**
 * Jobs of outside warehouses over HTTP: what is to be picked in the numbers that the warehouse counts in, and what it reports in
 * the same. Every number says what it is of, so that packs are never read as units.
 */
import { z } from 'zod';
import { instant } from '../../events/define.ts';
import { jobLine } from '../../events/fulfillment/jobs.ts';
import { clientScanId } from '../../events/fulfillment.ts';
import { slug } from '../../vocabulary/channels.ts';
import { endpoint } from '../endpoint.ts';
import { fulfillmentId, fulfillmentOrder } from './orders.ts';

const about = { area: 'personal', vertical: 'ecommerce', scope: 'fulfillment:write' } as const;
const id = z.string().trim().min(1).max(120);

export const sendJob = endpoint({
  ...about,
  id: 'fulfillment.send_job',
  method: 'POST',
  path: '/api/logistics/fulfillment/:fulfillmentId/job',
  summary: 'The job of an outside warehouse: what is left to pick, counted as that warehouse counts',
  description:
    'In packs where the product says so of its warehouse (`packs`), in units otherwise. What is no whole number of packs is a 409 `not_whole_packs` that names the SKU, and nothing is sent. One in `processing` goes on to `picking`.',
  params: z.object({ fulfillmentId }),
  success: 201,
  alsoAnswers: { 200: 'It was sent like this before' },
  refusals: [409],
  reply: z.object({ fulfillmentId, number: id, warehouse: slug, sentAt: instant, lines: z.array(jobLine) }),
});

export const reportJob = endpoint({
  ...about,
  id: 'fulfillment.report_job',
  method: 'POST',
  path: '/api/logistics/fulfillment/:fulfillmentId/job/reports',
  summary: 'What an outside warehouse has picked of its job: all of a report counts, or none',
  description:
    'Read by the job that was sent: four packs of six are 24 units. More than is left, packs of another size, and units that are no whole packs are a 409 that is logged and moves nothing.',
  params: z.object({ fulfillmentId }),
  body: z.strictObject({
    reportId: clientScanId.describe('Your own name for it: sent twice it counts once'),
    lines: z
      .array(
        z
          .strictObject({
            sku: id,
            packs: z.int().min(1).max(1e6).optional(),
            packSize: z.int().min(1).max(1e6).optional().describe('To be sure: refused where the job has another'),
            units: z.int().min(1).max(1e9).optional(),
          })
          .refine(({ packs, units }) => (packs === undefined) !== (units === undefined), {
            path: ['packs'],
            message: 'say packs or units, one of the two',
          }),
      )
      .min(1)
      .max(500),
  }),
  refusals: [409],
  reply: z.object({
    outcome: z.enum(['counted', 'before']),
    lines: z.array(
      z.object({
        sku: id,
        units: z.int().describe('Units that the report counted'),
        pickedQuantity: z.int().describe('Units picked of the SKU, afterwards'),
        lineQuantity: z.int(),
      }),
    ),
    fulfillment: fulfillmentOrder,
  }),
});
