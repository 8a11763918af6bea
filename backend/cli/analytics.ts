/** `gantry analytics rebuild | verify [table ...]`: fact tables of ClickHouse made again from the log, or compared with it. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Analytics, connect } from '@gantry/analytics/client';
import type { FactTable } from '@gantry/analytics/fact-table';
import { allFacts } from '@gantry/analytics/facts/all';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import type { Refuse } from '@gantry/analytics/feed';
import { migrate } from '@gantry/analytics/migrate';
import { chosen } from '../src/contexts/insights/facts/facts.ts';
import { claimMs, type OnProgress, rebuildTables } from '../src/contexts/insights/facts/rebuild.ts';
import { everyRange, verifyEvents, verifyRows } from '../src/contexts/insights/facts/verify.ts';
import { refused } from '../src/contexts/insights/facts/world.ts';
import { Refusal } from '../src/kernel/errors.ts';
import { type Database, openDatabase } from '../src/platform/database.ts';
import { headOf } from '../src/platform/log/event-log.ts';
import { putInTrash } from '../src/platform/trash.ts';
import type { Writing } from '../src/platform/write/transact.ts';
import { writingOn } from './key-ring.ts';
import { startProgress } from './progress.ts';
import { CommandError, type Environment, homeOf } from './tower-access.ts';
import { readTowerFile, type TowerFile } from './tower-file.ts';

type Stores = Pick<TowerFile, 'databaseUrl' | 'clickhouseUrl'>;
/** `writing`: for what a table cannot take and goes to the Trash. */
type World = { database: Database; client: Analytics; tables: readonly FactTable[]; writing(): Writing };

const storesOf = (env: Environment): Stores => {
  if (env.DATABASE_URL && env.CLICKHOUSE_URL)
    return { databaseUrl: env.DATABASE_URL, clickhouseUrl: env.CLICKHOUSE_URL };
  const running = readTowerFile(homeOf(env));
  if (!running)
    throw new CommandError('no running tower in GANTRY_HOME; start one, or name DATABASE_URL and CLICKHOUSE_URL');
  return running;
};

/** Shows how far the reading of the log is while `work` goes on: a bar on a terminal, else that it has begun. */
const shown = async <T>(label: string, total: number, work: (onProgress: OnProgress) => Promise<T>): Promise<T> => {
  if (!process.stdout.isTTY) {
    console.log(`${label}: ${total.toLocaleString('en')} positions of the log …`);
    return work(() => undefined);
  }
  const progress = startProgress(label, total);
  try {
    return await work(({ position }) => progress.at(position));
  } finally {
    progress.stop();
  }
};

/** How often it is tried again, and how long: a little longer than the claim of a process that was killed holds. */
const againMs = 500;
const lapsesMs = claimMs + 2_000;

/** Does what one process at a time may do; another's claim is waited for as long as it may be one of a process that is gone. */
const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  const began = performance.now();
  for (let waiting = false; ; waiting = true) {
    try {
      return await work();
    } catch (error) {
      const isTaken = error instanceof Refusal && error.code === 'rebuild_running';
      if (!isTaken || performance.now() - began > lapsesMs) throw error;
      if (!waiting)
        console.log(
          `${process.stdout.isTTY ? '\r\x1b[K' : ''}another process makes fact tables again or compares them; waiting ${lapsesMs / 1000} s in case it is gone …`,
        );
      await pause(againMs);
    }
  }
};

/** Every event once and unaltered: sums of what names an event, by ranges of the log, on both sides. */
const verifyEventFacts = async (world: World): Promise<boolean> => {
  const { rows, differences, examples, through } = await shown('comparing events', await headOf(world.database), (at) =>
    verifyEvents(world, everyRange, (position) => at({ events: 0, position, of: position })),
  );
  console.log(
    differences === 0
      ? `${eventFacts.name} agrees with the log in all ${rows} events up to position ${through}`
      : `${eventFacts.name}: ${differences} of ${rows} events differ, such as ${examples.join(', ')}`,
  );
  return differences === 0;
};

/** Every row as the log makes it: compared with tables filled beside the live ones. */
const verifyRowFacts = async (world: World): Promise<boolean> => {
  if (world.tables.length === 0) return true;
  const head = await headOf(world.database);
  const compared = await shown('comparing rows', head, (onProgress) => inTurn(() => verifyRows(world, onProgress)));
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
  // First what may be refused, so that nothing is told before it is known to go on.
  const rows = await verifyRowFacts({ ...world, tables });
  const events = tables.length === world.tables.length || (await verifyEventFacts(world));
  return events && rows ? 0 : 1;
};

const rebuild = async (world: World): Promise<number> => {
  const { database, client, tables, writing } = world;
  let started = 0;
  const refuse: Refuse = async (table, event, error) =>
    void (await putInTrash(writing(), refused(table, event, error)));
  await client.prepare();
  await migrate(client, tables);
  const head = await headOf(database);
  const done = await shown('rebuilding', head, (onProgress) =>
    inTurn(() => {
      started = performance.now();
      return rebuildTables({ database, client, tables, refuse }, onProgress);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `rebuilt from ${done.events} events in ${seconds.toFixed(1)} s (${Math.round(done.events / seconds)} events/s)`,
  );
  return verify(world);
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
  const tables = chosen(allFacts, names.length > 0 ? names : undefined);
  const { databaseUrl, clickhouseUrl } = storesOf(env);
  const database = openDatabase(databaseUrl, { name: 'analytics', role: 'command' }, 6);
  const client = await connect(clickhouseUrl, { cluster: env.GANTRY_CLICKHOUSE_CLUSTER || null });
  try {
    return await actions[action]({ database, client, tables, writing: () => writingOn(database, env) });
  } finally {
    await client.close();
    await database.close();
  }
};
