/**
 * The scans of one parcel from the first to the last, by the rhythm of its carrier's days: collected after the cut-off,
 * driven between hubs at night, sorted early, out in the morning and delivered by evening; and the ways that goes wrong.
 */
import type { Place } from '@gantry/shared/values/address';
import {
  anyDay,
  hourOf,
  isDeliveryDay,
  isHoliday,
  isWorkday,
  nextClock,
  nextOpening,
  type OpenDay,
} from '../calendar.ts';
import type { CarrierTraits, ScanKind } from '../data/carriers.data.ts';
import type { Random } from '../random.ts';
import { hoursBetween, onTheRoad, placeOf, type Route, type Stop } from './network.ts';

/** `at` is when it happens, in milliseconds since 1970. */
export type PlannedScan = { kind: ScanKind; at: number; place: Place };
export type Ending = 'delivered' | 'returned' | 'lost' | 'silent';
export type Journey = { scans: PlannedScan[]; ending: Ending };
/** How often things go wrong beyond what is usual for a carrier. */
export type Fate = { lost: number; silent: number; contradiction: number };

/** What a journey follows from: what the carrier was told when it took the parcel, and its own habits. */
export type Transport = {
  route: Route;
  carrier: Pick<CarrierTraits, 'speed' | 'trouble' | 'cutOff' | 'sundays'>;
  fast: boolean;
  /** When the label was made. */
  labelAt: number;
};

const hour = 3_600_000;
const minute = 60_000;
const positionEvery = 20 * minute;

/** Collections after the cut-off; on Saturdays the vans come at noon. */
const saturdayCutOff = 12;
const lineHauls = { from: 20, to: 27 };
/** Runs to depots leave later in the night: the hub sorts for them first. */
const depotRuns = { from: 20, to: 30.5 };
const customsHours = { from: 8, to: 18 };
const vansLeave = 7.25;
const lastVanLeaves = 9.75;
const deliveries = { from: 8, to: 20 };

type Walk = { scans: PlannedScan[]; at: number; random: Random; transport: Transport };

const note = (walk: Walk, kind: ScanKind, place: Place): void => {
  walk.scans.push({ kind, at: Math.round(walk.at / 1000) * 1000, place });
};
const pass = (walk: Walk, low: number, high: number): void => {
  walk.at += walk.random.between(low, high) * hour;
};

/** Collected after the cut-off of the day on which the label was made; a later label waits for the next working day. */
export const collectionAfter = (labelAt: number, start: Stop, cutOff: number): number => {
  const isSaturday: OpenDay = (day, country) => !isWorkday(day, country) && isDeliveryDay(day, country);
  const weekday = nextClock(labelAt, start, { hour: cutOff, open: isWorkday });
  const saturday = nextClock(labelAt, start, { hour: saturdayCutOff, open: isSaturday });
  return Math.min(weekday, saturday);
};

/** One stretch between two stops, with a position about every twenty minutes. */
const travel = (walk: Walk, from: Stop, to: Stop): void => {
  note(walk, 'departed', placeOf(from));
  const { carrier, fast } = walk.transport;
  const start = walk.at;
  const pace = { speed: carrier.speed, fast };
  const duration = hoursBetween(from, to, pace) * hour * walk.random.between(0.92, 1.12);
  const first = positionEvery * walk.random.between(0.5, 1.1);
  for (let gone = first; gone < duration - 5 * minute; gone += positionEvery * walk.random.between(0.85, 1.15)) {
    walk.at = start + gone;
    note(walk, 'position', onTheRoad(from, to, gone / duration));
  }
  walk.at = start + duration;
};

const customs = (walk: Walk, depot: Stop): void => {
  const place = { ...placeOf(depot), text: `Customs ${depot.city}` };
  const office = { ...customsHours, open: isWorkday };
  note(walk, 'in_customs', place);
  walk.at = nextOpening(walk.at, depot, office);
  pass(walk, 0.6, 2.4);
  if (walk.random.chance(0.07)) {
    note(walk, 'customs_held', place);
    pass(walk, 5, 26);
  }
  walk.at = nextOpening(walk.at, depot, office);
  note(walk, 'customs_cleared', place);
  pass(walk, 0.2, 0.8);
};

/** Waits in a hub for the night's departure; what comes in by day is sorted in the evening. */
const awaitDeparture = (walk: Walk, hub: Stop, toDepot: boolean): void => {
  pass(walk, 0.7, 2);
  walk.at = nextOpening(walk.at, hub, { ...(toDepot ? depotRuns : lineHauls), open: anyDay });
  pass(walk, 0, 0.6);
};

/** A stop on the way at which something is wrong. Answers whether the parcel can go on. */
const suffer = (walk: Walk, stop: Stop, { delayed, damaged }: { delayed: boolean; damaged: boolean }): boolean => {
  if (delayed) {
    pass(walk, 0.3, 1);
    note(walk, 'delayed', placeOf(stop));
    pass(walk, 9, 40);
  }
  if (!damaged) return true;
  pass(walk, 0.2, 0.6);
  note(walk, 'damaged', placeOf(stop));
  pass(walk, 1, 5);
  return walk.random.chance(0.5);
};

/** From the sender towards the depot. Answers the stop it reached, and whether it can go on from there. */
const linehaul = (walk: Walk, route: Route): { reached: number; whole: boolean } => {
  const { random } = walk;
  const { trouble } = walk.transport.carrier;
  const last = route.stops.length - 1;
  const delayedOn = random.chance(0.055 * trouble) ? random.whole(1, last) : -1;
  const damagedOn = random.chance(0.006 * trouble) ? random.whole(1, last) : -1;
  for (let n = 1; n <= last; n++) {
    const to = route.stops[n] as Stop;
    travel(walk, route.stops[n - 1] as Stop, to);
    if (n === last && route.crossesBorder) {
      note(walk, 'entered_country', { ...placeOf(to), text: `Border ${to.country}` });
      pass(walk, 0.1, 0.4);
    }
    if (n === last && route.customs) customs(walk, to);
    note(walk, n === last ? 'depot' : 'arrived', placeOf(to));
    if (!suffer(walk, to, { delayed: n === delayedOn, damaged: n === damagedOn })) return { reached: n, whole: false };
    if (n < last) awaitDeparture(walk, to, n === last - 1);
  }
  return { reached: last, whole: true };
};

/** The van leaves in the morning of a day on which it drives; on Sundays for few parcels. */
const loadVan = (walk: Walk, depot: Stop): void => {
  const onSunday = walk.random.chance(walk.transport.carrier.sundays);
  const open: OpenDay = (day, country) => (onSunday ? !isHoliday(day, country) : isDeliveryDay(day, country));
  pass(walk, 0.4, 0.9);
  walk.at = nextOpening(walk.at, depot, { from: vansLeave, to: lastVanLeaves, open });
  const left = lastVanLeaves - hourOf(walk.at, depot);
  pass(walk, 0, Math.max(0.02, left) * 0.9);
};

/** At the door, some time of the day the van left. */
const reachDoor = (walk: Walk, door: Stop): void => {
  const earliest = nextOpening(walk.at + 25 * minute, door, { ...deliveries, open: anyDay });
  const hoursLeft = deliveries.to - hourOf(earliest, door);
  const share = Math.min(walk.random.next(), walk.random.next() * 1.15);
  walk.at = earliest + share * Math.min(hoursLeft * 0.97, 10.5) * hour;
};

/** From the depot to the door, up to three times. True when somebody took it. */
const lastMile = (walk: Walk, route: Route): boolean => {
  const depot = route.stops.at(-1) as Stop;
  for (let attempt = 1; attempt <= 3; attempt++) {
    loadVan(walk, depot);
    note(walk, 'out', placeOf(depot));
    reachDoor(walk, route.door);
    if (!walk.random.chance(attempt === 1 ? 0.045 * walk.transport.carrier.trouble : 0.2)) {
      note(walk, 'delivered', placeOf(route.door));
      return true;
    }
    note(walk, 'attempted', placeOf(route.door));
    // Back in the depot in the evening: not out again on the same day.
    walk.at = nextClock(walk.at, depot, { hour: 21, open: anyDay });
  }
  return false;
};

const goBack = (walk: Walk, route: Route, from: number): void => {
  note(walk, 'returning', placeOf(route.stops[from] as Stop));
  for (let n = from; n > 0; n--) {
    awaitDeparture(walk, route.stops[n] as Stop, false);
    travel(walk, route.stops[n] as Stop, route.stops[n - 1] as Stop);
    if (n > 1) note(walk, 'arrived', placeOf(route.stops[n - 1] as Stop));
  }
  const start = route.stops[0] as Stop;
  walk.at = nextOpening(walk.at, start, { ...deliveries, to: 18, open: isWorkday });
  note(walk, 'returned', placeOf(start));
};

const declareLost = (scans: PlannedScan[], random: Random): Journey => {
  const kept = scans.slice(0, random.whole(3, Math.max(3, scans.length - 3)));
  const last = kept.at(-1) as PlannedScan;
  const at = last.at + Math.round(random.between(18, 44) * 3600) * 1000;
  return { scans: [...kept, { kind: 'lost', at, place: last.place }], ending: 'lost' };
};

/** A depot that scans what has been delivered already: nobody's journey, but it happens. */
const contradict = (walk: Walk, route: Route): void => {
  pass(walk, 2, 6);
  note(walk, 'depot', placeOf(route.stops.at(-1) as Stop));
};

/** All scans of a parcel, in the order in which they happen. */
export const planJourney = (transport: Transport, { random, fate }: { random: Random; fate: Fate }): Journey => {
  const { route, carrier, labelAt } = transport;
  const [lost, silent, contradicted] = [fate.lost, fate.silent, fate.contradiction].map((share) =>
    random.chance(share),
  );
  const walk: Walk = { scans: [], at: labelAt + minute, random, transport };
  const start = route.stops[0] as Stop;
  note(walk, 'announced', placeOf(start));
  walk.at = collectionAfter(walk.at, start, carrier.cutOff);
  pass(walk, 0.1, 1.5);
  note(walk, 'picked_up', placeOf(start));
  pass(walk, 0.2, 0.9);
  const { reached, whole } = linehaul(walk, route);
  const delivered = whole && lastMile(walk, route);
  if (!delivered) goBack(walk, route, reached);
  if (lost) return declareLost(walk.scans, random);
  if (silent) return { scans: walk.scans.slice(0, random.whole(2, walk.scans.length - 2)), ending: 'silent' };
  if (delivered && contradicted) contradict(walk, route);
  return { scans: walk.scans, ending: delivered ? 'delivered' : 'returned' };
};
