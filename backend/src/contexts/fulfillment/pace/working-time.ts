/**
 * Working time of a warehouse: the minutes inside its shifts, by its own clock, over summer time and midnight. A warehouse
 * without shifts works always. Pure.
 */
import type { WarehouseContent } from '@gantry/shared/events/inventory/places';
import { dayIn, instantInZone } from '../../../kernel/zoned-time.ts';

export type Hours = Pick<WarehouseContent, 'timeZone' | 'shifts' | 'cutoffs'>;
/** From and to are instants in milliseconds. */
export type Span = { from: number; to: number };

const minuteMs = 60_000;
export const dayMs = 86_400_000;
/** How far ahead anything is projected: what would take longer is said to be done then. */
const mostDays = 366;
/** How far back is looked for working time: some shift is in every week. */
const mostDaysBack = 15;

/** Milliseconds since midnight of a time of day as a clock shows it: 16:30. */
export const faceOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return (hours * 60 + minutes) * minuteMs;
};

/** Midnight of the day of an instant by a zone's clock, as if that clock showed UTC. */
export const faceOfDay = (now: number, timeZone: string): number =>
  Date.parse(`${dayIn(new Date(now), timeZone)}T00:00:00Z`);

/** Whether a day, as `faceOfDay` gives it, is one of these weekdays: 1 is Monday, 7 is Sunday. */
export const isOn = (days: readonly number[], face: number): boolean => days.includes(new Date(face).getUTCDay() || 7);

/** The shifts that begin on a day. One that ends before it begins ends the next day. */
const shiftsOn = ({ shifts, timeZone }: Hours, face: number): Span[] =>
  shifts
    .filter(({ days }) => isOn(days, face))
    .map(({ from, to }) => {
      const [begins, ends] = [faceOf(from), faceOf(to)];
      return {
        from: instantInZone(face + begins, timeZone),
        to: instantInZone(face + ends + (ends > begins ? 0 : dayMs), timeZone),
      };
    })
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from);

/** The last `ms` of working time before `now`, the newest span first. */
export const workedBefore = (hours: Hours, now: number, ms: number): Span[] => {
  if (hours.shifts.length === 0) return [{ from: now - ms, to: now }];
  const spans: Span[] = [];
  let [left, edge] = [ms, now];
  const today = faceOfDay(now, hours.timeZone);
  for (let back = 0; back < mostDaysBack && left > 0; back++)
    for (const shift of shiftsOn(hours, today - back * dayMs).reverse()) {
      // Hours that a clock skips may make two shifts overlap: what was counted is not counted again.
      const to = Math.min(shift.to, edge);
      const from = Math.max(shift.from, to - left);
      if (to <= from) continue;
      spans.push({ from, to });
      left -= to - from;
      edge = from;
    }
  return spans;
};

/** Says when an amount of working time after `now` is over; asked often, it reads the calendar once. */
export const workingFrom = (hours: Hours, now: number): ((ms: number) => number) => {
  const end = now + mostDays * dayMs;
  if (hours.shifts.length === 0) return (ms) => Math.min(now + ms, end);
  // Spans of work to come, each with how much was worked by its end.
  const spans: (Span & { worked: number })[] = [];
  // A shift that began yesterday may go on now.
  let face = faceOfDay(now, hours.timeZone) - dayMs;
  let [worked, edge] = [0, now];
  const readDay = (): void => {
    for (const shift of shiftsOn(hours, face)) {
      const from = Math.max(shift.from, edge);
      if (shift.to <= from) continue;
      worked += shift.to - from;
      edge = shift.to;
      spans.push({ from, to: shift.to, worked });
    }
    face += dayMs;
  };
  return (ms) => {
    if (ms <= 0) return now;
    while (worked < ms && face < end) readDay();
    const last = spans.find((span) => span.worked >= ms);
    return last ? last.to - (last.worked - ms) : end;
  };
};

/** The next time a carrier fetches: of one carrier its own cutoffs and those of any, else all there are. */
export const nextCutoff = (
  { cutoffs, timeZone }: Hours,
  now: number,
  carrier: string | null,
): { carrier: string | null; at: number } | null => {
  const today = faceOfDay(now, timeZone);
  const coming = cutoffs
    .filter((one) => carrier === null || one.carrier === null || one.carrier === carrier)
    .flatMap((one) => {
      // From yesterday on, since a clock that jumps may show a time of that day later than now; a week has every weekday.
      const days = Array.from({ length: 9 }, (_, i) => today + (i - 1) * dayMs);
      const at = days
        .filter((face) => isOn(one.days, face))
        .map((face) => instantInZone(face + faceOf(one.at), timeZone))
        .find((instant) => instant > now);
      return at === undefined ? [] : [{ carrier: one.carrier, at }];
    });
  return coming.reduce<(typeof coming)[number] | null>(
    (first, one) =>
      !first || one.at < first.at || (one.at === first.at && (one.carrier ?? '') < (first.carrier ?? '')) ? one : first,
    null,
  );
};

/** Midnight at which the day of an instant began, by the zone's clock. */
export const dayBegan = (now: number, timeZone: string): number => instantInZone(faceOfDay(now, timeZone), timeZone);
