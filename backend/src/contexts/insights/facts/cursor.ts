/**
 * One fact table being fed by this process: its lease, what is remembered of its rows, and how it waits. A table is looked at
 * before anything is put into it, after it was claimed and after every failure of the engine.
 */
import type { Analytics } from '@gantry/analytics/client';
import { maySayDamage, readFailures } from '@gantry/analytics/engine/damage';
import type { FactTable } from '@gantry/analytics/fact-table';
import { createFeed, type TableFeed } from '@gantry/analytics/feed';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { type Lease, noteFailure, renew, takeBackTry } from '../../../platform/log/checkpoints.ts';
import type { Patience } from '../../../platform/log/patience.ts';
import { noteLacking, noteTops } from './marks.ts';
import { settleSwap } from './swap.ts';
import { isFitting, whyLacking } from './whole.ts';
import { type FactsWorld, refuseAll, subscriberOf } from './world.ts';

/** Positions that a table takes at a time while it catches up. */
export const largestChunk = 20_000;
const rowsKept = 50_000;
/** Reading all files of a table costs as much as it is large. */
const checkMs = 60_000;
/** An event during which, alone, the process died so often is not tried any more. */
const deadlyTries = 3;

export type Cursor = {
  table: FactTable;
  feed: TableFeed;
  lease: Lease;
  patience: Patience;
  /** Positions to take at most: less after a failure, for an engine or a process that had too much of them. */
  span: number;
  dueAt: number;
  /** At the end of the log when it looked last. */
  idle: boolean;
  /** When it had its last turn, in steps. */
  turn: number;
  /** When the table was last found to be as it should; 0 when that has to be seen before it is fed. */
  sureAt: number;
  /** Whether something was said of it that damaged files may be behind. */
  doubted: boolean;
  /** When its files were last read for that, and what the engine had failed to read until then. */
  checkedAt: number;
  failures: number;
};

/** Whoever was stopped until its lease was over must not put in what it made before: somebody else went on from there. */
const whileHeld = (client: Analytics, lease: Lease): Analytics => ({
  ...client,
  insert: async (target, rows, token) => {
    if (lease.lost || performance.now() >= lease.until) {
      lease.lost = true;
      throw new Error(`the lease on ${lease.subscriber} is over`);
    }
    return client.insert(target, rows, token);
  },
});

/** A cursor at a lease. Where holders died one after the other it takes less at a time, in the end each event alone. */
export const openCursor = (
  { client, chunk = largestChunk }: FactsWorld,
  table: FactTable,
  { lease, patience }: { lease: Lease; patience: Patience },
): Cursor => ({
  table,
  feed: createFeed(table, { client: whileHeld(client, lease), cacheSize: rowsKept }),
  lease,
  patience,
  span: Math.max(1, chunk >> Math.min(30, 4 * lease.deaths)),
  dueAt: 0,
  idle: false,
  turn: 0,
  sureAt: 0,
  doubted: false,
  checkedAt: 0,
  failures: 0,
});

/** Lets a table wait: longer each time, and with less to take when its turn comes. */
export const setBack = (
  { chunk = largestChunk }: FactsWorld,
  cursor: Cursor,
  { error, stop }: { error: unknown; stop: AbortSignal },
): void => {
  const { span } = cursor;
  Object.assign(cursor, { idle: false, sureAt: 0, dueAt: Number.POSITIVE_INFINITY });
  cursor.doubted ||= maySayDamage(error);
  cursor.span = Math.min(span, Math.max(chunk >> 5, span >> 1, 1));
  void cursor.patience.wait(error, stop).then(() => {
    cursor.dueAt = 0;
  });
};

/** Whether its files are to be read: for what was said of it, or because the engine failed to read some of any table. */
const isDoubted = async ({ client }: FactsWorld, cursor: Cursor): Promise<boolean> => {
  const failures = await readFailures(client);
  const more = failures > 0 && failures !== cursor.failures && Date.now() - cursor.checkedAt > checkMs;
  if (!cursor.doubted && !more) return false;
  Object.assign(cursor, { failures, checkedAt: Date.now() });
  return true;
};

/** Whether the table can be fed. One that lacks rows is, and is made again beside that. */
export const makeSure = async (world: FactsWorld, cursor: Cursor): Promise<boolean> => {
  const { table, lease } = cursor;
  const { database } = world.platform;
  if (!(await isFitting(world, table))) return false;
  if (cursor.sureAt === 0) await settleSwap({ database, client: world.client }, table);
  const why = await whyLacking(world, table, await isDoubted(world, cursor));
  // Only while nobody else can have put another table in its place was it this one that was asked.
  if (why !== undefined) await renew(world.platform, lease);
  if (why !== undefined && !lease.lost) await noteLacking(database, table.name, why);
  Object.assign(cursor, { sureAt: Date.now(), doubted: false });
  return true;
};

/** An event that several holders did not survive is noted before it is tried, and given up when it was noted too often. */
const isDeadly = async (
  { platform, client }: FactsWorld,
  { lease }: Cursor,
  event: RecordedEvent,
): Promise<boolean> => {
  // A try that the engine keeps waiting says nothing about the event when somebody ends the process meanwhile.
  await client.values('SELECT 1');
  return (await noteFailure(platform, lease, event.seq)) > deadlyTries;
};

const takeOne = async (world: FactsWorld, cursor: Cursor, event: RecordedEvent) => {
  if (await isDeadly(world, cursor, event)) {
    const error = new Error(`${subscriberOf(cursor.table)} ended in the middle of it, ${deadlyTries} times in a row`);
    return { refused: [{ event, error }], top: 0 };
  }
  try {
    return await cursor.feed.take([event]);
  } finally {
    await takeBackTry(world.platform, cursor.lease);
  }
};

/** Puts a batch into the table, what it cannot take into the Trash, and notes how far its rows reach. */
export const takeBatch = async (world: FactsWorld, cursor: Cursor, events: readonly RecordedEvent[]): Promise<void> => {
  const { platform } = world;
  const { table, lease, span } = cursor;
  const mine = lease.deaths > 0 && span === 1 ? events.filter(table.wants) : [];
  const [alone] = mine;
  const { refused, top } = alone ? await takeOne(world, cursor, alone) : await cursor.feed.take(events);
  for (const { event } of refused)
    platform.logger.warn({ table: table.name, seq: event.seq }, 'event refused by its fact table');
  await refuseAll(platform, table, refused);
  if (top > 0) await noteTops(platform.database, [{ name: table.name, top }]);
};
