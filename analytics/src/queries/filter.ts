/** Which shipments a question is about: the filter of shared/api/insights, as days and as SQL with bound parameters. */
import type { AnalyticsFilter } from '@gantry/shared/api/insights';
import type { QueryParams } from '../client.ts';

/** First and last day, UTC, inclusive; null where there is no bound. */
export type Days = { from: string | null; to: string | null };

/** Whose rows a question counts: those of the merchants named; null: everybody's. Whoever asks has to say. */
export type Seen = { merchants: readonly string[] | null };

/** A filter whose period has been resolved, and whose rows it is over: `{ ...filter, ...periodDays(filter, now), merchants }`. */
export type ShipmentFilter = Omit<AnalyticsFilter, 'from' | 'to' | 'period'> & Days & Seen;

type Period = NonNullable<AnalyticsFilter['period']>;
const lengths: Partial<Record<Period, number>> = { '7d': 7, '30d': 30, '90d': 90 };

const isoDay = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/**
 * The days a filter asks for at a moment: `7d` is today and the six days before, `quarter` the calendar quarter so far,
 * `all` has no bounds. `from` and `to`, when either is given, win over `period`; `fallback` is meant when nothing is said.
 */
export const periodDays = (
  filter: Pick<AnalyticsFilter, 'from' | 'to' | 'period'>,
  now: Date,
  fallback: Period = 'all',
): Days => {
  if (filter.from !== undefined || filter.to !== undefined) return { from: filter.from ?? null, to: filter.to ?? null };
  const period = filter.period ?? fallback;
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const to = isoDay(Date.UTC(year, month, date));
  const length = lengths[period];
  if (length !== undefined) return { from: isoDay(Date.UTC(year, month, date - length + 1)), to };
  return period === 'quarter' ? { from: isoDay(Date.UTC(year, month - (month % 3), 1)), to } : { from: null, to: null };
};

/**
 * A cancelled shipment counts only if the carrier had it: one that was never picked up nor delivered says nothing about
 * anybody's delivery. Every figure leaves it out.
 */
const counted = '(NOT cancelled OR picked_up_at IS NOT NULL OR delivered_at IS NOT NULL)';

/** The condition over any fact table by which only the rows of merchants count, bound as `merchants`. */
export const ofMerchants = 'merchant IN {merchants:Array(String)}';

const clauses: Record<keyof ShipmentFilter, string> = {
  merchants: ofMerchants,
  from: 'counted_day >= {from:Date32}',
  to: 'counted_day <= {to:Date32}',
  channel: 'channel = {channel:String}',
  carrier: 'carrier = {carrier:String}',
  service: 'service = {service:String}',
  warehouse: 'warehouse = {warehouse:String}',
  region: '(region = {region:String} OR destination_country = {region:String})',
};

export type Selection = { where: string; params: QueryParams };

/** The WHERE condition over `shipment_facts FINAL`, made of constant clauses, and the values bound to it. */
export const shipmentsWhere = (filter: ShipmentFilter): Selection => {
  const parts = [counted];
  const params: QueryParams = {};
  for (const name of Object.keys(clauses) as (keyof ShipmentFilter)[]) {
    const value = filter[name];
    if (value === undefined || value === null) continue;
    parts.push(clauses[name]);
    params[name] = value;
  }
  return { where: parts.join(' AND '), params };
};

/** The exceptions of those shipments, without the ones that never were: a condition over `exception_facts FINAL`. */
export const exceptionsWhere = (filter: ShipmentFilter): Selection => {
  const { where, params } = shipmentsWhere(filter);
  // Only shipments that have exceptions: a short list to look up, however many shipments there are.
  const shipments = `SELECT shipment_id FROM shipment_facts FINAL WHERE notEmpty(exception_ids) AND ${where}`;
  return { where: `NOT withdrawn AND shipment_id IN (${shipments})`, params };
};
