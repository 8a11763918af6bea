/**
 * Connections to Postgres beside those of the work: a process has to say that it lives, and to measure, also when every
 * other connection is taken. Whatever does not answer in time is given up together with its connection.
 */
import type pg from 'pg';
import { within } from '../../kernel/deadline.ts';
import { connectionTo, type Opener } from '../connection.ts';
import { openPool } from '../database/pool.ts';
import type { Sql } from '../database.ts';

export type Aside = { sql: Sql; close(): Promise<void> };

const answerWithinMs = 2_000;
const limits = { statement: 3_000, idle: 3_000, lock: 1_000, transaction: 5_000 };

/** Thrown when Postgres takes longer than anybody waits. */
export class NoAnswer extends Error {
  constructor() {
    super(`no answer in ${answerWithinMs} ms`);
    this.name = 'NoAnswer';
  }
}

const ask = async (pool: pg.Pool, text: string, values: unknown[]): Promise<pg.QueryResult> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  const late = (): Error => {
    broken = new NoAnswer();
    return broken;
  };
  try {
    return await within(client.query(text, values), answerWithinMs, late);
  } finally {
    client.release(broken);
  }
};

/** Opens them; nothing connects before it is asked. */
export const openAside = (url: string, opener: Opener): Aside => {
  const options = connectionTo(url, { ...opener, limits });
  const pool = openPool({ ...options, max: 2, connectionTimeoutMillis: answerWithinMs });
  return {
    sql: {
      rows: async <Row>(text: string, ...values: unknown[]) => (await ask(pool, text, values)).rows as Row[],
      run: async (text, ...values) => (await ask(pool, text, values)).rowCount ?? 0,
    },
    close: () => pool.end(),
  };
};
