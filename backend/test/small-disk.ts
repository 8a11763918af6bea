/** A small disk of its own for tests that fill one: a file system in memory, where the system lets us mount it. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const megabyte = 1024 * 1024;

export type SmallDisk = {
  /** A folder on it. */
  path: string;
  freeBytes(): number;
  /** Another program's file takes the room until so many bytes are free. */
  fillTo(left: number): void;
  /** Takes the very last byte. */
  fill(): void;
  /** That program gives its room back. */
  free(): void;
  remove(): void;
};

/** Makes one of so many megabytes. Throws where that is not allowed. */
export const smallDisk = (megabytes: number): SmallDisk => {
  const root = mkdtempSync(join(tmpdir(), 'gantry-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', root], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(root);
    throw error;
  }
  chmodSync(root, 0o777);
  mkdirSync(join(root, 'home'));
  const filler = join(root, 'filler');
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(root);
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
    path: join(root, 'home'),
    freeBytes,
    fillTo,
    fill: () => fillTo(0),
    free: () => rmSync(filler, { force: true }),
    remove: () => {
      // What still has a file of it open keeps it a little longer.
      execFileSync('umount', ['-l', root]);
      rmdirSync(root);
    },
  };
};

const tried = (): boolean => {
  try {
    smallDisk(1).remove();
    return true;
  } catch {
    console.log('tests on a small disk are left out: none can be mounted here (it takes Linux and the right to mount)');
    return false;
  }
};

/** Whether this user may make one; says so when not. */
export const maySmallDisk = process.platform === 'linux' && tried();
