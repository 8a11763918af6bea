/**
 * The fact tables of all contexts, opened over their stores: fed from the log by workers, made again one by one or together,
 * and asked how far they are.
 */
import type { Comparison } from '@gantry/analytics/compare';
import type { FactTable } from '@gantry/analytics/fact-table';
import { Refusal } from '../../../kernel/errors.ts';
import type { Context, Resumer } from '../../../platform/context.ts';
import { progressOf } from '../../../platform/log/checkpoints.ts';
import { feedTables } from './feeding.ts';
import { forRebuild, keepWhole, openTables } from './keeping.ts';
import { type OnProgress, type RebuildProgress, rebuildTables } from './rebuild.ts';
import { factResumer, factsResumer } from './resume.ts';
import { verifyRows } from './verify.ts';
import { verifyFactsJob } from './verify-job.ts';
import { noteDamage } from './whole.ts';
import { type FactsWorld, formerSubscriber, subscriberOf } from './world.ts';

/** How far tables are, and up to when that makes their figures complete. */
export type FactsPosition = { position: number; asOf: string };

export type Facts = {
  /** Feeds the tables until `stop`, and makes again those that lack rows or whose revision was raised. As many workers as wanted may run it. */
  run(stop: AbortSignal): Promise<void>;
  /** Makes tables again from the log; all of them when none is named. */
  rebuild(names?: readonly string[], onProgress?: OnProgress): Promise<RebuildProgress>;
  /** Compares tables with the log; all of them when none is named. */
  verify(names?: readonly string[], onProgress?: OnProgress): Promise<Map<string, Comparison>>;
  /** Where the slowest of some tables is; of all of them when none is named. */
  position(names?: readonly string[]): Promise<FactsPosition>;
  /** Told of an error that was met while tables were read: damaged files that are behind it are made again from the log. */
  suspect(names: readonly string[], error: unknown): Promise<void>;
  /** How an event that one table refused goes on from the Trash. */
  resumers: readonly Resumer[];
  /** Compares tables with the log now and then. */
  jobs: NonNullable<Context['jobs']>;
};

/** The tables named, or all. Throws a Refusal for a name that no table has. */
export const chosen = (tables: readonly FactTable[], names: readonly string[] | undefined): readonly FactTable[] =>
  names?.map((name) => {
    const table = tables.find((each) => each.name === name);
    if (table) return table;
    const known = tables.map((each) => each.name).join(', ');
    throw new Refusal('missing', 'no_such_table', `There is no fact table ${name}; there are ${known}`);
  }) ?? tables;

/** Opens the tables. Nothing runs before `run` is called. */
export const openFacts = (world: FactsWorld): Facts => {
  const { platform, client, tables } = world;
  return {
    jobs: [verifyFactsJob(world)],
    async run(stop) {
      await openTables(world, stop);
      await Promise.all([feedTables(world, stop), keepWhole(world, stop)]);
    },
    rebuild: async (names, onProgress) => rebuildTables(forRebuild(world, chosen(tables, names)), onProgress),
    verify: async (names, onProgress) => verifyRows(forRebuild(world, chosen(tables, names)), onProgress),
    async position(names) {
      const { position, recordedAt, head } = await progressOf(platform, chosen(tables, names).map(subscriberOf));
      const complete = position >= head ? platform.clock.now() : (recordedAt ?? new Date(0));
      return { position, asOf: complete.toISOString() };
    },
    suspect: async (names, error) => void (await noteDamage(world, chosen(tables, names), error)),
    resumers: [
      ...tables.map((table) => factResumer(client, table)),
      factsResumer(client, { handler: formerSubscriber, tables }),
    ],
  };
};
