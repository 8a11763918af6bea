/** Who runs on the folder of a Postgres cluster: its server, as the lock file tells, and sessions that outlived theirs. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { endProcess, recordOf } from '../process-identity.ts';

/**
 * A lock file of a dead server, or one whose pid now belongs to something else, is removed. A live server is an error, or
 * ended where nobody but us can have left it. Sessions that outlived their server hold its memory, and are ended.
 */
export async function clearTheWay(folder: string, ours = false): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const pid = postmasterOf(folder);
  if (pid !== undefined) {
    const record = looksLikePostgres(pid) ? recordOf(pid) : undefined;
    if (record && !ours) throw new Error(`A Postgres (pid ${pid}) already runs on ${folder}; stop it first.`);
    if (record) await endProcess(record, 'SIGINT', 5_000);
    rmSync(file, { force: true });
  }
  if (ours) for (const pid of sessionsOn(folder)) process.kill(pid, 'SIGKILL');
}

/** Who the lock file of a cluster names. */
function postmasterOf(folder: string): number | undefined {
  const file = join(folder, 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
}

/** Processes of Postgres that work in a cluster's folder, where the system says so. */
function sessionsOn(folder: string): number[] {
  if (platform() !== 'linux') return [];
  const there = realpathSync(folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === there && looksLikePostgres(pid);
      } catch {
        return false;
      }
    });
}

function looksLikePostgres(pid: number): boolean {
  try {
    if (platform() === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes('postgres');
  } catch {
    return false;
  }
}

/** Postgres writes its state into its lock file's eighth line. */
export function isReady(folder: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}
