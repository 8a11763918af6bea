/** BullMQ on node-redis: the queue's only content is job ids and wake-up calls. */
import { Queue as BullQueue, createNodeRedisClient, RedisConnection, Worker } from 'bullmq';
import { createClient } from 'redis';

const name = 'gantry';

/** Tells BullMQ which Redis to talk to; once per process. */
const use = (url: string, onError: (error: Error) => void) => {
  RedisConnection.clientFactory = () => {
    const client = createClient({ url, socket: { reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 2_000) } });
    client.on('error', onError);
    return createNodeRedisClient(client);
  };
  return { host: 'set-by-client-factory' };
};

export type Queue = {
  /** Hands one job over; the same id twice is one delivery. */
  deliver(id: string, delayMs?: number): Promise<void>;
  /** A repeating tick, upserted; ticks nobody declares any more are removed by `pruneTicks`. */
  tick(name: string, everyMs: number): Promise<void>;
  pruneTicks(keep: readonly string[]): Promise<void>;
  counts(): Promise<Record<string, number>>;
  /** Starts working: `onJob` for deliveries, `onTick` for ticks. */
  work(handlers: { onJob(id: string): Promise<void>; onTick(name: string): Promise<void> }, concurrency: number): void;
  close(): Promise<void>;
};

/** Opens the queue. Errors of the connection go to `onError`; calls made while Redis is away fail and are made up for by the reconciler. */
export const openQueue = (url: string, onError: (error: Error) => void): Queue => {
  const connection = use(url, onError);
  const queue = new BullQueue(name, { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
  queue.on('error', onError);
  let worker: Worker | undefined;
  return {
    deliver: async (id, delayMs = 0) => {
      await queue.add('job', { id }, { jobId: id, delay: delayMs });
    },
    tick: async (tickName, everyMs) => {
      await queue.upsertJobScheduler(tickName, { every: everyMs }, { name: 'tick', data: { name: tickName } });
    },
    pruneTicks: async (keep) => {
      for (const scheduler of await queue.getJobSchedulers(0, 1000))
        if (scheduler.key && !keep.includes(scheduler.key)) await queue.removeJobScheduler(scheduler.key);
    },
    counts: () => queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
    work: ({ onJob, onTick }, concurrency) => {
      worker = new Worker(
        name,
        async (delivered) => {
          if (delivered.name === 'tick') await onTick(String(delivered.data.name));
          else await onJob(String(delivered.data.id));
        },
        // A job's truth is in Postgres, so a stalled delivery may start again as often as it likes.
        { connection, concurrency, maxStalledCount: 1_000_000, stalledInterval: 5_000, lockDuration: 15_000 },
      );
      worker.on('error', onError);
      worker.on('failed', (_, error) => onError(error));
    },
    close: async () => {
      await worker?.close();
      await queue.close();
    },
  };
};
