/**
 * The stores that integration and browser tests share, started once for a run: real Postgres, Redis and ClickHouse in a
 * folder of their own, with a migrated template database that each tower under test is cloned from.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@gantry/prisma/migrate';
import pg from 'pg';
import { setUp as setUpSources } from '../cli/setup.ts';
import { startStack } from '../src/embedded/stack.ts';

export const template = 'gantry_template';

const databaseNamed = (url: string, name: string): string =>
  Object.assign(new URL(url), { pathname: `/${name}` }).toString();

/** Starts the stores and tells the tests their addresses through the environment; answers the function that ends them. */
export const setup = async (): Promise<() => Promise<void>> => {
  await setUpSources((text) => process.stdout.write(`${text}\n`));
  const home = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  // Postgres runs as another user when we are root, and has to get through to its data.
  chmodSync(home, 0o755);
  const stack = await startStack({ home });
  const admin = new pg.Client({ connectionString: stack.databaseUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template}`);
  await migrate(databaseNamed(stack.databaseUrl, template));
  // A database is only cloned while nobody is connected to it, and the schema engine keeps its connection for a while.
  await admin.query(`ALTER DATABASE ${template} WITH ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [template]);
  await admin.end();
  process.env.DATABASE_URL = stack.databaseUrl;
  process.env.REDIS_URL = stack.redisUrl;
  process.env.CLICKHOUSE_URL = stack.clickhouseUrl;
  const end = async (): Promise<void> => {
    await stack.stop();
    rmSync(home, { recursive: true, force: true });
  };
  // Ended from outside, vitest would not wait for us; the stores must not outlive the run.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void end().finally(() => process.exit(130)));
  return end;
};
