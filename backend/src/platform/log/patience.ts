/**
 * Waits out outages: longer each time, two seconds at most. Says so once in the log and on the vitals of the process, and
 * takes it back when things flow again.
 */
import { waitAfter } from '../../kernel/backoff.ts';
import { isMoment, waitingFor } from '../../kernel/outage.ts';
import type { Platform } from '../platform.ts';
import { pause } from '../signals.ts';

/** What is not worked through yet comes in a moment: it is asked for often, and told of only when it stays away. */
const momentMs = 10_000;
/** The bound is what is added to an outage's length: a store that came back is to be used within two seconds. */
const paces = { store: { firstMs: 200, mostMs: 2_000 }, moment: { firstMs: 50, mostMs: 500 } };

export type Patience = {
  /** Waits after a failure that is an outage. */
  wait(error: unknown, stop: AbortSignal): Promise<void>;
  /** It flows again. */
  over(): void;
};

/** The patience of several that do one thing, such as the partitions of a subscriber: the trouble lasts while any of them waits. */
export const openPatience = (
  { logger, vitals }: Pick<Platform, 'logger' | 'vitals'>,
  name: string,
): (() => Patience) => {
  const troubles = new Map<Patience, string>();
  const tell = (): void => vitals.tell(name, troubles.values().next().value ?? null);
  return () => {
    let attempt = 0;
    let since = 0;
    const one: Patience = {
      wait: async (error, stop) => {
        if (++attempt === 1) since = performance.now();
        const brief = isMoment(error);
        if (!brief || performance.now() - since > momentMs) {
          const trouble = waitingFor(error);
          if (!troubles.has(one)) logger.warn({ name }, trouble);
          troubles.set(one, trouble);
          tell();
        }
        await pause(waitAfter(attempt, brief ? paces.moment : paces.store), stop);
      },
      over: () => {
        if (attempt === 0) return;
        attempt = 0;
        if (!troubles.delete(one)) return;
        logger.info({ name, waitedMs: Math.round(performance.now() - since) }, 'flows again');
        tell();
      },
    };
    return one;
  };
};
