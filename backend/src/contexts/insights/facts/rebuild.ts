/**
 * Fact tables made again from the log while the live ones are fed on, and the comparison of a live table with one made that
 * way. A rebuilt table takes the live one's place only when it knows all that the live one does, and however a rebuild ends,
 * the table that stands there then is whole up to its checkpoint.
 */

import type { Analytics } from '@gantry/analytics/client';
import { type Comparison, compareTables } from '@gantry/analytics/compare';
import type { FactTable } from '@gantry/analytics/fact-table';
import type { Refuse } from '@gantry/analytics/feed';
import { dropSideTables, openSideTables, type SideTables } from '@gantry/analytics/rebuild';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { Refusal } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/database.ts';
import { claim, discard, type Lease, leaseSeconds, newOwner, progressOf } from '../../../platform/log/checkpoints.ts';
import { headOf, readLog } from '../../../platform/log/event-log.ts';
import { keeping, takeOver } from './swap.ts';
import { subscriberOf } from './world.ts';

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

/** How long the claim of a process that is gone keeps others out. */
export const claimMs = leaseSeconds * 1_000;

const batch = 20_000;
/** One rebuild or comparison at a time, in whichever process: whoever holds it may drop the side tables of all others. */
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

/** Does what needs side tables, alone among all processes. Throws a Refusal (`rebuild_running`) while somebody else does. */
const alone = async <T>(
  world: Pick<RebuildWorld, 'database' | 'client'>,
  work: (lease: Lease) => Promise<T>,
): Promise<T> => {
  const lease = await claim(world, rebuildLease, { partition: 0, owner: newOwner() });
  if (!lease)
    throw new Refusal(
      'conflict',
      'rebuild_running',
      `Another process, perhaps a worker, makes fact tables again or compares them; its claim ends with that, or ${leaseSeconds} s after the process is gone`,
    );
  try {
    return await keeping(world, [lease], async () => {
      // Left over by whoever had the lease before and ended in the middle, or is about to wake and go on.
      await dropSideTables(world.client);
      return work(lease);
    });
  } finally {
    await discard(world, lease).catch(() => undefined);
  }
};

/** Drops what rebuilds that ended in the middle left behind; nothing while somebody is at work. */
export const dropLeftovers = async (world: Pick<RebuildWorld, 'database' | 'client'>): Promise<void> => {
  await alone(world, async () => undefined).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
};

const insistHeld = ({ lost }: Lease): void => {
  if (lost) throw new Refusal('conflict', 'rebuild_overtaken', 'Somebody else makes fact tables again');
};

/** Makes tables again from the log. Throws a Refusal (`rebuild_running`) while another rebuild is under way. */
export const rebuildTables = (
  world: RebuildWorld,
  onProgress: OnProgress = () => undefined,
): Promise<RebuildProgress> =>
  alone(world, async (lease) => {
    const { database, client, tables, refuse } = world;
    const side = await openSideTables({ client, tables, purpose: 'rebuild', refuse });
    try {
      const progress = { events: 0, position: 0, of: await headOf(database) };
      const guarded: OnProgress = (now) => {
        insistHeld(lease);
        onProgress(now);
      };
      const reading: Reading = { world, side, progress, onProgress: guarded };
      await readTo(reading, progress.of);
      // What came meanwhile, so that the live tables have to wait for little.
      await readTo(reading, await headOf(database));
      await takeOver(world, side, {
        /** On to where the furthest table stands, or further, since meanwhile none of them moves. */
        readPast: async (position) => {
          await readTo(reading, Math.max(position, await headOf(database)));
          insistHeld(lease);
          return progress.position;
        },
      });
      return progress;
    } finally {
      await side.drop();
    }
  });

/** Compares live tables, as far as each is, with what the log says. An event that lies in the Trash is missed in neither. */
export const verifyTables = (
  world: Omit<RebuildWorld, 'refuse'>,
  onProgress: OnProgress = () => undefined,
): Promise<{ position: number; compared: Map<string, Comparison> }> =>
  alone(world, async (lease) => {
    const { client, tables } = world;
    const refuse = async (): Promise<void> => undefined;
    const side = await openSideTables({ client, tables, purpose: 'verify', refuse });
    try {
      const { position } = await progressOf(world, tables.map(subscriberOf));
      const progress = { events: 0, position: 0, of: position };
      const guarded: OnProgress = (now) => {
        insistHeld(lease);
        onProgress(now);
      };
      await readTo({ world: { ...world, refuse }, side, progress, onProgress: guarded }, position);
      const compared = new Map<string, Comparison>();
      for (const table of tables)
        compared.set(table.name, await compareTables(client, table, { suffix: side.suffix, through: position }));
      return { position, compared };
    } finally {
      await side.drop();
    }
  });
