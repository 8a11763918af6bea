/**
 * Prints papers in a thread of its own, whose memory and time are bounded: what is drawn is made of what strangers wrote. The
 * thread begins with the first paper and ends when nothing was printed for a while.
 */
import { Worker } from 'node:worker_threads';
import { Refusal, TooMany } from '../../kernel/errors.ts';
import { bounds, type Paper, tooLarge } from './paper.ts';

export type Order = { number: number; paper: Paper };
export type Printed = { number: number } & (
  | { bytes: Uint8Array }
  | { refused: { code: string; message: string } }
  | { failed: string }
);

const mostMemoryMb = 256;
const idleMs = 60_000;
/** Whoever has waited longer behind others is told to come again rather than left without an answer. */
const mostPatienceMs = 45_000;

type Bounds = { thread: URL; mostMs: number; mostWaiting: number };
const usual: Bounds = { thread: new URL('./press-thread.ts', import.meta.url), mostMs: 20_000, mostWaiting: 20 };

export type Press = { print(paper: Paper): Promise<Uint8Array>; close(): Promise<void> };

type Waiting = { order: Order; since: number; done(bytes: Uint8Array): void; fail(error: unknown): void };

const tooHeavy = (): Refusal =>
  new Refusal('conflict', 'too_large', `It would have more than ${bounds.bytes / 1024 / 1024} MB: print it in parts`);
const tooSlow = (): Refusal =>
  new Refusal('conflict', 'too_slow', 'It takes too long to be printed: print it in parts');
const busy = (): TooMany => new TooMany('busy_printing', 'Too much is being printed right now', 5);

const answer = (one: Waiting, printed: Printed): void => {
  if ('refused' in printed) one.fail(new Refusal('conflict', printed.refused.code, printed.refused.message));
  else if ('failed' in printed) one.fail(new Error(printed.failed));
  else if (printed.bytes.length > bounds.bytes) one.fail(tooHeavy());
  else one.done(printed.bytes);
};

type Heard = { printed(what: Printed): void; lost(because: unknown): void };

/** A thread that begins with the first order, and with the next after it has ended. */
const openHand = (source: URL, { printed, lost }: Heard) => {
  let thread: Worker | undefined;
  const begin = (): Worker => {
    const worker = new Worker(source, {
      execArgv: [],
      // None of the secrets of the process.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
    });
    const ended = (because: unknown): void => {
      if (worker !== thread) return;
      thread = undefined;
      lost(because);
    };
    worker.unref();
    worker.on('message', (what: Printed) => void (worker === thread && printed(what)));
    worker.on('error', ended);
    worker.on('exit', (code) => ended(new Error(`printing ended with ${code}`)));
    return worker;
  };
  return {
    post: (order: Order): void => {
      thread ??= begin();
      thread.postMessage(order);
    },
    end: async (): Promise<void> => {
      const ending = thread;
      thread = undefined;
      await ending?.terminate();
    },
  };
};

/** Who waits for the thread, one after another: each has its own time, and what it fails at takes no other along. */
const openQueue = ({ thread, mostMs }: Bounds) => {
  const waiting: Waiting[] = [];
  let printing: Waiting | undefined;
  let timer: NodeJS.Timeout | undefined;
  const finish = (answered: (one: Waiting) => void): void => {
    const one = printing;
    printing = undefined;
    clearTimeout(timer);
    if (one) answered(one);
    next();
  };
  const lost = (because: unknown): void => finish((one) => one.fail(because));
  const hand = openHand(thread, { printed: (what) => finish((one) => answer(one, what)), lost });
  const slow = (): void => {
    void hand.end();
    lost(tooSlow());
  };
  const next = (): void => {
    if (printing) return;
    clearTimeout(timer);
    const one = waiting.shift();
    printing = one;
    timer = one ? setTimeout(slow, mostMs) : setTimeout(() => void hand.end(), idleMs).unref();
    if (!one) return;
    if (performance.now() - one.since > mostPatienceMs) lost(busy());
    else hand.post(one.order);
  };
  return {
    get length(): number {
      return waiting.length + (printing ? 1 : 0);
    },
    add: (one: Waiting): void => {
      waiting.push(one);
      next();
    },
    close: async (because: unknown): Promise<void> => {
      for (const one of waiting.splice(0)) one.fail(because);
      lost(because);
      clearTimeout(timer);
      await hand.end();
    },
  };
};

/** Opens it; nothing runs before the first paper. */
export const openPress = (limits: Bounds = usual): Press => {
  const queue = openQueue(limits);
  let numbers = 0;
  return {
    print: (paper) => {
      if (tooLarge(paper)) throw tooHeavy();
      if (queue.length >= limits.mostWaiting) throw busy();
      return new Promise<Uint8Array>((done, fail) =>
        queue.add({ order: { number: ++numbers, paper }, since: performance.now(), done, fail }),
      );
    },
    close: () => queue.close(new Refusal('unavailable', 'stopping', 'The process is stopping')),
  };
};
