/** How long the tower took to be itself again after each step of faults: acknowledgements on each api, and lag. Pure. */
import type { Ack } from '../clients/history.ts';
import type { FaultKind } from '../schedule.ts';
import { isNormal, type Sample } from '../truth/sample.ts';

/** A step as it happened; `ended` is when its last fault was over (for a kill: when it was done). */
export type Step = { step: number; kinds: readonly FaultKind[]; began: number; ended: number };

/** In ms after the step ended; null when it did not come before the next step began. */
export type Recovery = Step & { acks: ReadonlyMap<string, number | null>; lag: number | null };

/** A longer pause between two acknowledgements than this is an interruption, at the rate of the load. */
const pauseMs = 1_000;

export const goals = { acksMs: 5_000, lagMs: 10_000 };

/** Times of acknowledgements, in order. From when on, after `ended`, they come without an interruption until `until`. */
const flowsAgain = (times: readonly number[], { ended, until }: { ended: number; until: number }): number | null => {
  let last = ended;
  let again = ended;
  for (const time of times) {
    if (time <= ended) continue;
    if (time >= until) break;
    if (time - last > pauseMs) again = time;
    last = time;
  }
  return until - last > pauseMs ? null : again - ended;
};

const caughtUp = (
  samples: readonly Sample[],
  { ended, until }: { ended: number; until: number },
  normalMs: number,
): number | null => {
  const within = samples.filter(({ at }) => at >= ended && at < until);
  const lastBad = within.findLastIndex((sample) => !isNormal(sample, normalMs));
  if (lastBad === -1) return 0;
  const first = within[lastBad + 1];
  return first ? first.through - ended : null;
};

export type Observed = {
  apis: readonly string[];
  acks: readonly Ack[];
  samples: readonly Sample[];
  /** When the load ended. */
  until: number;
  normalMs: number;
};

/** The recovery of each step, measured up to the beginning of the next. */
export const recoveries = (steps: readonly Step[], { apis, acks, samples, until, normalMs }: Observed): Recovery[] => {
  const times = new Map(
    apis.map((api) => [
      api,
      acks
        .filter((ack) => ack.api === api)
        .map(({ at }) => at)
        .sort((a, b) => a - b),
    ]),
  );
  return steps.map((step, n) => {
    const window = { ended: step.ended, until: Math.min(until, steps[n + 1]?.began ?? until) };
    return {
      ...step,
      acks: new Map([...times].map(([api, own]) => [api, flowsAgain(own, window)])),
      lag: caughtUp(samples, window, normalMs),
    };
  });
};

/** Goals that a single kill missed, in words. */
export const missedGoals = (measured: readonly Recovery[]): string[] =>
  measured
    .filter(({ kinds }) => kinds.length === 1 && kinds[0]?.startsWith('kill-'))
    .flatMap(({ kinds, acks, lag, step }) => [
      ...[...acks].flatMap(([api, ms]) =>
        ms === null || ms > goals.acksMs ? [`step ${step}, ${kinds[0]}: acks of ${api} back after ${toldMs(ms)}`] : [],
      ),
      ...(lag === null || lag > goals.lagMs ? [`step ${step}, ${kinds[0]}: lag normal after ${toldMs(lag)}`] : []),
    ]);

/** Seconds with one digit, or that it did not come. */
export const toldMs = (ms: number | null): string => (ms === null ? 'not in time' : `${(ms / 1_000).toFixed(1)} s`);
