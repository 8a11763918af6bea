/** Waits until a started tower says itself that all is well, and tells what it lacks while it does not. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Readiness } from '../../src/platform/http/health.ts';
import { type Lack, summaryOf } from './lacks.ts';

const askMs = 200;
const answerMs = 3_000;
const quietMs = 10_000;

/** What `/health/ready` lacks, for people; undefined when all is well. */
const lackOf = async (origin: string): Promise<Lack | undefined> => {
  try {
    const answer = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(answerMs) });
    if (answer.ok) {
      await answer.body?.cancel();
      return undefined;
    }
    return lackIn(await answer.json());
  } catch {
    return { kind: 'silent', text: 'no answer yet' };
  }
};

/** What the answer of a tower that is not ready names; it may also be of something that is no tower. */
export const lackIn = (body: unknown): Lack => {
  const { reasons = [], stores = [] } = (body ?? {}) as Partial<Readiness>;
  const away = stores
    .filter(({ name, ok }) => !ok && !reasons.some((reason) => reason.name === `store.${name}`))
    .map(({ name, error }) => ({ name, text: error ?? 'away' }));
  return summaryOf([...reasons, ...away]) ?? { kind: 'unknown', text: 'not ready yet' };
};

/** Resolves when the tower is ready; `tell` hears after ten seconds, and whenever the reason is another one, what it waits for. */
export const untilReady = async (origin: string, tell: (text: string) => void): Promise<void> => {
  const began = performance.now();
  let told: string | undefined;
  for (;;) {
    const lack = await lackOf(origin);
    if (lack === undefined) return;
    // Figures change all the time; it is told again when something else is lacking.
    if (performance.now() - began > quietMs && lack.kind !== told) {
      told = lack.kind;
      tell(`started at ${origin}, not ready yet: ${lack.text}`);
    }
    await pause(askMs);
  }
};
