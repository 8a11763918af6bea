/**
 * Feeds fact tables from the log, each from its own checkpoint. Tables that stand at one position share a reading of the log;
 * one that is behind (new, sent back, or failing on an event) reads for itself, in turn with the others, until it meets them.
 */

import { isFaultOfEvents } from '@gantry/analytics/engine-error';
import type { FactTable } from '@gantry/analytics/fact-table';
import { createFeed, type TableFeed } from '@gantry/analytics/feed';
import { standing } from '@gantry/analytics/migrate';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { messageOf } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import { hasRoom } from '../../platform/disk/room.ts';
import { claim, type Lease, moveTo, newOwner, noteFailure, release, renew } from '../../platform/log/checkpoints.ts';
import { readLog } from '../../platform/log/event-log.ts';
import { subscriberPosition } from '../../platform/metrics.ts';
import { pause, waitFor } from '../../platform/signals.ts';
import { putInTrash } from '../../platform/trash.ts';
import { type FactsWorld, refused, subscriberOf } from './fact-world.ts';

/** Positions that a table takes at a time while it catches up. */
const largestChunk = 20_000;
/** Many small inserts would cost ClickHouse more than they bring: 300 ms of events go together. */
const restMs = 300;
const idleMs = 500;
const claimMs = 1_000;
const renewMs = 2_000;
const rowsKept = 50_000;
const tries = 5;

type Cursor = {
  table: FactTable;
  feed: TableFeed;
  lease: Lease;
  /** Positions to take at most: halved at each failure until the event that fails stands alone. */
  span: number;
  dueAt: number;
  /** At the end of the log when it looked last. */
  idle: boolean;
  /** When it had its last turn, in steps. */
  turn: number;
};

type Feeding = {
  world: FactsWorld;
  owner: string;
  cursors: Cursor[];
  /** Tables seen to have the columns that their declarations name. */
  fitting: Set<FactTable>;
  stop: AbortSignal;
  steps: number;
  /** Wake-up calls heard. */
  calls: number;
};

const namesOf = (group: readonly Cursor[]): readonly string[] | null => {
  const names = new Set<string>();
  for (const { table } of group) {
    if (table.events === null) return null;
    for (const name of table.events) names.add(name);
  }
  return [...names];
};

/** A failure that the events themselves are to blame for: a smaller window next time, and for one event by itself the Trash. */
const stumble = async (feeding: Feeding, cursor: Cursor, failure: { events: RecordedEvent[]; error: unknown }) => {
  const { platform } = feeding.world;
  const { table, lease } = cursor;
  const [only, ...more] = failure.events.filter(table.wants);
  if (only === undefined) throw failure.error;
  if (more.length > 0) {
    cursor.span = Math.max(1, Math.min(cursor.span, (more.at(-1)?.seq ?? 0) - lease.position) >> 1);
    return;
  }
  const attempts = await noteFailure(platform, lease, only.seq);
  if (lease.lost) return;
  platform.logger.warn(
    { error: messageOf(failure.error), table: table.name, seq: only.seq, attempts },
    'event refused by its fact table',
  );
  if (attempts < tries) {
    cursor.dueAt = Date.now() + 50 * 2 ** attempts;
    return;
  }
  await putInTrash(platform, refused(table, only, failure.error));
  await moveTo(platform, lease, only.seq);
};

const advance = async (feeding: Feeding, cursor: Cursor, read: { events: RecordedEvent[]; through: number }) => {
  const { platform, chunk = largestChunk } = feeding.world;
  try {
    await cursor.feed.take(read.events);
  } catch (error) {
    if (feeding.stop.aborted || !isFaultOfEvents(error)) throw error;
    return stumble(feeding, cursor, { events: read.events, error });
  }
  cursor.span = Math.min(cursor.span * 2, chunk);
  await moveTo(platform, cursor.lease, read.through);
  subscriberPosition.set({ subscriber: cursor.lease.subscriber, partition: '0' }, read.through);
};

/** One window of the log for all of a group. */
const step = async (feeding: Feeding, group: readonly Cursor[], front: number): Promise<void> => {
  const [first] = group;
  if (first === undefined) return;
  const after = first.lease.position;
  const { platform, chunk = largestChunk } = feeding.world;
  // Those in front take half as much at a time, so that whoever is behind meets them however busy the log is.
  const limit = Math.min(first.span, after < front ? front - after : chunk >> 1);
  const names = namesOf(group);
  const calls = feeding.calls;
  const read = await readLog(platform.database, { after, limit, ...(names === null ? {} : { names }) });
  feeding.steps++;
  for (const cursor of group) {
    cursor.turn = feeding.steps;
    cursor.idle = read.through === after && calls === feeding.calls;
    // A full window, or one that others are ahead of, has more behind it.
    const rest = cursor.idle ? idleMs : read.through - after < limit ? restMs : 0;
    cursor.dueAt = Date.now() + (after < front ? 0 : rest);
  }
  if (read.through === after) return;
  // Waits for every table, also when one fails: its next batch must not meet one that is still under way.
  const outcomes = await Promise.allSettled(group.map((cursor) => advance(feeding, cursor, read)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return;
  // The engine may come back without what it had: nothing remembered is to be trusted.
  for (const { feed } of feeding.cursors) feed.forget();
  throw failed.reason;
};

/** Who is to go next of those that are due: whoever waited longest. */
const nextGroup = ({ cursors, world: { chunk = largestChunk } }: Feeding, now: number): Cursor[] | undefined => {
  const groups = Map.groupBy(
    cursors,
    ({ lease, span, table }) => `${lease.position} ${span < chunk ? table.name : ''}`,
  );
  const turnOf = (group: Cursor[]): number => Math.max(...group.map(({ turn }) => turn));
  return [...groups.values()]
    .filter((group) => group.every(({ dueAt }) => dueAt <= now))
    .sort((a, b) => turnOf(a) - turnOf(b))[0];
};

/** Claims the tables that nobody feeds, those aside that cannot take rows until they are rebuilt. */
const claimFree = async (feeding: Feeding): Promise<void> => {
  const { world, owner, cursors, fitting } = feeding;
  const span = world.chunk ?? largestChunk;
  const free = world.tables.filter((table) => !cursors.some((cursor) => cursor.table === table));
  const unseen = free.filter((table) => !fitting.has(table));
  if (unseen.length > 0) for (const table of (await standing(world.client, unseen)).fitting) fitting.add(table);
  for (const table of free.filter((each) => fitting.has(each))) {
    const lease = await claim(world.platform, subscriberOf(table), { partition: 0, owner });
    if (!lease) continue;
    const feed = createFeed(table, { client: world.client, cacheSize: rowsKept });
    cursors.push({ table, feed, lease, span, dueAt: 0, idle: false, turn: 0 });
  }
};

const dropLost = (feeding: Feeding): void => {
  feeding.cursors = feeding.cursors.filter(({ lease }) => !lease.lost);
};

const rest = async ({ cursors, stop, world }: Feeding): Promise<void> => {
  const ms = Math.max(1, Math.min(claimMs, ...cursors.map(({ dueAt }) => dueAt - Date.now())));
  if (cursors.some(({ idle }) => idle)) await waitFor(world.platform.signals, 'sequenced', { ms, stop });
  else await pause(ms, stop);
};

const feed = async (feeding: Feeding): Promise<void> => {
  let claimedAt = 0;
  while (!feeding.stop.aborted) {
    if (Date.now() - claimedAt >= claimMs) {
      await claimFree(feeding);
      claimedAt = Date.now();
    }
    dropLost(feeding);
    const group = nextGroup(feeding, Date.now());
    if (!hasRoom(feeding.world.platform)) await pause(claimMs, feeding.stop);
    else if (group) await step(feeding, group, Math.max(...feeding.cursors.map(({ lease }) => lease.position)));
    else await rest(feeding);
  }
};

/** Says why it waits: quietly in an outage, aloud where somebody may have to act. */
const waitOut = async ({ world, stop }: Feeding, error: unknown): Promise<void> => {
  const away = isOutage(error);
  if (!away) world.platform.logger.error({ error: messageOf(error) }, 'feeding fact tables failed, trying again');
  await pause(away ? 300 : 1_000, stop);
};

/** Feeds the tables that nobody else does until `stop`, and waits out every outage. */
export const feedTables = async (world: FactsWorld, stop: AbortSignal): Promise<void> => {
  const feeding: Feeding = { world, owner: newOwner(), cursors: [], fitting: new Set(), stop, steps: 0, calls: 0 };
  const off = world.platform.signals.on('sequenced', () => {
    feeding.calls++;
    for (const cursor of feeding.cursors) if (cursor.idle) Object.assign(cursor, { idle: false, dueAt: 0 });
  });
  const keep = setInterval(() => {
    for (const { lease } of feeding.cursors) void renew(world.platform, lease).catch(() => undefined);
  }, renewMs);
  try {
    while (!stop.aborted) await feed(feeding).catch((error) => waitOut(feeding, error));
  } finally {
    off();
    clearInterval(keep);
    await Promise.all(feeding.cursors.map(({ lease }) => release(world.platform, lease).catch(() => undefined)));
  }
};
