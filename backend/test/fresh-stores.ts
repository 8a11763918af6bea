/** Fresh databases for one tower or platform under test: a clone in Postgres, a number in Redis, a name in ClickHouse. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { migrate as migrateAnalytics } from '@gantry/analytics/migrate';
import pg from 'pg';
import { createClient } from 'redis';
import type { ProcessConfig } from '../src/app/open-platform.ts';
import { parseConfig } from '../src/platform/config.ts';
import { redisDatabases, template } from './stores.ts';

export const adminKey = 'test-admin-key-0123456789';

const named = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).toString();

/** An empty database of Redis; which are taken is counted in the first one, for all workers of a run. */
const freshRedis = async (url: string): Promise<string> => {
  const counter = await createClient({ url: named(url, '0') }).connect();
  const number = 1 + ((await counter.incr('test:databases')) % (redisDatabases - 1));
  counter.destroy();
  const database = await createClient({ url: named(url, String(number)) }).connect();
  await database.flushDb();
  database.destroy();
  return named(url, String(number));
};

/** A clone of the migrated template, by a name that nobody else has. */
export const freshPostgres = async (url: string, name: string) => {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  // Copied file by file: through the write-ahead log, as it is by default, it takes twice the work.
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const own = new pg.Client({ connectionString: named(url, name) });
  await own.connect();
  // A clone is another database than the one it was made from; its log is empty, so no epoch has to begin for that.
  await own.query('UPDATE sequencer_cursor SET cluster = log_cluster()');
  await own.end();
  return {
    url: named(url, name),
    drop: async () => {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
};

const freshClickHouse = async (url: string, name: string) => {
  const analytics = await connectAnalytics(named(url, name));
  await migrateAnalytics(analytics, allFacts);
  return {
    url: named(url, name),
    drop: async () => {
      await analytics.command(`DROP DATABASE IF EXISTS ${name}`);
      await analytics.close();
    },
  };
};

/** Makes them, and says how they are dropped. */
export const freshStores = async (): Promise<{ config: ProcessConfig; drop(): Promise<void> }> => {
  const { DATABASE_URL: database = '', REDIS_URL: redis = '', CLICKHOUSE_URL: clickhouse = '' } = process.env;
  const name = `test_${randomBytes(6).toString('hex')}`;
  const [postgres, redisUrl, analytics] = await Promise.all([
    freshPostgres(database, name),
    freshRedis(redis),
    freshClickHouse(clickhouse, name),
  ]);
  const home = mkdtempSync(join(tmpdir(), 'gantry-home-'));
  const env = {
    GANTRY_HOME: home,
    DATABASE_URL: postgres.url,
    REDIS_URL: redisUrl,
    CLICKHOUSE_URL: analytics.url,
    PORT: '0',
    GANTRY_SQL_PORT: '0',
    GANTRY_DEMO: '0',
    GANTRY_ADMIN_KEY: adminKey,
    GANTRY_SECRET_KEY: 'ab'.repeat(32),
    GANTRY_LOG_LEVEL: process.env.GANTRY_LOG_LEVEL ?? 'silent',
  };
  return {
    config: parseConfig(env) as ProcessConfig,
    drop: async () => {
      await Promise.all([analytics.drop(), postgres.drop()]);
      rmSync(home, { recursive: true, force: true });
    },
  };
};
