/**
 * How fast the floor packs, when it will be done, and what will be late: of stations, warehouses and fulfillment orders. The
 * definitions, and the fixtures of the tests, are written out in docs/floor.md. Pure.
 */
import { type Hours, nextCutoff, type Span, workedBefore, workingFrom } from './working-time.ts';

const hourMs = 3_600_000;

/** The last 60 working minutes. */
export const paceWindow = (hours: Hours, now: number): Span[] => workedBefore(hours, now, hourMs);

/** A warehouse at a moment: what it asks of its hours again and again is read once. */
export type Yard = {
  now: number;
  after(ms: number): number;
  cutoff(carrier: string | null): { carrier: string | null; at: number } | null;
};

export const yardOf = (hours: Hours, now: number): Yard => {
  const known = new Map<string | null, ReturnType<Yard['cutoff']>>();
  return {
    now,
    after: workingFrom(hours, now),
    cutoff: (carrier) => {
      const found = known.has(carrier) ? known.get(carrier) : nextCutoff(hours, now, carrier);
      known.set(carrier, found ?? null);
      return found ?? null;
    },
  };
};

/** When units are packed at a pace, in working time; null where nobody knows, because nobody packs. */
export const packedBy = ({ now, after }: Yard, units: number, perHour: number | null): number | null => {
  if (units <= 0) return now;
  return perHour === null ? null : after(Math.ceil((units * hourMs) / perHour));
};

/** What was packed in the last 60 working minutes. */
export type Worked = { units: number; orders: number };

/** Units an hour; null where none were packed in the window. Units taken out again were not packed. */
export const rateOf = (units: number): number | null => (units > 0 ? units : null);

/** A place where work is done, as people read it; times in milliseconds. */
export type PaceAt = {
  remainingUnits: number;
  unitsPerHour: number | null;
  ordersPerHour: number | null;
  projectedAt: number | null;
  nextCutoff: { carrier: string | null; at: number } | null;
  atRisk: boolean | null;
};

/** The pace of a station or warehouse with so much left to pack. */
export const paceOf = (yard: Yard, remainingUnits: number, worked: Worked): PaceAt => {
  const unitsPerHour = rateOf(worked.units);
  const projectedAt = packedBy(yard, remainingUnits, unitsPerHour);
  const next = yard.cutoff(null);
  return {
    remainingUnits,
    unitsPerHour,
    ordersPerHour: unitsPerHour === null ? null : worked.orders,
    projectedAt,
    nextCutoff: next,
    atRisk: next === null || projectedAt === null ? null : projectedAt > next.at,
  };
};

/** A fulfillment order with work on the floor. `remaining`: units not packed yet. `carriers`: of the labels on it. */
export type Work = {
  fulfillmentId: string;
  warehouse: string;
  station: string | null;
  shipBy: number | null;
  /** 0 is the most urgent. */
  rank: number;
  remaining: number;
  carriers: readonly string[];
};
/** Units an hour, by name; who is not there packs nothing. */
export type Rates = { stations: ReadonlyMap<string, number>; warehouses: ReadonlyMap<string, number> };
export type Risk = { atRisk: boolean; dueAt: number; projectedAt: number | null };

/** Beyond every ship-by. */
const never = Number.MAX_SAFE_INTEGER;

/** By ship-by, then priority, then id; what has no ship-by comes last. */
const byQueue = (a: Work, b: Work): number =>
  (a.shipBy ?? never) - (b.shipBy ?? never) || a.rank - b.rank || (a.fulfillmentId < b.fulfillmentId ? -1 : 1);

/** Ship-by where given, else the next cutoff of its carrier (of any where it has no label yet). */
const dueOf = ({ shipBy, carriers }: Work, yard: Yard): number | null => {
  if (shipBy !== null) return shipBy;
  const cutoffs = (carriers.length > 0 ? carriers : [null]).flatMap((carrier) => yard.cutoff(carrier)?.at ?? []);
  return cutoffs.length > 0 ? Math.min(...cutoffs) : null;
};

/**
 * What is at risk, by fulfillment order; one that nothing is due of is not there. The queue of a station is what it was
 * given; what no station has waits in the queue of its whole warehouse.
 */
export const risksOf = (work: readonly Work[], rates: Rates, yards: ReadonlyMap<string, Yard>): Map<string, Risk> => {
  const before = { stations: new Map<string, number>(), warehouses: new Map<string, number>() };
  const add = (sums: Map<string, number>, name: string, units: number): number => {
    const sum = (sums.get(name) ?? 0) + units;
    sums.set(name, sum);
    return sum;
  };
  const found = new Map<string, Risk>();
  for (const one of [...work].sort(byQueue)) {
    const { warehouse, station, remaining } = one;
    const yard = yards.get(warehouse);
    if (!yard) continue;
    const inWarehouse = add(before.warehouses, warehouse, remaining);
    const upTo = station === null ? inWarehouse : add(before.stations, station, remaining);
    const rate = (station === null ? rates.warehouses.get(warehouse) : rates.stations.get(station)) ?? null;
    const dueAt = dueOf(one, yard);
    if (dueAt === null) continue;
    const projectedAt = remaining === 0 ? yard.now : packedBy(yard, upTo, rate);
    const atRisk = dueAt < yard.now || (projectedAt !== null && projectedAt > dueAt);
    found.set(one.fulfillmentId, { atRisk, dueAt, projectedAt });
  }
  return found;
};
