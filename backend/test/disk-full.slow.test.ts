/**
 * A whole tower on a small disk that another program fills, first to below the reserve, then to the last byte: what is
 * acknowledged is kept, what cannot be kept is refused, nobody has to help, and nothing is there twice.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '@gantry/analytics/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { carrier, makeNetwork } from '../bench/bench-tower.ts';
import { scanOf } from '../bench/load/webhook-bodies.ts';
import type { TowerFile } from '../cli/tower-file.ts';
import { identityOf } from '../src/embedded/process-identity.ts';
import { sign } from '../src/kernel/signature.ts';
import { maySmallDisk, type SmallDisk, smallDisk } from './small-disk.ts';
import { readyTower, type StartedTower, spawnTower } from './started-tower.ts';
import { until } from './until.ts';

const megabyte = 1024 * 1024;
const scheme = {
  algorithm: 'sha256',
  encoding: 'hex',
  header: 'x-signature',
  prefix: '',
  toleranceSeconds: 300,
} as const;

/** A carrier that sends one scan after the other, each until it is acknowledged, and remembers which were. */
const openCarrier = (origin: string, numbers: readonly string[]) => {
  const start = Date.now() - 6 * 3_600_000;
  const acknowledged = new Set<string>();
  const statuses: number[] = [];
  let stopped = false;
  let n = 0;
  const send = async (): Promise<void> => {
    const at = n++;
    const scan = scanOf(numbers[at % numbers.length] ?? '', start + at * 1_000);
    const body = JSON.stringify({ message_id: `m${at}`, scans: [scan] });
    while (!stopped) {
      const answer = await fetch(`${origin}/api/logistics/events/webhooks/${carrier.name}`, {
        method: 'POST',
        headers: { ...sign(scheme, carrier.secret, body), 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(10_000),
      }).then(
        async (response) => {
          await response.text();
          return response.status;
        },
        () => 0,
      );
      statuses.push(answer);
      if (answer === 200) acknowledged.add(`${scan.tracking_number} ${scan.time}`);
      if (answer === 200) return;
      await new Promise((again) => setTimeout(again, 50));
    }
  };
  const line = async (): Promise<void> => {
    while (!stopped) await send();
  };
  const lines = Promise.all([line(), line()]);
  return {
    acknowledged,
    statuses,
    /** The next so many answers, all of them of one status. */
    next: (status: number, times: number) => {
      const from = statuses.length;
      return until(async () => statuses.slice(from).filter((one) => one === status).length >= times, {
        ms: 60_000,
        what: `${times} answers ${status}, after ${from}`,
      });
    },
    stop: async () => {
      stopped = true;
      await lines;
    },
  };
};

describe.runIf(maySmallDisk)('a disk that fills up', () => {
  let disk: SmallDisk;
  let home: string;
  let started: StartedTower;
  let tower: TowerFile;
  let database: pg.Pool;
  let sender: ReturnType<typeof openCarrier>;
  const list = async (): Promise<number> =>
    fetch(`${tower.origin}/api/logistics/orders`, { headers: { authorization: `Bearer ${tower.adminKey}` } }).then(
      async (answer) => {
        await answer.text();
        return answer.status;
      },
      () => 0,
    );
  const postgresLog = (): string => readFileSync(join(home, 'logs/postgres.log'), 'utf8');

  beforeAll(async () => {
    disk = smallDisk(420);
    home = disk.path;
    started = spawnTower(home);
    tower = await readyTower(started);
    database = new pg.Pool({ connectionString: tower.databaseUrl, max: 2 });
    database.on('error', () => undefined);
    const shipments = await makeNetwork({ ...tower, database }, 40);
    sender = openCarrier(
      tower.origin,
      shipments.map(({ number }) => number),
    );
    await sender.next(200, 50);
  }, 170_000);
  afterAll(async () => {
    await sender?.stop();
    await database?.end();
    await started?.stop();
    disk?.remove();
  });

  it('is refused before Postgres has to stop, and read from meanwhile', async () => {
    const { postgres } = tower.pids;
    disk.fillTo(35 * megabyte);
    await sender.next(503, 20);
    const { length } = sender.statuses;
    await sender.next(503, 20);
    expect(new Set(sender.statuses.slice(length))).toEqual(new Set([503]));
    expect(await list()).toBe(200);
    expect(started.file().pids.postgres).toBe(postgres);
    expect(postgresLog()).not.toContain('PANIC');
    disk.free();
    const freed = performance.now();
    await sender.next(200, 5);
    console.log(`acknowledged again ${Math.round(performance.now() - freed)} ms after there was room`);
    expect(performance.now() - freed).toBeLessThan(5_000);
  }, 90_000);

  it('outlives the last byte with everything it needs to go on by itself', async () => {
    disk.fill();
    await sender.next(503, 5);
    // The worst moment to die: nothing can be written to start again with.
    for (const name of ['postgres', 'api', 'worker', 'clickhouse', 'redis'])
      process.kill(started.file().pids[name] ?? 0, 'SIGKILL');
    disk.fill();
    await until(async () => (await list()) === 0, { what: 'the api to be gone' });
    await until(async () => started.said().includes('postgres ended'), { what: 'word of Postgres' });
    disk.fill();
    expect(disk.freeBytes()).toBeLessThan(megabyte);
    await until(async () => (await fetch(`${tower.origin}/health/live`)).status === 200, {
      ms: 60_000,
      what: 'the api',
    });
    expect(started.child.exitCode).toBeNull();
    const lines = started.said().split('\n').length;
    expect(lines).toBeLessThan(60);
    disk.free();
    const freed = performance.now();
    await sender.next(200, 5);
    console.log(`acknowledged again ${Math.round(performance.now() - freed)} ms after the last byte was given back`);
    expect(performance.now() - freed).toBeLessThan(20_000);
  }, 170_000);

  it('says where it runs and as what, though it could not be written for a while', async () => {
    await until(async () => Object.values(started.file().pids).every((pid) => identityOf(pid) !== undefined), {
      what: 'a true tower.json',
    });
    expect(started.file().origin).toBe(tower.origin);
  });

  it('has every acknowledged scan once, in the log and in ClickHouse', async () => {
    await sender.stop();
    expect(sender.acknowledged.size).toBeGreaterThanOrEqual(60);
    const { rows } = await database.query<{ key: string }>(
      `SELECT (payload->>'trackingNumber') || ' ' || (payload->>'occurredAt') AS key FROM event_log WHERE name = 'tracking.scan_recorded'`,
    );
    const keys = rows.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect([...sender.acknowledged].filter((key) => !keys.includes(key))).toEqual([]);
    // What subscribers write themselves is read by all of them too, so all has come to rest only when both hold.
    await until(
      async () => {
        const { rowCount } = await database.query(
          `SELECT 1 FROM sequencer_cursor s WHERE s.seq <> (SELECT count(*) FROM event_log)
             OR EXISTS (SELECT 1 FROM checkpoints WHERE position <> s.seq)`,
        );
        return rowCount === 0;
      },
      { ms: 60_000, what: 'every subscriber at the head of all that is written' },
    );
    const client = await connect(tower.clickhouseUrl);
    const [counts] = await client.select(
      'SELECT count() AS rows, uniqExact(event_id) AS events FROM event_facts FINAL',
      {},
      z.object({ rows: z.number(), events: z.number() }),
    );
    await client.close();
    const log = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM event_log');
    expect(counts).toEqual({ rows: log.rows[0]?.n, events: log.rows[0]?.n });
    expect((await database.query('SELECT 1 FROM trashed_messages')).rowCount).toBe(0);
    const gantry = join(import.meta.dirname, '../cli/gantry.ts');
    const env = { ...process.env, GANTRY_HOME: home, DATABASE_URL: '', CLICKHOUSE_URL: '' };
    await promisify(execFile)(process.execPath, [gantry, 'analytics', 'verify'], { env });
  }, 120_000);
});
