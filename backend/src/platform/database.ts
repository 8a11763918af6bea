/** Postgres: Prisma for rows, and the same pool's plain connections for the few paths Prisma's language cannot say. */
import type { Transaction } from '@gantry/prisma/client';
import { type Database as Client, connect } from '@gantry/prisma/client';
import pg from 'pg';

export type { Transaction };

export type Database = {
  prisma: Client;
  pool: pg.Pool;
  /** Runs `work` in one transaction; nothing outside the database may happen inside it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
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
    close: async () => {
      await Promise.allSettled([prisma.$disconnect(), pool.end()]);
    },
  };
};

/** Locks rows by primary key, in key order so that two writers never wait for each other in a ring. */
export const lockRows = async (tx: Transaction, table: string, ids: readonly string[]): Promise<void> => {
  await tx.$queryRawUnsafe(`SELECT 1 FROM "${table}" WHERE "id" = ANY($1::text[]) ORDER BY "id" FOR UPDATE`, ids);
};
