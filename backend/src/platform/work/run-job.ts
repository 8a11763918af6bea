/** Runs one job with a payload as it is stored, in the story it is part of. */
import type { Job } from './jobs.ts';

/** The actor of a job's own events: `system:` and its context. */
const actorOf = (name: string): string => `system:${name.split('.')[0]}`;

/** Runs a job. Throws a ZodError when the payload is none of its own. */
export const runJob = (
  job: Job<unknown>,
  payload: unknown,
  run: { jobId: string; attempt: number; correlationId: string; merchant?: string },
): Promise<void> =>
  job.run(job.payload.parse(payload), {
    jobId: run.jobId,
    attempt: run.attempt,
    thread: {
      correlationId: run.correlationId,
      causationId: run.jobId,
      actor: actorOf(job.name),
      merchant: run.merchant,
    },
  });
