/** BullMQ on node-redis: the queues' only content is job ids and wake-up calls. One queue for each lane. */
import { Queue as BullQueue, createNodeRedisClient, RedisConnection, Worker } from 'bullmq';
import { createClient } from 'redis';
import { answeredBy } from '../store-errors.ts';
import { type Lane, lanes } from './jobs.ts';

/** How many jobs of a lane one process works on at a time. */
const concurrency: Record<Lane, number> = { fast: 8, calls: 8, slow: 2 };

const nameOf = (lane: Lane): string => `gantry-${lane}`;

/**
 * How BullMQ gets its connections. Its factory is the process's own, so it is set anew before each thing that connects:
 * several towers may stand in one process.
 */
const connecting = (url: string, onError: (error: Error) => void) => (): { host: string } => {
  RedisConnection.clientFactory = () => {
    const client = createClient({ url, socket: { reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 2_000) } });
    client.on('error', onError);
    return createNodeRedisClient(client);
  };
  return { host: 'set-by-client-factory' };
};

export type Tick = { name: string; lane: Lane; everyMs: number };

export type Queue = {
  /** Hands one job over; the same id twice is one delivery. */
  deliver(lane: Lane, id: string, delayMs?: number): Promise<void>;
  /** Sets the repeating ticks: upserted, and those nobody declares any more removed. */
  setTicks(ticks: readonly Tick[]): Promise<void>;
  counts(): Promise<Record<Lane, Record<string, number>>>;
  /** Starts working: `onJob` for deliveries, `onTick` for ticks. */
  work(handlers: { onJob(id: string): Promise<void>; onTick(name: string): Promise<void> }): void;
  close(): Promise<void>;
};

type Handlers = Parameters<Queue['work']>[0];

const openLane = (lane: Lane, connect: ReturnType<typeof connecting>, onError: (error: Error) => void) => {
  const queue = new BullQueue(nameOf(lane), {
    connection: connect(),
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', onError);
  let worker: Worker | undefined;
  return {
    queue,
    setTicks: async (ticks: readonly Tick[]): Promise<void> => {
      for (const { name, everyMs } of ticks)
        await queue.upsertJobScheduler(name, { every: everyMs }, { name: 'tick', data: { name } });
      const known = ticks.map(({ name }) => name);
      for (const { key } of (await queue.getJobSchedulers(0, 1000)) ?? [])
        if (key && !known.includes(key)) await queue.removeJobScheduler(key);
    },
    work: ({ onJob, onTick }: Handlers): void => {
      worker = new Worker(
        nameOf(lane),
        async (delivered) => {
          if (delivered.name === 'tick') await onTick(String(delivered.data.name));
          else await onJob(String(delivered.data.id));
        },
        // A job's truth is in Postgres, so a stalled delivery may start again as often as it likes.
        {
          connection: connect(),
          concurrency: concurrency[lane],
          maxStalledCount: 1_000_000,
          stalledInterval: 5_000,
          lockDuration: 15_000,
        },
      );
      worker.on('error', onError);
      worker.on('failed', (_, error) => onError(error));
    },
    close: async (): Promise<void> => {
      await worker?.close();
      await queue.close();
    },
  };
};

/** Opens the queues. Errors of the connection go to `onError`; calls made while Redis is away fail and are made up for by the reconciler. */
export const openQueue = (url: string, onError: (error: Error) => void): Queue => {
  const connect = connecting(url, onError);
  const opened = {
    fast: openLane('fast', connect, onError),
    calls: openLane('calls', connect, onError),
    slow: openLane('slow', connect, onError),
  } satisfies Record<Lane, unknown>;
  const counts = (lane: Lane) =>
    answeredBy('redis', () => opened[lane].queue.getJobCounts('waiting', 'active', 'delayed', 'failed'));
  return {
    deliver: async (lane, id, delayMs = 0) => {
      await answeredBy('redis', () => opened[lane].queue.add('job', { id }, { jobId: id, delay: delayMs }));
    },
    setTicks: async (ticks) => {
      for (const lane of lanes)
        await answeredBy('redis', () => opened[lane].setTicks(ticks.filter((tick) => tick.lane === lane)));
    },
    counts: async () => ({ fast: await counts('fast'), calls: await counts('calls'), slow: await counts('slow') }),
    work: (handlers) => {
      for (const lane of lanes) opened[lane].work(handlers);
    },
    close: async () => {
      await Promise.all(lanes.map((lane) => opened[lane].close()));
    },
  };
};
