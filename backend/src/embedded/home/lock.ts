/**
 * One tower per home. Who has it is known from three things, so that none of them missing, empty or half written lets a
 * second tower end the first one's stores: a name that the kernel holds for as long as the process lives (Linux), a lock
 * file, and the supervisor in the book of processes.
 */
import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, type ProcessRecord, recordOf } from '../process-identity.ts';
import { supervisorOf } from './book.ts';

const GUARD_AGE_MS = 5_000;
const NAME_PATIENCE_MS = 200;

/** Thrown when another tower has the home. */
export class HomeTaken extends Error {
  constructor(home: string, pid: number | undefined) {
    const who = pid === undefined ? 'Another Gantry' : `Another Gantry (pid ${pid})`;
    super(`${who} already runs on ${home}; stop it, or start this one with another home.`);
    this.name = 'HomeTaken';
  }
}

/** Takes the lock of a home and returns how to give it back. Throws HomeTaken when a living process (this one too) has it. */
export async function lockHome(home: string): Promise<() => void> {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'lock');
  const name = await takeName(home);
  const mine = `${file}.${process.pid}`;
  try {
    writeFileSync(mine, JSON.stringify(recordOf(process.pid)));
    // A link appears whole or not at all, so nobody ever reads a lock of ours without its owner in it.
    while (!tryLink(mine, file)) await clearStale(home, file);
    const other = supervisorOf(home);
    if (other) {
      rmSync(file, { force: true });
      throw new HomeTaken(home, other.pid);
    }
  } catch (error) {
    name?.close();
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    rmSync(file, { force: true });
    name?.close();
  };
}

/** Listens on an abstract socket named by the home's folder: no file that could be lost, gone with its process whatever ends it. */
async function takeName(home: string): Promise<Server | undefined> {
  if (platform() !== 'linux') return undefined;
  const { dev, ino } = statSync(home);
  // A name given back by this very process a moment ago is free when its event loop has turned.
  const deadline = performance.now() + NAME_PATIENCE_MS;
  while (true) {
    const name = await listenOn(`\0gantry-home-${dev}-${ino}`);
    if (name !== 'taken') return name;
    if (performance.now() > deadline) break;
    await pause(20);
  }
  const owner = readOwner(join(home, 'lock'));
  throw new HomeTaken(home, (owner && isAlive(owner) ? owner : supervisorOf(home))?.pid);
}

/** `undefined` where the system has no such names. */
function listenOn(name: string): Promise<Server | 'taken' | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE' ? 'taken' : undefined));
    server.listen(name, () => resolve(server.unref()));
  });
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
    if (owner && isAlive(owner)) throw new HomeTaken(home, owner.pid);
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
