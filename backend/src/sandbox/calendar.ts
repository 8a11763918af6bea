/**
 * The rhythm of days: what the clock of a place shows, which days people work and deliver on, and when the next window
 * opens. Pure; instants are milliseconds since 1970, a local day is its number since 1970.
 */
import { IANAZone } from 'luxon';

/** What decides the clock and the holidays of a place. */
export type Spot = { country: string; timeZone: string };

/** A daily window by the clock of a place, in hours; `to` may pass midnight (27 is three in the morning). */
export type Window = { from: number; to: number };
/** Whether anything happens on a local day. */
export type OpenDay = (day: number, country: string) => boolean;

const hourMs = 3_600_000;
export const dayMs = 86_400_000;

const offsetOf = (at: number, timeZone: string): number => IANAZone.create(timeZone).offset(at) * 60_000;
/** The number of the day that the clock of a place shows. */
export const dayOf = (at: number, { timeZone }: Pick<Spot, 'timeZone'>): number =>
  Math.floor((at + offsetOf(at, timeZone)) / dayMs);
/** Hours since midnight by the clock of a place, with minutes as a fraction. */
export const hourOf = (at: number, { timeZone }: Pick<Spot, 'timeZone'>): number =>
  ((at + offsetOf(at, timeZone)) % dayMs) / hourMs;
/** The instant at which the clock of a place shows an hour of a day; hours from 24 on are the next day's. */
export const clockOf = (day: number, hour: number, { timeZone }: Pick<Spot, 'timeZone'>): number => {
  const shown = day * dayMs + Math.round(hour * 3600) * 1000;
  const near = shown - offsetOf(shown, timeZone);
  return shown - offsetOf(near, timeZone);
};
/** 0 is Sunday. */
export const weekdayOf = (day: number): number => (day + 4) % 7;
/** YYYY-MM-DD. */
export const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

type Fixed = readonly [month: number, day: number];
const everywhere: readonly Fixed[] = [
  [1, 1],
  [12, 25],
];
const ofCountry: Readonly<Record<string, readonly Fixed[]>> = {
  US: [
    [7, 4],
    [6, 19],
    [11, 11],
  ],
  GB: [[12, 26]],
  DE: [
    [5, 1],
    [10, 3],
    [12, 26],
  ],
  FR: [
    [5, 1],
    [5, 8],
    [7, 14],
    [8, 15],
    [11, 1],
    [11, 11],
  ],
  ES: [
    [1, 6],
    [5, 1],
    [8, 15],
    [10, 12],
    [11, 1],
    [12, 6],
    [12, 8],
  ],
  IT: [
    [1, 6],
    [4, 25],
    [5, 1],
    [6, 2],
    [8, 15],
    [12, 8],
    [12, 26],
  ],
  NL: [
    [4, 27],
    [12, 26],
  ],
};
const thanksgiving = (day: number): boolean => {
  const date = new Date(day * dayMs);
  return date.getUTCMonth() === 10 && weekdayOf(day) === 4 && date.getUTCDate() > 21 && date.getUTCDate() < 29;
};

/** Public holidays on fixed days, and Thanksgiving: those on which no carrier of the world is out. */
export const isHoliday: OpenDay = (day, country) => {
  const date = new Date(day * dayMs);
  const on = ([month, number]: Fixed): boolean => date.getUTCMonth() + 1 === month && date.getUTCDate() === number;
  return everywhere.some(on) || (ofCountry[country] ?? []).some(on) || (country === 'US' && thanksgiving(day));
};

/** Monday to Friday, holidays aside: offices, customs. */
export const isWorkday: OpenDay = (day, country) =>
  weekdayOf(day) !== 0 && weekdayOf(day) !== 6 && !isHoliday(day, country);
/** Monday to Saturday, holidays aside: warehouses, vans. */
export const isDeliveryDay: OpenDay = (day, country) => weekdayOf(day) !== 0 && !isHoliday(day, country);
export const anyDay: OpenDay = () => true;

/** No place of the world is closed for longer. */
const longestClosed = 14;

/**
 * The first instant at or after `at` inside a window of a place on a day that is open: `at` itself when it lies in one. A
 * window past midnight belongs to the day on which it opens.
 */
export const nextOpening = (at: number, spot: Spot, { from, to, open }: Window & { open: OpenDay }): number => {
  const today = dayOf(at, spot);
  for (let day = to > 24 ? today - 1 : today; day < today + longestClosed; day++) {
    if (!open(day, spot.country) || clockOf(day, to, spot) <= at) continue;
    return Math.max(at, clockOf(day, from, spot));
  }
  throw new RangeError(`nothing opens in ${spot.country} within ${longestClosed} days`);
};

/** The first instant at or after `at` at which the clock of a place shows `hour` on a day that is open. */
export const nextClock = (at: number, spot: Spot, { hour, open }: { hour: number; open: OpenDay }): number => {
  const today = dayOf(at, spot);
  for (let day = today; day < today + longestClosed; day++)
    if (open(day, spot.country) && clockOf(day, hour, spot) >= at) return clockOf(day, hour, spot);
  throw new RangeError(`nothing opens in ${spot.country} within ${longestClosed} days`);
};

/** The open day that comes `days` open days after a day. */
export const openDayAfter = (day: number, country: string, { days, open }: { days: number; open: OpenDay }): number => {
  let reached = day;
  for (let left = days; left > 0; ) {
    reached++;
    if (open(reached, country)) left--;
  }
  return reached;
};
