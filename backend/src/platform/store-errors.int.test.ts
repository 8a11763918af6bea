/** What Postgres and Prisma really throw when the database is away in one way or another, and when it is the data's fault. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../test/test-platform.ts';
import { StoreAway } from '../kernel/errors.ts';
import { isConflict, isOutage } from '../kernel/outage.ts';
import { type Database, openDatabase } from './database.ts';

let test: TestPlatform;
const opened: Database[] = [];
const openAt = (url: string): Database => {
  const database = openDatabase(url, { name: 'test', role: 'worker' }, 2);
  opened.push(database);
  return database;
};
beforeAll(async () => {
  test = await openTestPlatform();
});
afterAll(async () => {
  for (const database of opened) await database.close();
  await test.close();
});

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );

/** Every way in which our code asks the database. */
const ways: [string, (database: Database) => Promise<unknown>][] = [
  ['a statement', ({ rows }) => rows('SELECT 1')],
  ['the pool', ({ pool }) => pool.query('SELECT 1')],
  ['a session', async ({ pool }) => (await pool.connect()).query('SELECT 1')],
  ['a transaction', ({ transaction }) => transaction((tx) => tx.rows('SELECT 1'))],
  ['Prisma', ({ prisma }) => prisma.job.findFirst()],
];

/** Answers a server's address while `work` lasts; it does with each connection as it is told. */
const meeting = async (greet: (socket: import('node:net').Socket) => void, work: (url: string) => Promise<void>) => {
  const server = createServer(greet);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`postgresql://a:b@127.0.0.1:${(server.address() as AddressInfo).port}/none`);
  } finally {
    server.close();
  }
};

describe.each(ways)('asked by %s', (_name, ask) => {
  it('a port that nobody listens at is a store away', async () => {
    expect(isOutage(await thrownBy(ask(openAt('postgresql://a:b@127.0.0.1:1/none'))))).toBe(true);
  });
  it('a server that hangs up without a word is a store away', async () => {
    await meeting(
      (socket) => socket.destroy(),
      async (url) => expect(isOutage(await thrownBy(ask(openAt(url))))).toBe(true),
    );
  });
  it('a server that speaks something else is a store away', async () => {
    await meeting(
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      async (url) => expect(isOutage(await thrownBy(ask(openAt(url))))).toBe(true),
    );
  });
  it('a database that is missing is a store away', async () => {
    const url = Object.assign(new URL(test.config.databaseUrl), { pathname: '/no_such_database' }).toString();
    expect(isOutage(await thrownBy(ask(openAt(url))))).toBe(true);
  });
});

describe('a connection that is cut', () => {
  const end = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1';
  const pidOf = 'SELECT pg_backend_pid() AS pid';

  it('in the middle of a transaction is a store away', async () => {
    const { database } = test.platform;
    const error = await thrownBy(
      database.transaction(async (tx) => {
        const [me] = await tx.rows<{ pid: number }>(pidOf);
        await database.rows(end, me?.pid);
        await tx.rows('SELECT pg_sleep(5)');
      }),
    );
    expect(isOutage(error)).toBe(true);
  });
  it('in a session that is asked again afterwards is a store away, with or without a code', async () => {
    const { database } = test.platform;
    const session = await database.pool.connect();
    const { rows } = await session.query<{ pid: number }>(pidOf);
    const broken = [thrownBy(session.query('SELECT pg_sleep(5)')), thrownBy(session.query('SELECT 1'))];
    await database.rows(end, rows[0]?.pid);
    const errors = [...(await Promise.all(broken)), await thrownBy(session.query('SELECT 1'))];
    session.release(true);
    expect(errors.map((error) => isOutage(error))).toEqual([true, true, true]);
    // Later ones have no code: without being wrapped they would look like mistakes.
    expect(errors.at(-1)).toBeInstanceOf(StoreAway);
  });
  it('and a pool that was closed are a store away', async () => {
    const database = openAt(test.config.databaseUrl);
    await database.close();
    expect(await thrownBy(database.rows('SELECT 1'))).toBeInstanceOf(StoreAway);
  });
});

describe('what Postgres says by a code', () => {
  const asked = (text: string, ...values: unknown[]) => thrownBy(test.platform.database.rows(text, ...values));

  it.each([
    ['a table of a migration that is missing', 'SELECT * FROM of_tomorrow'],
    ['a statement beyond its time', 'SET LOCAL statement_timeout = 1; SELECT pg_sleep(2)'],
    ['a transaction that may not write', 'SET TRANSACTION READ ONLY; DELETE FROM jobs'],
  ])('%s is waited out', async (_name, text) => {
    expect(isOutage(await asked(text))).toBe(true);
  });
  it.each([
    ['no number', "SELECT 'x'::int"],
    ['a character that no text holds', 'SELECT \'"\\u0000"\'::jsonb ->> 0'],
    ['nothing where something must be', "INSERT INTO test_counters (id) VALUES ('one')"],
    [
      'too large for an index',
      "INSERT INTO test_counters SELECT string_agg(md5(n::text), ''), 1, 1 FROM generate_series(1, 9000) n",
    ],
    ['nested too deep', "SELECT (repeat('[', 50000) || repeat(']', 50000))::jsonb"],
    ['an event that says nothing', 'INSERT INTO event_log DEFAULT VALUES'],
  ])('%s is the fault of the data', async (_name, text) => {
    const error = await asked(text);
    expect([isOutage(error), isConflict(error)]).toEqual([false, false]);
    expect(error).toMatchObject({ code: expect.any(String) });
  });
  it.each([
    ['a value that is none', 'SELECT \'Zenobia "Q" Quill\'::int'],
    ['JSON that is none', `SELECT '{"name": Zenobia}'::jsonb`],
    ['a key that is taken', `INSERT INTO test_counters VALUES ('Zenobia', 1, 1), ('Zenobia', 1, 1)`],
    ['a row that fails', `INSERT INTO test_counters VALUES ('Zenobia', NULL, 1)`],
  ])('what is said of %s does not repeat it', async (_name, text) => {
    const error = await asked(text);
    expect(error).toMatchObject({ code: expect.any(String) });
    expect(
      JSON.stringify({ ...(error as object), message: String(error), stack: (error as Error).stack }),
    ).not.toContain('Zenobia');
  });
  it('a key that somebody else has is a conflict', async () => {
    const twice = "INSERT INTO test_counters VALUES ('twice', 1, 1)";
    await test.platform.database.run(twice);
    const error = await asked(twice);
    expect([isOutage(error), isConflict(error)]).toEqual([false, true]);
    const byPrisma = await thrownBy(
      test.platform.database.prisma.idempotencyKey.createMany({
        data: [1, 2].map(() => ({ holder: 'h', endpoint: 'e', key: 'k', fingerprint: 'f' })),
      }),
    );
    expect([isOutage(byPrisma), isConflict(byPrisma)]).toEqual([false, true]);
  });
  it('what Prisma is asked wrongly stays a mistake of ours', async () => {
    const noTime = { runAt: new Date(Number.NaN) };
    const error = await thrownBy(test.platform.database.prisma.job.findFirst({ where: noTime }));
    expect(error).not.toBeInstanceOf(StoreAway);
    expect(isOutage(error)).toBe(false);
  });
});
