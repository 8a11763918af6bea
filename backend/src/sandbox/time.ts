/** The world's own clock: the real one, or one that runs faster for tests. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.ts';

/** `speed`: world milliseconds in a real one. */
export type WorldClock = Clock & { speed: number };

export const realClock: WorldClock = { now: () => new Date(), speed: 1 };

/** Starts at an instant and runs `speed` times as fast as the world outside. */
export const acceleratedClock = (start: Date, speed: number): WorldClock => {
  const began = performance.now();
  return { speed, now: () => new Date(start.getTime() + (performance.now() - began) * speed) };
};

/** Waits some world time, or until `woken` or the signal says so. */
export const waitOn = async (
  clock: WorldClock,
  worldMs: number,
  until: { woken: Promise<void>; signal: AbortSignal },
): Promise<void> => {
  const timer = new AbortController();
  const stop = () => timer.abort();
  until.signal.addEventListener('abort', stop, { once: true });
  const timed = sleep(Math.max(1, Math.min(60_000, worldMs / clock.speed)), undefined, { signal: timer.signal });
  await Promise.race([timed.catch(() => {}), until.woken]);
  timer.abort();
  until.signal.removeEventListener('abort', stop);
};
