/**
 * The fact tables of all contexts, opened over their stores: fed from the log by workers, made again one by one or together,
 * and asked how far they are.
 */
import type { Comparison } from '@gantry/analytics/compare';
import type { FactTable } from '@gantry/analytics/fact-table';
import type { Refuse } from '@gantry/analytics/feed';
import { formerTables, standing } from '@gantry/analytics/migrate';
import { messageOf, Refusal } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import type { Resumer } from '../../platform/context.ts';
import { discardAbandoned, progressOf, succeed } from '../../platform/log/checkpoints.ts';
import { pause } from '../../platform/signals.ts';
import { putInTrash } from '../../platform/trash.ts';
import { feedTables } from './fact-feeding.ts';
import { type OnProgress, type RebuildProgress, rebuildLease, rebuildTables, verifyTables } from './fact-rebuild.ts';
import { factResumer, factsResumer } from './fact-resume.ts';
import { type FactsWorld, refused, subscriberOf } from './fact-world.ts';

/** How far tables are, and up to when that makes their figures complete. */
export type FactsPosition = { position: number; asOf: string };

export type Facts = {
  /** Feeds the tables until `stop`, and rebuilds those whose revision was raised. As many workers as wanted may run it. */
  run(stop: AbortSignal): Promise<void>;
  /** Makes tables again from the log; all of them when none is named. */
  rebuild(names?: readonly string[], onProgress?: OnProgress): Promise<RebuildProgress>;
  /** Compares tables with the log; all of them when none is named. */
  verify(names?: readonly string[], onProgress?: OnProgress): Promise<Map<string, Comparison>>;
  /** Where the slowest of some tables is; of all of them when none is named. */
  position(names?: readonly string[]): Promise<FactsPosition>;
  /** How an event that one table refused goes on from the Trash. */
  resumers: readonly Resumer[];
};

/** The subscriber that filled every table together before each had a checkpoint of its own. */
const formerSubscriber = 'insights.projector';
const retryMs = 1_000;

/** The tables named, or all. Throws a Refusal for a name that no table has. */
export const chosen = (tables: readonly FactTable[], names: readonly string[] | undefined): readonly FactTable[] =>
  names?.map((name) => {
    const table = tables.find((each) => each.name === name);
    if (table) return table;
    const known = tables.map((each) => each.name).join(', ');
    throw new Refusal('missing', 'no_such_table', `There is no fact table ${name}; there are ${known}`);
  }) ?? tables;

/** Tables that were filled before go on from there. */
const takeOverFormer = async ({ platform, client, tables }: FactsWorld): Promise<void> => {
  const former = new Set(await formerTables(client));
  await discardAbandoned(platform, rebuildLease);
  await succeed(platform, formerSubscriber, tables.filter(({ name }) => former.has(name)).map(subscriberOf));
};

/** What a rebuild in this process works with. */
const forRebuild = ({ platform, client }: FactsWorld, tables: readonly FactTable[]) => {
  const refuse: Refuse = async (table, event, error) => void (await putInTrash(platform, refused(table, event, error)));
  return { database: platform.database, client, tables, refuse };
};

/** Rebuilds what was declared anew, one worker for all; resolves when nothing is outdated. */
const renewOutdated = async (world: FactsWorld, stop: AbortSignal): Promise<void> => {
  while (!stop.aborted) {
    const { outdated } = await standing(world.client, world.tables);
    if (outdated.length === 0) return;
    const names = outdated.map(({ name }) => name);
    world.platform.logger.info({ tables: names }, 'rebuilding fact tables of a new revision');
    await rebuildTables(forRebuild(world, outdated));
  }
};

const untilDone = async (world: FactsWorld, stop: AbortSignal, work: () => Promise<void>): Promise<void> => {
  while (!stop.aborted) {
    try {
      return await work();
    } catch (error) {
      const waits = isOutage(error) || (error instanceof Refusal && error.code === 'rebuild_running');
      if (!waits) world.platform.logger.error({ error: messageOf(error) }, 'fact tables stumbled, trying again');
      await pause(retryMs, stop);
    }
  }
};

/** Opens the tables. Nothing runs before `run` is called. */
export const openFacts = (world: FactsWorld): Facts => {
  const { platform, client, tables } = world;
  return {
    async run(stop) {
      await untilDone(world, stop, () => takeOverFormer(world));
      await Promise.all([feedTables(world, stop), untilDone(world, stop, () => renewOutdated(world, stop))]);
    },
    rebuild: async (names, onProgress) => rebuildTables(forRebuild(world, chosen(tables, names)), onProgress),
    verify: async (names, onProgress) => verifyTables(forRebuild(world, chosen(tables, names)), onProgress),
    async position(names) {
      const { position, recordedAt, head } = await progressOf(platform, chosen(tables, names).map(subscriberOf));
      const complete = position >= head ? platform.clock.now() : (recordedAt ?? new Date(0));
      return { position, asOf: complete.toISOString() };
    },
    resumers: [
      ...tables.map((table) => factResumer(client, table)),
      factsResumer(client, { handler: formerSubscriber, tables }),
    ],
  };
};
