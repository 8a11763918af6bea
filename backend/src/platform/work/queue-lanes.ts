/**
 * One opening of the queues: a BullMQ queue and worker for each lane, on connections of their own. What hangs on a Redis
 * that does not answer is abandoned with them, so that nothing waits for it.
 */
import { Queue as BullQueue, createNodeRedisClient, RedisConnection, Worker } from 'bullmq';
import { within } from '../../kernel/deadline.ts';
import { StoreAway } from '../../kernel/errors.ts';
import { connection, type RedisClient } from '../redis.ts';
import { type Lane, lanes } from './jobs.ts';

export type Tick = { name: string; lane: Lane; everyMs: number };
export type Handlers = { onJob(id: string): Promise<void>; onTick(name: string): Promise<void> };

/** What an opening tells: errors of its connections, and that it is of no use because one broke while it was being made. */
export type LaneListeners = { onError(error: Error): void; onBroken(error: unknown): void };

/** How many jobs of a lane one process works on at a time. */
export const concurrency: Readonly<Record<Lane, number>> = { fast: 8, calls: 8, slow: 2 };

/** After what was in hand has ended, Redis has so long to take note of it. */
const farewellMs = 1_000;

const nameOf = (lane: Lane): string => `gantry-${lane}`;

/** The connections of one opening. BullMQ waits on some of them for ten seconds at a time, without a word. */
const createConnections = (url: string, onError: (error: Error) => void) => {
  const made: RedisClient[] = [];
  let abandoned = false;
  const make = (): RedisClient => {
    const client = connection(url, { disableOfflineQueue: false, socketTimeoutMs: 12_000 });
    client.on('error', (error: Error) => {
      if (!abandoned) onError(error);
    });
    made.push(client);
    return client;
  };
  return {
    // BullMQ's factory is the process's own, so it is set anew before each thing that connects: several towers may stand in
    // one process.
    next: (): { host: string } => {
      RedisConnection.clientFactory = () => {
        const client = createNodeRedisClient(make());
        // BullMQ listens as long as it needs the client, which may speak up once more after that.
        client.on('error', () => undefined);
        return client;
      };
      return { host: 'set-by-client-factory' };
    },
    abandon: (): void => {
      abandoned = true;
      for (const client of made) client.destroy();
    },
  };
};
type Connections = ReturnType<typeof createConnections>;

const openLane = (lane: Lane, connections: Connections, { onError, onBroken }: LaneListeners) => {
  const queue = new BullQueue(nameOf(lane), {
    connection: connections.next(),
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', onError);
  queue.waitUntilReady().catch(onBroken);
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
          connection: connections.next(),
          concurrency: concurrency[lane],
          maxStalledCount: 1_000_000,
          stalledInterval: 5_000,
          lockDuration: 15_000,
          runRetryDelay: 1_000,
        },
      );
      worker.on('error', onError);
      worker.on('failed', (_, error) => onError(error));
      worker.waitUntilReady().catch(onBroken);
    },
    close: async (force: boolean): Promise<void> => {
      await Promise.all([worker?.close(force), queue.close()]);
    },
  };
};

/** Counts what is in hand, and says when there is nothing. */
const createHand = () => {
  const inHand = new Set<Promise<void>>();
  const take = (work: Promise<void>): Promise<void> => {
    inHand.add(work);
    const gone = (): void => void inHand.delete(work);
    work.then(gone, gone);
    return work;
  };
  return {
    of: ({ onJob, onTick }: Handlers): Handlers => ({
      onJob: (id) => take(onJob(id)),
      onTick: (name) => take(onTick(name)),
    }),
    empty: async (): Promise<void> => {
      while (inHand.size > 0) await Promise.allSettled(inHand);
    },
  };
};

/** Every lane on these connections. */
const openAll = (connections: Connections, listeners: LaneListeners) => {
  const open = {
    fast: openLane('fast', connections, listeners),
    calls: openLane('calls', connections, listeners),
    slow: openLane('slow', connections, listeners),
  } satisfies Record<Lane, unknown>;
  return {
    add: async (lane: Lane, id: string, delayMs: number): Promise<void> =>
      void (await open[lane].queue.add('job', { id }, { jobId: id, delay: delayMs })),
    setTicks: async (ticks: readonly Tick[]): Promise<void> => {
      for (const lane of lanes) await open[lane].setTicks(ticks.filter((tick) => tick.lane === lane));
    },
    counts: (lane: Lane): Promise<Record<string, number>> =>
      open[lane].queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
    work: (handlers: Handlers): void => {
      for (const lane of lanes) open[lane].work(handlers);
    },
    close: (force: boolean) => Promise.allSettled(lanes.map((lane) => open[lane].close(force))),
  };
};

/** Opens all lanes. */
export const openLanes = (url: string, { onError, onBroken }: LaneListeners) => {
  let over = false;
  const whileOpen =
    <Reason>(listener: (reason: Reason) => void) =>
    (reason: Reason): void => {
      if (!over) listener(reason);
    };
  const listeners = { onError: whileOpen(onError), onBroken: whileOpen(onBroken) };
  const connections = createConnections(url, listeners.onError);
  const hand = createHand();
  const { add, setTicks, counts, work, close } = openAll(connections, listeners);
  const asked = { add, setTicks };
  const abandon = (): void => {
    over = true;
    // Closing comes first: whoever loses its connection then does not ask for another.
    void close(true);
    connections.abandon();
  };
  return {
    /** What `question` is answered within `ms`. Throws a StoreAway. */
    ask: async (ms: number, question: (to: typeof asked) => Promise<void>): Promise<void> => {
      const late = (): Error => new StoreAway('redis', `the queues took nothing for ${ms} ms`);
      await within(question(asked), ms, late).catch((error: unknown) => {
        throw error instanceof StoreAway ? error : new StoreAway('redis', error);
      });
    },
    counts,
    work: (handlers: Handlers): void => work(hand.of(handlers)),
    /** Gives everything up at once; what is in hand ends by itself. */
    abandon,
    /** Lets what is in hand end, and then goes, with Redis' leave or without it. */
    close: async (): Promise<void> => {
      over = true;
      const closing = close(false);
      await hand.empty();
      await within(closing, farewellMs, () => new StoreAway('redis', 'no farewell')).catch(abandon);
    },
  };
};
export type OpenLanes = ReturnType<typeof openLanes>;
