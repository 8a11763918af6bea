import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendSome, openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { sequenceOnce } from '../log/sequencer.ts';
import { openAside } from './aside.ts';
import { openTransactions } from './horizon.ts';
import { measureLog, measureReaders } from './log-figures.ts';
import { openSystem } from './system.ts';
import { openVitals } from './vitals.ts';
import { measureInbox, measureQueues } from './work-figures.ts';

describe('figures', () => {
  let test: TestPlatform;
  beforeAll(async () => {
    test = await openTestPlatform();
  });
  afterAll(() => test.close());
  const sql = () => test.platform.vitals.sql;
  const sequence = async (): Promise<void> => {
    const client = await test.platform.database.pool.connect();
    await until(async () => (await sequenceOnce(client)) === 0 && (await measureLog(sql())).unplaced === 0);
    client.release();
  };
  const appendOld = (id: string, seconds: number) =>
    test.platform.database.run(
      `INSERT INTO event_log (stream, stream_id, version, name, payload, occurred_at, received_at, recorded_at, correlation_id, actor, partition)
       VALUES ('test', $1, 1, 'test.counted', '{"by": 1}', now(), now(), now() - $2 * interval '1 second', $1, 'test', 0)`,
      id,
      seconds,
    );

  it('of an empty log are nothing', async () => {
    expect(await measureLog(sql())).toEqual({ head: 0, headAgeMs: null, unplaced: 0, oldestUnplacedMs: 0 });
    expect(await measureReaders(sql(), [{ name: 'a.reader', partitions: 2 }])).toEqual([
      { name: 'a.reader', position: 0, behind: 0, behindMs: 0 },
    ]);
  });
  it('of the log say what has no position yet, and for how long', async () => {
    await appendSome(test.platform, ['one', 'two'], 5);
    await appendOld('old', 60);
    const before = await measureLog(sql());
    expect(before).toMatchObject({ head: 0, unplaced: 6 });
    expect(before.oldestUnplacedMs).toBeGreaterThanOrEqual(60_000);
    await sequence();
    const after = await measureLog(sql());
    expect(after).toMatchObject({ head: 6, unplaced: 0, oldestUnplacedMs: 0 });
    expect(after.headAgeMs).toBeGreaterThanOrEqual(0);
  });
  it('of the log do not believe a cursor that stands wrong', async () => {
    const { database } = test.platform;
    const [cursor] = await database.rows<{ tx: string }>('SELECT tx::text FROM sequencer_cursor');
    await database.run(`UPDATE sequencer_cursor SET tx = '99999999999'`);
    await appendOld('left out', 30);
    const stuck = await measureLog(sql());
    expect(stuck).toMatchObject({ head: 6, unplaced: 1 });
    expect(stuck.oldestUnplacedMs).toBeGreaterThanOrEqual(30_000);
    await database.run('UPDATE sequencer_cursor SET tx = $1::xid8', cursor?.tx);
    await sequence();
  });
  it('of the log see an event that was passed over among others', async () => {
    await appendOld('passed over', 20);
    await appendSome(test.platform, ['one'], 3);
    await sequence();
    const { database } = test.platform;
    await database.run(
      `DELETE FROM event_positions WHERE event_id = (SELECT id FROM event_log WHERE stream_id = 'passed over')`,
    );
    const seen = await measureLog(sql());
    expect(seen).toMatchObject({ unplaced: 1 });
    expect(seen.oldestUnplacedMs).toBeGreaterThanOrEqual(20_000);
  });
  it('of a reader are those of its slowest partition, and of a table that nobody began with', async () => {
    const { database } = test.platform;
    await database.run(
      `INSERT INTO checkpoints (subscriber, partition, position) VALUES ('b.reader', 0, 10), ('b.reader', 1, 5), ('b.reader', 2, 0)`,
    );
    const [two, three, none] = await measureReaders(sql(), [
      { name: 'b.reader', partitions: 2 },
      { name: 'b.reader', partitions: 4 },
      { name: 'facts.new', partitions: 1 },
    ]);
    expect(two).toMatchObject({ position: 5, behind: 6 });
    // The sixth event is the one that was a minute old when it was written.
    expect(two?.behindMs).toBeGreaterThanOrEqual(60_000);
    expect(three).toMatchObject({ position: 0, behind: 11 });
    expect(three?.behindMs).toBeLessThan(60_000);
    expect(none).toMatchObject({ position: 0, behind: 11 });
  });
  it('of jobs count those whose time has come, not those that are for later or being done', async () => {
    const { database } = test.platform;
    await database.run(
      `INSERT INTO jobs (id, name, payload, effect_key, status, run_at, correlation_id) VALUES
       ('j1', 'a.due', '{}', 'j1', 'open', now() - interval '12 seconds', 'c'), ('j2', 'a.due', '{}', 'j2', 'open', now() - interval '2 seconds', 'c'),
       ('j3', 'a.later', '{}', 'j3', 'open', now() + interval '40 seconds', 'c'), ('j4', 'a.done', '{}', 'j4', 'done', now() - interval '1 day', 'c')`,
    );
    const queues = await measureQueues(sql(), (job) => (job === 'a.due' ? 'fast' : null));
    expect(queues).toMatchObject([
      { job: 'a.due', lane: 'fast', open: 2, due: 2 },
      { job: 'a.later', lane: null, open: 1, due: 0, oldestDueMs: null },
    ]);
    expect(queues[0]?.oldestDueMs).toBeGreaterThanOrEqual(12_000);
    expect(queues[0]?.oldestDueMs).toBeLessThan(30_000);
  });
  it('of the inbox count what was put off', async () => {
    expect(await measureInbox(sql())).toEqual({ deferred: 0, oldestMs: 0 });
    await test.platform.database.run(
      `INSERT INTO inbound_webhooks (id, connection, body, received_at, outcome) VALUES
       ('w1', 'acme', '', now() - interval '25 seconds', 'deferred'), ('w2', 'acme', '', now() - interval '1 hour', 'recorded')`,
    );
    const inbox = await measureInbox(sql());
    expect(inbox.deferred).toBe(1);
    expect(inbox.oldestMs).toBeGreaterThanOrEqual(25_000);
    expect(inbox.oldestMs).toBeLessThan(3_600_000);
  });
  it('of the horizon name who may still write, and nobody who only reads', async () => {
    const { pool } = test.platform.database;
    const [reader, writer] = [await pool.connect(), await pool.connect()];
    await reader.query('BEGIN; SELECT count(*) FROM event_log');
    await writer.query(
      `SET application_name = 'a stranger'; BEGIN; UPDATE jobs SET last_error = 'secret' WHERE id = 'j1'`,
    );
    const strangers = (await openTransactions(sql())).filter(({ application }) => application === 'a stranger');
    expect(strangers).toMatchObject([
      { kind: 'session', user: 'gantry', address: '127.0.0.1', state: 'idle in transaction', statement: 'SET' },
    ]);
    const pids = await Promise.all(
      [reader, writer].map((one) => one.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')),
    );
    expect((await openTransactions(sql())).map(({ pid }) => pid)).not.toContain(pids[0]?.rows[0]?.pid);
    for (const one of [reader, writer]) {
      await one.query('ROLLBACK');
      one.release(true);
    }
  });
});

describe('figures without Postgres', () => {
  let test: TestPlatform;
  let silent: Server;
  beforeAll(async () => {
    test = await openTestPlatform();
    silent = createServer().listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    silent.close();
    await test.close();
  });
  const blind = (port: number) => {
    const aside = openAside(`postgres://u:p@127.0.0.1:${port}/x`, { name: 'test', role: 'api' });
    const vitals = openVitals(test.platform.clock, aside, test.platform.vitals.pids);
    vitals.tell('disk', 'no space');
    const probes = [{ name: 'redis', check: async () => 'PONG' }];
    const watched = { readers: [{ name: 'a.reader', partitions: 1 }], lanes: new Map(), probes };
    return openSystem({ ...test.platform, vitals }, watched);
  };

  it.each<[string, () => number, RegExp]>([
    ['nobody listens', () => 1, /ECONNREFUSED/],
    ['it does not answer', () => (silent.address() as { port: number }).port, /no answer|timeout/],
  ])('say so within three seconds when %s, and what else is known', async (_, port, error) => {
    const began = Date.now();
    const figures = await blind(port()).figures();
    expect(Date.now() - began).toBeLessThan(3_000);
    expect(figures).toMatchObject({
      state: 'ill',
      log: { head: null, unplaced: null },
      horizon: { ageMs: null, holder: null },
      subscribers: [{ name: 'a.reader', position: null, behindMs: null }],
      stores: [
        { name: 'postgres', ok: false },
        { name: 'redis', ok: true, error: null },
      ],
    });
    expect(figures.troubles.map(({ name }) => name)).toEqual(['store.postgres', 'disk']);
    expect(figures.stores[0]?.error).toMatch(error);
  });
});
