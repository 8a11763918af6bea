/**
 * The stores that integration and browser tests share, started once for a run: real Postgres, Redis and ClickHouse in a
 * folder of their own, with a migrated template database that each tower under test is cloned from. The whole test
 * command starts them once for all its steps and tells their addresses by the environment.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@gantry/prisma/migrate';
import pg from 'pg';
import { setUp as setUpSources } from '../cli/setup.ts';
import { startStack } from '../src/embedded/stack.ts';

export const template = 'gantry_template';
/** Every tower takes a database number of its own in Redis; a run makes a few dozen towers. */
export const redisDatabases = 1024;

/** Four workers with a few towers each, whose pools open what they need; nothing here has to outlive a power cut. */
const settings = {
  postgres: { max_connections: '800', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  redis: { databases: String(redisDatabases), appendonly: 'no' },
};

export type TestStores = {
  /** How tests are told where the stores are. */
  env: { DATABASE_URL: string; REDIS_URL: string; CLICKHOUSE_URL: string; GANTRY_TEST_STORES: '1' };
  end(): Promise<void>;
};

const databaseNamed = (url: string, name: string): string =>
  Object.assign(new URL(url), { pathname: `/${name}` }).toString();

const makeTemplate = async (databaseUrl: string): Promise<void> => {
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template}`);
  await migrate(databaseNamed(databaseUrl, template));
  // A database is only cloned while nobody is connected to it, and the schema engine keeps its connection for a while.
  await admin.query(`ALTER DATABASE ${template} WITH ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [template]);
  await admin.end();
};

/** Starts the stores. */
export const startTestStores = async (): Promise<TestStores> => {
  const home = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  // Postgres runs as another user when we are root, and has to get through to its data.
  chmodSync(home, 0o755);
  const stack = await startStack({ home, settings });
  const end = async (): Promise<void> => {
    await stack.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await makeTemplate(stack.databaseUrl);
  } catch (error) {
    await end();
    throw error;
  }
  const { databaseUrl, redisUrl, clickhouseUrl } = stack;
  return {
    env: { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, CLICKHOUSE_URL: clickhouseUrl, GANTRY_TEST_STORES: '1' },
    end,
  };
};

/** For vitest: uses the stores of the test command where it says that they are there, or starts some; answers what ends them. */
export const setup = async (): Promise<() => Promise<void>> => {
  if (process.env.GANTRY_TEST_STORES) return async () => undefined;
  await setUpSources((text) => process.stdout.write(`${text}\n`));
  const { env, end } = await startTestStores();
  Object.assign(process.env, env);
  const forget = async (): Promise<void> => {
    for (const name of Object.keys(env)) delete process.env[name];
    await end();
  };
  // Ended from outside, vitest would not wait for us; the stores must not outlive the run.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void forget().finally(() => process.exit(130)));
  return forget;
};
