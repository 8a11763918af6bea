/**
 * How the floor stood at each minute of the last day. What is compared with the same minute yesterday cannot be read off rows that
 * say what is now, so it is counted as it happens, and kept in Postgres over restarts.
 */
import { z } from 'zod';
import type { Sql } from '../../../platform/database.ts';
import { type Job, job } from '../../../platform/work/jobs.ts';
import type { Inventory } from '../../inventory/public.ts';
import type { FloorNeeds } from '../needs.ts';
import { readRisks } from '../pace/risks.ts';
import { ageEdges, type BacklogAsked, readBacklog } from './backlog.ts';
import type { FigureTiles } from './figures.ts';

/** What is counted: fulfillment orders by stage, those at risk, and orders that stand still (`orders_…`). */
export type Counts = Record<string, number>;

const minuteMs = 60_000;
export const dayMs = 86_400_000;
/** How much older than asked a sample may be: a tick may have come late, or not at all while somebody restarted. */
const lateMs = 5 * minuteMs;
const keptMs = 26 * 3_600_000;

const minuteOf = (now: Date): Date => new Date(Math.floor(now.getTime() / minuteMs) * minuteMs);

type Needs = Pick<FloorNeeds, 'platform'> & { inventory: Pick<Inventory, 'sites'>; tiles: FigureTiles };
type Sample = { merchant: string; warehouse: string; counts: Counts };

/** Counts what there is now, by merchant and warehouse. */
export const countFloor = async (needs: Needs): Promise<Sample[]> => {
  const { database, clock } = needs.platform;
  const now = clock.now();
  const everything = { merchants: null, warehouse: null };
  const [backlog, risks, standstill] = await Promise.all([
    readBacklog(database, everything, now),
    readRisks(needs),
    needs.tiles.orders.standstill({ ...everything, now, edges: ageEdges }),
  ]);
  const samples = new Map<string, Sample>();
  const add = ({ merchant, warehouse }: Omit<Sample, 'counts'>, name: string, orders: number): void => {
    const key = JSON.stringify([merchant, warehouse]);
    const sample = samples.get(key) ?? { merchant, warehouse, counts: {} };
    sample.counts[name] = (sample.counts[name] ?? 0) + orders;
    samples.set(key, sample);
  };
  for (const row of backlog) add(row, row.stage, row.orders);
  for (const { atRisk, ...of } of risks.values()) if (atRisk) add(of, 'at_risk', 1);
  for (const { merchant, stage, orders } of standstill) add({ merchant, warehouse: '' }, `orders_${stage}`, orders);
  return [...samples.values()];
};

const insert = `
  INSERT INTO floor_samples (minute, merchant, warehouse, counts)
  SELECT $1, r.merchant, r.warehouse, r.counts FROM jsonb_to_recordset($2::jsonb) AS r (merchant text, warehouse text, counts jsonb)
  ON CONFLICT (minute, merchant, warehouse) DO UPDATE SET counts = EXCLUDED.counts`;

/** Takes the sample of this minute, and forgets those that nobody compares with any more. */
export const takeSample = async (needs: Needs): Promise<void> => {
  const { database, clock } = needs.platform;
  const minute = minuteOf(clock.now());
  // The row of nobody says that it was counted, also where there was nothing.
  const rows = [{ merchant: '', warehouse: '', counts: {} }, ...(await countFloor(needs))];
  await database.run(insert, minute, JSON.stringify(rows));
  await database.run('DELETE FROM floor_samples WHERE minute < $1', new Date(minute.getTime() - keptMs));
};

export const sampleJob = (needs: Needs): Job<unknown> =>
  job({
    name: 'fulfillment.sample_floor',
    title: 'Takes samples of the floor',
    payload: z.object({}),
    lane: 'fast',
    every: minuteMs,
    run: () => takeSample(needs),
  });

const newest = 'SELECT max(minute) AS minute FROM floor_samples WHERE minute <= $1 AND minute > $2';
const rows = `
  SELECT merchant, warehouse, counts FROM floor_samples
  WHERE minute = $1 AND merchant <> '' AND ($2::text[] IS NULL OR merchant = ANY($2)) AND ($3::text IS NULL OR warehouse = $3)`;

/** What was counted at a minute; undefined where nobody counted then. */
export const readSample = async (
  sql: Sql,
  { merchants, warehouse }: BacklogAsked,
  at: Date,
): Promise<Counts | undefined> => {
  const minute = minuteOf(at);
  const [found] = await sql.rows<{ minute: Date | null }>(newest, minute, new Date(minute.getTime() - lateMs));
  if (!found?.minute) return undefined;
  const counts: Counts = {};
  for (const row of await sql.rows<Sample>(rows, found.minute, merchants, warehouse))
    for (const [name, n] of Object.entries(row.counts)) counts[name] = (counts[name] ?? 0) + n;
  return counts;
};
