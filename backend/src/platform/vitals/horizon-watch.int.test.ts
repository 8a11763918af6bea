/** On a Postgres of its own: a transaction that holds back one tower's log holds back that of every other on the server. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@gantry/prisma/migrate';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshStores } from '../../../test/fresh-stores.ts';
import { appendSome } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { openPlatform, type ProcessConfig } from '../../app/open-platform.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { runSequencer } from '../log/sequencer.ts';
import type { Platform } from '../platform.ts';
import { watchHorizon } from './horizon-watch.ts';
import { measureLog } from './log-figures.ts';

const home = mkdtempSync(join(tmpdir(), 'gantry-horizon-'));
chmodSync(home, 0o755);
const ends: (() => Promise<unknown>)[] = [];
let config: ProcessConfig;

beforeAll(async () => {
  const server = await startPostgres({
    dataDir: join(home, 'postgres'),
    logFile: join(home, 'postgres.log'),
    settings: { max_prepared_transactions: '4', fsync: 'off' },
  });
  const stores = await freshStores();
  ends.push(() => server.stop(), stores.drop);
  await migrate(server.url);
  config = { ...stores.config, databaseUrl: server.url };
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(home, { recursive: true, force: true });
});

type Watch = { platform: Platform; lines: Record<string, unknown>[]; end(): Promise<void> };

/** A worker's sequencer and watch, with limits of a test's length. */
const watching = async (horizon: Partial<ProcessConfig['horizon']> = {}): Promise<Watch> => {
  const limits = { tellMs: 300, endMs: 1_500, endPrepared: false, ...horizon };
  const { platform: opened, close } = await openPlatform({ ...config, horizon: limits }, 'worker', 6);
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) });
  const platform = { ...opened, logger };
  const stop = new AbortController();
  const running = [runSequencer(platform, stop.signal), watchHorizon(platform, stop.signal)];
  return {
    platform,
    lines,
    end: async () => {
      stop.abort();
      await Promise.all(running);
      await close();
    },
  };
};

/** A session of somebody else with a transaction that has a number. */
const stranger = async (name = 'psql'): Promise<{ client: pg.Client; lost: Promise<unknown> }> => {
  const client = new pg.Client({ connectionString: config.databaseUrl, application_name: name });
  const lost = new Promise((done) => client.on('error', done));
  await client.connect();
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO settings (group_name, versions, version) VALUES (gen_random_uuid(), '"nobody’s business"', 1)`,
  );
  return { client, lost };
};

const toldOf = ({ vitals }: Platform): string | undefined =>
  vitals.troubles().find(({ name }) => name === 'horizon')?.text;
const told = (platform: Platform): Promise<string> =>
  until(async () => toldOf(platform), { what: 'a trouble of the horizon' });

const standing = async ({ platform }: Watch, id: string): Promise<void> => {
  await appendSome(platform, [id], 3);
  expect((await measureLog(platform.vitals.sql)).unplaced).toBe(3);
};
const flowing = ({ platform }: Watch): Promise<boolean> =>
  until(async () => (await measureLog(platform.vitals.sql)).unplaced === 0 && toldOf(platform) === undefined);

describe('a transaction of a stranger', () => {
  it.each<[string, string | undefined]>([
    ['idle in transaction', undefined],
    ['active', 'SELECT pg_sleep(600)'],
  ])('that stays open %s is named and ended, and the log flows on', async (state, statement) => {
    const watch = await watching();
    const { client, lost } = await stranger();
    if (statement) client.query(statement).catch(() => undefined);
    await standing(watch, state);
    const word = statement ? 'SELECT' : 'INSERT';
    expect(await told(watch.platform)).toMatch(
      new RegExp(
        `^A transaction has held the log back for \\d+ s: psql \\(pid \\d+, ${state}, last statement ${word}\\)$`,
      ),
    );
    await lost;
    expect(await flowing(watch)).toBe(true);
    const who = { application: 'psql', user: 'gantry', address: '127.0.0.1', state, statement: word };
    expect(watch.lines).toMatchObject([
      { msg: 'a transaction holds the log back', ...who },
      { msg: 'ended a transaction that held the log back', ...who },
    ]);
    expect(JSON.stringify(watch.lines)).not.toContain('business');
    await watch.end();
  });
  it('is only told of where no limit is set', async () => {
    const watch = await watching({ endMs: null });
    const { client } = await stranger();
    await until(async () => /for ([2-9]|\d\d) s/.test((await told(watch.platform)) ?? ''));
    await client.query('COMMIT');
    await flowing(watch);
    await client.end();
    await watch.end();
  });
  it('of a restore of ours is told of and not ended', async () => {
    const watch = await watching({ endMs: 600 });
    const { client } = await stranger('gantry-restore');
    await standing(watch, 'restore');
    await until(async () => /for ([2-9]|\d\d) s: gantry-restore/.test(await told(watch.platform)));
    await client.query('COMMIT');
    expect(await flowing(watch)).toBe(true);
    expect(watch.lines.map(({ msg }) => msg)).toEqual(['a transaction holds the log back']);
    await client.end();
    await watch.end();
  });
});

describe('a prepared transaction', () => {
  const prepare = async (gid: string): Promise<void> => {
    const { client } = await stranger();
    await client.query(`PREPARE TRANSACTION ${pg.escapeLiteral(gid)}`);
    await client.end();
  };
  it('is told of, and stays where the configuration does not let it be ended', async () => {
    const watch = await watching({ endMs: 600 });
    await prepare('batch 7');
    await standing(watch, 'prepared');
    await until(async () =>
      /for ([2-9]|\d\d) s: the prepared transaction batch 7 of gantry/.test(await told(watch.platform)),
    );
    await watch.platform.database.run(`ROLLBACK PREPARED 'batch 7'`);
    expect(await flowing(watch)).toBe(true);
    await watch.end();
  });
  it('is rolled back where it lets it', async () => {
    const watch = await watching({ endPrepared: true });
    await prepare("o'clock");
    await standing(watch, 'rolled back');
    expect(await told(watch.platform)).toContain("the prepared transaction o'clock of gantry");
    expect(await flowing(watch)).toBe(true);
    await watch.end();
  });
});
