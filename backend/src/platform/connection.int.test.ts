import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshStores } from '../../test/fresh-stores.ts';
import { isOutage } from '../kernel/outage.ts';
import { connectionRoles, connectionTo, limitsOf, type Opener } from './connection.ts';
import { openPool } from './database/pool.ts';
import { type Database, openDatabase } from './database.ts';

type Stores = Awaited<ReturnType<typeof freshStores>>;
type Settings = { name: string; setting: string }[];

const shown = `SELECT name, setting FROM pg_settings
  WHERE name IN ('application_name', 'statement_timeout', 'idle_in_transaction_session_timeout', 'lock_timeout', 'transaction_timeout')`;

describe('connections', () => {
  let stores: Stores;
  const opened: Database[] = [];
  beforeAll(async () => {
    stores = await freshStores();
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await stores.drop();
  });
  const open = (opener: Opener): Database => {
    const database = openDatabase(stores.config.databaseUrl, opener);
    opened.push(database);
    return database;
  };
  const codeOf = async (work: Promise<unknown>): Promise<unknown> => {
    const error = await work.then(
      () => new Error('it went on'),
      (thrown: unknown) => thrown,
    );
    expect(isOutage(error)).toBe(true);
    const { code, meta } = error as {
      code?: string;
      meta?: { driverAdapterError?: { cause?: { originalCode?: string } } };
    };
    return meta?.driverAdapterError?.cause?.originalCode ?? code;
  };

  it.each(connectionRoles)('of a %s say whose they are and have its limits, plain and Prisma’s', async (role) => {
    const { pool, prisma } = open({ name: `${role}-test`, role });
    const { statement, idle, lock, transaction } = limitsOf[role];
    const expected = {
      application_name: `gantry-${role}-test`,
      statement_timeout: String(statement),
      idle_in_transaction_session_timeout: String(idle),
      lock_timeout: String(lock),
      transaction_timeout: String(transaction),
    };
    const settings = (rows: Settings) => Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    expect(settings((await pool.query<Settings[number]>(shown)).rows)).toEqual(expected);
    expect(settings(await prisma.$queryRawUnsafe<Settings>(shown))).toEqual(expected);
  });

  it('of an api and a worker end before anybody waits longer, and before the watch over the log would end them', () => {
    expect(limitsOf.api.transaction).toBeLessThan(30_000);
    expect(limitsOf.worker.transaction).toBeLessThan(60_000);
    for (const role of ['api', 'worker'] as const) {
      expect(limitsOf[role].statement).toBeLessThan(limitsOf[role].transaction);
      expect(limitsOf[role].idle).toBeLessThan(10_000);
    }
  });

  it('end a statement that hangs', async () => {
    const { pool, prisma } = open({ name: 'test', role: 'api', limits: { statement: 200 } });
    expect(await codeOf(pool.query('SELECT pg_sleep(30)'))).toBe('57014');
    expect(await codeOf(prisma.$queryRawUnsafe('SELECT 1 FROM pg_sleep(30)'))).toBe('57014');
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
  it('end a transaction that stands idle, and go on with a new connection', async () => {
    const options = connectionTo(stores.config.databaseUrl, { name: 'test', role: 'api', limits: { idle: 200 } });
    const pool = openPool(options);
    const client = await pool.connect();
    const lost = new Promise<Error>((done) => client.once('error', done));
    await client.query('BEGIN; SELECT pg_current_xact_id()');
    expect(await lost).toMatchObject({ code: '25P03' });
    client.release(true);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
  it('end a transaction that goes on for ever', async () => {
    const database = open({ name: 'test', role: 'worker', limits: { transaction: 400 } });
    const onAndOn = database.transaction(async (tx) => {
      for (;;) await tx.rows('SELECT pg_sleep(0.02)');
    });
    expect(await codeOf(onAndOn)).toBe('25P04');
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
  it('end the wait for a lock', async () => {
    const { pool } = open({ name: 'test', role: 'api', limits: { lock: 200 } });
    const [holder, waiter] = [await pool.connect(), await pool.connect()];
    await holder.query('BEGIN; SELECT pg_advisory_xact_lock(7)');
    expect(await codeOf(waiter.query('SELECT pg_advisory_xact_lock(7)'))).toBe('55P03');
    await holder.query('ROLLBACK');
    for (const client of [holder, waiter]) client.release();
  });
});
