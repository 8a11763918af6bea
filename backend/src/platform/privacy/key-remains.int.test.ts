/** The bytes of a wrapped key in the files of Postgres: there before the erasure, and in none of them after what follows it. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@gantry/prisma/migrate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshStores } from '../../../test/fresh-stores.ts';
import { until } from '../../../test/until.ts';
import { openPlatform, type ProcessConfig } from '../../app/open-platform.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { clearDestroyedKeys } from './key-remains.ts';

const home = mkdtempSync(join(tmpdir(), 'gantry-remains-'));
chmodSync(home, 0o755);
const dataDir = join(home, 'postgres');
const ends: (() => Promise<unknown>)[] = [];
let config: ProcessConfig;

beforeAll(async () => {
  const server = await startPostgres({ dataDir, logFile: join(home, 'postgres.log') });
  const stores = await freshStores();
  ends.push(() => server.stop(), stores.drop);
  await migrate(server.url);
  config = { ...stores.config, databaseUrl: server.url };
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(home, { recursive: true, force: true });
});

const filesWith = (bytes: Buffer): string[] =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => {
      try {
        return readFileSync(path).includes(bytes);
      } catch {
        return false;
      }
    });

it('a destroyed key is in no file of the home once that was followed up', async () => {
  const { platform, close } = openPlatform(config, 'worker', 4);
  const stop = new AbortController();
  try {
    const { database, privacy } = platform;
    await database.transaction((tx) => privacy.keysFor(tx, [{ subject: 'sub_goes', merchant: 'main' }]));
    const [row] = await database.rows<{ wrapped: Buffer }>(
      "SELECT wrapped FROM privacy_keys WHERE subject = 'sub_goes'",
    );
    const wrapped = row?.wrapped ?? Buffer.from('none');
    await database.run('ANALYZE privacy_keys');
    await database.run('CHECKPOINT');
    await database.transaction((tx) => privacy.destroy(tx, 'sub_goes'));
    privacy.forget();
    expect(filesWith(wrapped).some((path) => path.includes('pg_wal'))).toBe(true);
    expect(filesWith(wrapped).some((path) => path.includes('base'))).toBe(true);
    void clearDestroyedKeys(platform, stop.signal);
    await until(async () => filesWith(wrapped).length === 0, { ms: 20_000, what: 'the files to be without the key' });
  } finally {
    stop.abort();
    await close();
  }
}, 60_000);
