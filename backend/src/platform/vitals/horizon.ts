/**
 * The horizon of the log: no event gets a position while a transaction older than it may still write. Here is which
 * transactions those are, and whose; of what they say only the first word is told, since the rest holds people's data.
 */
import type { HorizonHolder } from '@gantry/shared/api/system';
import type { HorizonLimits } from '../config.ts';
import { applicationName } from '../connection.ts';
import type { Sql } from '../database.ts';
import { milliseconds } from './log-figures.ts';

/** An open transaction with a number of its own. `xid` is that number, by which it is known again. */
export type OpenTransaction = HorizonHolder & {
  xid: string;
  ageMs: number;
  /** A session of somebody's; not one of Postgres' own. */
  isClient: boolean;
};

// Transactions of every database of the server count. A vacuum does not: nothing waits for it.
const openSql = `
  SELECT 'session' AS kind, a.backend_xid::text AS xid, age(a.backend_xid) AS order_of, a.pid, NULLIF(a.application_name, '') AS application,
    a.usename AS user, host(a.client_addr) AS address, a.state, a.xact_start AS since,
    upper(substring(a.query FROM '^\\s*([A-Za-z]+)')) AS statement, NULL AS transaction, a.backend_type = 'client backend' AS client,
    extract(epoch FROM clock_timestamp() - a.xact_start) * 1000 AS age
  FROM pg_stat_activity a
  WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid() AND NOT (a.backend_type = 'autovacuum worker' AND a.query ~ 'VACUUM')
  UNION ALL
  SELECT 'prepared', p.transaction::text, age(p.transaction), NULL, NULL, p.owner, NULL, 'prepared', p.prepared, NULL, p.gid, false,
    extract(epoch FROM clock_timestamp() - p.prepared) * 1000
  FROM pg_prepared_xacts p
  ORDER BY order_of DESC LIMIT 20`;

type Row = Omit<OpenTransaction, 'since' | 'ageMs' | 'isClient'> & {
  since: Date | null;
  client: boolean;
  age: string | null;
};

/** Transactions that hold the log back, the oldest first. Those of others are seen by a role that may see them (pg_read_all_stats). */
export const openTransactions = async (sql: Sql): Promise<OpenTransaction[]> => {
  const rows = await sql.rows<Row & { order_of: number }>(openSql);
  return rows.map(({ since, client, age, order_of: _, ...row }) => ({
    ...row,
    since: since?.toISOString() ?? null,
    ageMs: milliseconds(age) ?? 0,
    isClient: client,
  }));
};

export type HorizonMemory = {
  /** For how long each transaction has held the log back, as far as can be known. */
  heldFor(open: readonly OpenTransaction[], now: number): Map<string, number>;
};

/** Looked at so often, a transaction that was not there the last time has its number for so long at most. */
const rememberedMs = 5_000;

/**
 * Remembers when each transaction was first seen: one that read for an hour before it wrote its first row holds the log back
 * from then on only. Where nobody looked lately the transaction's own age is all there is.
 */
export const createHorizonMemory = (): HorizonMemory => {
  let seen = new Map<string, number>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    heldFor: (open, now) => {
      const fresh = now - lookedAt < rememberedMs;
      const before = fresh ? lookedAt : Number.NEGATIVE_INFINITY;
      const since = new Map(open.map(({ xid, ageMs }) => [xid, seen.get(xid) ?? Math.max(before, now - ageMs)]));
      seen = since;
      lookedAt = now;
      return new Map([...since].map(([xid, at]) => [xid, Math.max(0, now - at)]));
    },
  };
};

/** Our own work that may take long and that nothing else may cut short. */
const spared: ReadonlySet<string> = new Set(['migrate', 'restore', 'backup'].map(applicationName));

/** For how long a transaction may hold the log back before it is ended; null when it never is. */
export const endsAfterMs = (
  { kind, isClient, application }: Pick<OpenTransaction, 'kind' | 'isClient' | 'application'>,
  { endMs, endPrepared }: Pick<HorizonLimits, 'endMs' | 'endPrepared'>,
): number | null => {
  const may = kind === 'prepared' ? endPrepared : isClient && !spared.has(application ?? '');
  return may ? endMs : null;
};

/** A length of time in words. */
export const inSeconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

/** Names a transaction in words, for everybody: whose it is beyond its program's name is for managers. */
export const describeHolder = (holder: HorizonHolder): string =>
  holder.kind === 'prepared'
    ? `the prepared transaction ${holder.transaction} of ${holder.user}`
    : `${holder.application ?? 'a session without a name'} (pid ${holder.pid}, ${holder.state ?? 'state unknown'}${
        holder.statement === null ? '' : `, last statement ${holder.statement}`
      })`;

/** Says that a transaction holds the log back, for how long and whose it is. */
export const describeHold = (holder: HorizonHolder, heldMs: number): string =>
  `A transaction has held the log back for ${inSeconds(heldMs)}: ${describeHolder(holder)}`;
