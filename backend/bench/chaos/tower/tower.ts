/**
 * The tower under test, started as people start it: `gantry start` on a home of its own, and beside it a second api and a
 * second worker, started as production starts roles. Everything it consists of can be killed, the supervisor too.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readTowerFile, type TowerFile } from '../../../cli/tower-file.ts';
import { freePort } from '../../../src/embedded/ports.ts';
import { newHome, until } from '../../bench-tower.ts';
import type { ProcessName } from '../schedule.ts';
import { type Disk, mountDisk } from './disk.ts';
import { childrenOf, signal } from './own-process.ts';
import { type StartedProcess, startProcess } from './started-process.ts';

export const apis = ['api', 'api-2'] as const;
export type ApiName = (typeof apis)[number];

export type ChaosTower = {
  home: string;
  origins: Record<ApiName, string>;
  file: TowerFile;
  /** Undefined where the disk cannot be filled. */
  disk: Disk | undefined;
  /** The process of a name, as it runs now. */
  pidOf(name: ProcessName): number | undefined;
  /** Sends a signal to a process of the tower; false when it is not there. */
  signal(pid: number | undefined, name: NodeJS.Signals): boolean;
  /** Kills the supervisor; it is started again by a person who takes a moment. */
  killSupervisor(): void;
  /** Kills what is restarted by the bench itself. */
  killRole(name: 'api-2' | 'worker-2'): void;
  /** What ended without having been told to, and starts that were refused. */
  deaths: string[];
  /** Copies what its processes logged into a folder. */
  keepLogs(folder: string): void;
  end(): Promise<void>;
};

const isServing = async (origin: string): Promise<boolean> =>
  fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(4_000) }).then(
    ({ status }) => status === 200,
    () => false,
  );

type Setting = { scratch: string; home: string; deaths: string[]; env: Record<string, string> };

const startSupervisor = ({ scratch, home, deaths, env }: Setting, port: number): StartedProcess =>
  startProcess({
    name: 'supervisor',
    env: { ...env, GANTRY_HOME: home, GANTRY_DEMO: '0', PORT: String(port), GANTRY_LOG_LEVEL: 'warn' },
    logFile: join(scratch, 'supervisor.log'),
    restartMs: 1_000,
    onEnd: (what) => deaths.push(what),
  });

/** One role, with the stores' addresses and the keys that all processes of an installation share. */
const startRole = (
  { scratch, home, deaths, env }: Setting,
  name: 'api-2' | 'worker-2',
  { file, port }: { file: TowerFile; port: number },
): StartedProcess => {
  const own = join(scratch, name);
  mkdirSync(own, { recursive: true });
  return startProcess({
    name,
    env: {
      ...env,
      GANTRY_ROLE: name === 'api-2' ? 'api' : 'worker',
      GANTRY_HOME: own,
      GANTRY_DEMO: '0',
      GANTRY_LOG_LEVEL: 'warn',
      PORT: String(port),
      DATABASE_URL: file.databaseUrl,
      REDIS_URL: file.redisUrl,
      CLICKHOUSE_URL: file.clickhouseUrl,
      GANTRY_ADMIN_KEY: file.adminKey,
      GANTRY_SECRET_KEY: readFileSync(join(home, 'secret.key'), 'utf8').trim(),
      NODE_ENV: 'production',
    },
    logFile: join(scratch, `${name}.log`),
    restartMs: 500,
    onEnd: (what) => deaths.push(what),
  });
};

/** What is left of a tower whose supervisor could not clear away: every process of its home that a file or a parent names. */
const endLeftovers = (home: string, pids: readonly number[]): void => {
  for (const pid of pids)
    for (const each of [...childrenOf(pid), pid]) if (signal(home, each, 'SIGKILL')) signal(home, each, 'SIGCONT');
};

const copyLogs = (scratch: string, home: string, folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const from of [scratch, join(home, 'logs')].filter(existsSync))
    for (const file of readdirSync(from).filter((name) => name.endsWith('.log')))
      cpSync(join(from, file), join(folder, file));
};

/** Keeps the newest tower.json that could be read: while the tower starts again there is none. */
const openTowerFile = (home: string): (() => TowerFile | undefined) => {
  let last: TowerFile | undefined;
  return () => {
    last = readTowerFile(home) ?? last;
    return last;
  };
};

/** The second api and the second worker, beside a tower that is ready. */
const startRoles = (
  setting: Setting,
  roles: Map<ProcessName, StartedProcess>,
  { file, apiPort }: { file: TowerFile; apiPort: number },
): void => {
  for (const [name, port] of [
    ['api-2', apiPort],
    ['worker-2', 0],
  ] as const)
    roles.set(name, startRole(setting, name, { file, port }));
};

/** Starts everything and waits until both apis are ready. `megabytes` is the size of its disk, `env` what its processes get besides. */
export const openChaosTower = async (megabytes: number, env: Record<string, string>): Promise<ChaosTower> => {
  const scratch = newHome();
  const home = join(scratch, 'home');
  const disk = await mountDisk(home, megabytes);
  const deaths: string[] = [];
  const setting = { scratch, home, deaths, env };
  const ports = { api: await freePort(), 'api-2': await freePort() };
  const origins = { api: `http://127.0.0.1:${ports.api}`, 'api-2': `http://127.0.0.1:${ports['api-2']}` };
  const supervisor = startSupervisor(setting, ports.api);
  const roles = new Map<ProcessName, StartedProcess>();
  const fileNow = openTowerFile(home);
  const end = async (): Promise<void> => {
    const pids = Object.values(fileNow()?.pids ?? {});
    await Promise.all([...roles.values()].map((role) => role.end(10_000)));
    await supervisor.end(20_000);
    endLeftovers(scratch, pids);
    await disk?.end();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    await until('the tower is ready', async () => fileNow() !== undefined && (await isServing(origins.api)));
    const file = fileNow();
    if (!file) throw new Error('a tower without tower.json');
    startRoles(setting, roles, { file, apiPort: ports['api-2'] });
    await until('the second api is ready', () => isServing(origins['api-2']));
    return {
      home: scratch,
      origins,
      file,
      disk,
      deaths,
      pidOf: (name) => (name === 'supervisor' ? supervisor : roles.get(name))?.pid ?? fileNow()?.pids[name],
      signal: (pid, name) => signal(scratch, pid, name),
      killSupervisor: () => supervisor.kill(),
      killRole: (name) => roles.get(name)?.kill(),
      keepLogs: (folder) => copyLogs(scratch, home, folder),
      end,
    };
  } catch (error) {
    console.error(readFileSync(join(scratch, 'supervisor.log'), 'utf8').slice(-3_000));
    await end();
    throw error;
  }
};
