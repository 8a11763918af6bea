/** A Postgres that went without a word: who waits on it hears of it within ten seconds, nobody else waits at all, and it is used again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshStores } from '../../../test/fresh-stores.ts';
import { until } from '../../../test/until.ts';
import { openWire, type Wire } from '../../../test/wire.ts';
import { StoreAway } from '../../kernel/errors.ts';
import { type Database, openDatabase } from '../database.ts';

let wire: Wire;
let drop: () => Promise<void>;
let database: Database;
beforeAll(async () => {
  const stores = await freshStores();
  ({ drop } = stores);
  wire = await openWire(stores.config.databaseUrl);
  database = openDatabase(wire.url, { name: 'test', role: 'command' }, 8);
});
afterAll(async () => {
  wire.letGo();
  await database.close();
  await wire.close();
  await drop();
});

const failed = (work: Promise<unknown>): Promise<{ error: unknown; ms: number }> => {
  const began = performance.now();
  return work.then(
    () => {
      throw new Error('it was answered');
    },
    (error: unknown) => ({ error, ms: performance.now() - began }),
  );
};

it('a Postgres that went without a word', async () => {
  const long = () => database.rows('SELECT pg_sleep(600)');
  await database.rows('SELECT 1');
  const waiting = [
    failed(long()),
    failed(database.transaction(async (tx) => tx.rows('SELECT pg_sleep(600)'))),
    failed(database.prisma.$queryRaw`SELECT pg_sleep(600)`),
  ];
  // All three are under way.
  await until(async () => {
    const rows = await database.rows(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query ~ '^SELECT pg_sleep'`,
    );
    return rows.length === 3;
  });
  const began = performance.now();
  wire.hold();
  for (const { error } of await Promise.all(waiting)) expect(error).toBeInstanceOf(StoreAway);
  expect(performance.now() - began).toBeLessThan(11_000);
  const asked = [await failed(database.rows('SELECT 1')), await failed(database.prisma.$queryRaw`SELECT 1`)];
  expect(asked.map(({ error }) => error instanceof StoreAway)).toEqual([true, true]);
  expect(Math.max(...asked.map(({ ms }) => ms))).toBeLessThan(1_000);
  wire.letGo();
  await until(async () => (await database.rows('SELECT 1')).length === 1, { ms: 8_000 });
  await until(async () => await database.prisma.$queryRaw`SELECT 1`, { ms: 8_000 });
});
