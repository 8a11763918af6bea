/** Which of the places of one name is meant: the only one left by what else is known, or one that clearly dwarfs the rest. */
import { distanceKm, type Point } from '@gantry/shared/values/geo';
import type { Spot } from './spot.ts';

/** Two points this near (km) may be the same town, seen once from its airport and once from its post office. */
const sameTown = 60;

export const pointOfSpot = ({ latitude, longitude }: Spot): Point | undefined =>
  latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };

export const near = (a: Point, b: Point): boolean => distanceKm(a, b) <= sameTown;

const byState = (spots: Spot[], regions: string[]): Spot[] => {
  const matching = spots.filter(({ states }) => states.some((state) => regions.includes(state)));
  return matching.length > 0 ? matching : spots.filter(({ states }) => states.length === 0);
};

const byPoint = (spots: Spot[], point: Point): Spot[] => {
  const close = spots.filter((spot) => {
    const at = pointOfSpot(spot);
    return at !== undefined && near(at, point);
  });
  return close.length > 0 ? close : spots.filter((spot) => pointOfSpot(spot) === undefined);
};

const isSame = (a: Spot, b: Spot): boolean => {
  const [at, bt] = [pointOfSpot(a), pointOfSpot(b)];
  return at && bt ? near(at, bt) : a.states.some((state) => b.states.includes(state));
};

/** Ten postal codes and eight times as many as the next; where neither has more than two, the only one with an airport or mail exchange. */
const dwarfs = (best: Spot, rivals: Spot[]): boolean => {
  const [weight, rank] = [Math.max(...rivals.map((r) => r.weight)), Math.max(...rivals.map((r) => r.rank))];
  if (best.weight >= 10 && best.weight >= 8 * weight && best.rank >= rank) return true;
  return best.weight <= 2 && weight <= best.weight && (best.rank >= 4 ? rank <= 1 : best.rank >= 2 && rank === 0);
};

/**
 * The spot meant among those of one name. `regions`: codes of the state named (none: not named or not known); `point`:
 * where it must be near. Undefined when more than one is possible.
 */
export const choose = (spots: Spot[], known: { regions: string[]; point?: Point | undefined }): Spot | undefined => {
  const inState = known.regions.length > 0 ? byState(spots, known.regions) : spots;
  const left = known.point ? byPoint(inState, known.point) : inState;
  const [best, ...others] = [...left].sort((a, b) => b.weight - a.weight || b.rank - a.rank);
  if (!best) return undefined;
  const rivals = others.filter((other) => !isSame(best, other));
  if (rivals.length > 0 && !dwarfs(best, rivals)) return undefined;
  const fellows = [best, ...others.filter((other) => isSame(best, other))];
  return {
    ...best,
    unlocode: fellows.find(({ unlocode }) => unlocode !== undefined)?.unlocode,
    ...(pointOfSpot(best) ? {} : fellows.map(pointOfSpot).find((at) => at !== undefined)),
  };
};
