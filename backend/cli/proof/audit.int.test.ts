/** `gantry audit`: what it says of a log that is whole, one that was falsified, and one that a backup brought back. */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { chainStep } from '../../src/platform/log/proof/chain.ts';
import { addHeads, headsFolderOf, lastNumberIn } from '../../src/platform/log/proof/head-file.ts';
import { cutHead, headsAfter } from '../../src/platform/log/proof/heads.ts';
import { sequenceOnce } from '../../src/platform/log/sequencer.ts';
import { appendSome, openTestPlatform, type TestPlatform } from '../../test/test-platform.ts';
import { run as runBackup } from '../backup/backup.ts';
import { run as runRestore } from '../backup/restore.ts';
import { run } from './audit.ts';

const root = mkdtempSync(join(tmpdir(), 'gantry-audit-'));
const home = join(root, 'home');
const file = join(root, 'a.backup');
const said: string[] = [];
const databases: string[] = [];
let test: TestPlatform;

const env = (url = test.config.databaseUrl, at = home) => ({
  GANTRY_SECRET_KEY: test.config.secretKey,
  DATABASE_URL: url,
  GANTRY_HOME: at,
});

/** Events, chained, with a head beside the database. */
const goOn = async (n: number, minute: number): Promise<void> => {
  const { database } = test.platform;
  await appendSome(test.platform, ['one', 'two'], n);
  const client = await database.pool.connect();
  while ((await sequenceOnce(client)) === 0);
  client.release();
  while ((await chainStep(database, async () => true)) > 0);
  await cutHead(database, new Date(Date.UTC(2026, 4, 1, 8, minute)));
  const folder = headsFolderOf(home);
  addHeads(folder, test.config.secretKey, await headsAfter(database, lastNumberIn(folder), 10));
};
const audit = async (args: string[], where = env()): Promise<[code: number, text: string]> => {
  said.length = 0;
  const code = await run(args, where);
  return [code, said.join('\n')];
};
const onServer = async (sql: string): Promise<void> => {
  const admin = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await admin.connect();
  await admin.query(sql).finally(() => admin.end());
};

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation((text) => void said.push(String(text)));
  test = await openTestPlatform();
  await goOn(40, 0);
  expect(await runBackup([file], env())).toBe(0);
  await goOn(20, 1);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await test.close();
  for (const name of databases) await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  rmSync(root, { recursive: true, force: true });
});

it('says that the log is what was written, and what its newest head is', async () => {
  const [code, text] = await audit(['verify']);
  expect(text).toMatch(/60 events, 2 heads, 2 of them beside the database; 0 events are not chained yet/);
  expect([code, text.includes('the log is what was written')]).toEqual([0, true]);
  expect((await audit(['head']))[1]).toMatch(/^\{"number":2,/);
});

it('ends with 1 and names the event that was changed', async () => {
  const { database } = test.platform;
  const change = (sql: string) =>
    database.transaction(async (tx) => {
      await tx.run('SET LOCAL session_replication_role = replica');
      await tx.run(sql);
    });
  await change(`UPDATE event_log SET actor = 'tesT' WHERE stream_id = 'one' AND version = 3`);
  const [code, text] = await audit(['verify']);
  await change(`UPDATE event_log SET actor = 'test' WHERE stream_id = 'one' AND version = 3`);
  expect([code, text]).toEqual([
    1,
    expect.stringMatching(/1 fault:\n {2}evt_\d+ \(number 5\) is not what was chained/),
  ]);
});

it('of a restored log later heads are void; where nobody said that it was restored it is shorter than its head', async () => {
  const name = `audited_${randomBytes(6).toString('hex')}`;
  databases.push(name);
  await onServer(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(test.config.databaseUrl), { pathname: `/${name}` }).toString();
  const before = join(root, 'before');
  cpSync(headsFolderOf(home), headsFolderOf(before), { recursive: true });
  expect(await runRestore([file], env(url))).toBe(0);
  const [code, text] = await audit(['verify'], env(url));
  expect(text).toMatch(/1 heads are void since a restore[\s\S]*40 events, 1 heads, 1 of them beside/);
  expect(code).toBe(0);
  const [other, told] = await audit(['verify'], env(url, before));
  expect([other, told]).toEqual([1, expect.stringContaining('the log is shorter than its head 2')]);
  expect((await audit(['restored', '--why', 'a snapshot of the disk'], env(url, before)))[0]).toBe(0);
  expect((await audit(['verify'], env(url, before)))[0]).toBe(0);
});

it('says in a line what it lacks', async () => {
  await expect(run(['verify', '--order', 'nobody'], env())).rejects.toThrow('there is no order nobody');
  await expect(run(['verify', '--heads', join(root, 'nowhere')], env())).rejects.toThrow('there is nothing at');
  await expect(run(['restored'], env())).rejects.toThrow('say by --why');
  const [, text] = await audit(['verify'], env(undefined, join(root, 'empty')));
  expect(text).toMatch(/there are no heads beside the database/);
});
