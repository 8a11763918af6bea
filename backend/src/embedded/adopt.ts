/**
 * A process that a killed tower left running, taken on as if we had started it: whoever asks it notices nothing. Only one that
 * was started exactly as we would start it, and that answers; any other is ended, to be started anew.
 */
import { createHash } from 'node:crypto';
import { ask, type Protocol } from './answering.ts';
import { endOrphan, type Survivors } from './home/book.ts';
import { toldEnd } from './home/claim.ts';
import { logSize, readLog } from './log-file.ts';
import { isAlive } from './process-identity.ts';
import type { RunningProcess } from './server-process.ts';

const LOOK_MS = 50;

/** What tells those that were started alike: of all that a start depends on. */
export const markOf = (...all: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(all)).digest('hex');

export type Adoption = {
  name: string;
  /** Of what we would start. */
  mark: string;
  protocol: Protocol;
  port: number;
  logFile: string;
  tell?: ((text: string) => void) | undefined;
};

/** Undefined where there is none to adopt (any more). */
export async function adopt(
  survivor: Survivors[string] | undefined,
  { name, mark, protocol, port, logFile, tell }: Adoption,
): Promise<RunningProcess | undefined> {
  if (!survivor || !isAlive(survivor)) return undefined;
  if (survivor.mark !== mark || (await ask(protocol, port)) !== 'answered') {
    tell?.(toldEnd(name, survivor.pid));
    await endOrphan(name, survivor);
    return undefined;
  }
  const start = logSize(logFile);
  // It is not our child, so nobody tells us of its end.
  const exited = new Promise<string>((resolve) => {
    const looking = setInterval(() => {
      if (isAlive(survivor)) return;
      clearInterval(looking);
      resolve('of itself');
    }, LOOK_MS);
  });
  return { pid: survivor.pid, exited, hasExited: () => !isAlive(survivor), log: () => readLog(logFile, start) };
}
