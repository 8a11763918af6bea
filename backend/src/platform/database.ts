/** Postgres: Prisma for rows, and the same pool's plain connections for the few paths Prisma's language cannot say. */
import type { Transaction } from '@gantry/prisma/client';
import { type Database as Client, connect } from '@gantry/prisma/client';
import pg from 'pg';

export type { Transaction };

/** As much of a transaction as hand-written SQL needs. Prisma's is one, and so is a bare connection's. */
export type Sql = {
  $queryRawUnsafe<T>(query: string, ...values: unknown[]): Promise<T>;
  $executeRawUnsafe(query: string, ...values: unknown[]): Promise<number>;
};

export type Database = {
  prisma: Client;
  pool: pg.Pool;
  /** Runs `work` in one transaction; nothing outside the database may happen inside it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** The same for work that is SQL alone: on the busiest road Prisma's handling of raw statements costs more than Postgres' own. */
  sqlTransaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

const names = new Map<string, string>();
/** A statement under a name is parsed and planned once for each connection. The texts are ours and few; the bound is for the day they are not. */
const named = (text: string, values: unknown[]): pg.QueryConfig => {
  let name = names.get(text);
  if (name === undefined && names.size < 200) {
    name = `sql-${names.size}`;
    names.set(text, name);
  }
  return name === undefined ? { text, values } : { name, text, values };
};

const inTransaction = async <T>(pool: pg.Pool, work: (tx: Sql) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work({
      $queryRawUnsafe: async <R>(text: string, ...values: unknown[]) =>
        (await client.query(named(text, values))).rows as R,
      $executeRawUnsafe: async (text, ...values) => (await client.query(named(text, values))).rowCount ?? 0,
    });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    // A connection that cannot even roll back is not given to anybody again.
    client.release(broken);
  }
};

/** Opens the database. `connections` is shared out between Prisma's pool and the plain one. */
export const openDatabase = (url: string, connections = 16): Database => {
  const prisma = connect(url, connections);
  const pool = new pg.Pool({ connectionString: url, max: Math.max(4, connections / 2), idleTimeoutMillis: 30_000 });
  // A broken idle connection is replaced by the pool; without a listener Node would end the process instead.
  pool.on('error', () => undefined);
  return {
    prisma,
    pool,
    transaction: (work) => prisma.$transaction(work),
    sqlTransaction: (work) => inTransaction(pool, work),
    close: async () => {
      await Promise.allSettled([prisma.$disconnect(), pool.end()]);
    },
  };
};

/** Locks rows by primary key, in key order so that two writers never wait for each other in a ring. */
export const lockRows = async (tx: Sql, table: string, ids: readonly string[]): Promise<void> => {
  await tx.$queryRawUnsafe(`SELECT 1 FROM "${table}" WHERE "id" = ANY($1::text[]) ORDER BY "id" FOR UPDATE`, ids);
};
