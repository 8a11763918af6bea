/**
 * Background jobs. The truth of a job is its row in Postgres; BullMQ carries its id and wakes a worker. A reconciler puts
 * back whatever Redis does not know, so losing Redis completely loses no job.
 */
import { mainMerchant } from '@gantry/shared/caller';
import type { z } from 'zod';
import { newId } from '../../kernel/ids.ts';
import type { Sql } from '../database.ts';
import type { Thread } from '../log/event-log.ts';

/**
 * Where a job waits: `fast` for what a person or the next step waits for, `calls` for what asks the outside and may hang on
 * a partner, `slow` for minutes of work. Each lane has workers of its own, so that none delays another.
 */
export const lanes = ['fast', 'calls', 'slow'] as const;
export type Lane = (typeof lanes)[number];

/** `thread` goes on with the story the job is part of, caused by it. */
export type JobRun = { jobId: string; attempt: number; thread: Thread };

// A method rather than a property: a job of one payload stands in a list of jobs of any.
export type Job<Payload> = {
  /** `context.verb_noun`. */
  name: string;
  /** What it does, for people who find it in the Trash. */
  title?: string;
  payload: z.ZodType<Payload>;
  lane: Lane;
  /** Attempts before the Trash; 5 when left out. */
  retry?: number;
  /** Runs by itself every so many milliseconds, with `{}` as its payload. */
  every?: number;
  /** Returning means done; throwing means again. Must be safe to run twice. */
  run(payload: Payload, run: JobRun): Promise<void>;
};

/** Declares a job; its payload type is that of the schema. */
export const job = <Payload>(declaration: Job<Payload>): Job<Payload> => declaration;

/** What a job is known by when it is asked for: all that is needed is its name and the schema of its payload. */
export type JobName<Payload> = Pick<Job<Payload>, 'name' | 'payload'>;

export type Ticket = {
  /** What the effect is about: the same key is the same job, however often it is asked for. */
  key: string;
  /** The story it is part of, and whose. */
  thread: Pick<Thread, 'correlationId' | 'merchant'>;
  runAt?: Date;
};

export type Jobs = {
  /** Makes a job and wakes a worker. Throws a ZodError on a payload that is none. */
  enqueue<Payload>(job: JobName<Payload>, payload: Payload, ticket: Ticket): Promise<void>;
};

const insert = `
  INSERT INTO jobs (id, name, payload, effect_key, correlation_id, merchant, run_at) VALUES ($1, $2, $3::jsonb, $4, $5, $6, $7)
  ON CONFLICT DO NOTHING`;

/** The enqueueing half of jobs, for every process. `wake` tells the workers to look. */
export const createJobs = (sql: Sql, wake: () => void, now: () => Date): Jobs => ({
  enqueue: async (job, payload, { key, thread, runAt }) => {
    const values = [newId('job', now()), job.name, JSON.stringify(job.payload.parse(payload)), `${job.name}:${key}`];
    await sql.run(insert, ...values, thread.correlationId, thread.merchant ?? mainMerchant, runAt ?? now());
    wake();
  },
});
