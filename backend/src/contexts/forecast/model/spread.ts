/**
 * How far from what was said parcels really came in: the interval is cut from earlier estimates that did not know their
 * outcome (conformal prediction), recent and similar ones counting more. Parcels still under way count as "not yet"
 * (Kaplan and Meier, 1958), and only those that stood as long as this one has, so waiting moves the estimate.
 */
import { quantileOf } from './cells.ts';
import { dayMs, type PastMiss } from './eta-model.ts';

/** Quantiles of took / said, by share asked; `comparable`: how many parcels with a known outcome they rest on. */
export type Spread = { at(share: number): number; comparable: number };

/** The newest count most, because speed drifts: half after this many days, or after so many parcels where there are few. */
const halfLifeDays = 11;
const halfLifeParcels = 100;
/** Estimates of this many times more or fewer days count 60 % as much (a Gaussian on the logarithm). */
const similarity = Math.log(3);

type Point = { ratio: number; came: boolean; weight: number };

const kaplanMeier = (points: Point[]): Spread => {
  points.sort((one, other) => one.ratio - other.ratio || Number(other.came) - Number(one.came));
  let atRisk = points.reduce((sum, { weight }) => sum + weight, 0);
  let surviving = 1;
  const steps: { ratio: number; arrived: number }[] = [];
  for (const { ratio, came, weight } of points) {
    if (came) {
      surviving *= Math.max(0, 1 - weight / atRisk);
      steps.push({ ratio, arrived: 1 - surviving });
    }
    atRisk -= weight;
    if (atRisk <= 1e-12) break;
  }
  return {
    comparable: steps.length,
    at: (share) => (steps.find(({ arrived }) => arrived >= share) ?? steps.at(-1))?.ratio ?? Number.NaN,
  };
};

/**
 * The spread around an estimate of `said` days made at `at` (ms), for a parcel that stands in its stage for `elapsed` days
 * already. Ratios are above elapsed / said, because a comparable parcel had not left by then.
 */
export const spreadAround = (
  misses: readonly PastMiss[],
  { said, elapsed, at }: { said: number; elapsed: number; at: number },
): Spread => {
  const waited = elapsed / said;
  const newest = misses[Math.max(0, misses.length - halfLifeParcels)]?.at ?? at;
  const halfLife = Math.max(halfLifeDays, (at - newest) / dayMs);
  const points: Point[] = [];
  for (const miss of misses) {
    if (miss.hope === 0) continue;
    const ratio = (miss.took ?? miss.stayed) / miss.said;
    if (elapsed > 0 && miss.stayed / miss.said <= waited) continue;
    const far = Math.log(miss.said / said) / similarity;
    const weight = 0.5 ** (Math.max(0, at - miss.at) / dayMs / halfLife) * Math.exp(-0.5 * far * far);
    points.push({ ratio, came: miss.took !== undefined, weight: (weight + 1e-9) * (miss.hope ?? 1) });
  }
  return kaplanMeier(points);
};

const ratioOf = ({ took, stayed, said }: PastMiss): number => (took ?? stayed) / said;

/** The slowest of a hundred set the age beyond which a parcel under way is taken for lost. */
const lostShare = 0.99;
const leastHope = 0.02;

/**
 * Tells for each parcel still under way how likely it will be delivered at all: Bayes' rule between those that come late
 * and those that never come, whose share shows among the old ones. Hopeless ones count nothing: an estimate is about the
 * day of a delivery, not about loss. (A cure model: Boag, 1949.)
 */
export const weighHope = (misses: readonly PastMiss[]): PastMiss[] => {
  const came = misses.filter(({ took }) => took !== undefined);
  const ratios = came.map(ratioOf).sort((one, other) => one - other);
  if (ratios.length === 0) return [...misses];
  const horizon = quantileOf(ratios, lostShare);
  const open = misses.filter(({ took }) => took === undefined);
  const old = open.filter((miss) => ratioOf(miss) > horizon).length;
  const lost = old / (old + came.length);
  return misses.map((miss) => {
    if (miss.took !== undefined) return miss;
    const age = ratioOf(miss);
    const later = ratios.filter((ratio) => ratio > age).length / ratios.length;
    const hope = ((1 - lost) * later) / ((1 - lost) * later + lost || 1);
    return { ...miss, hope: hope < leastHope ? 0 : hope };
  });
};

const fullShare = 0.2;
const step = 0.015;
/** More outcomes than this at once do not move the tail further: they were all issued with the same one. */
const mostSteps = 30;
export const firstTail = 0.1;
/** A run of bad luck may not swing the intervals out of reason: outcomes come weeks after the estimate. */
const [leastTail, mostTail] = [0.06, 0.16];

/**
 * The tail after the outcomes that have just become known: narrower cuts when too many missed their interval, wider when
 * too few. (Adaptive conformal inference: Gibbs and Candes, 2021.)
 */
export const followHits = (tail: number, outcomes: readonly PastMiss[]): number => {
  const judged = outcomes.filter(
    ({ took, low, high }) => took !== undefined && low !== undefined && high !== undefined,
  );
  if (judged.length === 0) return tail;
  const missed = judged.filter(({ took = 0, low = 0, high = 0 }) => took < low || took > high).length / judged.length;
  const moved = tail + (step * Math.min(mostSteps, judged.length) * (fullShare - missed)) / 2;
  return Math.min(mostTail, Math.max(leastTail, moved));
};

const keptDays = 120;
const leastKept = 1_500;
const mostKept = 2_000;

/** A number from a name, evenly spread (FNV-1a), for thinning that stays the same from one training to the next. */
const scattered = (name: string): number => {
  let mixed = 0x811c9dc5;
  for (let place = 0; place < name.length; place++) mixed = Math.imul(mixed ^ name.charCodeAt(place), 0x01000193);
  return (mixed ^ (mixed >>> 15)) >>> 0;
};

/** The estimates worth remembering at `asOf`: those of the last months, and where there are very many every 2nd, 4th ... */
export const thinned = (misses: readonly PastMiss[], asOf: number): PastMiss[] => {
  const recent = misses.filter(({ at }, index) => misses.length - index <= leastKept || asOf - at < keptDays * dayMs);
  let one = 1;
  while (recent.length / one > mostKept) one *= 2;
  return recent.filter(({ parcel }) => scattered(parcel) % one === 0);
};
