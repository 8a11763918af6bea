/** What carriers' codes mean, as people have written it: every change is a new version of a map. */
import { z } from 'zod';
import { slug } from '../vocabulary/channels.ts';
import { actors, statusReasons, trackingStatuses } from '../vocabulary/tracking-status.ts';
import { define, type FactOf, instant } from './define.ts';

/** One row. `pattern` is looked for in the description whatever its case. `status` null: known, and moves nothing. */
export const statusMapRow = z.object({
  code: z.string().trim().min(1).max(120),
  pattern: z.string().trim().max(200).default(''),
  status: z.enum(trackingStatuses).nullable(),
  reason: z.enum(statusReasons).nullable().default(null),
  actionRequiredBy: z.enum(actors).nullable().default(null).describe('Null: what usually follows from the status'),
  validFrom: instant.nullable().default(null).describe('Only for scans that happened from then on'),
});
export type StatusMapRow = z.infer<typeof statusMapRow>;

/**
 * A map got a new version. Its name is an adapter's, or a connection's for the generic adapter. `rows` replace rows of
 * the same code and pattern; `removed` fall back to what the carrier's own table says.
 */
export const statusMapChanged = define(
  'tracking.status_map_changed',
  z.object({
    name: slug,
    version: z.int().min(1),
    rows: z.array(statusMapRow).max(500),
    removed: z.array(z.object({ code: z.string().max(120), pattern: z.string().max(200) })).max(500),
    note: z.string().max(300),
  }),
);
export const statusMapEvents = [statusMapChanged] as const;
export type StatusMapEvent = FactOf<(typeof statusMapEvents)[number]>;
