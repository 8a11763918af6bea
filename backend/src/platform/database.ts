/** Postgres: Prisma for reading rows, and the same pool's plain connections for what its language cannot say and for every write. */
import { type Database as Client, connect } from '@gantry/prisma/client';
import type pg from 'pg';
import { connectionTo, type Opener } from './connection.ts';
import { watchPeer } from './database/peer.ts';
import { openPool } from './database/pool.ts';
import { ofPostgres } from './store-errors.ts';

/** Hand-written SQL, in a transaction or outside of one. */
export type Sql = {
  /** The rows of a query. */
  rows<Row>(text: string, ...values: unknown[]): Promise<Row[]>;
  /** Runs a statement; answers how many rows it touched. */
  run(text: string, ...values: unknown[]): Promise<number>;
};

type Query = <Row extends pg.QueryResultRow>(
  query: string | pg.QueryConfig,
  values?: unknown[],
) => Promise<pg.QueryResult<Row>>;

/** A connection to oneself, for what must hold between statements; given back by `release`. */
export type Session = Pick<pg.PoolClient, 'release'> & { query: Query };

/** Connections of the pool; what fails without a code of Postgres is a `StoreAway`. */
export type Pool = { query: Query; connect(): Promise<Session> };

export type Database = Sql & {
  prisma: Client;
  pool: Pool;
  /** Runs `work` in one transaction; nothing outside the database may happen inside it. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** A statement under a name is parsed and planned once for each connection. The texts are ours and few; the bound is for the day they are not. */
const naming = () => {
  const names = new Map<string, string>();
  return (text: string, values: unknown[]): pg.QueryConfig => {
    let name = names.get(text);
    if (name === undefined && names.size < 400) {
      name = `sql-${names.size}`;
      names.set(text, name);
    }
    return name === undefined ? { text, values } : { name, text, values };
  };
};

const asking =
  (client: Pick<pg.ClientBase | pg.Pool, 'query'>): Query =>
  async <Row extends pg.QueryResultRow>(query: string | pg.QueryConfig, values?: unknown[]) => {
    try {
      return await client.query<Row>(query, values);
    } catch (error) {
      throw ofPostgres(error);
    }
  };

const poolOf = (pool: pg.Pool): Pool => ({
  query: asking(pool),
  connect: async () => {
    const client = await pool.connect().catch((error) => {
      throw ofPostgres(error);
    });
    return { query: asking(client), release: (broken) => client.release(broken) };
  },
});

const sqlOf = (client: Pick<Session, 'query'>, named: ReturnType<typeof naming>): Sql => ({
  rows: async <Row>(text: string, ...values: unknown[]) => (await client.query(named(text, values))).rows as Row[],
  run: async (text, ...values) => (await client.query(named(text, values))).rowCount ?? 0,
});

const inTransaction = async <T>(
  pool: Pool,
  named: ReturnType<typeof naming>,
  work: (tx: Sql) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(sqlOf(client, named));
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

/** Opens the database for somebody. `connections` is shared out between the plain pool, which writes, and Prisma's. */
export const openDatabase = (url: string, opener: Opener, connections = 16): Database => {
  const settled = connectionTo(url, opener);
  const peer = watchPeer(settled);
  const options = { ...settled, stream: peer.stream };
  const connected = openPool({ ...options, max: Math.max(6, connections) });
  const prismas = openPool({ ...options, max: Math.max(4, Math.floor(connections / 2)) });
  const prisma = connect(prismas, ofPostgres);
  const pool = poolOf(connected);
  const named = naming();
  return {
    // Outside a transaction a statement has no name: a plan made while a table is small would be kept for its connection's life.
    rows: async <Row>(text: string, ...values: unknown[]) => (await pool.query(text, values)).rows as Row[],
    run: async (text, ...values) => (await pool.query(text, values)).rowCount ?? 0,
    prisma,
    pool,
    transaction: (work) => inTransaction(pool, named, work),
    close: async () => {
      peer.close();
      await Promise.allSettled([prisma.$disconnect(), connected.end()]);
    },
  };
};
