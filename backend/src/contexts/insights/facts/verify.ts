/**
 * Fact tables compared with the log, and what follows: the result is kept and shown, and a table that differs is noted as
 * lacking, so that it is made again. Events are compared by ranges of the log, whose sums cost little; rows by making them
 * again beside the live ones, which costs a reading of the whole log and is done seldom.
 */
import type { Analytics } from '@gantry/analytics/client';
import type { Comparison } from '@gantry/analytics/compare';
import type { FactTable } from '@gantry/analytics/fact-table';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import { differingPositions, hashesOfFacts, sumOfFacts } from '@gantry/analytics/verify';
import { Refusal } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/database.ts';
import { progressOf } from '../../../platform/log/checkpoints.ts';
import { hashesOf, sumOf } from '../../../platform/log/identity.ts';
import { refusedPositions } from '../../../platform/trash/figures.ts';
import { type CheckedRange, type FactCheck, noteCheck, noteRange, rangesOf } from './checks.ts';
import { noteLacking, noteRows } from './marks.ts';
import { type OnProgress, verifyTables } from './rebuild.ts';
import { noteDamage } from './whole.ts';
import { subscriberOf } from './world.ts';

export type VerifyWorld = { database: Database; client: Analytics; tables: readonly FactTable[] };

/** Positions whose sums are compared at a time: some tenths of a second on either side. */
const rangeSize = 100_000;
const mostExamples = 20;

/** The ranges of the log up to a position; the last one grows. */
const rangesTo = (position: number): { after: number; through: number }[] =>
  Array.from({ length: Math.ceil(position / rangeSize) }, (_, n) => ({
    after: n * rangeSize,
    through: Math.min((n + 1) * rangeSize, position),
  }));

/** Which ranges are worth comparing now, given what was compared before. */
export type RangeChoice = (
  ranges: readonly { after: number; through: number }[],
  checked: ReadonlyMap<number, CheckedRange>,
) => readonly { after: number; through: number }[];

/** All of them, as somebody who asks for a comparison wants. */
export const everyRange: RangeChoice = (ranges) => ranges;

/** Those that nobody compared yet, and those that differed. */
export const unchecked: RangeChoice = (ranges, checked) =>
  ranges.filter(({ after, through }) => {
    const before = checked.get(after);
    return before === undefined || before.through < through || before.differences > 0;
  });

const differencesIn = async (
  { database, client }: VerifyWorld,
  range: { after: number; through: number; without: readonly number[] },
): Promise<number[]> => {
  const [log, facts] = await Promise.all([sumOf(database, range), sumOfFacts(client, range)]);
  if (log.count === facts.count && log.checksum === facts.checksum) return [];
  return differingPositions(...(await Promise.all([hashesOf(database, range), hashesOfFacts(client, range)])));
};

const keep = async ({ database }: VerifyWorld, check: FactCheck): Promise<void> => {
  await noteCheck(database, check);
  const { name, rows, differences, examples } = check;
  if (differences === 0) await noteRows(database, name, rows);
  else
    await noteLacking(
      database,
      name,
      `${differences} of its rows differ from the log, such as ${examples[0] ?? 'in ranges compared before'}`,
    );
};

/** What cannot be read is noted as lacking. Throws a Refusal (`facts_damaged`) then: there is nothing to compare. */
const noticing = async <T>(
  { database, client }: VerifyWorld,
  tables: readonly FactTable[],
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const damaged = await noteDamage({ platform: { database }, client }, tables, error);
    if (damaged.length === 0) throw error;
    throw new Refusal('conflict', 'facts_damaged', `To be made again from the log: ${damaged.join('; ')}`);
  }
};

/**
 * Compares event_facts with the log as far as it has been fed, in the ranges chosen. What lies in the Trash is missed by
 * neither side. Answers the sum of all ranges that were ever compared.
 */
export const verifyEvents = async (
  world: VerifyWorld,
  choose: RangeChoice,
  onProgress: (position: number) => void = () => undefined,
): Promise<FactCheck> => {
  const { database } = world;
  const { position } = await progressOf(world, [subscriberOf(eventFacts)]);
  const without = await refusedPositions(database, subscriberOf(eventFacts));
  const chosen = choose(rangesTo(position), await rangesOf(database));
  const examples: number[] = [];
  for (const range of chosen) {
    const found = await noticing(world, [eventFacts], () => differencesIn(world, { ...range, without }));
    examples.push(...found.slice(0, mostExamples - examples.length));
    await noteRange(database, { ...range, differences: found.length });
    onProgress(range.through);
  }
  const checked = [...(await rangesOf(database)).values()];
  const check: FactCheck = {
    name: eventFacts.name,
    through: position,
    rows: checked.reduce((rows, { after, through }) => rows + through - after, 0) - without.length,
    differences: checked.reduce((sum, { differences }) => sum + differences, 0),
    examples: examples.map((seq) => `position ${seq}`),
  };
  await keep(world, check);
  return check;
};

/** Compares tables with what the log makes of them, row by row. */
export const verifyRows = async (world: VerifyWorld, onProgress?: OnProgress): Promise<Map<string, Comparison>> => {
  if (world.tables.length === 0) return new Map();
  const { position, compared } = await noticing(world, world.tables, () => verifyTables(world, onProgress));
  for (const [name, { rows, differences, examples }] of compared)
    await keep(world, { name, through: position, rows, differences, examples });
  return compared;
};
