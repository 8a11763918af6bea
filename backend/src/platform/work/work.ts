/**
 * The working half of jobs: claims a due row, runs it, closes it; reconciles the queues with the table; ticks the clockwork.
 * While Redis does not answer, jobs and ticks are taken straight from the table and the clock.
 */
import { waitAfter } from '../../kernel/backoff.ts';
import { messageOf, Upstream } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import { hasRoom } from '../disk/room.ts';
import type { Platform } from '../platform.ts';
import { pause } from '../signals.ts';
import { ownerInThread } from '../trash/owner.ts';
import { putInTrash } from '../trash.ts';
import { createJobTroubles, type JobTroubles } from './job-troubles.ts';
import type { Job } from './jobs.ts';
import type { Queue } from './queue.ts';
import { runJob } from './run-job.ts';
import { workFromTable } from './work-from-table.ts';

type Row = { id: string; name: string; payload: unknown; attempts: number; correlation_id: string; merchant: string };
type Declared = ReadonlyMap<string, Job<unknown>>;

// While a job runs it is not due, however long it takes; if its worker dies it becomes due again by itself.
const heldFor = `interval '20 seconds'`;
const renewMs = 5_000;
const claimSql = `
  UPDATE jobs SET run_at = now() + ${heldFor}, attempts = attempts + 1
  WHERE id = $1 AND status = 'open' AND run_at <= now() + interval '50 milliseconds'
  RETURNING id, name, payload, attempts, correlation_id, merchant`;
// Not when somebody else took it, nor when it has ended.
const renewSql = `
  UPDATE jobs SET run_at = now() + ${heldFor} WHERE id = $1 AND status = 'open' AND attempts = $2 AND run_at > now()`;

/** Retries of what has to be written about a job that was run, while the database is away. */
const notePace = { firstMs: 100, mostMs: 2_000 };
const mostNotes = 20;

const delayOf = (attempt: number): number => Math.min(500 * 4 ** (attempt - 1), 300_000);

const close = (platform: Platform, id: string, status: 'done' | 'trashed'): Promise<unknown> =>
  platform.database.run('UPDATE jobs SET status = $2, finished_at = now() WHERE id = $1', id, status);

/** Whether nobody else has taken a job up or ended it since: its worker may have been stopped for longer than it is held. */
const isStillHeld = async (platform: Platform, { id, attempts }: Row): Promise<boolean> => {
  const held = await platform.database.rows(
    `SELECT 1 FROM jobs WHERE id = $1 AND status = 'open' AND attempts = $2`,
    id,
    attempts,
  );
  return held.length > 0;
};

/** What happens to a job that threw: later again, or the Trash. An outage costs no attempt. */
const afterFailure = async (
  platform: Platform,
  row: Row,
  { error, most }: { error: unknown; most: number },
): Promise<void> => {
  if (!(await isStillHeld(platform, row))) return;
  const outage = isOutage(error);
  const hopeless = error instanceof Upstream && !error.retryable;
  if (!outage && (hopeless || row.attempts >= most)) {
    await putInTrash(platform, {
      source: 'job',
      handler: row.name,
      reason: 'job_failed',
      detail: messageOf(error),
      payload: row.payload,
      key: row.id,
      correlationId: row.correlation_id,
      ...(await ownerInThread(platform, row.correlation_id, row.merchant)),
    });
    await close(platform, row.id, 'trashed');
    return;
  }
  const delay = outage ? 2_000 : delayOf(row.attempts);
  await platform.database.run(
    `UPDATE jobs SET run_at = now() + $2 * interval '1 millisecond', last_error = $3, attempts = attempts - $4
     WHERE id = $1 AND status = 'open' AND attempts = $5`,
    row.id,
    delay,
    messageOf(error).slice(0, 500),
    outage ? 1 : 0,
    row.attempts,
  );
};

/** Keeps a job from being due while it is worked on. */
const keeping = async (platform: Platform, { id, attempts }: Row, work: () => Promise<void>): Promise<void> => {
  const keep = setInterval(() => void platform.database.run(renewSql, id, attempts).catch(() => undefined), renewMs);
  try {
    await work();
  } finally {
    clearInterval(keep);
  }
};

type Working = { platform: Platform; jobs: Declared; troubles: JobTroubles; stop: AbortSignal };

/** Writes what became of a job, also when the database comes back only after a while: it would be held all that time else. */
const noted = async (stop: AbortSignal, write: () => Promise<unknown>): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      await write();
      return;
    } catch (error) {
      if (!isOutage(error) || attempt >= mostNotes || stop.aborted) throw error;
      await pause(waitAfter(attempt, notePace), stop);
    }
  }
};

const runOne = async ({ platform, jobs, troubles, stop }: Working, id: string): Promise<void> => {
  // Its row stays open, and the reconciler brings it again when there is room.
  if (!hasRoom(platform)) return;
  const [row] = await platform.database.rows<Row>(claimSql, id);
  if (!row) return;
  const job = jobs.get(row.name);
  try {
    if (!job) throw new Upstream('gantry', 'unknown_job', `no job is called ${row.name}`, false);
    const run = { jobId: row.id, attempt: row.attempts, correlationId: row.correlation_id, merchant: row.merchant };
    await keeping(platform, row, () => runJob(job, row.payload, run));
  } catch (error) {
    platform.logger.warn({ error: messageOf(error), job: row.name, id: row.id, attempt: row.attempts }, 'job failed');
    if (isOutage(error)) troubles.met(row.name, error);
    else troubles.over(row.name);
    return noted(stop, () => afterFailure(platform, row, { error, most: job?.retry ?? 5 }));
  }
  troubles.over(row.name);
  await noted(stop, () => close(platform, row.id, 'done'));
};

/** Hands every due open job to its lane. BullMQ drops the ids it already has; a job nobody declares fails in the fast one. */
const reconcile = async (platform: Platform, queue: Queue, jobs: Declared): Promise<void> => {
  if (!hasRoom(platform)) return;
  const rows = await platform.database.rows<{ id: string; name: string }>(
    `SELECT id, name FROM jobs WHERE status = 'open' AND run_at <= now() ORDER BY run_at LIMIT 1000`,
  );
  for (const { id, name } of rows) await queue.deliver(jobs.get(name)?.lane ?? 'fast', id);
};

/** One look at a time; a failure is told unless it is an outage. */
const sweeping = (platform: Platform, look: () => Promise<void>) => {
  let under: Promise<void> | undefined;
  let stopped = false;
  return {
    now: (): void => {
      if (under || stopped) return;
      under = look()
        .catch((error) => {
          if (!isOutage(error))
            platform.logger.warn({ error: messageOf(error) }, 'job reconciler failed, trying again');
        })
        .finally(() => {
          under = undefined;
        });
    },
    end: async (): Promise<void> => {
      stopped = true;
      await under;
    },
  };
};

/** Upserting a tick that exists changes nothing; after a FLUSHALL it brings it back. */
const clockwork = (platform: Platform, queue: Queue, jobs: Declared) => {
  const ticks = [...jobs.values()].flatMap(({ name, lane, every }) =>
    every === undefined ? [] : [{ name, lane, everyMs: every }],
  );
  const struck = new Map<string, number>();
  let setAt = 0;
  const strike = async (name: string): Promise<void> => {
    const job = jobs.get(name);
    if (!job?.every || !hasRoom(platform)) return;
    const slot = Math.floor(platform.clock.now().getTime() / job.every);
    if (struck.get(name) === slot) return;
    await platform.jobs.enqueue(job, {}, { key: String(slot), thread: { correlationId: name } });
    struck.set(name, slot);
  };
  return {
    keep: async (): Promise<void> => {
      if (Date.now() - setAt < 15_000) return;
      await queue.setTicks(ticks);
      setAt = Date.now();
    },
    tick: strike,
    /** Strikes everything that is due, without the queues. */
    strikeAll: async (): Promise<void> => {
      for (const { name } of ticks) await strike(name);
    },
  };
};

/** Starts working on jobs; answers the function that stops it, which waits for what is in hand. */
export const startWork = (
  platform: Platform,
  queue: Queue,
  declared: readonly Job<unknown>[],
): (() => Promise<void>) => {
  const jobs: Declared = new Map(declared.map((job) => [job.name, job]));
  const { keep, tick, strikeAll } = clockwork(platform, queue, jobs);
  const stop = new AbortController();
  const troubles = createJobTroubles(platform.vitals);
  const onJob = (id: string): Promise<void> => runOne({ platform, jobs, troubles, stop: stop.signal }, id);
  const table = workFromTable(platform, jobs, { run: onJob, onFree: () => void (queue.answers || sweep.now()) });
  queue.work({ onJob, onTick: tick });
  const look = async (): Promise<void> => {
    if (queue.answers) {
      await reconcile(platform, queue, jobs);
      await keep();
    } else {
      await strikeAll();
      await table.take();
    }
  };
  const sweep = sweeping(platform, look);
  const off = platform.signals.on('jobs', sweep.now);
  sweep.now();
  const timer = setInterval(sweep.now, 2_000);
  const alone = setInterval(() => {
    if (!queue.answers) sweep.now();
  }, 250);
  return async () => {
    clearInterval(timer);
    clearInterval(alone);
    off();
    stop.abort();
    // A queue that is closed under a sweep answers it with nothing.
    await sweep.end();
    await table.idle();
    await queue.close();
    troubles.close();
  };
};
