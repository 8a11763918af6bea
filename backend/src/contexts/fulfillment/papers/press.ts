/**
 * Prints papers in a thread of its own, whose memory and time are bounded: what is drawn is made of what strangers wrote. The
 * thread begins with the first paper and ends when nothing was printed for a while.
 */
import { Worker } from 'node:worker_threads';
import { Refusal, TooMany } from '../../../kernel/errors.ts';
import { bounds, type Paper, tooLarge } from './paper.ts';

export type Order = { number: number; paper: Paper };
export type Printed = { number: number } & (
  | { bytes: Uint8Array }
  | { refused: { code: string; message: string } }
  | { failed: string }
);

const mostMemoryMb = 256;
const mostMs = 20_000;
const idleMs = 60_000;
const mostWaiting = 20;

export type Press = { print(paper: Paper): Promise<Uint8Array>; close(): Promise<void> };

type Waiting = { done(bytes: Uint8Array): void; fail(error: unknown): void; timer: NodeJS.Timeout };

const tooHeavy = (): Refusal =>
  new Refusal('conflict', 'too_large', `It would have more than ${bounds.bytes / 1024 / 1024} MB: print it in parts`);

/** Opens it; nothing runs before the first paper. */
export const openPress = (): Press => {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let numbers = 0;
  let idle: NodeJS.Timeout | undefined;
  const settle = (number: number): Waiting | undefined => {
    const one = waiting.get(number);
    waiting.delete(number);
    clearTimeout(one?.timer);
    return one;
  };
  const end = async (because: unknown): Promise<void> => {
    const ending = thread;
    thread = undefined;
    clearTimeout(idle);
    for (const number of [...waiting.keys()]) settle(number)?.fail(because);
    await ending?.terminate();
  };
  const take = (printed: Printed): void => {
    const one = settle(printed.number);
    if ('bytes' in printed) printed.bytes.length > bounds.bytes ? one?.fail(tooHeavy()) : one?.done(printed.bytes);
    else if ('refused' in printed) one?.fail(new Refusal('conflict', printed.refused.code, printed.refused.message));
    else one?.fail(new Error(printed.failed));
    clearTimeout(idle);
    if (waiting.size === 0) idle = setTimeout(() => void end(new Error('idle')), idleMs).unref();
  };
  const begin = (): Worker => {
    const worker = new Worker(new URL('./press-thread.ts', import.meta.url), {
      execArgv: [],
      // None of the secrets of the process.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
    });
    worker.unref();
    worker.on('message', take);
    worker.on('error', (error) => void (worker === thread && end(error)));
    worker.on('exit', (code) => void (worker === thread && end(new Error(`printing ended with ${code}`))));
    return worker;
  };
  return {
    print: (paper) => {
      if (tooLarge(paper)) throw tooHeavy();
      if (waiting.size >= mostWaiting) throw new TooMany('busy_printing', 'Too much is being printed right now', 5);
      thread ??= begin();
      const worker = thread;
      const number = ++numbers;
      return new Promise<Uint8Array>((done, fail) => {
        const slow = (): void =>
          void end(new Refusal('conflict', 'too_slow', 'It takes too long to be printed: print it in parts'));
        waiting.set(number, { done, fail, timer: setTimeout(slow, mostMs) });
        worker.postMessage({ number, paper } satisfies Order);
      });
    },
    close: () => end(new Refusal('unavailable', 'stopping', 'The process is stopping')),
  };
};
