/**
 * How a process takes the place of a former one of its role that goes on although its supervisor was killed: it prepares
 * beside it, and ends it only when it can do its work, so that customers of the tower notice nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess, isAlive, type ProcessRecord } from '../embedded/process-identity.ts';

/** One that does not get ready takes the place nevertheless: it says what it waits for. */
const longestMs = 30_000;
/** What the former one may take for the answers it has begun. */
const answersMs = 2_000;
const againMs = 10;

type Place = {
  /** Settles when everything is there that the work needs. */
  ready: Promise<unknown>;
  /** Listens where the former one does. `alone`: nobody of ours holds the port any more. */
  listen(alone: boolean): Promise<number>;
};

/** Listens, after `former` where there is one, and answers the port. */
export const takePlace = async (former: ProcessRecord | null, { ready, listen }: Place): Promise<number> => {
  if (!former || !isAlive(former)) return listen(true);
  await Promise.race([ready, pause(longestMs, undefined, { ref: false })]);
  const ended = endProcess(former, 'SIGTERM', answersMs);
  // It lets go of its port at once, and of itself when it has given its last answers.
  for (;;) {
    const alone = !isAlive(former);
    try {
      return await listen(alone);
    } catch (error) {
      if (alone || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      await Promise.race([ended, pause(againMs)]);
    }
  }
};
