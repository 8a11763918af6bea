/** A small disk of its own for tests that fill one: a file system in memory, where the system lets us mount it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const megabyte = 1024 * 1024;

export type SmallDisk = {
  folder: string;
  freeBytes(): number;
  /** Another program's file takes the room until `left` bytes are free, or the very last one when it is 0. */
  fillTo(left: number): void;
  /** That program gives it back. */
  empty(): void;
  unmount(): void;
};

/** Mounts one; undefined, with a line that says so, where that is not allowed. */
export const mountSmallDisk = (megabytes: number): SmallDisk | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    rmdirSync(folder);
    console.log('left out: no small disk can be mounted here (it takes root and tmpfs)');
    return undefined;
  }
  chmodSync(folder, 0o755);
  const filler = join(folder, 'filler');
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  const fillTo = (left: number): void => {
    const handle = openSync(filler, 'a');
    const chunk = Buffer.alloc(megabyte, 1);
    try {
      for (let room = freeBytes() - left; room > 0; room = freeBytes() - left)
        writeSync(handle, chunk, 0, Math.min(room, chunk.length));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(handle);
    }
  };
  return {
    folder,
    freeBytes,
    fillTo,
    empty: () => rmSync(filler, { force: true }),
    unmount: () => {
      // What still has a file of it open keeps it a little longer.
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
};
