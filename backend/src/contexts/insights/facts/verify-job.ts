/**
 * Compares fact tables with the log by itself: every ten minutes what the log has grown by and a part of the rest, so that
 * all of it is looked at again within a day; and the rows of tables once a day, seldomer where the log is long.
 */
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import { isOutage } from '../../../kernel/outage.ts';
import { headOf } from '../../../platform/log/event-log.ts';
import { job } from '../../../platform/work/jobs.ts';
import { type CheckedRange, checksOf } from './checks.ts';
import { everyRange, type RangeChoice, unchecked, verifyEvents, verifyRows } from './verify.ts';
import type { FactsWorld } from './world.ts';

const everyMs = 600_000;
const dayMs = 86_400_000;
/** What has just been started has better things to do than to read its whole log. */
const settledMs = 300_000;

/** What is new, and of the rest those compared longest ago: so many at a time that a day is enough for all. */
export const someRanges: RangeChoice = (ranges, checked) => {
  const fresh = unchecked(ranges, checked);
  const rest = ranges.filter((range) => !fresh.includes(range));
  const at = ({ after }: Pick<CheckedRange, 'after'>): number => checked.get(after)?.at.getTime() ?? 0;
  const share = Math.ceil((ranges.length * everyMs) / dayMs);
  return [...fresh, ...rest.toSorted((a, b) => at(a) - at(b)).slice(0, share)];
};

/** Twenty milliseconds of pause for each event that is read: a day, or for ten million events two and a half. */
const rowsEveryMs = (head: number): number => Math.max(dayMs, head * 20);

const verifyRowsWhenDue = async ({ platform, client, tables }: FactsWorld): Promise<void> => {
  const { database, clock, vitals } = platform;
  const now = clock.now().getTime();
  if (now - vitals.startedAt.getTime() < settledMs) return;
  const last = new Map((await checksOf(database)).map(({ name, at }) => [name, at.getTime()]));
  const before = now - rowsEveryMs(await headOf(database));
  const due = tables.filter((table) => table !== eventFacts && (last.get(table.name) ?? 0) < before);
  await verifyRows({ database, client, tables: due });
};

/** Nothing to try again soon: the next comparison comes by itself. */
const isForLater = (error: unknown): boolean =>
  isOutage(error) || (error instanceof Refusal && ['rebuild_running', 'facts_damaged'].includes(error.code));

/** The job that compares. */
export const verifyFactsJob = (world: FactsWorld) =>
  job({
    name: 'insights.verify_facts',
    title: 'Compares the tables of figures with the log',
    payload: z.object({ all: z.boolean().optional() }),
    lane: 'slow',
    every: everyMs,
    run: async ({ all }) => {
      const { client, tables, platform } = world;
      try {
        await verifyEvents({ database: platform.database, client, tables }, all ? everyRange : someRanges);
        await verifyRowsWhenDue(world);
      } catch (error) {
        if (!isForLater(error)) throw error;
      }
    },
  });
