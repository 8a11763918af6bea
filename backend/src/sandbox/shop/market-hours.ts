/** When people order: by the hour and the weekday of where they live. Pure. */
import { clockOf, type Spot, weekdayOf } from '../calendar.ts';
import type { Random } from '../random.ts';

/** How busy each hour of a local day is: lunch and the evening stand out, the night is quiet, never dead. */
const busy = [
  0.45, 0.25, 0.15, 0.12, 0.12, 0.2, 0.4, 0.7, 1, 1.2, 1.35, 1.4, 1.45, 1.35, 1.25, 1.2, 1.2, 1.25, 1.35, 1.6, 1.9,
  1.85, 1.4, 0.85,
];
const busyInAll = busy.reduce((sum, one) => sum + one, 0);

/** Sunday first: quiet Saturdays, Sundays from the sofa, and Mondays above all. */
const weekdays = [1.05, 1.15, 1.06, 1, 0.97, 0.95, 0.82];

/** How many orders a day of a month's average of `perDay` has. */
export const ordersOn = (day: number, perDay: number): number =>
  Math.max(1, Math.round(perDay * (weekdays[weekdayOf(day)] ?? 1)));

/** An instant of a local day, as likely as its hour is busy. */
export const momentOn = (day: number, spot: Spot, random: Random): number => {
  let left = random.next() * busyInAll;
  for (const [hour, weight] of busy.entries()) {
    if (left < weight) return clockOf(day, hour + left / weight, spot);
    left -= weight;
  }
  return clockOf(day, 23.99, spot);
};
