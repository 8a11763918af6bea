/**
 * Whether health and walls tell the truth: what each said is laid beside what the bench read itself. Pure.
 *
 * How it is judged: a green answer is a lie when some figure was older than ten seconds in every sample from 2.5 s before it
 * was asked for until after it came. The 2.5 s are the beat of the heartbeats (2 s) and the bench's own (0.5 s). A red answer
 * is a false alarm when for ten seconds before it nothing was behind and no fault was on.
 */
import { isNormal, type Sample } from '../truth/sample.ts';

/** One answer: `green` means "ready", or a wall that says it is live, told of the log as far as `to`. */
export type Answer = { who: string; at: number; through: number; green: boolean; to?: number };

/** A stretch of answers of one kind about one figure. */
export type Untruth = { who: string; about: string; from: number; to: number; worstMs: number };

export const limitMs = 10_000;
export const graceMs = 2_500;

/** The number of sorted items for which `holds`, which holds for the first of them and not for the others. */
const countWhile = <T>(items: readonly T[], holds: (item: T) => boolean): number => {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Joins what one of them said in answers that follow each other closely; the worst figure gives its name. */
const joined = (single: readonly Untruth[]): Untruth[] => {
  const stretches: Untruth[] = [];
  const open = new Map<string, Untruth>();
  for (const one of single) {
    const last = open.get(one.who);
    if (last && one.from - last.to < 3_000) {
      last.to = one.to;
      if (one.worstMs > last.worstMs) Object.assign(last, { about: one.about, worstMs: one.worstMs });
      continue;
    }
    const begun = { ...one };
    open.set(one.who, begun);
    stretches.push(begun);
  }
  return stretches;
};

/** The figure that was furthest behind in all of some samples, by its least age among them. */
const worstThroughout = (
  samples: readonly Sample[],
  heeded: (figure: string) => boolean,
): { about: string; worstMs: number } => {
  const [first, ...others] = samples;
  let worst = { about: '', worstMs: 0 };
  for (const [about, age] of first?.ages ?? []) {
    if (!heeded(about)) continue;
    const worstMs = Math.min(age, ...others.map(({ ages }) => ages.get(about) ?? 0));
    if (worstMs > worst.worstMs) worst = { about, worstMs };
  }
  return worst;
};

/** Green answers while a figure was behind, of those that are `heeded`. Answers and samples are in the order of time. */
export const lies = (
  answers: readonly Answer[],
  samples: readonly Sample[],
  heeded: (figure: string) => boolean = () => true,
): Untruth[] =>
  joined(
    answers
      .filter(({ green }) => green)
      .flatMap(({ who, at, through }) => {
        const before = countWhile(samples, (one) => one.through <= at - graceMs) - 1;
        const after = countWhile(samples, (one) => one.at < through);
        if (before < 0 || after >= samples.length) return [];
        const worst = worstThroughout(samples.slice(before, after + 1), heeded);
        return worst.worstMs > limitMs ? [{ who, from: at, to: through, ...worst }] : [];
      }),
  );

/** Walls that said they were live while the log had been further than they for longer than they may. */
export const standingWalls = (answers: readonly Answer[], samples: readonly Sample[]): Untruth[] =>
  joined(
    answers.flatMap(({ who, at, through, green, to }) => {
      if (!green || to === undefined) return [];
      const further = samples[countWhile(samples, ({ head }) => head <= to)];
      const behindMs = further ? at - further.through : 0;
      return behindMs > limitMs + graceMs
        ? [{ who, about: 'its own place', from: at, to: through, worstMs: behindMs }]
        : [];
    }),
  );

/** Red answers for which there was no reason any more. `faults` are the stretches in which something was done to the tower. */
export const falseAlarms = (
  answers: readonly Answer[],
  samples: readonly Sample[],
  { faults, normalMs }: { faults: readonly (readonly [from: number, to: number])[]; normalMs: number },
): Untruth[] => {
  const troubled = samples.filter((sample) => !isNormal(sample, normalMs)).map(({ through }) => through);
  return joined(
    answers
      .filter(({ green }) => !green)
      .flatMap(({ who, at, through }) => {
        const since = Math.max(
          samples[0]?.at ?? at,
          troubled[countWhile(troubled, (time) => time <= at) - 1] ?? 0,
          ...faults.flatMap(([from, to]) => (from <= at ? [Math.min(to, at)] : [])),
        );
        const worstMs = at - since;
        return worstMs > limitMs ? [{ who, about: 'nothing', from: at, to: through, worstMs }] : [];
      }),
  );
};
