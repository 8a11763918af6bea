/**
 * Feeds fact tables from the log, each from its own checkpoint. Tables that stand at one position share a reading of the log;
 * one that is behind (new, sent back, or waiting for the engine) reads for itself, in turn with the others, until it meets
 * them.
 */

import type { FactTable } from '@gantry/analytics/fact-table';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { hasRoom } from '../../../platform/disk/room.ts';
import { claim, keyOf, type Lease, moveTo, newOwner, release, renew } from '../../../platform/log/checkpoints.ts';
import { readLog } from '../../../platform/log/event-log.ts';
import { openPatience, type Patience } from '../../../platform/log/patience.ts';
import { openShare, type Share } from '../../../platform/log/shares.ts';
import { subscriberPosition } from '../../../platform/metrics.ts';
import { pause, waitFor } from '../../../platform/signals.ts';
import { type Cursor, largestChunk, makeSure, openCursor, setBack, takeBatch } from './cursor.ts';
import { type FactsWorld, subscriberOf } from './world.ts';

/** Many small inserts would cost ClickHouse more than they bring: 300 ms of events go together. */
const restMs = 300;
const idleMs = 500;
const claimMs = 1_000;
const renewMs = 2_000;

type Feeding = {
  world: FactsWorld;
  owner: string;
  cursors: Cursor[];
  /** The tables that are this worker's among all that live. */
  share: Share;
  /** Tables that could not take rows when they were claimed, and when to look at them again. */
  unfit: Map<string, number>;
  patience: Patience;
  stop: AbortSignal;
  steps: number;
  /** Wake-up calls heard. */
  calls: number;
};

type Window = { events: RecordedEvent[]; through: number };

const namesOf = (group: readonly Cursor[]): readonly string[] | null => {
  const names = new Set<string>();
  for (const { table } of group) {
    if (table.events === null) return null;
    for (const name of table.events) names.add(name);
  }
  return [...names];
};

/** A failure of one table keeps no other waiting; but the engine may come back without what it had, for all of them. */
const fail = ({ world, cursors, stop }: Feeding, cursor: Cursor, error: unknown): void => {
  if (stop.aborted || cursor.lease.lost) return;
  for (const other of cursors) {
    other.feed.forget();
    other.sureAt = 0;
  }
  setBack(world, cursor, { error, stop });
};

const advance = async (feeding: Feeding, cursor: Cursor, read: Window): Promise<void> => {
  const { platform, chunk = largestChunk } = feeding.world;
  try {
    await takeBatch(feeding.world, cursor, read.events);
    await moveTo(platform, cursor.lease, read.through);
  } catch (error) {
    return fail(feeding, cursor, error);
  }
  cursor.span = Math.min(cursor.span * 2, chunk);
  cursor.patience.over();
  subscriberPosition.set({ subscriber: cursor.lease.subscriber, partition: '0' }, read.through);
};

/** One window of the log for all of a group. */
const step = async (feeding: Feeding, group: readonly Cursor[], front: number): Promise<void> => {
  const [first] = group;
  if (first === undefined) return;
  const after = first.lease.position;
  const { platform, chunk = largestChunk } = feeding.world;
  // Those in front take half as much at a time, so that whoever is behind meets them however busy the log is.
  const limit = Math.min(first.span, after < front ? front - after : Math.max(1, chunk >> 1));
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
  if (read.through === after) {
    for (const { patience } of group) patience.over();
    return;
  }
  await Promise.all(group.map((cursor) => advance(feeding, cursor, read)));
};

/** Who is to go next of those that are due: whoever waited longest. */
const nextGroup = ({ cursors, world: { chunk = largestChunk } }: Feeding, now: number): Cursor[] | undefined => {
  const groups = Map.groupBy(
    cursors.filter(({ sureAt }) => sureAt > 0),
    ({ lease, span, table }) => `${lease.position} ${span < chunk ? table.name : ''}`,
  );
  const turnOf = (group: Cursor[]): number => Math.max(...group.map(({ turn }) => turn));
  return [...groups.values()]
    .filter((group) => group.every(({ dueAt }) => dueAt <= now))
    .sort((a, b) => turnOf(a) - turnOf(b))[0];
};

const letGo = async (feeding: Feeding, cursor: Cursor): Promise<void> => {
  feeding.cursors = feeding.cursors.filter((other) => other !== cursor);
  cursor.patience.over();
  await release(feeding.world.platform, cursor.lease);
};

const isMine = ({ share }: Feeding, { name }: FactTable): boolean => share.has(keyOf(subscriberOf({ name }), 0));

/** Claims the tables that are this worker's to feed, those aside that cannot take rows until they are rebuilt; lets the others go. */
const claimFree = async (feeding: Feeding): Promise<void> => {
  const { world, owner, unfit } = feeding;
  for (const cursor of feeding.cursors) if (!isMine(feeding, cursor.table)) await letGo(feeding, cursor);
  const held = new Set(feeding.cursors.map(({ table }) => table));
  const free = world.tables.filter((table) => !held.has(table) && isMine(feeding, table));
  for (const table of free.filter(({ name }) => Date.now() >= (unfit.get(name) ?? 0))) {
    const lease = await claim(world.platform, subscriberOf(table), { partition: 0, owner });
    const patience = openPatience(world.platform, subscriberOf(table))();
    if (lease) feeding.cursors.push(openCursor(world, table, { lease, patience }));
  }
};

/** Looks at tables that were claimed just now, that the engine failed on, or that nobody has looked at for a while. */
const lookAt = async (feeding: Feeding): Promise<void> => {
  const now = Date.now();
  const { sureForMs = 10_000 } = feeding.world;
  const unsure = feeding.cursors.filter(({ dueAt, sureAt }) => dueAt <= now && now - sureAt > sureForMs);
  await Promise.all(
    unsure.map(async (cursor) => {
      try {
        if (await makeSure(feeding.world, cursor)) return;
        feeding.unfit.set(cursor.table.name, Date.now() + 2 * claimMs);
        await letGo(feeding, cursor);
      } catch (error) {
        fail(feeding, cursor, error);
      }
    }),
  );
};

const dropLost = (feeding: Feeding): void => {
  for (const { lease, patience } of feeding.cursors) if (lease.lost) patience.over();
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
    await lookAt(feeding);
    const group = nextGroup(feeding, Date.now());
    if (!hasRoom(feeding.world.platform)) await pause(claimMs, feeding.stop);
    else if (group) await step(feeding, group, Math.max(...feeding.cursors.map(({ lease }) => lease.position)));
    else await rest(feeding);
    feeding.patience.over();
  }
};

/** Renews a lease; one that could not be renewed ends by itself. */
const keep = ({ world }: Feeding, lease: Lease): void => {
  void renew(world.platform, lease).catch(() => undefined);
};

/** Feeds the tables that nobody else does until `stop`, and waits out every outage. */
export const feedTables = async (world: FactsWorld, stop: AbortSignal): Promise<void> => {
  const keys = world.tables.map((table) => keyOf(subscriberOf(table), 0));
  const share = await openShare(world.platform, keys, stop);
  const feeding: Feeding = {
    world,
    owner: newOwner(),
    cursors: [],
    share,
    unfit: new Map(),
    patience: openPatience(world.platform, 'facts')(),
    stop,
    steps: 0,
    calls: 0,
  };
  const off = world.platform.signals.on('sequenced', () => {
    feeding.calls++;
    for (const cursor of feeding.cursors) if (cursor.idle) Object.assign(cursor, { idle: false, dueAt: 0 });
  });
  const keeping = setInterval(() => {
    for (const { lease } of feeding.cursors) keep(feeding, lease);
  }, renewMs);
  try {
    while (!stop.aborted) await feed(feeding).catch((error) => feeding.patience.wait(error, stop));
  } finally {
    off();
    clearInterval(keeping);
    await Promise.all(feeding.cursors.map((cursor) => letGo(feeding, cursor).catch(() => undefined)));
    await share.ended;
  }
};
