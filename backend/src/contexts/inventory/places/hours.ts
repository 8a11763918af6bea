/** Whether the hours of a warehouse can be: shifts that overlap nowhere in a week, and no pickup said twice. Pure. */
import type { WarehouseContent } from '@gantry/shared/events/inventory/places';
import type { FieldError } from '../../../kernel/errors.ts';

type Hours = Pick<WarehouseContent, 'shifts' | 'cutoffs'>;
type Shift = Hours['shifts'][number];
/** Minutes of the week from Monday 0:00; one that goes over into Monday ends beyond the last. */
type Span = { shift: number; from: number; to: number };

const day = 24 * 60;
const week = 7 * day;
const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};
const dayOf = (minute: number): string => names[Math.floor((minute % week) / day)] ?? '';

const twice = (days: readonly number[], path: string): FieldError[] => {
  const again = days.find((one, i) => days.indexOf(one) < i);
  return again === undefined ? [] : [{ path, message: `names ${names[again - 1]} twice` }];
};

const spansOf = ({ days, from, to }: Shift, shift: number): Span[] =>
  days.map((one) => {
    const [start, end] = [minutesOf(from), minutesOf(to)];
    const begins = (one - 1) * day;
    return { shift, from: begins + start, to: begins + end + (end > start ? 0 : day) };
  });

const overlaps = (shifts: readonly Shift[]): FieldError[] => {
  const spans = shifts.flatMap(spansOf).sort((a, b) => a.from - b.from || a.shift - b.shift);
  const first = spans[0];
  // The week is a ring: its last hours may run into its first.
  const ring = first ? [...spans, { ...first, from: first.from + week, to: first.to + week }] : [];
  let latest: Span | undefined;
  const found = new Map<number, FieldError>();
  for (const span of ring) {
    if (latest && span.from < latest.to) {
      const [one, other] = [Math.min(latest.shift, span.shift), Math.max(latest.shift, span.shift)];
      const message = one === other ? 'runs into itself' : `overlaps shifts.${one}`;
      if (!found.has(other))
        found.set(other, { path: `shifts.${other}`, message: `${message} on ${dayOf(span.from)}` });
    }
    if (!latest || span.to > latest.to) latest = span;
  }
  return [...found.values()];
};

const cutoffsTwice = (cutoffs: Hours['cutoffs']): FieldError[] => {
  const known = new Map<string, number>();
  return cutoffs.flatMap(({ carrier, days, at }, i) => {
    const keys = [...new Set(days)].map((one) => `${carrier} ${one} ${at}`);
    const before = keys.map((key) => known.get(key)).find((one) => one !== undefined);
    for (const key of keys) if (!known.has(key)) known.set(key, i);
    return before === undefined ? [] : [{ path: `cutoffs.${i}`, message: `says the same as cutoffs.${before}` }];
  });
};

/** What is wrong with the hours of a warehouse, each fault at its field. */
export const hoursFaults = ({ shifts, cutoffs }: Hours): FieldError[] => {
  const days = [
    ...shifts.flatMap((one, i) => twice(one.days, `shifts.${i}.days`)),
    ...cutoffs.flatMap((one, i) => twice(one.days, `cutoffs.${i}.days`)),
  ];
  const empty = shifts.flatMap(({ from, to }, i) =>
    from === to ? [{ path: `shifts.${i}.to`, message: 'is when it begins' }] : [],
  );
  if (days.length + empty.length > 0) return [...days, ...empty];
  return [...overlaps(shifts), ...cutoffsTwice(cutoffs)];
};
