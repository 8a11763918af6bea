/** The scans of one parcel from the first to the last: the plain way, and the ways in which it goes wrong. */
import type { Place } from '@gantry/shared/values/address';
import type { CarrierTraits, ScanKind } from './data/carriers.data.ts';
import type { Random } from './random.ts';
import { hoursBetween, onTheRoad, placeOf, type Route, type Stop } from './route.ts';

/** `at` is when it happens, in milliseconds since 1970. */
export type PlannedScan = { kind: ScanKind; at: number; place: Place };
export type Ending = 'delivered' | 'returned' | 'lost' | 'silent';
export type Journey = { scans: PlannedScan[]; ending: Ending };
export type Fate = { lost: number; silent: number };

const hour = 3_600_000;
const positionEvery = 20 * 60_000;

type Walk = { scans: PlannedScan[]; at: number; random: Random; carrier: CarrierTraits };

const note = (walk: Walk, kind: ScanKind, place: Place): void => {
  walk.scans.push({ kind, at: Math.round(walk.at / 1000) * 1000, place });
};
const pass = (walk: Walk, low: number, high: number): void => {
  walk.at += walk.random.between(low, high) * hour;
};

/** One stretch between two stops, with a position about every twenty minutes. */
const travel = (walk: Walk, from: Stop, to: Stop): void => {
  note(walk, 'departed', placeOf(from));
  const start = walk.at;
  const duration = hoursBetween(from, to, walk.carrier) * hour * walk.random.between(0.92, 1.12);
  const first = positionEvery * walk.random.between(0.5, 1.1);
  for (let gone = first; gone < duration - 5 * 60_000; gone += positionEvery * walk.random.between(0.85, 1.15)) {
    walk.at = start + gone;
    note(walk, 'position', onTheRoad(from, to, gone / duration));
  }
  walk.at = start + duration;
};

const customs = (walk: Walk, depot: Stop): void => {
  const place = { ...placeOf(depot), text: `Customs ${depot.city}` };
  note(walk, 'in_customs', place);
  pass(walk, 0.6, 2.4);
  if (walk.random.chance(0.07)) {
    note(walk, 'customs_held', place);
    pass(walk, 5, 26);
  }
  note(walk, 'customs_cleared', place);
  pass(walk, 0.2, 0.8);
};

/** From the warehouse towards the depot. Answers the stop it reached, and whether it can go on from there. */
const linehaul = (walk: Walk, route: Route): { reached: number; whole: boolean } => {
  const { random, carrier } = walk;
  const delayedOn = random.chance(0.03 * carrier.trouble) ? random.whole(1, route.stops.length - 1) : -1;
  const damagedOn = random.chance(0.006 * carrier.trouble) ? random.whole(1, route.stops.length - 1) : -1;
  for (let n = 1; n < route.stops.length; n++) {
    const from = route.stops[n - 1] as Stop;
    const to = route.stops[n] as Stop;
    travel(walk, from, to);
    const last = n === route.stops.length - 1;
    if (last && route.crossesBorder) {
      note(walk, 'entered_country', { ...placeOf(to), text: `Border ${to.country}` });
      pass(walk, 0.1, 0.4);
    }
    if (last && route.customs) customs(walk, to);
    note(walk, last ? 'depot' : 'arrived', placeOf(to));
    if (n === delayedOn) {
      pass(walk, 0.3, 1);
      note(walk, 'delayed', placeOf(to));
      pass(walk, 9, 40);
    }
    if (n === damagedOn) {
      pass(walk, 0.2, 0.6);
      note(walk, 'damaged', placeOf(to));
      pass(walk, 1, 5);
      if (random.chance(0.5)) return { reached: n, whole: false };
    }
    if (!last) pass(walk, 0.5, 2.1);
  }
  return { reached: route.stops.length - 1, whole: true };
};

/** From the depot to the door, up to three times. True when somebody took it. */
const lastMile = (walk: Walk, route: Route): boolean => {
  const depot = route.stops.at(-1) as Stop;
  pass(walk, 0.6, 3.2);
  for (let attempt = 1; attempt <= 3; attempt++) {
    note(walk, 'out', placeOf(depot));
    pass(walk, 0.7, 4);
    if (!walk.random.chance(attempt === 1 ? 0.045 * walk.carrier.trouble : 0.2)) {
      note(walk, 'delivered', placeOf(route.door));
      return true;
    }
    note(walk, 'attempted', placeOf(route.door));
    if (attempt < 3) pass(walk, 13, 23);
  }
  return false;
};

const goBack = (walk: Walk, route: Route, from: number): void => {
  note(walk, 'returning', placeOf(route.stops[from] as Stop));
  for (let n = from; n > 0; n--) {
    pass(walk, 0.5, 2);
    travel(walk, route.stops[n] as Stop, route.stops[n - 1] as Stop);
    if (n > 1) note(walk, 'arrived', placeOf(route.stops[n - 1] as Stop));
  }
  note(walk, 'returned', placeOf(route.stops[0] as Stop));
};

const declareLost = (scans: PlannedScan[], random: Random): Journey => {
  const kept = scans.slice(0, random.whole(3, Math.max(3, scans.length - 3)));
  const last = kept.at(-1) as PlannedScan;
  const at = last.at + Math.round(random.between(18, 44) * 3600) * 1000;
  return { scans: [...kept, { kind: 'lost', at, place: last.place }], ending: 'lost' };
};

/** All scans of a parcel announced at `createdAt` (milliseconds), in the order in which they happen. */
export const planJourney = (
  route: Route,
  carrier: CarrierTraits,
  chance: { createdAt: number; random: Random; fate: Fate },
): Journey => {
  const { random, fate } = chance;
  const lost = random.chance(fate.lost);
  const silent = random.chance(fate.silent);
  const walk: Walk = { scans: [], at: chance.createdAt + 60_000, random, carrier };
  const start = route.stops[0] as Stop;
  note(walk, 'announced', placeOf(start));
  pass(walk, 0.4, 2.2);
  note(walk, 'picked_up', placeOf(start));
  pass(walk, 0.2, 0.9);
  const { reached, whole } = linehaul(walk, route);
  const delivered = whole && lastMile(walk, route);
  if (!delivered) goBack(walk, route, reached);
  if (lost) return declareLost(walk.scans, random);
  if (silent) return { scans: walk.scans.slice(0, random.whole(2, walk.scans.length - 2)), ending: 'silent' };
  return { scans: walk.scans, ending: delivered ? 'delivered' : 'returned' };
};
