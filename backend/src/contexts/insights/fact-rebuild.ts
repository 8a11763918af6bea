/**
 * Fact tables made again from the log while the live ones are fed on, and the comparison of a live table with one made that
 * way. A rebuilt table takes the live one's place only when it knows all that the live one does.
 */

import type { Analytics } from '@gantry/analytics/client';
import { type Comparison, compareTables } from '@gantry/analytics/compare';
import type { FactTable } from '@gantry/analytics/fact-table';
import type { Refuse } from '@gantry/analytics/feed';
import { openSideTables, type SideTables } from '@gantry/analytics/rebuild';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { Refusal } from '../../kernel/errors.ts';
import type { Database } from '../../platform/database.ts';
import {
  claim,
  discard,
  type Lease,
  moveTo,
  newOwner,
  progressOf,
  release,
  renew,
  seize,
} from '../../platform/log/checkpoints.ts';
import { headOf, readLog } from '../../platform/log/event-log.ts';
import { subscriberOf } from './fact-world.ts';

export type RebuildWorld = {
  database: Database;
  client: Analytics;
  tables: readonly FactTable[];
  /** Given an event that a table cannot take. */
  refuse: Refuse;
};

/** `position` is where the log has been read to, `of` where it ended when the reading began. */
export type RebuildProgress = { events: number; position: number; of: number };
export type OnProgress = (progress: RebuildProgress) => void;

const batch = 20_000;
const renewMs = 2_000;
/** One rebuild at a time, in whichever process: two would write the same side tables. */
export const rebuildLease = 'facts:rebuild';

type Reading = {
  world: RebuildWorld;
  side: SideTables;
  progress: RebuildProgress;
  onProgress: OnProgress;
};

const namesOf = (tables: readonly FactTable[]): { names?: readonly string[] } =>
  tables.some(({ events }) => events === null)
    ? {}
    : { names: [...new Set(tables.flatMap(({ events }) => events ?? []))] };

/** Reads on to a position, each window while the one before is being stored. */
const readTo = async ({ world, side, progress, onProgress }: Reading, end: number): Promise<void> => {
  const read = (after: number): Promise<{ events: RecordedEvent[]; through: number }> => {
    const window = readLog(world.database, { after, limit: Math.min(batch, end - after), ...namesOf(world.tables) });
    // Its failure is met where it is awaited; without this it would count as unhandled until then.
    window.catch(() => undefined);
    return window;
  };
  if (progress.position >= end) return;
  let next = read(progress.position);
  for (;;) {
    const { events, through } = await next;
    const more = through < end && through > progress.position;
    if (more) next = read(through);
    await side.project(events);
    progress.events += events.length;
    progress.position = through;
    onProgress({ ...progress });
    if (!more) return;
  }
};

const keeping = async <T>(world: RebuildWorld, leases: readonly Lease[], work: () => Promise<T>): Promise<T> => {
  const keep = setInterval(() => {
    for (const lease of leases) void renew(world, lease).catch(() => undefined);
  }, renewMs);
  try {
    return await work();
  } finally {
    clearInterval(keep);
  }
};

/**
 * Stops the live tables from moving, reads on to where the furthest of them stands, and puts the new ones in their places. A
 * batch that a live table was still taking is folded from rows that know no more than the new ones do, so it does no harm.
 */
const takeOver = async (reading: Reading): Promise<void> => {
  const { world, side, progress } = reading;
  const owner = newOwner();
  const leases = await Promise.all(
    world.tables.map((table) => seize(world, subscriberOf(table), { partition: 0, owner })),
  );
  try {
    await keeping(world, leases, async () => {
      await readTo(reading, Math.max(...leases.map(({ position }) => position)));
      if (leases.some(({ lost }) => lost))
        throw new Refusal('conflict', 'rebuild_overtaken', 'Somebody else took the tables');
      await side.exchange();
      for (const lease of leases) await moveTo(world, lease, progress.position);
    });
  } finally {
    for (const lease of leases) await release(world, lease).catch(() => undefined);
  }
};

const claimRebuild = async (world: RebuildWorld): Promise<Lease> => {
  const lease = await claim(world, rebuildLease, { partition: 0, owner: newOwner() });
  if (!lease) throw new Refusal('conflict', 'rebuild_running', 'Fact tables are being rebuilt already');
  return lease;
};

/** Makes tables again from the log. Throws a Refusal (`rebuild_running`) while another rebuild is under way. */
export const rebuildTables = async (
  world: RebuildWorld,
  onProgress: OnProgress = () => undefined,
): Promise<RebuildProgress> => {
  const { database, client, tables, refuse } = world;
  const lease = await claimRebuild(world);
  try {
    return await keeping(world, [lease], async () => {
      const side = await openSideTables({ client, tables, suffix: '__rebuild', refuse });
      try {
        const progress = { events: 0, position: 0, of: await headOf(database) };
        const guarded: OnProgress = (now) => {
          if (lease.lost) throw new Refusal('conflict', 'rebuild_overtaken', 'Somebody else rebuilds fact tables');
          onProgress(now);
        };
        const reading: Reading = { world, side, progress, onProgress: guarded };
        await readTo(reading, progress.of);
        // What came meanwhile, so that the live tables have to wait for little.
        await readTo(reading, await headOf(database));
        await takeOver(reading);
        return progress;
      } finally {
        await side.drop();
      }
    });
  } finally {
    await discard(world, lease).catch(() => undefined);
  }
};

/** Compares live tables, as far as each is, with what the log says. An event that lies in the Trash is missed in neither. */
export const verifyTables = async (
  world: Omit<RebuildWorld, 'refuse'>,
  onProgress: OnProgress = () => undefined,
): Promise<Map<string, Comparison>> => {
  const { client, tables } = world;
  const suffix = '__verify';
  const refuse = async (): Promise<void> => undefined;
  const side = await openSideTables({ client, tables, suffix, refuse });
  try {
    const { position } = await progressOf(world, tables.map(subscriberOf));
    const progress = { events: 0, position: 0, of: position };
    await readTo({ world: { ...world, refuse }, side, progress, onProgress }, position);
    const compared = new Map<string, Comparison>();
    for (const table of tables)
      compared.set(table.name, await compareTables(client, table, { suffix, through: position }));
    return compared;
  } finally {
    await side.drop();
  }
};
