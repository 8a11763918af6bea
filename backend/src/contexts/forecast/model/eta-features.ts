/**
 * The numbers the trees look at: the road, the parcel, the promise, the calendar, and how such parcels have fared lately.
 * What is not known is NaN; a tree has a side for it.
 */
import { distanceKm } from '@gantry/shared/values/geo';
import { dayMs, type EtaFacts, type EtaModel, type EtaPlace, type RecentMeans } from './eta-model.ts';
import { keysOf, meanOf, type Quantity } from './recent-means.ts';

export const featureNames = [
  'km',
  'sameRegion',
  'weightGrams',
  'volumeCm3',
  'freight',
  'goodsValue',
  'items',
  'promisedDays',
  'shipByDays',
  'eddDays',
  'orderAgeDays',
  'weekday',
  'hour',
  'daysOff',
  'fromLatitude',
  'fromLongitude',
  'toLatitude',
  'toLongitude',
  'pace',
  'stay',
  'sellerStay',
  'all',
  'lastingTo',
  'recentTo',
  'lane',
  'post',
  'seller',
  'service',
  'kept',
] as const;
export type FeatureName = (typeof featureNames)[number];

const habits: readonly FeatureName[] = ['all', 'lastingTo', 'recentTo', 'lane', 'post', 'seller', 'kept', 'stay'];
/**
 * Two ways to look at a parcel, averaged: one by map and calendar, one also by recent habits. The first is steadier when
 * the world jumps, the second follows a drift; their errors differ, so their mean is better than either.
 */
export const views: readonly (readonly number[])[] = [
  featureNames.flatMap((name, index) => (habits.includes(name) ? [] : [index])),
  featureNames.flatMap((name, index) => (/tude$/.test(name) ? [] : [index])),
];

export type Surroundings = { recents: RecentMeans; pace: number; daysOff: EtaModel['daysOff'] };

/** Transit time nobody has seen yet: a guess that the first parcels overrule. */
const priorLogDays = Math.log(4);

/** The road in km, NaN when neither it nor both points are known. */
export const kilometresOf = ({ distanceKm: given, origin, destination }: EtaFacts): number => {
  if (given !== undefined) return given;
  const [from, to] = [pointOf(origin), pointOf(destination)];
  return from && to ? distanceKm(from, to) : Number.NaN;
};
const pointOf = (place: EtaPlace | undefined) =>
  place?.latitude === undefined || place.longitude === undefined
    ? undefined
    : { latitude: place.latitude, longitude: place.longitude };

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
};

/** The clock of a zone as if it were UTC (ms). */
const localClock = (at: number, timeZone: string | undefined): number => {
  if (timeZone === undefined || timeZone === 'UTC') return at;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) part[type] = Number(value);
  return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute);
};

const lookAheadDays = 7;
/** Calendars are asked about the same days for every parcel. */
const counted = new WeakMap<readonly string[], Map<number, number>>();

/** How many of the coming seven days, today included, are holidays on a weekday. */
const holidaysAhead = (clock: number, days: readonly string[] | undefined): number => {
  if (!days || days.length === 0) return 0;
  const today = Math.floor(clock / dayMs);
  const memory = counted.get(days) ?? new Map<number, number>();
  counted.set(days, memory);
  const before = memory.get(today);
  if (before !== undefined) return before;
  const ahead = Array.from({ length: lookAheadDays }, (_, index) => new Date((today + index) * dayMs));
  const count = ahead.filter(
    (day) => day.getUTCDay() % 6 !== 0 && days.includes(day.toISOString().slice(0, 10)),
  ).length;
  memory.set(today, count);
  return count;
};

const daysBetween = (from: number | undefined, to: number | undefined): number =>
  from === undefined || to === undefined ? Number.NaN : (to - from) / dayMs;

/** The habits, each leaning on the coarser one. Means of logarithms of days, save `kept`, the share of the promise used. */
const habitsOf = (facts: EtaFacts, recents: RecentMeans, at: number) => {
  const keys = keysOf(facts);
  const mean = (quantity: Quantity, key: string | undefined, [parent, pull]: readonly [number, number]): number =>
    meanOf(recents, { quantity, key, at }, { parent, pull });
  const lasting = mean('lasting', keys.all, [priorLogDays, 3]);
  const all = mean('recent', keys.all, [lasting, 5]);
  const lastingTo = mean('lasting', keys.to, [lasting, 10]);
  const recentTo = mean('recent', keys.to, [lastingTo + all - lasting, 10]);
  const stay = mean('stay', keys.all, [lasting, 5]);
  return {
    all,
    lastingTo,
    recentTo,
    lane: mean('recent', keys.lane, [recentTo, 10]),
    post: mean('recent', keys.post, [recentTo, 10]),
    seller: mean('recent', keys.seller, [all, 4]),
    service: keys.service === undefined ? Number.NaN : mean('recent', keys.service, [all, 4]),
    stay,
    sellerStay: mean('stay', keys.seller, [stay, 3]),
    kept: mean('kept', keys.all, [0.5, 5]),
  };
};

/** The features of a parcel in the order of `featureNames`, with the habits as they stood at `at` (ms). */
export const featuresOf = (facts: EtaFacts, around: Surroundings, at: number): number[] => {
  const { origin, destination, enteredAt } = facts;
  const clock = localClock(enteredAt, facts.timeZone);
  const known = (value: number | undefined): number => value ?? Number.NaN;
  const values: Record<FeatureName, number> = {
    km: kilometresOf(facts),
    sameRegion:
      origin?.region === undefined || destination?.region === undefined
        ? Number.NaN
        : Number(origin.region === destination.region && origin.country === destination.country),
    weightGrams: known(facts.weightGrams),
    volumeCm3: known(facts.volumeCm3),
    freight: known(facts.freight),
    goodsValue: known(facts.goodsValue),
    items: known(facts.items),
    promisedDays: daysBetween(enteredAt, facts.promisedBy),
    shipByDays: daysBetween(enteredAt, facts.shipBy),
    eddDays: daysBetween(enteredAt, facts.edd),
    orderAgeDays: daysBetween(facts.orderedAt, enteredAt),
    weekday: new Date(clock).getUTCDay(),
    hour: (((clock % dayMs) + dayMs) % dayMs) / 3_600_000,
    daysOff: holidaysAhead(clock, around.daysOff[destination?.country ?? '']),
    fromLatitude: known(origin?.latitude),
    fromLongitude: known(origin?.longitude),
    toLatitude: known(destination?.latitude),
    toLongitude: known(destination?.longitude),
    pace: around.pace,
    ...habitsOf(facts, around.recents, at),
  };
  return featureNames.map((name) => values[name]);
};
