/**
 * Work without the queues: while Redis does not answer, a worker takes due jobs from their table, as many of a lane at a time
 * as it always does. A job that the queues deliver as well is claimed once, so nothing runs twice when they come back.
 */
import type { Platform } from '../platform.ts';
import { type Job, type Lane, lanes } from './jobs.ts';
import { concurrency } from './queue-lanes.ts';

/** Due jobs of a lane. One that nobody declares belongs to the fast one, as in the queues. */
const due = (among: 'these' | 'all but these'): string => `
  SELECT id FROM jobs WHERE status = 'open' AND run_at <= now() AND ${among === 'these' ? 'name = ANY($1)' : 'name <> ALL($1)'}
  ORDER BY run_at LIMIT $2`;

export type TableWork = {
  /** Begins as many due jobs as there is room for; answers without waiting for them. */
  take(): Promise<void>;
  /** Resolves when nothing is in hand. */
  idle(): Promise<void>;
};

/**
 * Works on declared jobs. `run` claims a job and runs it, and does nothing when somebody else has it; `onFree` hears when
 * there is room for another.
 */
export const workFromTable = (
  { database }: Platform,
  jobs: ReadonlyMap<string, Job<unknown>>,
  { run, onFree }: { run(id: string): Promise<void>; onFree(): void },
): TableWork => {
  const inHand = new Map<string, { lane: Lane; done: Promise<void> }>();
  const named = (wanted: (lane: Lane) => boolean): string[] =>
    [...jobs.values()].filter(({ lane }) => wanted(lane)).map(({ name }) => name);
  const dueOf = (lane: Lane, most: number): Promise<{ id: string }[]> =>
    lane === 'fast'
      ? database.rows(
          due('all but these'),
          named((one) => one !== 'fast'),
          most,
        )
      : database.rows(
          due('these'),
          named((one) => one === lane),
          most,
        );
  const begin = (id: string, lane: Lane): void => {
    const end = (): void => {
      inHand.delete(id);
      onFree();
    };
    inHand.set(id, { lane, done: run(id).then(end, end) });
  };
  return {
    take: async () => {
      for (const lane of lanes) {
        const busy = [...inHand.values()].filter((one) => one.lane === lane).length;
        if (busy >= concurrency[lane]) continue;
        for (const { id } of await dueOf(lane, concurrency[lane] - busy)) if (!inHand.has(id)) begin(id, lane);
      }
    },
    idle: async () => {
      while (inHand.size > 0) await Promise.all([...inHand.values()].map(({ done }) => done));
    },
  };
};
