/** A disk of limited size in memory, so that it can be filled: a tmpfs mount that holds the home of the tower under test. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export type Disk = {
  /** Keeps the disk filled up to the last `leave` bytes until `ms` have passed or `stop`, then frees all it took. */
  fill(leave: number, ms: number, stop: AbortSignal): Promise<void>;
  end(): Promise<void>;
};

const chunk = Buffer.alloc(8 * 1024 * 1024, 1);
const crumb = 4_096;

const freeBytes = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
};

/** Takes all but the last `leave` bytes; others write meanwhile, so a full disk is met on the way. */
const take = async (path: string, file: string, leave: number): Promise<void> => {
  const handle = await open(file, 'a');
  try {
    for (let left = (await freeBytes(path)) - leave; left > 0; left = (await freeBytes(path)) - leave) {
      // The last crumb of a file system that counts in pages is taken by one that is too large for it.
      const { bytesWritten } = await handle.write(chunk, 0, Math.max(crumb, Math.min(left, chunk.length)));
      if (bytesWritten === 0) return;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await handle.close();
  }
};

/** Mounts a disk of so many megabytes at `path`; undefined where mounting is not allowed. */
export const mountDisk = async (path: string, megabytes: number): Promise<Disk | undefined> => {
  mkdirSync(path, { recursive: true });
  try {
    await execute('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path]);
  } catch {
    return undefined;
  }
  const file = join(path, 'ballast');
  return {
    fill: async (leave, ms, stop) => {
      const until = performance.now() + ms;
      try {
        while (performance.now() < until && !stop.aborted) {
          await take(path, file, leave);
          await pause(100);
        }
      } finally {
        await rm(file, { force: true });
      }
    },
    // Lazily: a process that is still ending must not keep the mount in place.
    end: async () => void (await execute('umount', ['-l', path])),
  };
};
