/** Words of the vocabulary as people read them on the operations pages. */
import type { Timeline } from '@gantry/shared/api/shipments';
import { inWords } from '@gantry/shared/words/events/phrases';
import { calendarDay, count, localParts, partsIn, placeName, zoneInWords } from '#lib/format.ts';

export { inWords };

/** Who has to act, as a sentence says it. */
export const actorWords = {
  us: 'us',
  carrier: 'the carrier',
  recipient: 'the recipient',
  authority: 'an authority',
  none: 'nobody',
} as const;

type Place = Timeline['origin'];
/** A place in one line: facility or city, with its country. */
export const placeWords = (place: Place | null): string => {
  if (!place) return '';
  const name = place.city ?? place.name ?? place.text ?? '';
  return [placeName(name), place.country].filter(Boolean).join(', ');
};

export type EventTime = { day: string; time: string; zone: string; sure: boolean };
type Timed = {
  occurredAt: string | null;
  localTime: string | null;
  zone: 'given' | 'inferred' | 'unknown';
  place: Place;
};

/** When a scan happened, by the clock of its place; never a local time that pretends to be UTC. */
export const eventTime = ({ occurredAt, localTime, zone, place }: Timed): EventTime => {
  const printed = localTime === null ? null : localParts(localTime);
  const sure = zone === 'given';
  if (zone === 'unknown' || occurredAt === null)
    return { day: printed?.day ?? localTime ?? '', time: printed?.time ?? '', zone: 'local time, zone unknown', sure };
  const where = place.timeZone ?? 'UTC';
  const parts = printed && place.timeZone ? printed : partsIn(occurredAt, where);
  return { ...parts, zone: zoneInWords(where), sure };
};

type Evidence = { cell: string; shipments: number };
const withoutHistory: Readonly<Record<string, string>> = {
  carrier_edd: 'from the carrier’s date, no history yet',
  promise: 'from the promise, no history yet',
  rule_of_thumb: 'from a general rule, no history yet',
};
/** What an estimate rests on: how many shipments of which kind, or what stood in for them. */
export const evidenceWords = ({ cell, shipments }: Evidence): string =>
  withoutHistory[cell] ?? `from ${count(shipments)} ${shipments === 1 ? 'shipment' : 'shipments'}: ${cell}`;

type Estimate = { from: string | null; until: string | null; day: string | null; text: string };
/** The carrier's own date as it was said: a day, or a time by the clock of the destination. */
export const estimateWords = (estimate: Estimate, timeZone: string): string => {
  if (estimate.day) return calendarDay(estimate.day);
  const end = estimate.until ?? estimate.from;
  if (end === null) return estimate.text;
  const until = partsIn(end, timeZone);
  const from = estimate.from === null || estimate.from === end ? '' : `${partsIn(estimate.from, timeZone).time}–`;
  return `${until.day} ${from}${until.time}`;
};

/** How wide an interval is: "±14 h" would claim symmetry, so its two ends are said. */
export const intervalWords = (low: string, high: string, timeZone: string): string => {
  const [from, to] = [partsIn(low, timeZone), partsIn(high, timeZone)];
  return from.day === to.day
    ? `${from.day} ${from.time}–${to.time}`
    : `${from.day} ${from.time} – ${to.day} ${to.time}`;
};
