/** Starts the databases that no URL names, all under one home folder, and stops them together. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startClickHouse } from './clickhouse.ts';
import { endOrphan, readPorts, writePorts } from './home/book.ts';
import { type ClaimedHome, claimHome } from './home/claim.ts';
import { boundLogs } from './log-file.ts';
import { postgresFolder, startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import type { Server, ServerOptions } from './server-process.ts';

/** As much of a logger as this needs; a pino logger is one. */
export type StackLogger = { info(text: string): void; warn(text: string): void };

export type StackOptions = {
  /** Folder of the tower: data, logs, ports, lock. */
  home: string;
  /** The home where it was claimed before; claimed here otherwise. */
  claimed?: ClaimedHome | undefined;
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  clickhouseUrl?: string | undefined;
  /** The version of our code, where what a killed tower left may be adopted if it is the same. */
  version?: string | undefined;
  /** Settings of the servers, by their own names, that are to differ from ours. */
  settings?: { postgres?: Record<string, string>; redis?: Record<string, string> } | undefined;
  logger?: StackLogger | undefined;
  /** Called when a server runs as another process than before. */
  onChange?: (() => void) | undefined;
};

export type Stack = {
  databaseUrl: string;
  redisUrl: string;
  clickhouseUrl: string;
  /** Process ids of the embedded servers, by name; they follow restarts. */
  readonly pids: Record<string, number>;
  /** The names of the servers we run ourselves. */
  embedded: string[];
  /** Where their data is, by name. */
  folders: Record<string, string>;
  /** Stops them all, in at most eight seconds or so, and frees the home. May be called twice. */
  stop(): Promise<void>;
};

type Name = 'postgres' | 'redis' | 'clickhouse';

const STARTERS: Record<Name, (options: ServerOptions) => Promise<Server>> = {
  postgres: startPostgres,
  redis: startRedis,
  clickhouse: startClickHouse,
};

/** Rejects, with everything stopped again, when one of them cannot start or another tower has the home. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const home = resolve(options.home);
  const tell = (text: string) => options.logger?.warn(text);
  const claimed = options.claimed ?? (await claimHome(home, tell));
  const given: Record<Name, string | undefined> = {
    postgres: options.databaseUrl,
    redis: options.redisUrl,
    clickhouse: options.clickhouseUrl,
  };
  const all = Object.keys(STARTERS) as Name[];
  const names = all.filter((name) => !given[name]);
  const { survivors } = claimed;
  const endAll = (those: readonly Name[]) =>
    Promise.all(those.map((name) => survivors[name] && endOrphan(name, survivors[name])));
  try {
    await endAll(all.filter((name) => given[name]));
    const servers = await startAll(claimed, names, options);
    return toStack(given, servers, claimed);
  } catch (error) {
    await endAll(all);
    claimed.release();
    throw error;
  }
}

async function startAll(
  { home, book, survivors }: ClaimedHome,
  names: Name[],
  { logger, settings = {}, version, onChange }: StackOptions,
): Promise<Map<Name, Server>> {
  const changed: Partial<Record<Name, Record<string, string>>> = settings;
  const ports = readPorts(home);
  for (const folder of ['data', 'logs']) mkdirSync(join(home, folder), { recursive: true });
  const started = await Promise.allSettled(
    names.map(async (name): Promise<[Name, Server]> => {
      const begin = performance.now();
      const server = await STARTERS[name]({
        dataDir: join(home, 'data', name),
        logFile: join(home, 'logs', `${name}.log`),
        port: ports[name],
        settings: changed[name],
        ours: true,
        home: version === undefined ? undefined : home,
        survivor: survivors[name],
        version,
        onSpawn: (pid, mark) => book.note(name, pid, { mark }),
        tell: (text) => logger?.warn(text),
        onRestart: onChange,
      });
      logger?.info(`${name} is up on port ${server.port} after ${Math.round(performance.now() - begin)} ms`);
      return [name, server];
    }),
  );
  const servers = new Map(started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await Promise.all([...servers.values()].map((server) => server.stop()));
    book.clear();
    throw failed.reason;
  }
  for (const [name, server] of servers) ports[name] = server.port;
  writePorts(home, ports);
  return servers;
}

/** Where the data of the servers is that we run ourselves, by name. */
export const foldersOf = (home: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.map((name) => {
      const asked = join(home, 'data', name);
      return [name, name === 'postgres' ? postgresFolder(asked) : asked];
    }),
  );

function toStack(given: Record<Name, string | undefined>, servers: Map<Name, Server>, claimed: ClaimedHome): Stack {
  const urlOf = (name: Name) => given[name] ?? servers.get(name)?.url ?? '';
  const unbound = boundLogs(join(claimed.home, 'logs'));
  let stopped: Promise<void> | undefined;
  return {
    databaseUrl: urlOf('postgres'),
    redisUrl: urlOf('redis'),
    clickhouseUrl: urlOf('clickhouse'),
    embedded: [...servers.keys()],
    folders: foldersOf(claimed.home, [...servers.keys()]),
    get pids() {
      return Object.fromEntries([...servers].map(([name, server]) => [name, server.pid]));
    },
    stop() {
      unbound();
      stopped ??= stopAll(servers)
        .then(() => claimed.book.clear())
        .finally(claimed.release);
      return stopped;
    },
  };
}

async function stopAll(servers: Map<Name, Server>): Promise<void> {
  await Promise.all([...servers.values()].map((server) => server.stop()));
}
