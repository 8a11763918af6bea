import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPidBook } from '../../src/embedded/home/book.ts';
import { openTowerFile } from '../tower-file.ts';
import { withTowerDatabase } from './tower-database.ts';

describe('the database of a home', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'gantry-home-'));
    const [origin, databaseUrl] = ['http://127.0.0.1:1', 'postgresql://there'];
    const stores = { databaseUrl, redisUrl: 'redis://there', clickhouseUrl: 'http://there' };
    openTowerFile(home).write({ origin, workerOrigin: origin, sql: null, adminKey: 'gk_1', pids: {}, ...stores });
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const asked = () => withTowerDatabase({ GANTRY_HOME: home }, async (url) => url);

  it('is that of the tower that runs there', async () => {
    openPidBook(home);
    expect(await asked()).toBe('postgresql://there');
  });
  it('is not looked for where a killed tower had it', async () => {
    const supervisor = { pid: 2 ** 22 + 1, identity: 'no boot 1' };
    writeFileSync(join(home, 'pids.json'), JSON.stringify({ supervisor }));
    await expect(asked()).rejects.toThrow('there is no tower');
  });
});
