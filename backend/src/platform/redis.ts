/**
 * Redis: wake-up calls between processes, rate limits, the queue. Everything in it can be lost, so nobody waits for it: a
 * question has 200 ms, and once that has passed nobody asks until a probe in the background was answered in time. Redis may
 * come and go at any moment, and need not be there when a process starts.
 */
import { createClient } from 'redis';
import { within } from '../kernel/deadline.ts';
import { StoreAway } from '../kernel/errors.ts';

const deadlineMs = 200;
/** How long after an answer the next probe is sent, and after a failure. */
const probeMs = 1_000;
const probeAgainMs = 200;

type ConnectionOptions = { disableOfflineQueue?: boolean; socketTimeoutMs?: number };

/** A peer that went without a word is noticed by the pings, whose answers do not come, within eight seconds. */
export const connection = (
  url: string,
  { disableOfflineQueue = true, socketTimeoutMs = 6_000 }: ConnectionOptions = {},
) =>
  createClient({
    url,
    disableOfflineQueue,
    pingInterval: 2_000,
    socket: {
      connectTimeout: 3_000,
      socketTimeout: socketTimeoutMs,
      keepAliveInitialDelay: 2_000,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 1_000),
    },
  });
export type RedisClient = ReturnType<typeof connection>;

export type Redis = {
  url: string;
  /** For libraries that want a client of their own; what they ask goes through `ask`. */
  client: RedisClient;
  /** Which of the server's databases this is: channels know nothing of them. */
  database: number;
  /** Whether Redis answered in time when it was asked last. */
  readonly answers: boolean;
  /** The answer to a question, within 200 ms. Throws a StoreAway, at once while Redis does not answer, and else what the question threw. */
  ask<T>(question: () => Promise<T>): Promise<T>;
  /** Calls `listener` whenever Redis begins or ceases to answer; answers how to end it. */
  onChange(listener: (answers: boolean) => void): () => void;
  /** Another connection, for what occupies one: it connects by itself and again after every break. */
  another(): RedisClient;
  close(): void;
};

const late = (): Error => new StoreAway('redis', `no answer within ${deadlineMs} ms`);

/** Whether Redis answers, and who wants to know when that changes. */
const createState = () => {
  const listeners = new Set<(answers: boolean) => void>();
  let answers = false;
  return {
    get answers() {
      return answers;
    },
    set: (next: boolean): void => {
      if (next === answers) return;
      answers = next;
      for (const listener of listeners) listener(next);
    },
    onChange: (listener: (answers: boolean) => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

/** Asks again and again whether Redis answers in time, at once when that may have changed; answers how to end it. */
const probing = (client: RedisClient, state: ReturnType<typeof createState>): (() => void) => {
  let over = false;
  let asking = false;
  let timer: NodeJS.Timeout | undefined;
  const probe = async (): Promise<void> => {
    if (over || asking) return;
    asking = true;
    clearTimeout(timer);
    const asked = client.ping();
    try {
      await within(asked, deadlineMs, late);
      state.set(true);
    } catch {
      state.set(false);
      // What is written to a peer that does not answer only keeps its connection from being given up.
      await asked.catch(() => undefined);
    }
    asking = false;
    timer = setTimeout(() => void probe(), state.answers ? probeMs : probeAgainMs);
  };
  client.on('ready', () => void probe());
  state.onChange((answers) => {
    if (!answers) void probe();
  });
  return () => {
    over = true;
    clearTimeout(timer);
  };
};

/** Connections that connect again after every break until they are closed together. */
const createConnections = (url: string, onError: (error: Error) => void) => {
  const opened: RedisClient[] = [];
  let closed = false;
  return {
    open: (): RedisClient => {
      const client = connection(url);
      client.on('error', (error: Error) => {
        if (!closed) onError(error);
      });
      opened.push(client);
      // It gives up only when it is closed: everything before is told as an error of the client.
      client.connect().catch(() => undefined);
      return client;
    },
    close: (): void => {
      closed = true;
      for (const one of opened) one.destroy();
    },
  };
};

/** Opens Redis without waiting for it, and keeps connecting until it is closed. Errors go to `onError`, never to the process. */
export const openRedis = (url: string, onError: (error: Error) => void): Redis => {
  const state = createState();
  const connections = createConnections(url, onError);
  const client = connections.open();
  client.on('error', () => state.set(false));
  const endProbing = probing(client, state);
  return {
    url,
    client,
    database: client.options?.database ?? 0,
    get answers() {
      return state.answers;
    },
    ask: async (question) => {
      if (!state.answers) throw new StoreAway('redis', 'does not answer');
      try {
        return await within(question(), deadlineMs, late);
      } catch (error) {
        // What is no Error is an answer, as of a rate limit that refuses.
        if (!(error instanceof Error)) throw error;
        state.set(false);
        throw error instanceof StoreAway ? error : new StoreAway('redis', error);
      }
    },
    onChange: state.onChange,
    another: connections.open,
    close: () => {
      endProbing();
      connections.close();
      state.set(false);
    },
  };
};
