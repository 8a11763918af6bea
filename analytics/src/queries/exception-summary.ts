/** ExceptionTracker's summary: how many problems of each category, how many are open, and how long they take to resolve. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { exceptionSummary as endpoint } from '@gantry/shared/api/insights';
import { z } from 'zod';
import type { Analytics } from '../client.ts';
import { exceptionCategories } from './categories.ts';
import { exceptionsWhere, type ShipmentFilter } from './filter.ts';

export type ExceptionSummary = Omit<ReplyOf<typeof endpoint>, 'asOf'>;

const item = z.object({
  category: z.string(),
  count: z.number(),
  openNow: z.number(),
  avgResolutionHours: z.number().nullable(),
  p90ResolutionHours: z.number().nullable(),
});

const select = `
  kind AS category,
  count() AS count,
  countIf(resolved_at IS NULL) AS openNow,
  avgOrNull(resolution_hours) AS avgResolutionHours,
  quantileExactInclusiveOrNull(0.9)(resolution_hours) AS p90ResolutionHours`;

/**
 * The exceptions of the shipments a filter selects, by category: each of the four, also those that never happened, in the
 * vocabulary's order. Withdrawn ones are not counted. Hours are from opening to resolution, of the resolved.
 */
export const exceptionSummary = async (client: Analytics, filter: ShipmentFilter): Promise<ExceptionSummary> => {
  const { where, params } = exceptionsWhere(filter);
  const sql = `SELECT ${select} FROM exception_facts FINAL WHERE ${where} GROUP BY kind`;
  const rows = new Map((await client.select(sql, params, item)).map((row) => [row.category, row]));
  const nothing = { count: 0, openNow: 0, avgResolutionHours: null, p90ResolutionHours: null };
  return { items: exceptionCategories.map((category) => rows.get(category) ?? { category, ...nothing }) };
};
