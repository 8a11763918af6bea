/**
 * The whole tower on one machine: the stores nobody named, migrations, api, worker, and the sandbox world when asked for.
 * `gantry start` runs it for people; tests and benches run it too, so what they see is what people get.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { migrate as migrateAnalytics } from '@gantry/analytics/migrate';
import { migrate as migrateDatabase } from '@gantry/prisma/migrate';
import { freePort } from '../src/embedded/ports.ts';
import { startStack } from '../src/embedded/stack.ts';
import { type Config, keptSecret, newSecretKey } from '../src/platform/config.ts';
import { type Child, startChild } from './child.ts';
import { removeTowerFile, type TowerFile, writeTowerFile } from './tower-file.ts';

const source = join(import.meta.dirname, '../src');

export type Tower = { origin: string; adminKey: string; firstStart: boolean; file(): TowerFile; stop(): Promise<void> };

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, host, () => probe.close(() => done(true)));
  });

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

/**
 * Starts a tower. `portIsOpen` says that nobody asked for this port in particular, so another is taken when it is busy.
 * Rejects, with everything stopped again, when something cannot start.
 */
export const startTower = async (
  config: Config,
  { portIsOpen, tell }: { portIsOpen: boolean; tell: (text: string) => void },
): Promise<Tower> => {
  const port = portIsOpen && !(await isFree(config.port, config.host)) ? 0 : config.port;
  const stack = await startStack({
    home: config.home,
    databaseUrl: config.databaseUrl,
    redisUrl: config.redisUrl,
    clickhouseUrl: config.clickhouseUrl,
    logger: { info: () => undefined, warn: tell },
  });
  const children: Child[] = [];
  const pids: Record<string, number> = {};
  const stop = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.stop()));
    await stack.stop();
    removeTowerFile(config.home);
  };
  try {
    await migrateAll(stack.databaseUrl, stack.clickhouseUrl, config.cluster);
    const { adminKey, firstStart } = adminKeyOf(config);
    const carrierPort = config.demo ? await freePort() : null;
    const secretKey = config.secretKey ?? keptSecret(config.home, 'secret.key', newSecretKey);
    const env = {
      DATABASE_URL: stack.databaseUrl,
      REDIS_URL: stack.redisUrl,
      CLICKHOUSE_URL: stack.clickhouseUrl,
      GANTRY_HOME: config.home,
      GANTRY_ADMIN_KEY: adminKey,
      GANTRY_SECRET_KEY: secretKey,
      GANTRY_DEMO: config.demo ? '1' : '0',
      GANTRY_INSIDE_ORIGINS: [
        ...config.insideOrigins,
        ...(carrierPort === null ? [] : [`http://127.0.0.1:${carrierPort}`]),
      ].join(','),
      HOST: config.host,
      NODE_ENV: 'production',
    };
    let origin = '';
    const file = (): TowerFile => ({
      origin,
      adminKey,
      pids: { ...pids, ...stack.pids },
      databaseUrl: stack.databaseUrl,
      redisUrl: stack.redisUrl,
      clickhouseUrl: stack.clickhouseUrl,
    });
    const child = (
      name: string,
      entry: string,
      { more, announces }: { more: Record<string, string>; announces: boolean },
    ): Child => {
      const onRestart = (pid: number): void => {
        tell(`${name} died and was started again`);
        pids[name] = pid;
        writeTowerFile(config.home, file());
      };
      const started = startChild({
        name,
        entry: join(source, entry),
        env: { ...env, ...more },
        logFile: join(config.home, 'logs', `${name}.log`),
        announces,
        onRestart,
      });
      children.push(started);
      pids[name] = started.pid ?? 0;
      return started;
    };
    const api = child('api', 'app/main.ts', { more: { GANTRY_ROLE: 'api', PORT: String(port) }, announces: true });
    const worker = child('worker', 'app/main.ts', { more: { GANTRY_ROLE: 'worker' }, announces: true });
    const [chosen] = await Promise.all([api.ready, worker.ready]);
    await Promise.all([api.whole, worker.whole]);
    origin = `http://${config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host}:${chosen}`;
    if (carrierPort !== null) {
      const more = { GANTRY_ORIGIN: origin, GANTRY_SANDBOX_CARRIER_PORT: String(carrierPort) };
      child('sandbox', 'sandbox/main.ts', { more, announces: false });
    }
    writeTowerFile(config.home, file());
    return { origin, adminKey, firstStart, file, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
