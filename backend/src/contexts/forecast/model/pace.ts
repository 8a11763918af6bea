/**
 * Whether parcels are leaving a stage faster or slower than they used to, from all of them, those still waiting included.
 * Delivered parcels alone would tell it weeks late and always too rosy: the slow ones are not delivered yet. Method:
 * observed over expected exits, the expectation from the Nelson-Aalen hazard of the past (Aalen, 1978), by days.
 */
import { dayMs } from './eta-model.ts';

/** `typical`: days such parcels usually take, so that all run on one clock; `outAt`: when it left, absent while there. */
export type Stay = { enteredAt: number; outAt?: number; endedAt?: number; typical: number };

const halfLifeDays = 14;
const binsPerTypical = 10;
const bins = 60;
const watchedDays = 60;
const learnEveryDays = 28;
/** Weight of "as usual" before anything is seen. */
const calm = 3;

type Hazard = { risk: Float64Array; exits: Float64Array; cumulative: Float64Array };

const freshen = (hazard: Hazard): void => {
  for (let bin = 0; bin < bins; bin++) {
    const rate = ((hazard.exits[bin] as number) + 0.02) / ((hazard.risk[bin] as number) + 1);
    hazard.cumulative[bin + 1] = (hazard.cumulative[bin] as number) + rate;
  }
};

const cumulativeAt = ({ cumulative }: Hazard, age: number): number => {
  const place = Math.min(age, bins - 1e-6);
  const bin = Math.floor(place);
  const low = cumulative[bin] as number;
  return low + ((cumulative[bin + 1] as number) - low) * (place - bin);
};

/** Enters the time from `from` to `to` (ages in bins) as time at risk. */
const expose = ({ risk }: Hazard, from: number, to: number): void => {
  for (let bin = Math.floor(from); bin < Math.min(bins, to); bin++) {
    risk[bin] = (risk[bin] as number) + Math.min(to, bin + 1) - Math.max(from, bin);
  }
};

type Day = { seen: number; expected: number };
type Watched = { stay: Stay; until: number };

const watchDay = (hazard: Hazard, watched: readonly Watched[], begins: number): Day => {
  const day = { seen: 0, expected: 0 };
  const ends = begins + dayMs;
  for (const { stay, until } of watched) {
    const ageAt = (at: number): number => ((at - stay.enteredAt) / dayMs / stay.typical) * binsPerTypical;
    const from = ageAt(Math.max(begins, stay.enteredAt));
    const to = ageAt(Math.min(ends, until));
    day.expected += cumulativeAt(hazard, to) - cumulativeAt(hazard, from);
    expose(hazard, from, to);
    if (stay.outAt === undefined || stay.outAt >= ends) continue;
    day.seen++;
    const bin = Math.floor(to);
    if (bin < bins) hazard.exits[bin] = (hazard.exits[bin] as number) + 1;
  }
  return day;
};

/**
 * Follows the stays of one stage day by day up to `asOf` (ms) and answers, for an instant, the pace as it was known when
 * that (UTC) day began: 1 is as usual, 2 twice as many exits as expected.
 */
export const followPace = (stays: readonly Stay[], asOf: number): ((at: number) => number) => {
  const byEntry = [...stays].sort((one, other) => one.enteredAt - other.enteredAt);
  const firstDay = Math.floor((byEntry[0]?.enteredAt ?? asOf) / dayMs);
  const lastDay = Math.floor(asOf / dayMs);
  const hazard = {
    risk: new Float64Array(bins),
    exits: new Float64Array(bins),
    cumulative: new Float64Array(bins + 1),
  };
  freshen(hazard);
  const paces: number[] = [];
  let watched: Watched[] = [];
  let next = 0;
  let [seen, expected] = [0, 0];
  const forget = 0.5 ** (1 / halfLifeDays);
  for (let day = firstDay; day <= lastDay; day++) {
    paces.push((seen + calm) / (expected + calm));
    const begins = day * dayMs;
    if (day % learnEveryDays === 0) freshen(hazard);
    watched = watched.filter(({ stay, until }) => until >= begins && begins - stay.enteredAt < watchedDays * dayMs);
    for (let stay = byEntry[next]; stay && stay.enteredAt < begins + dayMs; stay = byEntry[++next]) {
      watched.push({ stay, until: stay.outAt ?? stay.endedAt ?? Number.POSITIVE_INFINITY });
    }
    const found = watchDay(hazard, watched, begins);
    seen = seen * forget + found.seen;
    expected = expected * forget + found.expected;
  }
  return (at) => paces[Math.min(paces.length - 1, Math.max(0, Math.floor(at / dayMs) - firstDay))] ?? 1;
};
