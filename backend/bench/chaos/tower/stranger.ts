/** A stranger with a transaction open on the tower's database: a person in a console, a report, a migration. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Disturbance } from '../schedule.ts';

export type StrangerKind = Extract<Disturbance, `transaction-${string}`>;

/** What keeps the transaction open, once it has a number: nothing, one long statement, or small ones without an end. */
const busy: Record<StrangerKind, (client: pg.Client, ms: number, stop: AbortSignal) => Promise<unknown>> = {
  'transaction-idle': (_client, ms, stop) => pause(ms, undefined, { signal: stop }),
  'transaction-active': (client, ms) => client.query('SELECT pg_sleep($1)', [ms / 1_000]),
  'transaction-chatty': async (client, ms, stop) => {
    for (const until = performance.now() + ms; performance.now() < until && !stop.aborted; ) {
      await client.query('SELECT 1');
      await pause(250);
    }
  },
};

/** Holds a transaction open for `ms`. Answers how it ended: by itself, or because the tower's limits ended it. */
export const holdTransaction = async (
  databaseUrl: string,
  { kind, ms, stop }: { kind: StrangerKind; ms: number; stop: AbortSignal },
): Promise<string> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'a-stranger' });
  const began = performance.now();
  let lost = false;
  client.on('error', () => {
    lost = true;
  });
  try {
    await client.connect();
    await client.query('BEGIN; SELECT pg_current_xact_id()');
    await busy[kind](client, ms, stop);
    if (!lost) await client.query('ROLLBACK');
    return lost ? 'ended by Postgres meanwhile' : 'ended by itself';
  } catch (error) {
    return `ended after ${((performance.now() - began) / 1_000).toFixed(0)} s: ${error instanceof Error ? error.message : error}`;
  } finally {
    await client.end().catch(() => undefined);
  }
};
