/** A disk of a few megabytes that a test can fill: a file system in memory, for root. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SmallDisk = { path: string; fill(): void; free(): void; remove(): void };

/** Whether this user may make one. */
export const maySmallDisk = process.platform === 'linux' && process.getuid?.() === 0;

/** Makes one of so many megabytes. */
export const smallDisk = (megabytes: number): SmallDisk => {
  const path = mkdtempSync(join(tmpdir(), 'gantry-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  chmodSync(path, 0o777);
  mkdirSync(join(path, 'home'));
  const ballast = join(path, 'ballast');
  return {
    path: join(path, 'home'),
    fill: () => {
      for (let left = 1; left > 0; ) {
        const { bavail, bsize } = statfsSync(path);
        left = bavail * bsize;
        writeFileSync(ballast, Buffer.alloc(left), { flag: 'a' });
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => {
      execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
};
