/**
 * A small JSON file that says what is true now. A disk that is full must not stop whoever writes it: the file has bytes to
 * spare, so that it can be written over where there is no room for a new one, and what failed is tried again until it is written.
 */
import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

const ROOM = 4_096;
const AGAIN_MS = 1_000;

export type KeptFile = {
  /** Makes the file say this. Never throws. */
  put(value: unknown): void;
  /** Takes the file away. Never throws. */
  remove(): void;
};

/** What a JSON file holds; an empty object when it is missing, broken or no object. */
export function readJson(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Opens a file of which only its owner reads more than its name when `mode` says so. */
export function keepFile(path: string, mode = 0o644): KeptFile {
  let unwritten: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const attempt = (): void => {
    if (unwritten !== undefined && (replace(path, unwritten, mode) || overwrite(path, unwritten)))
      unwritten = undefined;
    if (unwritten === undefined) {
      clearInterval(timer);
      timer = undefined;
    } else timer ??= setInterval(attempt, AGAIN_MS).unref();
  };
  return {
    put: (value) => {
      const text = JSON.stringify(value, null, 2);
      unwritten = `${text.padEnd(Math.ceil((text.length + 1) / ROOM) * ROOM - 1)}\n`;
      attempt();
    },
    remove: () => {
      unwritten = undefined;
      attempt();
      try {
        rmSync(path, { force: true });
      } catch {
        // A file system that can no longer be written keeps it; whoever reads it checks what it says.
      }
    },
  };
}

/** A new file in the place of the old one: nobody ever reads half of it. */
function replace(path: string, text: string, mode: number): boolean {
  try {
    writeFileSync(`${path}.new`, text, { mode, flush: true });
    renameSync(`${path}.new`, path);
    return true;
  } catch {
    try {
      rmSync(`${path}.new`, { force: true });
    } catch {
      // It is written over the next time.
    }
    return false;
  }
}

/** The new bytes over the old ones, which the disk has already given. */
function overwrite(path: string, text: string): boolean {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r+');
    writeSync(handle, text, 0);
    ftruncateSync(handle, Buffer.byteLength(text));
    return true;
  } catch {
    return false;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
