/** Jobs of outside warehouses: what they are sent to pick, in what they count in. */
import { z } from 'zod';
import { slug } from '../../vocabulary/channels.ts';
import { define } from '../define.ts';
import { sku } from '../inventory/products.ts';

const id = z.string().trim().min(1).max(120);

/** One SKU of a job of an outside warehouse: how many of what it counts in, and how many units that are. */
export const jobLine = z.object({
  sku,
  name: z.string().max(300),
  quantity: z.int().min(1).max(1e9).describe('In what the warehouse counts in: packs where `packSize` says so'),
  packSize: z.int().min(2).nullable().describe('Units of one pack; null where the warehouse counts in units'),
  units: z.int().min(1).max(1e9),
});
export type JobLine = z.infer<typeof jobLine>;
/** An outside warehouse was sent what is left to pick, in its own numbers: what it reports is read by these. */
export const jobSent = define(
  'fulfillment.job_sent',
  z.object({ fulfillmentId: id, warehouse: slug, lines: z.array(jobLine).min(1).max(2_000) }),
);
