/**
 * A server that a killed tower left running, taken on as if we had started it: whoever asks it notices nothing. Only one that
 * runs by the very command by which we would start it, and that answers; all others are ended and started anew.
 */
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { ask, type Protocol } from './answering.ts';
import { logSize, readLog } from './log-file.ts';
import { isAlive, recordOf } from './process-identity.ts';
import type { RunningProcess } from './server-process.ts';

const LOOK_MS = 50;

type Adoption = {
  /** The program and its arguments. */
  command: readonly string[];
  protocol: Protocol;
  port: number;
  logFile: string;
};

/** Undefined where it cannot be adopted, also where the system does not tell by which command a process runs. */
export async function adopt(
  pid: number,
  { command, protocol, port, logFile }: Adoption,
): Promise<RunningProcess | undefined> {
  if (commandOf(pid) !== command.join('\0')) return undefined;
  const record = recordOf(pid);
  if (!record || (await ask(protocol, port)) !== 'answered') return undefined;
  const start = logSize(logFile);
  let over = false;
  // It is not our child, so nobody tells us of its end.
  const exited = new Promise<string>((resolve) => {
    const looking = setInterval(() => {
      if (isAlive(record)) return;
      clearInterval(looking);
      over = true;
      resolve('of itself');
    }, LOOK_MS);
  });
  return { pid, exited, hasExited: () => over || !isAlive(record), log: () => readLog(logFile, start) };
}

function commandOf(pid: number): string | undefined {
  if (platform() !== 'linux') return undefined;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0$/, '');
  } catch {
    return undefined;
  }
}
