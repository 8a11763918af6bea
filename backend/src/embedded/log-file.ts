/** The logs of what we start: each a file that is appended to, held below a bound, and never a reason not to start. */
import {
  closeSync,
  copyFileSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const MEGABYTE = 1024 * 1024;
const LOOK_MS = 5_000;

/** How long one log may get: a hundredth of its volume, between one and twenty megabytes. */
export function logLimit(folder: string): number {
  try {
    const { blocks, bsize } = statfsSync(folder);
    return Math.min(20 * MEGABYTE, Math.max(MEGABYTE, Math.floor((blocks * bsize) / 100)));
  } catch {
    return 20 * MEGABYTE;
  }
}

/** Opens a log to append to; undefined when there is no room even for its name. */
export function openLog(file: string): number | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, 'a');
  } catch {
    return undefined;
  }
}

/** How long a log is now. */
export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** At most 64 kB of a log from `start`; nothing when it cannot be read. */
export function readLog(file: string, start: number): string {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const size = fstatSync(handle).size;
    // Shorter than it was: it was cut meanwhile.
    const from = size < start ? 0 : start;
    const bytes = Buffer.alloc(Math.min(size - from, 64 * 1024));
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, from)).toString('utf8');
  } catch {
    return '';
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/**
 * Cuts a log that is too long: what it held goes to `<file>.1`, so at most two of each exist. Its writer has it open for
 * appending and goes on at its new end. Without room for the copy the old lines are given up: a bound that holds matters more.
 */
export function cutLog(file: string, limit: number): void {
  try {
    if (logSize(file) <= limit) return;
    try {
      copyFileSync(file, `${file}.1`);
    } catch {
      rmSync(`${file}.1`, { force: true });
    }
    truncateSync(file);
  } catch {
    // Tried again at the next look.
  }
}

/** Holds every log of a folder below its bound; answers what ends that. */
export function boundLogs(folder: string): () => void {
  const timer = setInterval(() => {
    try {
      const limit = logLimit(folder);
      for (const name of readdirSync(folder)) if (name.endsWith('.log')) cutLog(join(folder, name), limit);
    } catch {
      // The folder is gone, or cannot be read now.
    }
  }, LOOK_MS).unref();
  return () => clearInterval(timer);
}
