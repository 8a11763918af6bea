/**
 * Background jobs. The truth of a job is its row in Postgres; BullMQ carries its id and wakes a worker. A reconciler puts
 * back whatever Redis does not know, so losing Redis completely loses no job.
 */

import type { Json } from '@gantry/prisma/client';
import type { z } from 'zod';
import { newId } from '../kernel/ids.ts';
import type { Transaction } from './database.ts';
import type { Platform } from './platform.ts';

export type JobRun = { jobId: string; attempt: number; correlationId: string };
export type Job<Payload = unknown> = {
  /** `context.verb_noun`. */
  name: string;
  payload: z.ZodType<Payload>;
  /** Attempts before the Trash; 5 when left out. */
  retry?: number;
  /** Runs by itself every so many milliseconds, with `{}` as its payload. */
  every?: number;
  /** Returning means done; throwing means again. Must be safe to run twice. */
  run(platform: Platform, payload: Payload, run: JobRun): Promise<void>;
};

/** Declares a job; its payload type is that of the schema. */
export const job = <Payload>(declaration: Job<Payload>): Job<Payload> => declaration;

export type Ticket = {
  /** What the effect is about: the same key is the same job, however often it is asked for. */
  key: string;
  correlationId: string;
  runAt?: Date;
};

export type Jobs = {
  /** Makes a job in a transaction of the caller's; call `wake` after its commit. */
  enqueueIn(tx: Transaction, job: Job<never>, work: { payload: unknown; ticket: Ticket }): Promise<void>;
  /** Makes a job in its own transaction and wakes a worker. */
  enqueue(job: Job<never>, work: { payload: unknown; ticket: Ticket }): Promise<void>;
  /** Hands every open job that is due and unknown to the queue over to it. */
  wake(): void;
};

type Insertable = Pick<Transaction, 'job'>;

/** The enqueueing half of jobs, for every process. `wake` tells the workers to look. */
export const createJobs = (database: { prisma: Insertable }, wake: () => void, now: () => Date): Jobs => {
  const insert = async (
    into: Insertable,
    job: Job<never>,
    { payload, ticket }: { payload: unknown; ticket: Ticket },
  ): Promise<void> => {
    const parsed = job.payload.parse(payload) as Json;
    const row = {
      id: newId('job', now()),
      name: job.name,
      payload: parsed,
      effectKey: `${job.name}:${ticket.key}`,
      correlationId: ticket.correlationId,
      runAt: ticket.runAt ?? now(),
    };
    await into.job.createMany({ data: [row], skipDuplicates: true });
  };
  return {
    enqueueIn: insert,
    enqueue: async (job, work) => {
      await insert(database.prisma, job, work);
      wake();
    },
    wake,
  };
};
