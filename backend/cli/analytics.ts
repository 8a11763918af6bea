/** `gantry analytics rebuild | verify [table ...]`: fact tables of ClickHouse made again from the log, or compared with it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Analytics, connect } from '@gantry/analytics/client';
import type { FactTable } from '@gantry/analytics/fact-table';
import { allFacts } from '@gantry/analytics/facts/all';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import type { Refuse } from '@gantry/analytics/feed';
import { compareDays, eventDays, postgresIdentityHash } from '@gantry/analytics/verify';
import { z } from 'zod';
import { chosen } from '../src/contexts/insights/facts/facts.ts';
import { type OnProgress, rebuildTables, verifyTables } from '../src/contexts/insights/facts/rebuild.ts';
import { refused } from '../src/contexts/insights/facts/world.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { Refusal } from '../src/kernel/errors.ts';
import { type Database, openDatabase } from '../src/platform/database.ts';
import { headOf } from '../src/platform/log/event-log.ts';
import { putInTrash } from '../src/platform/trash.ts';
import { startProgress } from './progress.ts';
import { CommandError, type Environment, homeOf } from './tower-access.ts';

const storesFile = z.object({ databaseUrl: z.string(), clickhouseUrl: z.string() });
type Stores = z.infer<typeof storesFile>;
type World = { database: Database; client: Analytics; tables: readonly FactTable[] };

const storesOf = (env: Environment): Stores => {
  if (env.DATABASE_URL && env.CLICKHOUSE_URL)
    return { databaseUrl: env.DATABASE_URL, clickhouseUrl: env.CLICKHOUSE_URL };
  try {
    return storesFile.parse(JSON.parse(readFileSync(join(homeOf(env), 'tower.json'), 'utf8')));
  } catch {
    throw new CommandError('no running tower in GANTRY_HOME; start one, or name DATABASE_URL and CLICKHOUSE_URL');
  }
};

/** Shows how far the reading of the log is while `work` goes on. */
const shown = async <T>(label: string, total: number, work: (onProgress: OnProgress) => Promise<T>): Promise<T> => {
  const progress = startProgress(label, total);
  try {
    return await work(({ position }) => progress.at(position));
  } finally {
    progress.stop();
  }
};

/** Wake-up calls carry no truth; a command makes none. */
const unheard = {
  raise: () => undefined,
  on: () => () => undefined,
  listening: Promise.resolve(),
  close: () => undefined,
};

const rebuild = async ({ database, client, tables }: World): Promise<number> => {
  const started = performance.now();
  const platform = { database, clock: systemClock, signals: unheard };
  const refuse: Refuse = async (table, event, error) => void (await putInTrash(platform, refused(table, event, error)));
  const done = await shown('rebuilding', await headOf(database), (onProgress) =>
    rebuildTables({ database, client, tables, refuse }, onProgress),
  );
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `rebuilt from ${done.events} events in ${seconds.toFixed(1)} s (${Math.round(done.events / seconds)} events/s)`,
  );
  return 0;
};

/** Every event once and unaltered: counted by day on both sides, by what names an event. */
const verifyEvents = async ({ database, client }: World): Promise<boolean> => {
  const facts = await eventDays(client);
  const { rows } = await database.pool.query<Record<'day' | 'count' | 'min_seq' | 'max_seq' | 'checksum', string>>(
    `SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*) AS count, min(seq) AS min_seq, max(seq) AS max_seq, sum(${postgresIdentityHash})::text AS checksum
     FROM (SELECT p.seq, 'evt_' || e.id AS id, e.stream, e.stream_id, e.version, e.name, e.occurred_at, e.recorded_at
           FROM event_positions p JOIN event_log e ON e.id = p.event_id WHERE p.seq <= $1) AS logged GROUP BY 1 ORDER BY 1`,
    [Math.max(0, ...facts.map((one) => one.maxSeq))],
  );
  const log = rows.map((row) => ({
    day: row.day,
    count: Number(row.count),
    minSeq: Number(row.min_seq),
    maxSeq: Number(row.max_seq),
    checksum: row.checksum,
  }));
  const differences = compareDays(log, facts);
  for (const difference of differences) console.log(JSON.stringify(difference));
  console.log(
    differences.length === 0
      ? `${eventFacts.name} agrees with the log on all ${log.length} days`
      : `${eventFacts.name}: ${differences.length} days differ`,
  );
  return differences.length === 0;
};

/** Every row as the log makes it: compared with tables filled beside the live ones. */
const verifyRows = async (world: World): Promise<boolean> => {
  if (world.tables.length === 0) return true;
  const { compared } = await shown('reading the log', await headOf(world.database), (onProgress) =>
    verifyTables(world, onProgress),
  );
  for (const [name, { rows, differences, examples }] of compared)
    console.log(
      differences === 0
        ? `${name} agrees with the log in all ${rows} rows`
        : `${name}: ${differences} of ${rows} rows differ, such as ${examples.join(' ')}`,
    );
  return [...compared.values()].every(({ differences }) => differences === 0);
};

const verify = async (world: World): Promise<number> => {
  const tables = world.tables.filter((table) => table !== eventFacts);
  const events = tables.length === world.tables.length || (await verifyEvents(world));
  const rows = await verifyRows({ ...world, tables });
  return events && rows ? 0 : 1;
};

const actions = { rebuild, verify };
const isAction = (name: string): name is keyof typeof actions => name in actions;

/** Runs `rebuild` or `verify` for the tables named, or all, against the running tower of this home. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const [action = '', ...names] = args;
  if (!isAction(action)) {
    process.stderr.write('gantry analytics rebuild | verify [table ...]\n');
    return 1;
  }
  try {
    const tables = chosen(allFacts, names.length > 0 ? names : undefined);
    const { databaseUrl, clickhouseUrl } = storesOf(env);
    const database = openDatabase(databaseUrl, { name: 'analytics', role: 'command' }, 6);
    const client = await connect(clickhouseUrl, { cluster: env.GANTRY_CLICKHOUSE_CLUSTER || null });
    try {
      return await actions[action]({ database, client, tables });
    } finally {
      await client.close();
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
};
