/**
 * The whole tower on one machine: the stores nobody named, migrations, api, worker, and the sandbox world when asked for.
 * `gantry start` runs it for people; tests and benches run it too, so what they see is what people get.
 */
import { randomBytes } from 'node:crypto';
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { migrate as migrateAnalytics } from '@gantry/analytics/migrate';
import { migrate as migrateDatabase } from '@gantry/prisma/migrate';
import { markOf } from '../src/embedded/adopt.ts';
import { type ClaimedHome, claimHome } from '../src/embedded/home/claim.ts';
import { type Stack, startStack } from '../src/embedded/stack.ts';
import { type Config, keptSecret } from '../src/platform/config.ts';
import type { Child } from './supervisor/child.ts';
import { environmentOf } from './supervisor/environment.ts';
import { type Family, openFamily } from './supervisor/family.ts';
import { checkPort } from './supervisor/first-checks.ts';
import { sandboxPortsOf } from './supervisor/sandbox-ports.ts';
import { sparingly } from './supervisor/say.ts';
import { sqlPortOf } from './supervisor/sql-port.ts';
import { isSamePlace, type Stores, storesBefore } from './supervisor/stores-before.ts';
import { versionOf } from './supervisor/version.ts';
import { openTowerFile, type TowerFile } from './tower-file.ts';

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

/** A database that hangs while a tower starts is waited for so long; what ends the start must be wrong, not slow. */
const patienceMs = 120_000;

const migrateAll = async (databaseUrl: string, clickhouseUrl: string, cluster: string | null): Promise<void> => {
  const analytics = await connectAnalytics(clickhouseUrl, { cluster });
  try {
    await Promise.all([migrateDatabase(databaseUrl, { patienceMs }), migrateAnalytics(analytics, allFacts)]);
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

const whenAborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    else signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const originOf = (host: string, port: number): string =>
  `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;

/** `isOpen`: nobody asked for the api's in particular, so it may listen on another when somebody else was faster. */
type Ports = { api: number; isOpen: boolean; worker: number };
type Setting = {
  config: Config;
  family: Family;
  survivors: ClaimedHome['survivors'];
  /** Of our code and its settings. */
  version: string;
  signal: AbortSignal | undefined;
};

/** Starts api and worker and waits until both are whole; answers where they listen. */
const startRoles = async (
  { config, family, version, signal }: Setting,
  env: Record<string, string>,
  { ...ports }: Ports,
): Promise<Ports> => {
  const mark = markOf(version, env);
  const willDo = {
    api: (port: number): boolean => ports.isOpen || ports.api === 0 || port === ports.api,
    worker: (port: number): boolean => ports.worker === 0 || port === ports.worker,
  };
  const role = (name: 'api' | 'worker'): Child =>
    // The ports of the first start are those of every later one: who is restarted is where everybody knows it.
    family.start({
      name,
      entry: 'app/main.ts',
      announces: true,
      adopts: { mark, onPort: willDo[name] },
      env: () => ({
        ...env,
        GANTRY_ROLE: name,
        GANTRY_ADOPTABLE_IN: config.home,
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

type Chosen = Pick<Ports, 'api' | 'isOpen'> & { adminKey: string };

/** Starts our own processes, which wait for their stores by themselves: api, worker, and the sandbox world when asked for. */
const startProcesses = async (setting: Setting, stores: Stores, { adminKey, ...chosen }: Chosen): Promise<Place> => {
  const { config, family, survivors } = setting;
  const sandbox = config.demo ? await sandboxPortsOf(config.home) : undefined;
  const sqlPort = await sqlPortOf(config, { held: survivors.api !== undefined });
  const sandboxPorts = sandbox ? Object.values(sandbox) : [];
  const env = environmentOf(config, stores, { adminKey, sandboxPorts, sqlPort });
  const ports = await startRoles(setting, env, { ...chosen, worker: config.workerPort });
  const origin = originOf(config.host, ports.api);
  if (sandbox) {
    const { carrier, erp } = sandbox;
    const at = { GANTRY_SANDBOX_CARRIER_PORT: String(carrier), GANTRY_SANDBOX_ERP_PORT: String(erp) };
    const more = { ...env, GANTRY_ORIGIN: origin, ...at };
    family.start({ name: 'sandbox', entry: 'sandbox/main.ts', announces: false, env: () => more });
  }
  const at = (port: number): string => originOf(config.host, port);
  return { origin, workerOrigin: at(ports.worker), sql: sqlPort ? at(sqlPort) : null };
};

const fileOf = (family: Family, stack: Stack, { adminKey, ...place }: Place & { adminKey: string }): TowerFile => {
  const { databaseUrl, redisUrl, clickhouseUrl } = stack;
  return { ...place, adminKey, pids: { ...family.pids(), ...stack.pids }, databaseUrl, redisUrl, clickhouseUrl };
};

/** Our processes where the stores were before, started while those are being started; `on` settles where they are now. */
const startEarly = (setting: Setting, chosen: Chosen) => {
  const before = storesBefore(setting.config);
  // Whatever it ends with is heard when it is asked for.
  const place = before && startProcesses(setting, before, chosen);
  place?.catch(() => undefined);
  return {
    on: async (stack: Stack): Promise<Place> => {
      if (place && isSamePlace(before, stack)) return place;
      if (place) await setting.family.stop();
      return startProcesses(setting, stack, chosen);
    },
  };
};

const startStores = (
  { config: { home, databaseUrl, redisUrl, clickhouseUrl }, version }: Setting,
  claimed: ClaimedHome,
  { tell, onChange }: { tell(text: string): void; onChange(): void },
): Promise<Stack> => {
  const logger = { info: () => undefined, warn: tell };
  return startStack({ home, claimed, version, databaseUrl, redisUrl, clickhouseUrl, logger, onChange });
};

/** Starts a tower. Rejects, with everything stopped again, when something cannot start. */
export const startTower = async (
  config: Config,
  { portIsOpen, tell, claimed: given, signal }: TowerOptions,
): Promise<Tower> => {
  const port = await checkPort(config, { portIsOpen, served: given?.survivors.api?.port });
  let changed = (): void => undefined;
  const hearing = { tell: sparingly(tell), onChange: (): void => changed() };
  const claimed = given ?? (await claimHome(config.home, hearing.tell));
  const family = openFamily(claimed, hearing);
  const { adminKey, firstStart } = adminKeyOf(config);
  const setting = { config, family, survivors: claimed.survivors, version: versionOf(process.env), signal };
  const early = startEarly(setting, { api: port, isOpen: portIsOpen, adminKey });
  const kept = openTowerFile(config.home);
  let stack: Stack | undefined;
  const stop = async (): Promise<void> => {
    changed = () => undefined;
    await family.stop();
    await stack?.stop();
    kept.remove();
  };
  try {
    const stores = await startStores(setting, claimed, hearing);
    stack = stores;
    signal?.throwIfAborted();
    // Both wait for the tables of their version by themselves, and meanwhile load what they are made of.
    const [place] = await Promise.all([
      early.on(stores),
      migrateAll(stores.databaseUrl, stores.clickhouseUrl, config.cluster),
    ]);
    const file = (): TowerFile => fileOf(family, stores, { ...place, adminKey });
    changed = () => kept.write(file());
    changed();
    return { origin: place.origin, sql: place.sql, adminKey, firstStart, file, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
