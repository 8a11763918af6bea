/** The environment: defaults, and every mistake told at once. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ConfigError, keptSecret, newSecretKey, parseConfig } from './config.ts';

const mistakes = (env: Record<string, string>): string[] => {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').slice(1);
  }
};
const urls = {
  DATABASE_URL: 'postgres://u:p@db:5432/gantry',
  REDIS_URL: 'rediss://cache:6379/2',
  CLICKHOUSE_URL: 'https://ch:8443/gantry',
};

it('needs nothing to run everything on this machine', () => {
  expect(parseConfig({})).toMatchObject({ port: 3000, host: '127.0.0.1', role: 'all', demo: true, trustProxy: [] });
});
it('takes an empty value as none', () => {
  expect(parseConfig({ PORT: '', DATABASE_URL: '', GANTRY_ROLE: '' })).toMatchObject({ port: 3000, role: 'all' });
});
it('reads what is given', () => {
  const secret = newSecretKey();
  const env = {
    ...urls,
    GANTRY_ROLE: 'api',
    GANTRY_DEMO: '0',
    GANTRY_SECRET_KEY: secret,
    GANTRY_TRUST_PROXY: '10.0.0.1, 10.0.0.2,',
  };
  expect(parseConfig(env)).toMatchObject({
    databaseUrl: urls.DATABASE_URL,
    role: 'api',
    demo: false,
    secretKey: secret,
    trustProxy: ['10.0.0.1', '10.0.0.2'],
  });
});
it('tells of a number which ones it may be, whatever is wrong with it', () => {
  for (const PORT of ['abc', '-1', '99999', '1.5', '1e999'])
    expect(mistakes({ PORT })).toEqual(['  PORT: a number from 0 to 65535']);
  expect(mistakes({ GANTRY_WORKER_PORT: 'x', GANTRY_HORIZON_SECONDS: '-1', GANTRY_DISK_RESERVE_MB: 'x' })).toEqual([
    '  GANTRY_DISK_RESERVE_MB: a number from 0 to 10000000',
    '  GANTRY_WORKER_PORT: a number from 0 to 65535',
    '  GANTRY_HORIZON_SECONDS: a number from 0 up',
  ]);
});
it('tells every mistake at once, each with its name', () => {
  const told = mistakes({
    PORT: '99999',
    DATABASE_URL: 'mysql://db',
    REDIS_URL: 'not a url',
    GANTRY_ADMIN_KEY: 'short',
    GANTRY_SECRET_KEY: 'zz',
    GANTRY_DEMO: 'maybe',
    GANTRY_ROLE: 'api',
  });
  for (const name of [
    'PORT',
    'DATABASE_URL',
    'REDIS_URL',
    'CLICKHOUSE_URL',
    'GANTRY_ADMIN_KEY',
    'GANTRY_SECRET_KEY',
    'GANTRY_DEMO',
  ])
    expect(
      told.filter((line) => line.includes(`${name}:`)),
      name,
    ).toHaveLength(1);
});
it.each(['api', 'worker'])('a %s without the shared stores and key cannot run', (role) => {
  expect(mistakes({ GANTRY_ROLE: role })).toHaveLength(4);
  expect(mistakes({ GANTRY_ROLE: role, ...urls, GANTRY_SECRET_KEY: newSecretKey() })).toEqual([]);
});
it('keeps a secret for its owner alone, and the same the next time', () => {
  const home = mkdtempSync(join(tmpdir(), 'gantry-config-'));
  const secret = keptSecret(join(home, 'deep'), 'secret-key', newSecretKey);
  expect(keptSecret(join(home, 'deep'), 'secret-key', newSecretKey)).toBe(secret);
  expect(statSync(join(home, 'deep', 'secret-key')).mode & 0o777).toBe(0o600);
  rmSync(home, { recursive: true });
});
