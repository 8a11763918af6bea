/**
 * The queues: deliveries of job ids and ticks, by BullMQ over node-redis. One for each lane, so that minutes of work delay no
 * label. While Redis does not answer there are none, and whoever hands something over is told at once.
 */
import { messageOf, StoreAway } from '../../kernel/errors.ts';
import type { Redis } from '../redis.ts';
import { type Lane, lanes } from './jobs.ts';
import { type Handlers, type OpenLanes, openLanes, type Tick } from './queue-lanes.ts';

/** Redis may be away for so long before the connections to it are given up and made anew with its return. */
const patienceMs = 3_000;
const againMs = 1_000;
/** Handing over is no request of anybody's, but nobody is to hang on it either. */
const handOverMs = 2_000;

export type Queue = {
  /** Whether deliveries arrive now. */
  readonly answers: boolean;
  /** Hands one job over; the same id twice is one delivery. Throws a StoreAway when Redis does not take it. */
  deliver(lane: Lane, id: string, delayMs?: number): Promise<void>;
  /** Sets the repeating ticks: upserted, and those nobody declares any more removed. */
  setTicks(ticks: readonly Tick[]): Promise<void>;
  counts(): Promise<Record<Lane, Record<string, number>>>;
  /** Starts working: `onJob` for deliveries, `onTick` for ticks. */
  work(handlers: Handlers): void;
  /** Lets what is in hand end, takes nothing more, and waits for no answer of Redis that does not come. */
  close(): Promise<void>;
};

/** The lanes as they are open now: opened by whoever needs them, given up when Redis stays away, worked on again on its return. */
const keepLanes = (redis: Redis, onError: (error: Error) => void) => {
  let opened: OpenLanes | undefined;
  let handlers: Handlers | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const later = (ms: number, what: () => void): void => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(what, ms);
  };
  const drop = (): void => {
    opened?.abandon();
    opened = undefined;
  };
  const resume = (): void => {
    if (handlers && redis.answers && !closed) current();
  };
  const current = (): OpenLanes => {
    if (closed || !redis.answers) throw new StoreAway('redis', 'the queues are not there');
    if (opened) return opened;
    // Connections that broke while they were being made do not mend by themselves.
    const onBroken = (error: unknown): void => {
      if (opened !== fresh) return;
      onError(new Error(`queues: ${messageOf(error)}`));
      drop();
      later(againMs, resume);
    };
    const fresh = openLanes(redis.url, { onError, onBroken });
    opened = fresh;
    if (handlers) fresh.work(handlers);
    return fresh;
  };
  const off = redis.onChange((answers) => (answers ? later(0, resume) : later(patienceMs, drop)));
  const work = (given: Handlers): void => {
    handlers = given;
    resume();
  };
  const close = async (): Promise<void> => {
    closed = true;
    off();
    clearTimeout(timer);
    await opened?.close();
  };
  return { current, work, close };
};

/** Opens the queues; nothing connects before it is used. Errors of the connections go to `onError`. */
export const openQueue = (redis: Redis, onError: (error: Error) => void): Queue => {
  const { current, work, close } = keepLanes(redis, onError);
  let closing: Promise<void> | undefined;
  return {
    get answers() {
      return redis.answers;
    },
    deliver: (lane, id, delayMs = 0) => current().ask(handOverMs, ({ add }) => add(lane, id, delayMs)),
    setTicks: (ticks) => current().ask(handOverMs * 5, ({ setTicks }) => setTicks(ticks)),
    counts: async () => {
      const { counts } = current();
      const [fast, calls, slow] = await Promise.all(lanes.map(counts));
      return { fast: fast ?? {}, calls: calls ?? {}, slow: slow ?? {} };
    },
    work,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};
