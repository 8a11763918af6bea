/**
 * Loaded into every child of the supervisor before its own code: it answers the supervisor's questions, so that one that
 * hangs is noticed, ends when the supervisor is gone (where another may adopt it: when none comes), and outlives a log that
 * cannot be written.
 */
import { isMainThread } from 'node:worker_threads';
import { goOnAlone } from '../../src/embedded/home/alone.ts';

/** What is asked now and then, and what is answered. */
export type Question = { ask: number };
export type Reply = { answer: number };

/** What a child may take to end by itself when nobody is there any more to end it. */
const lastResortMs = 10_000;

if (isMainThread && process.send) {
  process.on('message', (message: Partial<Question>) => {
    if (message.ask !== undefined)
      process.send?.({ answer: message.ask } satisfies Reply, undefined, {}, () => undefined);
  });
  const { GANTRY_ADOPTABLE_IN: home } = process.env;
  const end = (): void => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), lastResortMs).unref();
    process.kill(process.pid, 'SIGTERM');
  };
  process.once('disconnect', () => (home ? goOnAlone(home, end) : end()));
  // What it says is lost on a full disk, and that is all.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
