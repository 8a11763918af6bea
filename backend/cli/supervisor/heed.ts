/**
 * Loaded into every child of the supervisor before its own code: it answers the supervisor's questions, so that one that
 * hangs is noticed, ends when the supervisor is gone (at once, or after so long as it was told to go on alone), and outlives
 * a log that cannot be written.
 */
import { isMainThread } from 'node:worker_threads';

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
  const aloneMs = Number(process.env.GANTRY_ALONE_MS ?? 0);
  process.once('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), aloneMs + lastResortMs).unref();
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), aloneMs).unref();
  });
  // What it says is lost on a full disk, and that is all.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
