/**
 * The whole tower on one machine: the stores nobody named, migrations, api, worker, and the sandbox world when asked for.
 * `gantry start` runs it for people; tests and benches run it too, so what they see is what people get.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { migrate as migrateAnalytics } from '@gantry/analytics/migrate';
import { migrate as migrateDatabase } from '@gantry/prisma/migrate';
import { readPorts, writePorts } from '../src/embedded/home/book.ts';
import type { ClaimedHome } from '../src/embedded/home/claim.ts';
import { freePort } from '../src/embedded/ports.ts';
import { type Stack, startStack } from '../src/embedded/stack.ts';
import { type Config, keptSecret, newSecretKey } from '../src/platform/config.ts';
import { type Child, startChild } from './supervisor/child.ts';
import { checkPort } from './supervisor/first-checks.ts';
import { sparingly } from './supervisor/say.ts';
import { openTowerFile, type TowerFile } from './tower-file.ts';

const source = join(import.meta.dirname, '../src');

export type Tower = {
  origin: string;
  /** Where analysts ask in SQL; null where they ask a ClickHouse server itself, or nowhere. */
  sql: string | null;
  adminKey: string;
  firstStart: boolean;
  file(): TowerFile;
  stop(): Promise<void>;
};
export type TowerOptions = {
  /** Nobody asked for this port in particular, so another is taken when it is busy. */
  portIsOpen: boolean;
  tell(text: string): void;
  /** The home where it was claimed before. */
  claimed?: ClaimedHome;
  /** Aborted, the start is given up at its next step. */
  signal?: AbortSignal;
};

const migrateAll = async (databaseUrl: string, clickhouseUrl: string, cluster: string | null): Promise<void> => {
  const analytics = await connectAnalytics(clickhouseUrl, { cluster });
  try {
    await Promise.all([migrateDatabase(databaseUrl), migrateAnalytics(analytics, allFacts)]);
  } finally {
    await analytics.close();
  }
};

const adminKeyOf = (config: Config): { adminKey: string; firstStart: boolean } => {
  if (config.adminKey) return { adminKey: config.adminKey, firstStart: false };
  let made = false;
  const adminKey = keptSecret(config.home, 'admin.key', () => {
    made = true;
    return `gk_${randomBytes(20).toString('hex')}`;
  });
  return { adminKey, firstStart: made };
};

/** Where ClickHouse's own port is free analysts find theirs there, and ever after where they found it first. */
const usualSqlPort = 8123;

/** The port of the analysts' door: as configured, else kept from the last start; null before a server that has users itself. */
const sqlPortOf = async ({ sqlPort, home }: Config, { embedded }: Stack): Promise<number | null> => {
  if (sqlPort !== null || !embedded.includes('clickhouse')) return sqlPort;
  const ports = readPorts(home);
  const port = await freePort(ports.sql ?? usualSqlPort);
  writePorts(home, { ...ports, sql: port });
  return port;
};

/** What every process of the tower is told. */
const environmentOf = (
  config: Config,
  stack: Stack,
  { adminKey, carrierPort, sqlPort }: { adminKey: string; carrierPort: number | null; sqlPort: number | null },
): Record<string, string> => ({
  DATABASE_URL: stack.databaseUrl,
  REDIS_URL: stack.redisUrl,
  CLICKHOUSE_URL: stack.clickhouseUrl,
  GANTRY_HOME: config.home,
  GANTRY_ADMIN_KEY: adminKey,
  GANTRY_SECRET_KEY: config.secretKey ?? keptSecret(config.home, 'secret.key', newSecretKey),
  GANTRY_DEMO: config.demo ? '1' : '0',
  GANTRY_INSIDE_ORIGINS: [
    ...config.insideOrigins,
    ...(carrierPort === null ? [] : [`http://127.0.0.1:${carrierPort}`]),
  ].join(','),
  GANTRY_DISKS: Object.entries({ ...stack.folders, home: config.home })
    .map(([name, folder]) => `${name}=${folder}`)
    .join(','),
  ...(sqlPort === null ? {} : { GANTRY_SQL_PORT: String(sqlPort) }),
  HOST: config.host,
  NODE_ENV: 'production',
});

type ChildPlan = { name: string; entry: string; env(): Record<string, string>; announces: boolean };

/** The processes of a tower, kept running, each noted for the next start and in the tower's file. */
const openFamily = (
  stack: Stack,
  { home, tell, onChange }: { home: string; tell(text: string): void; onChange(): void },
) => {
  const children = new Map<string, Child>();
  return {
    start: ({ name, entry, env, announces }: ChildPlan): Child => {
      const child = startChild({
        name,
        entry: join(source, entry),
        env,
        announces,
        logFile: join(home, 'logs', `${name}.log`),
        onSpawn: (pid) => {
          stack.note(name, pid);
          setImmediate(onChange);
        },
        tell,
      });
      children.set(name, child);
      return child;
    },
    pids: (): Record<string, number> => Object.fromEntries([...children].map(([name, { pid }]) => [name, pid ?? 0])),
    stop: async (): Promise<void> => {
      await Promise.all([...children.values()].map((child) => child.stop()));
    },
  };
};

const whenAborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    else signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const originOf = (host: string, port: number): string =>
  `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;

/** `isOpen`: nobody asked for the api's in particular, so it may listen on another when somebody else was faster. */
type Ports = { api: number; isOpen: boolean; worker: number };
type Setting = { config: Config; stack: Stack; family: ReturnType<typeof openFamily>; signal: AbortSignal | undefined };

/** Starts api and worker and waits until both are whole; answers where they listen. */
const startRoles = async (
  { family, signal }: Setting,
  env: Record<string, string>,
  { ...ports }: Ports,
): Promise<Ports> => {
  const role = (name: 'api' | 'worker'): Child =>
    // The ports of the first start are those of every later one: who is restarted is where everybody knows it.
    family.start({
      name,
      entry: 'app/main.ts',
      announces: true,
      env: () => ({
        ...env,
        GANTRY_ROLE: name,
        PORT: String(ports.api),
        GANTRY_PORT_IS_OPEN: ports.isOpen ? '1' : '0',
        GANTRY_WORKER_PORT: String(ports.worker),
      }),
    });
  const [api, worker] = [role('api'), role('worker')];
  [ports.api, ports.worker] = await Promise.race([Promise.all([api.ready, worker.ready]), whenAborted(signal)]);
  ports.isOpen = false;
  await Promise.race([Promise.all([api.whole, worker.whole]), whenAborted(signal)]);
  return ports;
};

/** Where a tower answers. */
type Place = { origin: string; workerOrigin: string; sql: string | null };

/** Starts our own processes on stores that are there: api, worker, and the sandbox world when asked for. */
const startProcesses = async (
  setting: Setting,
  chosen: Pick<Ports, 'api' | 'isOpen'>,
  adminKey: string,
): Promise<Place> => {
  const { config, stack, family } = setting;
  const carrierPort = config.demo ? await freePort() : null;
  const sqlPort = await sqlPortOf(config, stack);
  const env = environmentOf(config, stack, { adminKey, carrierPort, sqlPort });
  const ports = await startRoles(setting, env, { ...chosen, worker: config.workerPort });
  const origin = originOf(config.host, ports.api);
  if (carrierPort !== null) {
    const more = { ...env, GANTRY_ORIGIN: origin, GANTRY_SANDBOX_CARRIER_PORT: String(carrierPort) };
    family.start({ name: 'sandbox', entry: 'sandbox/main.ts', announces: false, env: () => more });
  }
  const sql = sqlPort ? originOf(config.host, sqlPort) : null;
  return { origin, sql, workerOrigin: originOf(config.host, ports.worker) };
};

const fileOf = ({ stack, family }: Setting, { origin, workerOrigin }: Place, adminKey: string): TowerFile => {
  const { databaseUrl, redisUrl, clickhouseUrl } = stack;
  return {
    origin,
    workerOrigin,
    adminKey,
    pids: { ...family.pids(), ...stack.pids },
    databaseUrl,
    redisUrl,
    clickhouseUrl,
  };
};

/** Starts a tower. Rejects, with everything stopped again, when something cannot start. */
export const startTower = async (
  config: Config,
  { portIsOpen, tell, claimed, signal }: TowerOptions,
): Promise<Tower> => {
  const { home, databaseUrl, redisUrl, clickhouseUrl } = config;
  const port = await checkPort(config, portIsOpen);
  let changed = (): void => undefined;
  const onChange = (): void => changed();
  const told = sparingly(tell);
  const logger = { info: () => undefined, warn: told };
  const stack = await startStack({ home, claimed, databaseUrl, redisUrl, clickhouseUrl, logger, onChange });
  const kept = openTowerFile(home);
  const family = openFamily(stack, { home, tell: told, onChange });
  const stop = async (): Promise<void> => {
    changed = () => undefined;
    await family.stop();
    await stack.stop();
    kept.remove();
  };
  try {
    signal?.throwIfAborted();
    const { adminKey, firstStart } = adminKeyOf(config);
    const setting = { config, stack, family, signal };
    // Both wait for the tables of their version by themselves, and meanwhile load what they are made of.
    const [place] = await Promise.all([
      startProcesses(setting, { api: port, isOpen: portIsOpen }, adminKey),
      migrateAll(stack.databaseUrl, stack.clickhouseUrl, config.cluster),
    ]);
    const file = (): TowerFile => fileOf(setting, place, adminKey);
    changed = () => kept.write(file());
    changed();
    return { origin: place.origin, sql: place.sql, adminKey, firstStart, file, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
