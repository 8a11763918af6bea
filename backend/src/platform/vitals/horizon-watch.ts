/**
 * Watches over the horizon in a worker: a transaction of whoever shares the database (an analyst's psql, another program)
 * that stays open keeps every later event from getting its position. It is told of by name, and ended at its limit.
 */
import { escapeLiteral } from 'pg';
import { messageOf } from '../../kernel/errors.ts';
import type { Platform } from '../platform.ts';
import { pause } from '../signals.ts';
import { createHorizonMemory, describeHold, endsAfterMs, type OpenTransaction, openTransactions } from './horizon.ts';

const trouble = 'horizon';
/** At most so long between two looks; shorter where a transaction is told of sooner. */
const lookMs = 1_000;

type Held = { transaction: OpenTransaction; heldMs: number };

/** Ends a transaction if it still is the one that was seen. Answers whether it did; throws when it may not. */
const end = async (
  { vitals: { sql } }: Platform,
  { kind, pid, xid, transaction }: OpenTransaction,
): Promise<boolean> => {
  if (kind === 'prepared') {
    await sql.run(`ROLLBACK PREPARED ${escapeLiteral(transaction ?? '')}`);
    return true;
  }
  const [row] = await sql.rows<{ ended: boolean }>(
    'SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE pid = $1 AND backend_xid::text = $2',
    pid,
    xid,
  );
  return row?.ended ?? false;
};

const mayEnd = ({ config }: Platform, { transaction, heldMs }: Held): boolean => {
  const limitMs = endsAfterMs(transaction, config.horizon);
  return limitMs !== null && heldMs >= limitMs;
};

/** What of a transaction stands in the log of the process. */
const shown = ({ transaction: { xid: _, ageMs: __, isClient: ___, ...who }, heldMs }: Held) => ({ ...who, heldMs });

/** Ends those that are at their limit; answers what keeps it from that, where anything does. */
const endOverdue = async (platform: Platform, holding: readonly Held[]): Promise<string[]> => {
  const failures: string[] = [];
  for (const held of holding.filter((one) => mayEnd(platform, one))) {
    try {
      if (await end(platform, held.transaction))
        platform.logger.error(shown(held), 'ended a transaction that held the log back');
    } catch (error) {
      failures.push(`it cannot be ended: ${messageOf(error)}`);
    }
  }
  return failures;
};

/** Looks once: says who holds the log back for too long, and ends who is at the limit. */
const createWatch = (platform: Platform) => {
  const memory = createHorizonMemory();
  let warned = new Set<string>();
  return async (): Promise<void> => {
    const open = await openTransactions(platform.vitals.sql);
    const heldFor = memory.heldFor(open, platform.clock.now().getTime());
    const holding = open
      .map((transaction) => ({ transaction, heldMs: heldFor.get(transaction.xid) ?? 0 }))
      .filter(({ heldMs }) => heldMs >= platform.config.horizon.tellMs);
    for (const held of holding)
      if (!warned.has(held.transaction.xid)) platform.logger.warn(shown(held), 'a transaction holds the log back');
    warned = new Set(holding.map(({ transaction }) => transaction.xid));
    const failures = await endOverdue(platform, holding);
    const [first] = holding;
    const text = first && [describeHold(first.transaction, first.heldMs), ...failures].join('; ');
    platform.vitals.tell(trouble, text ?? null);
  };
};

/** Watches until `stop`. While Postgres is away there is nobody to watch. */
export const watchHorizon = async (platform: Platform, stop: AbortSignal): Promise<void> => {
  const look = createWatch(platform);
  while (!stop.aborted) {
    await look().catch(() => platform.vitals.tell(trouble, null));
    await pause(Math.min(lookMs, platform.config.horizon.tellMs / 3), stop);
  }
};
