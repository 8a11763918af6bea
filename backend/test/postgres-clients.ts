/**
 * Every kind of client of Postgres that the product opens, in every state that one can be in, in a process of its own: the
 * test ends them from outside and sees whether the process lives. It says `open` when all are, and `works` when each of them
 * does again.
 */
import { once } from 'node:events';
import { openSchemaEngine } from '@gantry/prisma/schema-engine';
import { connectionTo } from '../src/platform/connection.ts';
import { openPool } from '../src/platform/database/pool.ts';
import { openDatabase } from '../src/platform/database.ts';
import { openAside } from '../src/platform/vitals/aside.ts';
import { until } from './until.ts';

const url = process.env.DATABASE_URL ?? '';
const opener = { name: 'clients', role: 'command' } as const;
const database = openDatabase(url, opener, 16);
const aside = openAside(url, opener);
const pool = openPool({ ...connectionTo(url, opener), max: 4 });
const never = (): Promise<never> => new Promise(() => undefined);

/** What is under way for as long as nobody ends it; the error that ends it is its user's. */
const underWay = (work: () => Promise<unknown>): void => void work().catch(() => undefined);

/** Idle in each pool. */
await Promise.all([
  database.rows('SELECT 1'),
  database.prisma.$queryRaw`SELECT 1`,
  aside.sql.rows('SELECT 1'),
  pool.query('SELECT 1'),
]);
/** In a statement. */
underWay(() => database.rows('SELECT pg_sleep(600)'));
underWay(() => database.prisma.$queryRaw`SELECT pg_sleep(600)`);
/** In a transaction: between two statements, in one, in somebody's hands, in Prisma's. */
underWay(() => database.transaction(never));
underWay(() => database.transaction((tx) => tx.rows('SELECT pg_sleep(600)')));
const session = await database.pool.connect();
await session.query('BEGIN');
underWay(() =>
  database.prisma.$transaction(async (tx) => (await tx.$queryRaw`SELECT 1`) && never(), { timeout: 600_000 }),
);
/** In a COPY that waits for its rows, and held by nobody who asks anything. */
const copying = await pool.connect();
await copying.query('CREATE TEMP TABLE copied (n int)');
underWay(() => copying.query('COPY copied FROM STDIN'));
await pool.connect();
/** Migrations. */
const engine = await openSchemaEngine(url);

/** Connecting, all the time: some connection is always being made. */
let over = false;
const connecting = async (): Promise<void> => {
  while (!over) {
    const brief = openPool({ ...connectionTo(url, opener), max: 1 });
    await brief.query('SELECT 1').catch(() => undefined);
    await brief.end();
  }
};
const connections = [connecting(), connecting()];

process.send?.('open');
await once(process, 'message');
const answers = async (ask: () => Promise<unknown>): Promise<unknown> =>
  until(async () => {
    await ask();
    return true;
  });
await Promise.all([
  answers(() => database.rows('SELECT 1')),
  answers(() => database.transaction((tx) => tx.rows('SELECT 1'))),
  answers(() => database.prisma.$queryRaw`SELECT 1`),
  answers(() => database.prisma.$transaction((tx) => tx.$queryRaw`SELECT 1`)),
  answers(() => aside.sql.rows('SELECT 1')),
]);
over = true;
await Promise.all(connections);
engine.free();
process.send?.('works');
process.exit(0);
