/** `gantry analytics rebuild | verify`: ClickHouse made again from the log, or compared with it day by day. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@gantry/analytics/client';
import { rebuild } from '@gantry/analytics/rebuild';
import { compareDays, eventDays, postgresIdentityHash } from '@gantry/analytics/verify';
import { rewind } from '../src/platform/checkpoints.ts';
import { type Database, openDatabase } from '../src/platform/database.ts';
import { headOf, readLog } from '../src/platform/event-log.ts';
import { startProgress } from './progress.ts';
import { CommandError, type Environment, homeOf } from './tower-access.ts';

type Stores = { databaseUrl: string; clickhouseUrl: string };

const storesOf = (env: Environment): Stores => {
  if (env.DATABASE_URL && env.CLICKHOUSE_URL)
    return { databaseUrl: env.DATABASE_URL, clickhouseUrl: env.CLICKHOUSE_URL };
  try {
    return JSON.parse(readFileSync(join(homeOf(env), 'tower.json'), 'utf8')) as Stores;
  } catch {
    throw new CommandError('no running tower in GANTRY_HOME; start one, or name DATABASE_URL and CLICKHOUSE_URL');
  }
};

async function* wholeLog(database: Database, through: number) {
  for (let after = 0; after < through; ) {
    const window = await readLog(database, { after, limit: Math.min(20_000, through - after) });
    after = window.through;
    yield window.events;
  }
}

const rebuildAll = async (database: Database, clickhouseUrl: string): Promise<number> => {
  const client = await connect(clickhouseUrl);
  const head = await headOf(database);
  const progress = startProgress('rebuilding', head);
  try {
    const started = performance.now();
    const done = await rebuild({
      client,
      readEvents: wholeLog(database, head),
      onProgress: ({ events }) => progress.at(events),
    });
    progress.stop();
    // What the live projector put into the old tables meanwhile is told again to the new ones.
    await rewind({ database }, 'insights.projector', done.lastSeq);
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `rebuilt from ${done.events} events in ${seconds.toFixed(1)} s (${Math.round(done.events / seconds)} events/s)`,
    );
    return 0;
  } finally {
    progress.stop();
    await client.close();
  }
};

const verifyAll = async (database: Database, clickhouseUrl: string): Promise<number> => {
  const client = await connect(clickhouseUrl);
  try {
    const facts = await eventDays(client);
    const { rows } = await database.pool.query<{
      day: string;
      count: string;
      min_seq: string;
      max_seq: string;
      checksum: string;
    }>(
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
        ? `ClickHouse agrees with the log on all ${log.length} days`
        : `${differences.length} days differ`,
    );
    return differences.length === 0 ? 0 : 1;
  } finally {
    await client.close();
  }
};

/** Runs `rebuild` or `verify` against the running tower of this home. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const action = { rebuild: rebuildAll, verify: verifyAll }[args[0] ?? ''];
  if (!action) {
    process.stderr.write('gantry analytics rebuild | verify\n');
    return 1;
  }
  try {
    const { databaseUrl, clickhouseUrl } = storesOf(env);
    const database = openDatabase(databaseUrl, 4);
    try {
      return await action(database, clickhouseUrl);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
};
