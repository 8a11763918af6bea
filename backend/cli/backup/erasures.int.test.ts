/** A backup of before an erasure, restored after it: whoever was erased stays erased, whichever way the list of erasures is found. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPlatform } from '../../src/app/open-platform.ts';
import { catchUpOnErasures, keepErasureList } from '../../src/contexts/privacy/erasure-list.ts';
import { sqlOf } from '../../src/platform/backup/catalog.ts';
import { erasureListOf, readErasureList, replayErasures, wholeUntil } from '../../src/platform/backup/erasures.ts';
import { verifyBackup } from '../../src/platform/backup/pair.ts';
import { openKeyBook } from '../../src/platform/privacy/key-book.ts';
import { mastersOf } from '../../src/platform/privacy/masters.ts';
import { openTestPlatform, type TestPlatform } from '../../test/test-platform.ts';
import { until } from '../../test/until.ts';
import { run as runBackup } from './backup.ts';
import { knownErasures } from './known-erasures.ts';
import { run as runRestore } from './restore.ts';
import { onConnection } from './tower-database.ts';

const server = (): string => process.env.DATABASE_URL ?? '';
const root = mkdtempSync(join(tmpdir(), 'gantry-erasures-'));
const folder = (): string => mkdtempSync(join(root, 'f-'));

/** What is sealed for whom: two who stay, one who goes, and a message that was matched to the latter after the backup. */
const planted = { stays: 'Ottoline Featherstone', goes: 'Bartholomew Grigg', message: 'for Bartholomew, by the door' };
type Name = keyof typeof planted;

let test: TestPlatform;
let older = '';
let newer = '';
const keyIds = new Map<Name, string>();
const databases: string[] = [];

const env = (more: Record<string, string>): Record<string, string> => ({
  GANTRY_SECRET_KEY: test.config.secretKey,
  ...more,
});
const emptyDatabase = async (): Promise<string> => {
  const name = `erased_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: server() });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  databases.push(name);
  return Object.assign(new URL(server()), { pathname: `/${name}` }).toString();
};

const plant = async (name: Name, keyId: string): Promise<void> => {
  const { database, privacy } = test.platform;
  keyIds.set(name, keyId);
  const sealed = await database.transaction((tx) => privacy.seal(tx, keyId, `planted:${name}`, planted[name]));
  await database.run(
    `INSERT INTO exchanges (id, partner, operation, correlation_id, request, attempt, duration_ms, started_at) VALUES ($1, 'test', 'plant', 'test', $2::jsonb, 1, 1, now())`,
    name,
    JSON.stringify({ sealed }),
  );
};
const subjectKey = async (subject: string): Promise<string> => {
  const { database, privacy } = test.platform;
  const keys = await database.transaction((tx) => privacy.keysFor(tx, [{ subject, merchant: 'main' }]));
  return keys.get(subject)?.id ?? '';
};

/** What a tower with the same secret can still read of what was planted in a database. */
const readable = (url: string): Promise<Name[]> =>
  onConnection(url, 'test', async (client) => {
    const sql = sqlOf(client);
    const keys = await openKeyBook(mastersOf(test.config.secretKey, [])).keysById(sql, [...keyIds.values()]);
    const rows = await sql.rows<{ name: Name; sealed: string }>(
      `SELECT id AS name, request->>'sealed' AS sealed FROM exchanges ORDER BY array_position($1::text[], id)`,
      Object.keys(planted),
    );
    return rows
      .filter(({ name, sealed }) => keys.get(keyIds.get(name) ?? '')?.open(`planted:${name}`, sealed) === planted[name])
      .map(({ name }) => name);
  });
const restored = async (file: string, { home = folder(), args = [] as string[] } = {}): Promise<string> => {
  const url = await emptyDatabase();
  expect(await runRestore([file, ...args], env({ DATABASE_URL: url, GANTRY_HOME: home }))).toBe(0);
  return url;
};
/** The backup and its keys alone in a folder. */
const alone = (): string => {
  const file = join(folder(), 'old.backup');
  for (const end of ['', '.keys']) copyFileSync(`${older}${end}`, `${file}${end}`);
  return file;
};

/** What migrated a database leaves a connection idle for a while. */
const leaveAlone = async (url: string): Promise<void> => {
  await test.platform.database.pool.query(
    'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1',
    [new URL(url).pathname.slice(1)],
  );
};

/** The worker's keeping of the lists; ends when it is told to, and has written what it was about to. */
const keepLists = (): (() => Promise<void>) => {
  const stop = new AbortController();
  const ended = keepErasureList(test.platform, stop.signal);
  return async () => {
    stop.abort();
    await ended;
  };
};
let stopKeeping: () => Promise<void>;
beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  test = await openTestPlatform();
  const { database, privacy } = test.platform;
  stopKeeping = keepLists();
  const backups = folder();
  [older, newer] = [join(backups, 'older.backup'), join(backups, 'newer.backup')];
  await plant('stays', await subjectKey('sub_stays'));
  await plant('goes', await subjectKey('sub_goes'));
  await plant('message', await database.transaction((tx) => privacy.newMessageKey(tx, 'main', null)));
  const where = env({ DATABASE_URL: test.config.databaseUrl, GANTRY_HOME: test.config.home });
  expect(await runBackup([older], where)).toBe(0);
  await database.transaction(async (tx) => {
    await privacy.link(tx, [keyIds.get('message') ?? ''], 'sub_goes');
    await privacy.destroy(tx, 'sub_goes');
    await tx.run(
      `INSERT INTO erasures (subject, merchant, at, by, reason, version) VALUES ('sub_goes', 'main', now(), 'key_1', 'asked', 1)`,
    );
  });
  privacy.forget();
  expect(await runBackup([newer], where)).toBe(0);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await stopKeeping?.();
  await test?.close();
  const admin = new pg.Client({ connectionString: server() });
  await admin.connect();
  for (const name of databases) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.end();
  rmSync(root, { recursive: true, force: true });
});

describe('an older backup', () => {
  it('is refused where nobody knows who was erased since, opens whole where that is said, and no more with the home’s list', async () => {
    await until(async () => readErasureList(erasureListOf(test.config.home)).length === 1, {
      what: 'the home to know',
    });
    // It would write the list anew while it is away.
    await stopKeeping();
    const [here, away] = [erasureListOf(test.config.home), join(folder(), 'away.log')];
    renameSync(here, away);
    const url = await restored(alone(), { args: ['--no-erasures-known'] });
    await expect(restored(alone())).rejects.toThrow('nobody knows who was erased since');
    // A list that was whole before this backup was written says nothing of what came after.
    const early = join(folder(), 'early.log');
    writeFileSync(early, `{"wholeUntil":"2020-01-01T00:00:00.000Z","tower":null}\n`);
    await expect(restored(alone(), { args: ['--erasures', early] })).rejects.toThrow('nobody knows who was erased');
    renameSync(away, here);
    stopKeeping = keepLists();
    expect(await readable(url)).toEqual(['stays', 'goes', 'message']);
    // As a process does before it serves, whatever way the database came back.
    const { platform, close } = openPlatform({ ...test.config, databaseUrl: url }, 'test', 2);
    await catchUpOnErasures({ platform, holders: [] }).finally(close);
    expect(await readable(url)).toEqual(['stays']);
  });
  it('comes back without them by the list of the home that wrote it, and by the copy that the tower keeps beside it', async () => {
    expect(await readable(await restored(alone()))).toEqual(['stays']);
    const file = alone();
    const copy = erasureListOf(dirname(older));
    await until(async () => readErasureList(copy).length === 1, { what: 'the copy to know' });
    copyFileSync(copy, erasureListOf(dirname(file)));
    const [here, away] = [erasureListOf(test.config.home), join(folder(), 'away.log')];
    renameSync(here, away);
    expect(await readable(await restored(file))).toEqual(['stays']);
    renameSync(away, here);
  });
  it('says nothing of who was erased by the list of the home, nor in messages matched after it was written', async () => {
    const { home } = test.config;
    expect(await readable(await restored(alone(), { home }))).toEqual(['stays']);
  });
  it('nor by a newer backup in its folder, which the new home then knows, nor by the database that it replaces', async () => {
    const home = folder();
    const url = await restored(older, { home });
    expect(await readable(url)).toEqual(['stays']);
    expect(readErasureList(erasureListOf(home))[0]).toMatchObject({ subject: 'sub_goes', keys: expect.any(Array) });
    const where = env({ DATABASE_URL: url, GANTRY_HOME: folder() });
    await leaveAlone(url);
    expect(await runRestore([alone(), '--replace', new URL(url).pathname.slice(1)], where)).toBe(0);
    expect(await readable(url)).toEqual(['stays']);
  });
  it('finds lists and backups that are named', async () => {
    const home = folder();
    const { head } = (await verifyBackup(older)).summary;
    const elsewhere = { ...head, home };
    for (const named of [erasureListOf(test.config.home), newer])
      expect(await knownErasures({ path: alone(), home, named: [named] }, elsewhere)).toMatchObject({
        list: [{ subject: 'sub_goes' }],
        until: expect.any(String),
      });
    expect(await knownErasures({ path: alone(), home, named: [] }, elsewhere)).toMatchObject({ list: [], until: null });
    // Of another tower: who was erased there is taken, and tells nothing of whom it does not name.
    const foreign = { ...elsewhere, keyFingerprint: 'another' };
    expect(await knownErasures({ path: alone(), home, named: [newer] }, foreign)).toMatchObject({ until: null });
    expect(wholeUntil(erasureListOf(test.config.home), 'another')).toBeNull();
  });
});

it('who came back after an erasure keeps the key of today when the list is replayed', async () => {
  const { database, privacy } = test.platform;
  const keyId = await subjectKey('sub_goes');
  expect(await replayErasures(database, readErasureList(erasureListOf(test.config.home)))).toBe(0);
  privacy.forget();
  expect(await privacy.keysById(database, [keyId])).toMatchObject(new Map([[keyId, { id: keyId }]]));
});

describe('the keys of a backup', () => {
  it('are needed, unless it is said that nothing personal is to be read', async () => {
    const file = alone();
    rmSync(`${file}.keys`);
    await expect(restored(file)).rejects.toThrow('.keys is not there');
    expect(await readable(await restored(file, { args: ['--without-personal-data'] }))).toEqual([]);
  });
  it('are those of this backup, whole', async () => {
    const file = alone();
    copyFileSync(`${newer}.keys`, `${file}.keys`);
    await expect(restored(file)).rejects.toThrow('holds the keys of another backup');
    writeFileSync(`${file}.keys`, 'gantry-backup 1\nnothing');
    await expect(restored(file)).rejects.toThrow('damaged');
    await expect(restored(`${older}.keys`)).rejects.toThrow('name the backup that it belongs to');
  });
});
