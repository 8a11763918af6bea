/** What is looked at before anything is started, each with one clear line for a person when it is not right. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { roomIn } from '../../src/embedded/room.ts';
import type { Config } from '../../src/platform/config.ts';
import { diskReserve } from '../../src/platform/disk/rule.ts';
import { CommandError } from '../tower-access.ts';

const oldestNode = 24;
const megabyte = 1024 * 1024;
/** What a new home takes: the stores' first files and a log to begin with. */
const firstHomeBytes = 160 * megabyte;

/** Refuses a Node.js that does not run this project. */
export const checkNode = (version = process.versions.node): void => {
  if (Number.parseInt(version, 10) < oldestNode)
    throw new CommandError(
      `Gantry needs Node.js ${oldestNode} or newer, this is ${version}: start it with \`npx -y pnpm@12 start\`.`,
    );
};

const reasons: Record<string, string> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'its file system is read-only',
  ENOSPC: 'its disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'something in its path is a file',
  EEXIST: 'something in its path is a file',
};

const forget = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {
    // Nothing can be there.
  }
};

/** Makes the home and sees that it can be written. */
export const checkHome = (home: string): void => {
  const probe = join(home, `.probe.${process.pid}`);
  try {
    mkdirSync(home, { recursive: true });
    writeFileSync(probe, 'x'.repeat(4_096));
    rmSync(probe);
  } catch (error) {
    forget(probe);
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new CommandError(
      `The home ${home} cannot be written: ${reasons[code] ?? message}. Name another with GANTRY_HOME.`,
    );
  }
};

/** Refuses to start where the stores would stop at once for want of space. `fresh`: the home has no data yet. */
export const checkRoom = (home: string, { reserveMb, fresh }: { reserveMb: number | null; fresh: boolean }): void => {
  const room = roomIn(home);
  if (!room) return;
  const needed = diskReserve(room.totalBytes, reserveMb) / 2 + (fresh ? firstHomeBytes : 0);
  if (room.freeBytes >= needed) return;
  const mb = (bytes: number): number => Math.ceil(bytes / megabyte);
  throw new CommandError(
    `The disk of ${home} has ${Math.floor(room.freeBytes / megabyte)} MB free, and starting takes ${mb(needed)} MB: free some, or name another home with GANTRY_HOME.`,
  );
};

/** Why a port cannot be listened on; undefined when it can. Port 0 always can. */
const portTrouble = (port: number, host: string): Promise<string | undefined> =>
  new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => done(undefined)));
  });

type PortRules = {
  /** Nobody asked for this one in particular. */
  portIsOpen: boolean;
  /** Where an api still serves that a killed tower left in this home. */
  served?: number | undefined;
};

/**
 * The port to start on: the one that was asked for, which must be free or our own, or any when nobody asked for this one and
 * it is taken.
 */
export const checkPort = async (
  { port, host }: Pick<Config, 'port' | 'host'>,
  { portIsOpen, served }: PortRules,
): Promise<number> => {
  if (served !== undefined && (port === served || portIsOpen)) return served;
  const trouble = await portTrouble(port, host);
  if (trouble === undefined) return port;
  if (trouble === 'EADDRINUSE' && portIsOpen) return 0;
  if (trouble === 'EADDRINUSE')
    throw new CommandError(`Port ${port} is taken by another program: stop that one, or choose another with PORT.`);
  if (trouble === 'EACCES')
    throw new CommandError(`This user may not listen on port ${port}: choose one above 1023 with PORT.`);
  throw new CommandError(
    `Nobody can listen on ${host}, port ${port} (${trouble}): name an address of this machine with HOST.`,
  );
};
