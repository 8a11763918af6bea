/** Until when a customer may ask for a return, and of which units: those that were delivered, within the days of the channel. Pure. */
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { dayIn, endOfDay } from '../../../kernel/zoned-time.ts';
import { linesOf, type Order } from '../../orders/public.ts';
import type { Returnable } from './request.ts';

export type WhyNot = 'not_delivered' | 'window_over' | 'never' | 'nothing_left';
export type Window = { lines: Returnable[]; until: string | null; why: WhyNot | null };
/** `deliveredAt`: when what left under an id was delivered, for those that were. `days`: how long it may come back after that. */
export type WindowOf = { deliveredAt: ReadonlyMap<string, string>; days: number; now: Date };

const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The end of the last day on which something may come back that was delivered at an instant, by the clock of where it went. */
export const windowEnd = (
  deliveredAt: string,
  days: number,
  { country, state }: Order['content']['shipTo'],
): string => {
  const zone = usualTimeZoneOf(country, state) ?? 'UTC';
  return endOfDay(daysAfter(dayIn(deliveredAt, zone), days), zone).toISOString();
};

/** What a customer may send back now, and until when; and why nothing may come back where nothing may. */
export const windowOf = (order: Order, lines: readonly Returnable[], { deliveredAt, days, now }: WindowOf): Window => {
  const none = (why: WhyNot, until: string | null = null): Window => ({
    lines: lines.map((line) => ({ ...line, returnable: 0 })),
    until,
    why,
  });
  if (days === 0) return none('never');
  const ends = order.issued.flatMap((issue) => {
    const at = deliveredAt.get(issue.shipmentId);
    return at === undefined ? [] : [{ issue, until: windowEnd(at, days, order.content.shipTo) }];
  });
  const until = ends
    .map((one) => one.until)
    .sort()
    .at(-1);
  if (until === undefined) return none('not_delivered');
  const open = ends.flatMap((one) => (one.until > now.toISOString() ? [one.issue] : []));
  if (open.length === 0) return none('window_over', until);
  const units = new Map(linesOf({ ...order, issued: open }).map(({ lineId, shipped }) => [lineId, shipped]));
  const left = lines.map((line) => ({ ...line, returnable: Math.min(line.returnable, units.get(line.lineId) ?? 0) }));
  return { lines: left, until, why: left.some(({ returnable }) => returnable > 0) ? null : 'nothing_left' };
};
