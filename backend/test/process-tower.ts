/** A tower whose api and worker are processes of their own, with a home and logs that can be searched. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startAppProcess } from './app-process.ts';
import { freshStores } from './fresh-stores.ts';
import { speakTo } from './tower.ts';

export type ProcessTower = Awaited<ReturnType<typeof startProcessTower>>;

/** Starts one over fresh stores, with as many api processes as wanted; everything that they log, from `debug` up, lies in its home. */
export const startProcessTower = async ({ apis: wanted = 1 } = {}) => {
  const { config, drop } = await freshStores();
  const home = mkdtempSync(join(tmpdir(), 'gantry-home-'));
  const env = {
    DATABASE_URL: config.databaseUrl,
    REDIS_URL: config.redisUrl,
    CLICKHOUSE_URL: config.clickhouseUrl,
    GANTRY_SECRET_KEY: config.secretKey,
    GANTRY_ADMIN_KEY: config.adminKey ?? '',
    GANTRY_HOME: home,
    GANTRY_DEMO: '0',
    GANTRY_LOG_LEVEL: 'debug',
    PORT: '0',
  };
  const logOf = (n: number): string => join(home, n === 0 ? 'api.log' : `api-${n + 1}.log`);
  const apis = Array.from({ length: wanted }, (_, n) => startAppProcess({ ...env, GANTRY_ROLE: 'api' }, logOf(n)));
  const worker = startAppProcess({ ...env, GANTRY_ROLE: 'worker' }, join(home, 'worker.log'));
  await Promise.all([...apis.map(({ whole }) => whole), worker.whole]);
  const origins = (await Promise.all(apis.map(({ ready }) => ready))).map((port) => `http://127.0.0.1:${port}`);
  const origin = origins[0] ?? '';
  const database = new pg.Pool({ connectionString: config.databaseUrl, max: 4 });
  database.on('error', () => undefined);
  return {
    ...speakTo(origin),
    carrier: 'acme',
    origin,
    /** Of every api process. */
    origins,
    home,
    config,
    database,
    stop: async (): Promise<void> => {
      await database.end();
      await Promise.all([...apis.map((api) => api.stop()), worker.stop()]);
      await drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
