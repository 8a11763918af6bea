/** One tower per home: a lock file that names its process. A dead owner's lock is taken over. */
import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, type ProcessRecord, recordOf } from './process-identity.ts';

const GUARD_AGE_MS = 5_000;

/** Takes the lock of a home and returns how to give it back. Throws one line when a living process (this one too) has it. */
export async function lockHome(home: string): Promise<() => void> {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'lock');
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(recordOf(process.pid)));
  try {
    // A link appears whole or not at all, so nobody ever reads a lock without its owner in it.
    while (!tryLink(mine, file)) await clearStale(home, file);
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(file, { force: true });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead owner's lock; the guard folder lets one process at a time judge it. */
async function clearStale(home: string, file: string): Promise<void> {
  const guard = `${file}.guard`;
  try {
    mkdirSync(guard);
  } catch {
    dropOldGuard(guard);
    return pause(20);
  }
  try {
    const owner = readOwner(file);
    if (owner && isAlive(owner)) {
      throw new Error(
        `Another Gantry (pid ${owner.pid}) already runs on ${home}; stop it, or start this one with another home.`,
      );
    }
    rmSync(file, { force: true });
  } finally {
    rmdirSync(guard);
  }
}

function dropOldGuard(guard: string): void {
  try {
    if (Date.now() - statSync(guard).mtimeMs > GUARD_AGE_MS) rmdirSync(guard);
  } catch {
    // Its maker removed it meanwhile.
  }
}

function readOwner(file: string): ProcessRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord;
  } catch {
    return undefined;
  }
}
