/**
 * The moment in which a table made again takes the place of the live one. Before the first exchange it is noted in Postgres,
 * under leases that are held, that it is about to happen; whoever claims the table afterwards without finding it done drops
 * the side table first. So a rebuild that died, or sleeps and wakes late, can exchange nothing that others have fed since.
 */
import type { Analytics } from '@gantry/analytics/client';
import type { FactTable } from '@gantry/analytics/fact-table';
import { dropSideTable, type Extent, type SideTables } from '@gantry/analytics/rebuild';
import { Refusal } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/database.ts';
import {
  holdLeases,
  type Lease,
  moveTo,
  newOwner,
  release,
  renew,
  type Seizure,
  seize,
} from '../../../platform/log/checkpoints.ts';
import { pause } from '../../../platform/signals.ts';
import { marksOf, noteSwap, noteSwapOver, noteSwapped } from './marks.ts';
import { subscriberOf } from './world.ts';

type SwapWorld = { database: Database; client: Analytics; tables: readonly FactTable[] };

const renewMs = 2_000;
const never = new AbortController().signal;

/** Keeps leases while the work is done. */
export const keeping = async <T>(
  world: Pick<SwapWorld, 'database'>,
  leases: readonly Lease[],
  work: () => Promise<T>,
): Promise<T> => {
  const keep = setInterval(() => {
    for (const lease of leases) void renew(world, lease).catch(() => undefined);
  }, renewMs);
  try {
    return await work();
  } finally {
    clearInterval(keep);
  }
};

/** Whoever fed a table until now may still believe that it does, and put in rows that it made of what it knew. */
const untilNobodyBelieves = async (seizures: readonly Seizure[]): Promise<void> => {
  const ms = Math.max(0, ...seizures.map(({ believedMs }) => believedMs));
  if (ms > 0) await pause(ms, never);
};

const seizeAll = async (world: SwapWorld): Promise<Seizure[]> => {
  const owner = newOwner();
  return Promise.all(world.tables.map((table) => seize(world, subscriberOf(table), { partition: 0, owner })));
};

const exchangeAll = async (
  { database, tables }: SwapWorld,
  side: SideTables,
  { leases, extents }: { leases: readonly Lease[]; extents: ReadonlyMap<FactTable, Extent> },
): Promise<void> => {
  await database.transaction(async (tx) => {
    if (!(await holdLeases(tx, leases)))
      throw new Refusal('conflict', 'rebuild_overtaken', 'Somebody else took the tables');
    await noteSwap(
      tx,
      tables.map(({ name }) => name),
      side.suffix,
    );
  });
  for (const table of tables) {
    await side.exchange(table);
    await noteSwapped(database, table.name, { side: side.suffix, ...(extents.get(table) ?? { rows: 0, top: 0 }) });
  }
};

/**
 * Stops the live tables from moving, reads on past where the furthest of them stands, and puts the new ones in their places.
 * A checkpoint is at no moment ahead of what the table in its place knows.
 */
export const takeOver = async (
  world: SwapWorld,
  side: SideTables,
  { readPast }: { readPast(position: number): Promise<number> },
): Promise<void> => {
  const extents = new Map<FactTable, Extent>();
  for (const table of world.tables) extents.set(table, await side.extent(table));
  const seizures = await seizeAll(world);
  const leases = seizures.map(({ lease }) => lease);
  try {
    await keeping(world, leases, async () => {
      await untilNobodyBelieves(seizures);
      const position = await readPast(Math.max(...leases.map((lease) => lease.position)));
      await exchangeAll(world, side, { leases, extents });
      for (const lease of leases) await moveTo(world, lease, position);
    });
  } finally {
    for (const lease of leases) await release(world, lease).catch(() => undefined);
  }
};

/** Ends an exchange of a table that somebody began and did not finish. Called by whoever has just claimed the table. */
export const settleSwap = async (world: Omit<SwapWorld, 'tables'>, table: FactTable): Promise<void> => {
  const side = (await marksOf(world.database, [table.name])).get(table.name)?.side ?? null;
  if (side === null) return;
  await dropSideTable(world.client, table, side);
  await noteSwapOver(world.database, table.name, side);
};
