/** The working half of jobs: claims a due row, runs it, closes it; reconciles the queue with the table; ticks the clockwork. */
import { messageOf, Upstream } from '../kernel/errors.ts';
import { isOutage } from '../kernel/outage.ts';
import { throwAway } from './dead-letters.ts';
import type { Job } from './jobs.ts';
import { openJobs } from './metrics.ts';
import type { Platform } from './platform.ts';
import type { Queue } from './queue.ts';

type Row = { id: string; name: string; payload: unknown; attempts: number; correlation_id: string };

// While a job runs it is not due; if its worker dies it becomes due again by itself.
const claimSql = `
  UPDATE jobs SET run_at = now() + interval '60 seconds', attempts = attempts + 1
  WHERE id = $1 AND status = 'open' AND run_at <= now() + interval '50 milliseconds'
  RETURNING id, name, payload, attempts, correlation_id`;

const delayOf = (attempt: number): number => Math.min(500 * 4 ** (attempt - 1), 300_000);

const close = (platform: Platform, id: string, status: 'done' | 'trashed'): Promise<unknown> =>
  platform.database.pool.query('UPDATE jobs SET status = $2, finished_at = now() WHERE id = $1', [id, status]);

/** What happens to a job that threw: later again, or the Trash. An outage costs no attempt. */
const afterFailure = async (
  platform: Platform,
  row: Row,
  { error, most }: { error: unknown; most: number },
): Promise<void> => {
  const outage = isOutage(error);
  const hopeless = error instanceof Upstream && !error.retryable;
  if (!outage && (hopeless || row.attempts >= most)) {
    await throwAway(platform, {
      source: 'job',
      handler: row.name,
      reason: 'job_failed',
      detail: messageOf(error),
      payload: row.payload,
      key: row.id,
      correlationId: row.correlation_id,
    });
    await close(platform, row.id, 'trashed');
    return;
  }
  const delay = outage ? 2_000 : delayOf(row.attempts);
  await platform.database.pool.query(
    `UPDATE jobs SET run_at = now() + $2 * interval '1 millisecond', last_error = $3, attempts = attempts - $4 WHERE id = $1`,
    [row.id, delay, messageOf(error).slice(0, 500), outage ? 1 : 0],
  );
};

const runOne = async (platform: Platform, jobs: ReadonlyMap<string, Job<never>>, id: string): Promise<void> => {
  const { rows } = await platform.database.pool.query<Row>(claimSql, [id]);
  const row = rows[0];
  if (!row) return;
  const job = jobs.get(row.name);
  try {
    if (!job) throw new Upstream('gantry', 'unknown_job', `no job is called ${row.name}`, false);
    await job.run(platform, job.payload.parse(row.payload), {
      jobId: row.id,
      attempt: row.attempts,
      correlationId: row.correlation_id,
    });
    await close(platform, row.id, 'done');
  } catch (error) {
    platform.logger.warn({ error: messageOf(error), job: row.name, id: row.id, attempt: row.attempts }, 'job failed');
    await afterFailure(platform, row, { error, most: job?.retry ?? 5 });
  }
};

/** Hands every due open job to the queue. BullMQ drops the ids it already has. */
const reconcile = async (platform: Platform, queue: Queue): Promise<void> => {
  const { rows } = await platform.database.pool.query<{ id: string }>(
    `SELECT id FROM jobs WHERE status = 'open' AND run_at <= now() ORDER BY run_at LIMIT 1000`,
  );
  for (const { id } of rows) await queue.deliver(id);
};

/** Starts working on jobs; answers the function that stops it, which waits for what is in hand. */
export const startWork = async (
  platform: Platform,
  queue: Queue,
  declared: readonly Job<never>[],
): Promise<() => Promise<void>> => {
  const jobs = new Map(declared.map((job) => [job.name, job]));
  const clockwork = declared.filter((job) => job.every !== undefined);
  const tick = async (name: string): Promise<void> => {
    const job = jobs.get(name);
    if (!job?.every) return;
    const slot = Math.floor(platform.clock.now().getTime() / job.every);
    await platform.jobs.enqueue(job, { payload: {}, ticket: { key: String(slot), correlationId: name } });
  };
  queue.work({ onJob: (id) => runOne(platform, jobs, id), onTick: tick }, 8);
  let busy = false;
  const sweep = (): void => {
    if (busy) return;
    busy = true;
    reconcile(platform, queue)
      .then(() => setTicks())
      .catch((error) => {
        if (!isOutage(error)) platform.logger.warn({ error: messageOf(error) }, 'job reconciler failed, trying again');
      })
      .finally(() => {
        busy = false;
      });
  };
  // Upserting a tick that exists changes nothing; after a FLUSHALL it brings it back.
  let ticksSetAt = 0;
  const setTicks = async (): Promise<void> => {
    if (Date.now() - ticksSetAt < 15_000) return;
    for (const job of clockwork) await queue.tick(job.name, job.every ?? 0);
    await queue.pruneTicks(clockwork.map((job) => job.name));
    ticksSetAt = Date.now();
    const { rows } = await platform.database.pool.query<{ name: string; n: string }>(
      `SELECT name, count(*) AS n FROM jobs WHERE status = 'open' GROUP BY name`,
    );
    openJobs.reset();
    for (const row of rows) openJobs.set({ job: row.name }, Number(row.n));
  };
  const off = platform.signals.on('jobs', sweep);
  sweep();
  const timer = setInterval(sweep, 2_000);
  return async () => {
    clearInterval(timer);
    off();
    await queue.close();
  };
};
