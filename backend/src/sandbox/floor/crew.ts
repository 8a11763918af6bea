/**
 * Who packs where and when: stations in each warehouse, a person at each, by the shifts of the warehouse with breaks of their
 * own. Pure; instants are milliseconds since 1970.
 */
import { clockOf, dayOf, hourOf, isHoliday, nextOpening, type Spot, weekdayOf } from '../calendar.ts';
import { type Warehouse, warehouses } from '../data/network.data.ts';
import { randomOf } from '../random.ts';

export type StationSite = { station: string; name: string; site: Warehouse };

/** More people stand where more is sent from. */
const stationsAt = ({ weight }: Warehouse): number => (weight > 6 ? 3 : 2);

export const stationSites: readonly StationSite[] = warehouses.flatMap((site) =>
  Array.from({ length: stationsAt(site) }, (_, n) => ({
    station: `${site.name}-${n + 1}`,
    name: `${site.city} ${n + 1}`,
    site,
  })),
);

/** When people work, by the clock of the warehouse: two shifts on weekdays and Saturdays, a short one on Sundays. */
export const shifts = [
  { days: [1, 2, 3, 4, 5, 6], from: 6, to: 14 },
  { days: [1, 2, 3, 4, 5, 6], from: 14, to: 22 },
  { days: [0], from: 8, to: 16 },
] as const;

const openDay =
  (days: readonly number[]) =>
  (day: number, country: string): boolean =>
    days.includes(weekdayOf(day)) && !isHoliday(day, country);

/** The first instant from `at` on at which a shift works in a warehouse. */
const shiftFrom = (at: number, site: Spot): number =>
  Math.min(...shifts.map(({ days, from, to }) => nextOpening(at, site, { from, to, open: openDay(days) })));

/** Minutes into a shift at which its people rest, and for how long. */
const breaks = [
  { after: 120, minutes: 15 },
  { after: 300, minutes: 30 },
] as const;

/** The end of the break that somebody is on; undefined while they work. Nobody of a crew goes at quite the same time. */
const breakUntil = (at: number, station: string, site: Spot): number | undefined => {
  const day = dayOf(at, site);
  const hour = hourOf(at, site);
  const shift = shifts.find(({ days, from, to }) => openDay(days)(day, site.country) && hour >= from && hour < to);
  if (!shift) return undefined;
  const late = randomOf('break', station, day, shift.from).whole(0, 25);
  const rests = breaks.map(({ after, minutes }) => {
    const from = clockOf(day, shift.from + (after + late) / 60, site);
    return { from, until: from + minutes * 60_000 };
  });
  return rests.find(({ from, until }) => at >= from && at < until)?.until;
};

/** `work`, or until when nobody stands at a station and why. */
export type Presence = 'work' | { until: number; why: 'break' | 'shift_over' };

/** Whether somebody works at a station. */
export const presenceAt = (at: number, { station, site }: Pick<StationSite, 'station' | 'site'>): Presence => {
  const opens = shiftFrom(at, site);
  if (opens > at) return { until: opens, why: 'shift_over' };
  const until = breakUntil(at, station, site);
  return until === undefined ? 'work' : { until, why: 'break' };
};
