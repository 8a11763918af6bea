/**
 * What jobs wait for in an outage, told on the vitals: a job that is put off again and again is never due for long, so its age
 * in the queue says nothing.
 */
import { waitingFor } from '../../kernel/outage.ts';
import type { Vitals } from '../vitals/vitals.ts';

/** A job that waits is tried every two seconds, by this process or another that tells for itself. */
const lastsMs = 10_000;

export type JobTroubles = {
  /** A job met an outage. */
  met(job: string, error: unknown): void;
  /** A job got through. */
  over(job: string): void;
  close(): void;
};

/** The troubles of the jobs of one process. */
export const createJobTroubles = (vitals: Pick<Vitals, 'tell'>): JobTroubles => {
  const timers = new Map<string, NodeJS.Timeout>();
  const over = (job: string): void => {
    if (!timers.has(job)) return;
    clearTimeout(timers.get(job));
    timers.delete(job);
    vitals.tell(`job.${job}`, null);
  };
  return {
    met: (job, error) => {
      clearTimeout(timers.get(job));
      timers.set(
        job,
        setTimeout(() => over(job), lastsMs),
      );
      vitals.tell(`job.${job}`, waitingFor(error));
    },
    over,
    close: () => {
      for (const job of [...timers.keys()]) over(job);
    },
  };
};
