/** Waits until a started tower says itself that all is well, and tells what it lacks while it does not. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Readiness } from '../../src/platform/http/health.ts';

const askMs = 200;
const answerMs = 3_000;
const quietMs = 10_000;

/** What `/health/ready` lacks, in its own words; undefined when all is well. */
const lackOf = async (origin: string): Promise<string | undefined> => {
  try {
    const answer = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(answerMs) });
    if (answer.ok) {
      await answer.body?.cancel();
      return undefined;
    }
    return reasonsIn(await answer.json());
  } catch {
    return 'no answer yet';
  }
};

/** What the answer of a tower that is not ready names; it may also be of something that is no tower. */
export const reasonsIn = (body: unknown): string => {
  const { reasons = [], stores = [] } = (body ?? {}) as Partial<Readiness>;
  const told = reasons.map(({ name, text }) => `${name}: ${text}`);
  const away = stores
    .filter(({ name, ok }) => !ok && !reasons.some((reason) => reason.name === `store.${name}`))
    .map(({ name, error }) => `${name}: ${error ?? 'away'}`);
  return [...told, ...away].join('; ') || 'not ready yet';
};

/** Resolves when the tower is ready; `tell` hears after ten seconds, and whenever the reason is another one, what it waits for. */
export const untilReady = async (origin: string, tell: (text: string) => void): Promise<void> => {
  const began = performance.now();
  let told: string | undefined;
  for (;;) {
    const lack = await lackOf(origin);
    if (lack === undefined) return;
    // Figures in a reason change all the time; the reason is what stands before them.
    const kind = lack.replace(/\d+/g, '');
    if (performance.now() - began > quietMs && kind !== told) {
      told = kind;
      tell(`started at ${origin}, not ready yet: ${lack}`);
    }
    await pause(askMs);
  }
};
