/**
 * Tells whether a recorded pid is still the process it was: pids are used again, also after a reboot, and nobody may
 * signal a stranger's process. Identity = when that process started, on which boot.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

export type ProcessRecord = { pid: number; identity: string };

/** A text equal for the same process only; undefined when no such process runs (a zombie does not). */
export function identityOf(pid: number): string | undefined {
  if (platform() !== 'linux') return psIdentity(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces, so fields are counted from the last bracket: 0 is the state, 19 the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function psIdentity(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=,stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const cut = text.lastIndexOf(' ');
    return text === '' || text.slice(cut + 1).startsWith('Z') ? undefined : text.slice(0, cut).trim();
  } catch {
    return undefined;
  }
}

/** Notes a running process; undefined when it is gone already. */
export function recordOf(pid: number): ProcessRecord | undefined {
  const identity = identityOf(pid);
  return identity === undefined ? undefined : { pid, identity };
}

/** True while the recorded process itself runs. */
export function isAlive(record: ProcessRecord): boolean {
  return identityOf(record.pid) === record.identity;
}

/** Where the same pid means the same process: this boot, this namespace of pids. Undefined where the system does not say. */
export function pidSpace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** True when a process recorded in this pid space has ended for certain: its pid is free, or another process has it. */
export function hasEnded({ pid, identity }: ProcessRecord): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // One of another user's is there as well.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  const now = identityOf(pid);
  return now !== undefined && now !== identity;
}

/** Asks a recorded process to go with `signal`, and ends it after `patienceMs`. Resolves once it is gone. */
export async function endProcess(record: ProcessRecord, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  send(record, signal);
  // One that was stopped (SIGSTOP) hears of it only when it goes on.
  send(record, 'SIGCONT');
  const deadline = performance.now() + patienceMs;
  let killed = false;
  while (isAlive(record)) {
    if (!killed && performance.now() > deadline) {
      send(record, 'SIGKILL');
      killed = true;
    }
    await pause(10);
  }
}

/** Sends a signal to a recorded process, if it still runs. */
export function send(record: ProcessRecord, signal: NodeJS.Signals): void {
  if (!isAlive(record)) return;
  try {
    process.kill(record.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
