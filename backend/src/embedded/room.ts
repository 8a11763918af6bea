/**
 * How much room a folder's volume has for us, and the ballast on it: a file of real bytes that is given up when Postgres
 * cannot start for want of space, so that it can read its log back, and made again when there is room.
 */

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MEGABYTE = 1024 * 1024;

export type Room = { freeBytes: number; totalBytes: number };

/** What an ordinary user may still write on the volume of a folder; undefined when that cannot be known. */
export function roomIn(folder: string): Room | undefined {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return undefined;
  }
}

export type Ballast = {
  /** Gives the bytes back to the disk. Never throws. */
  drop(): void;
  /** Makes it where it is missing and the volume has several times as much to spare. Never throws. */
  keep(): void;
};

/** A tenth of the volume at most, and no more than four segments of Postgres' log; none on a volume too small for one. */
export function ballastBytes(totalBytes: number): number {
  const most = Math.min(64 * MEGABYTE, Math.floor(totalBytes / 10 / MEGABYTE) * MEGABYTE);
  return most < 16 * MEGABYTE ? 0 : most;
}

/** What ClickHouse leaves free: a sixteenth of the volume, 128 MB at most. At most half of the reserve below which work rests. */
export const keptFreeBytes = (totalBytes: number): number => Math.min(128 * MEGABYTE, Math.floor(totalBytes / 16));

/** The ballast of a folder. */
export function openBallast(folder: string): Ballast {
  const file = join(folder, 'ballast');
  const exists = () => statSync(file, { throwIfNoEntry: false }) !== undefined;
  const drop = (): void => {
    for (const path of [file, `${file}.new`]) {
      try {
        rmSync(path, { force: true });
      } catch {
        // It stays; the next failure asks again.
      }
    }
  };
  return {
    drop,
    keep: () => {
      const room = roomIn(folder);
      const bytes = room ? ballastBytes(room.totalBytes) : 0;
      if (!room || bytes === 0 || room.freeBytes < bytes * 4) return;
      try {
        if (exists()) return;
        fill(`${file}.new`, bytes);
        renameSync(`${file}.new`, file);
      } catch {
        drop();
      }
    },
  };
}

/** Random bytes: a file system that packs or shares blocks would keep nothing free for zeros. */
function fill(file: string, bytes: number): void {
  const chunk = randomBytes(MEGABYTE);
  const handle = openSync(file, 'w', 0o600);
  try {
    for (let written = 0; written < bytes; written += chunk.length) {
      chunk.writeUInt32LE(written / MEGABYTE);
      writeSync(handle, chunk);
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
