/** A long event log of made-up journeys in a database of its own, and how fast `gantry analytics rebuild` works through it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { migrate as migrateAnalytics } from '@gantry/analytics/migrate';
import { migrate } from '@gantry/prisma/migrate';
import pg from 'pg';
import { syntheticLog } from '../../analytics/test/story.ts';
import type { BenchTower } from './bench-tower.ts';

const named = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).toString();

const insert = `
  INSERT INTO event_log (id, stream, stream_id, version, name, payload, occurred_at, received_at, recorded_at, correlation_id, actor, partition)
  SELECT seq, stream, "streamId", version, name, payload, "occurredAt", "receivedAt", "recordedAt", "correlationId", actor, 0
  FROM jsonb_to_recordset($1::jsonb) AS r (seq bigint, stream text, "streamId" text, version int, name text, payload jsonb,
    "occurredAt" timestamptz, "receivedAt" timestamptz, "recordedAt" timestamptz, "correlationId" text, actor text)`;
const place = `
  WITH placed AS (INSERT INTO event_positions (seq, event_id) SELECT id, id FROM event_log RETURNING seq)
  UPDATE sequencer_cursor SET seq = (SELECT max(seq) FROM placed), last_id = (SELECT max(seq) FROM placed), tx = pg_current_xact_id()`;

const fill = async (url: string, events: number): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // A journey has about nine events.
    for (const batch of syntheticLog({ shipments: Math.ceil(events / 8.9), batch: 5_000 }))
      await client.query(insert, [JSON.stringify(batch)]);
    await client.query(place);
    await client.query('ANALYZE event_log, event_positions');
  } finally {
    await client.end();
  }
};

export type Rebuilt = { events: number; perSecond: number };

/** Makes a log of about `events` events beside the tower's own and rebuilds its ClickHouse with the command people use. */
export const measureRebuild = async ({ database, file }: BenchTower, events: number): Promise<Rebuilt> => {
  const name = 'bench_rebuild';
  const env = {
    ...process.env,
    DATABASE_URL: named(file().databaseUrl, name),
    CLICKHOUSE_URL: named(file().clickhouseUrl, name),
  };
  await database.query(`CREATE DATABASE ${name}`);
  await migrate(env.DATABASE_URL);
  await fill(env.DATABASE_URL, events);
  const analytics = await connect(env.CLICKHOUSE_URL);
  await migrateAnalytics(analytics, allFacts);
  await analytics.close();
  const gantry = join(import.meta.dirname, '../cli/gantry.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [gantry, 'analytics', 'rebuild'], { env });
  const said = /rebuilt from (\d+) events in [\d.]+ s \((\d+) events\/s\)/.exec(stdout);
  if (!said) throw new Error(`the rebuild said: ${stdout}`);
  return { events: Number(said[1]), perSecond: Number(said[2]) };
};
