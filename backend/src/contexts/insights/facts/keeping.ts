/**
 * Keeps the fact tables whole: creates them as soon as the engine answers, and makes again from the log what lacks rows or was
 * declared anew, one worker for all. What it waits for or is about to mend it says.
 */
import type { FactTable } from '@gantry/analytics/fact-table';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import type { Refuse } from '@gantry/analytics/feed';
import { formerTables, migrate, standing } from '@gantry/analytics/migrate';
import { messageOf, Refusal } from '../../../kernel/errors.ts';
import { isOutage } from '../../../kernel/outage.ts';
import { discardAbandoned, succeed } from '../../../platform/log/checkpoints.ts';
import { headOf } from '../../../platform/log/event-log.ts';
import { openPatience } from '../../../platform/log/patience.ts';
import { pause } from '../../../platform/signals.ts';
import { putInTrash } from '../../../platform/trash.ts';
import { checksOf, verificationsOf } from './checks.ts';
import { type FactMark, marksOf } from './marks.ts';
import { dropLeftovers, rebuildLease, rebuildTables } from './rebuild.ts';
import { unchecked, verifyEvents, verifyRows } from './verify.ts';
import { type FactsWorld, formerSubscriber, refused, subscriberOf } from './world.ts';

const lookMs = 1_000;
/** What lacks rows again after it was made again is left for a while, in proportion to what making it costs. */
const betweenMendsMs = (head: number): number => Math.max(5_000, head);

/** What a rebuild in this process works with. */
export const forRebuild = ({ platform, client }: FactsWorld, tables: readonly FactTable[]) => {
  const refuse: Refuse = async (table, event, error) => void (await putInTrash(platform, refused(table, event, error)));
  return { database: platform.database, client, tables, refuse };
};

/** Tables that were filled before go on from there. */
const takeOverFormer = async ({ platform, client, tables }: FactsWorld): Promise<void> => {
  const former = new Set(await formerTables(client));
  await discardAbandoned(platform, rebuildLease);
  await succeed(platform, formerSubscriber, tables.filter(({ name }) => former.has(name)).map(subscriberOf));
};

/** Brings the tables up to their declarations. What a declaration asks too much of is said, and keeps the others from nothing. */
const createTables = async ({ platform, client, tables }: FactsWorld): Promise<void> => {
  await client.prepare();
  for (const table of tables) {
    try {
      await migrate(client, [table]);
      platform.vitals.tell(`${subscriberOf(table)}.declaration`, null);
    } catch (error) {
      if (isOutage(error)) throw error;
      platform.logger.error({ table: table.name, error: messageOf(error) }, 'a fact table is not as it was declared');
      platform.vitals.tell(`${subscriberOf(table)}.declaration`, messageOf(error));
    }
  }
};

/** Does something of this engine's once, however long it takes to answer. */
const untilDone = async (world: FactsWorld, stop: AbortSignal, work: () => Promise<void>): Promise<void> => {
  const patience = openPatience(world.platform, 'facts')();
  while (!stop.aborted) {
    try {
      await work();
      return patience.over();
    } catch (error) {
      await patience.wait(error, stop);
    }
  }
};

/** Creates what is missing, and takes over from the installation before declarations. */
export const openTables = (world: FactsWorld, stop: AbortSignal): Promise<void> =>
  untilDone(world, stop, async () => {
    await createTables(world);
    await takeOverFormer(world);
  });

type Lack = { table: FactTable; why: string; mendedAt: Date | null };

const lacks = ({ tables }: FactsWorld, marks: ReadonlyMap<string, FactMark>, outdated: readonly FactTable[]): Lack[] =>
  tables.flatMap((table) => {
    if (outdated.includes(table)) return [{ table, why: 'it was declared anew', mendedAt: null }];
    const { lacking = null, mendedAt = null } = marks.get(table.name) ?? {};
    return lacking === null ? [] : [{ table, why: lacking, mendedAt }];
  });

const tellLacks = ({ platform: { vitals }, tables }: FactsWorld, found: readonly Lack[]): void => {
  for (const table of tables) {
    const lack = found.find((one) => one.table === table);
    const text = `${table.name} is being made again from the log by itself: ${lack?.why}`;
    vitals.tell(`${subscriberOf(table)}.rows`, lack ? text : null);
  }
};

/** What was found to differ is compared again once it was made again. */
const verifyAgain = async (
  { platform: { database }, client }: FactsWorld,
  tables: readonly FactTable[],
): Promise<void> => {
  const differing = new Set(
    (await checksOf(database)).filter(({ differences }) => differences > 0).map(({ name }) => name),
  );
  const again = tables.filter(({ name }) => differing.has(name));
  const rows = again.filter((table) => table !== eventFacts);
  if (rows.length < again.length) await verifyEvents({ database, client, tables }, unchecked);
  await verifyRows({ database, client, tables: rows });
};

/** Makes again what has to be; a stop is heeded between two batches. */
const mend = async (world: FactsWorld, state: { outdated: readonly FactTable[] }, stop: AbortSignal): Promise<void> => {
  const { platform, tables } = world;
  const names = tables.map(({ name }) => name);
  const marks = await marksOf(platform.database, names);
  const found = lacks(world, marks, state.outdated);
  tellLacks(world, found);
  platform.vitals.show({ verified: verificationsOf(names, await checksOf(platform.database)) });
  if (found.length === 0) return;
  const before = Date.now() - betweenMendsMs(await headOf(platform.database));
  const due = found.filter(({ mendedAt }) => mendedAt === null || mendedAt.getTime() < before);
  if (due.length === 0) return;
  platform.logger.warn(
    { tables: due.map(({ table, why }) => `${table.name}: ${why}`) },
    'fact tables are made again from the log',
  );
  const lacking = due.map(({ table }) => table);
  await rebuildTables(forRebuild(world, lacking), () => stop.throwIfAborted());
  await verifyAgain(world, lacking);
  state.outdated = (await standing(world.client, tables)).outdated;
};

/** Keeps the tables whole until `stop`. */
export const keepWhole = async (world: FactsWorld, stop: AbortSignal): Promise<void> => {
  const patience = openPatience(world.platform, 'facts.whole')();
  const state: { outdated: readonly FactTable[] } = { outdated: [] };
  await untilDone(world, stop, async () => {
    await dropLeftovers({ database: world.platform.database, client: world.client });
    state.outdated = (await standing(world.client, world.tables)).outdated;
  });
  while (!stop.aborted) {
    try {
      await mend(world, state, stop);
      patience.over();
      await pause(lookMs, stop);
    } catch (error) {
      if (stop.aborted) break;
      // Somebody else is at it.
      if (error instanceof Refusal && error.code === 'rebuild_running') await pause(lookMs, stop);
      else await patience.wait(error, stop);
    }
  }
  tellLacks(world, []);
};
