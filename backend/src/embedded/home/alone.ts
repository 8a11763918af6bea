/**
 * What becomes of a process whose supervisor was killed: it goes on for a while, and for longer where another supervisor has
 * taken over the home, which adopts it or ends it. So nobody who asks it notices that a supervisor was killed.
 */
import { hasSupervisor } from './book.ts';

/** How long a tower without a supervisor goes on. */
const ALONE_MS = 15_000;
const LOOK_MS = 1_000;

/** Call it when the supervisor is gone: calls `end` when no other has come for a while. */
export function goOnAlone(home: string, end: () => void): void {
  let left = ALONE_MS;
  const looking = setInterval(() => {
    left = hasSupervisor(home) ? ALONE_MS : left - LOOK_MS;
    if (left > 0) return;
    clearInterval(looking);
    end();
  }, LOOK_MS).unref();
}
