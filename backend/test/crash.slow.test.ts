/**
 * Nothing lost, nothing twice: thousands of scans through the webhook receiver while the worker and the analytics engine
 * are killed with SIGKILL at random moments. A seed is printed; CRASH_SEED repeats its schedule.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '@gantry/analytics/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BenchTower, inTower, makeNetwork, until } from '../bench/bench-tower.ts';
import { shipmentRooms } from '../src/contexts/journeys/rooms.ts';
import { type Random, randomOf } from '../src/sandbox/random.ts';
import { followEvents, followWall } from './crash-clients.ts';
import { consume } from './crash-consumer.ts';
import { type Sent, sendAll } from './crash-load.ts';
import { crash } from './volume.ts';

const { seed, scans, seconds, kills } = crash;

/** What a page of shipments follows. */
const followed = shipmentRooms.flatMap(({ events }) => events.map(({ name }) => name));

type Killed = { worker: number; clickhouse: number };
type Clients = { log: ReturnType<typeof followEvents>; wall: ReturnType<typeof followWall> };

/** A worker that starts while the engine is down ends by itself and is started again: then there is nobody to kill. */
const kill = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
};

/** Kills one of the two again and again, never the same process twice, and cuts the clients' lines now and then. */
const killOften = async (
  tower: BenchTower,
  { log, wall }: Clients,
  { random, stop }: { random: Random; stop: AbortSignal },
): Promise<Killed> => {
  const killed: Killed = { worker: 0, clickhouse: 0 };
  const dead = new Set<number>();
  while (!stop.aborted && killed.worker + killed.clickhouse < kills.most) {
    await new Promise((done) => setTimeout(done, random.between(200, 2_200)));
    const name = random.pick(['worker', 'clickhouse'] as const);
    const pid = tower.file().pids[name];
    if (pid !== undefined && !dead.has(pid) && kill(pid)) {
      dead.add(pid);
      killed[name]++;
    }
    if (random.chance(0.4)) random.pick([log, wall]).cut();
  }
  return killed;
};

const one = async <T>({ database }: BenchTower, sql: string): Promise<T> => {
  const { rows } = await database.query(sql);
  return rows[0] as T;
};

type Story = { tower: BenchTower; clients: Clients; sent: Sent; killed: Killed; head: number };

const tell = async (tower: BenchTower): Promise<Story> => {
  const random = randomOf('crash', seed);
  const access = { origin: tower.origin, key: tower.adminKey };
  const clients = { log: followEvents(access, followed), wall: followWall(access) };
  const shipments = await makeNetwork(tower, 400);
  const numbers = shipments.map(({ number }) => number);
  const over = new AbortController();
  const killing = killOften(tower, clients, { random, stop: over.signal });
  const sent = await sendAll({ origin: tower.origin, numbers, scans, perWebhook: 5, seconds });
  over.abort();
  const killed = await killing;
  const atHead = async (): Promise<boolean> => {
    const { behind, unplaced } = await one<{ behind: string; unplaced: string }>(
      tower,
      `SELECT (SELECT max(s.seq - c.position) FROM checkpoints c, sequencer_cursor s) AS behind,
         (SELECT count(*) FROM event_log) - (SELECT count(*) FROM event_positions) AS unplaced`,
    );
    return Number(behind) === 0 && Number(unplaced) === 0;
  };
  await until('every subscriber at the head', atHead, 60_000);
  const { seq } = await one<{ seq: string }>(tower, 'SELECT seq FROM sequencer_cursor');
  const head = Number(seq);
  await until('both clients at the head', async () => clients.log.have >= head && clients.wall.have >= head, 30_000);
  return { tower, clients, sent, killed, head };
};

const verify = async (home: string): Promise<{ said: string; agrees: boolean }> => {
  const gantry = join(import.meta.dirname, '../cli/gantry.ts');
  const env = { ...process.env, GANTRY_HOME: home, DATABASE_URL: '', CLICKHOUSE_URL: '' };
  return promisify(execFile)(process.execPath, [gantry, 'analytics', 'verify'], { env }).then(
    ({ stdout }) => ({ said: stdout, agrees: true }),
    (error: { stdout?: string }) => ({ said: error.stdout ?? String(error), agrees: false }),
  );
};

describe('kill -9 of the worker and the analytics engine', () => {
  let story: Story;
  const finished = Promise.withResolvers<void>();
  let running: Promise<void>;

  beforeAll(async () => {
    console.log(`CRASH_SEED=${seed}`);
    const told = Promise.withResolvers<Story>();
    running = inTower(async (tower) => {
      told.resolve(await tell(tower));
      await finished.promise;
    });
    running.catch(told.reject);
    story = await told.promise;
    const { killed, sent, clients, head } = story;
    console.log(
      JSON.stringify({
        killed,
        recorded: sent.recorded,
        sentAgain: sent.again,
        head,
        log: clients.log.seen,
        wall: clients.wall.seen,
      }),
    );
  }, 170_000);
  afterAll(async () => {
    story?.clients.log.close();
    story?.clients.wall.close();
    finished.resolve();
    await running;
  });

  it('was a run worth the name', () => {
    expect(story.killed.worker + story.killed.clickhouse).toBeGreaterThanOrEqual(kills.least);
    expect(Math.min(story.killed.worker, story.killed.clickhouse)).toBeGreaterThanOrEqual(1);
    expect(story.sent.acknowledged.size).toBe(scans);
  });

  it('keeps every acknowledged scan in the log exactly once', async () => {
    const { rows } = await story.tower.database.query<{ key: string }>(
      `SELECT (payload->>'trackingNumber') || ' ' || (payload->>'occurredAt') AS key FROM event_log WHERE name = 'tracking.scan_recorded'`,
    );
    const keys = rows.map(({ key }) => key);
    expect(keys.length).toBe(scans);
    expect(new Set(keys)).toEqual(story.sent.acknowledged);
  });

  it('gives every event one position, without a gap', async () => {
    const counted = await one<Record<string, string>>(
      story.tower,
      `SELECT count(*) AS places, count(DISTINCT event_id) AS events, min(seq) AS first, max(seq) AS last, (SELECT count(*) FROM event_log) AS log FROM event_positions`,
    );
    const head = String(story.head);
    expect(counted).toEqual({ places: head, events: head, first: '1', last: head, log: head });
  });

  it('has moved every subscriber to the head', async () => {
    const { rows } = await story.tower.database.query<{ subscriber: string }>(
      'SELECT subscriber FROM checkpoints, sequencer_cursor s WHERE position <> s.seq',
    );
    expect(rows).toEqual([]);
    expect((await one<{ n: number }>(story.tower, 'SELECT count(*)::int AS n FROM trashed_messages')).n).toBe(0);
  });

  it('holds every event in ClickHouse exactly once, and notices when one is gone', async () => {
    const client = await connect(story.tower.file().clickhouseUrl);
    const [counts] = await client.select(
      'SELECT count() AS rows, uniqExact(event_id) AS events, max(seq) AS last FROM event_facts FINAL',
      {},
      z.object({ rows: z.number(), events: z.number(), last: z.number() }),
    );
    expect(counts).toEqual({ rows: story.head, events: story.head, last: story.head });
    const moved = await one<{ moved: string }>(
      story.tower,
      `SELECT md5(string_agg(id || ' ' || status, ',' ORDER BY id COLLATE "C")) AS moved FROM tracked_shipments`,
    );
    const facts = await client.select(
      `SELECT lower(hex(MD5(arrayStringConcat(arraySort(groupArray(concat(shipment_id, ' ', status))), ',')))) AS moved FROM shipment_facts FINAL`,
      {},
      z.object({ moved: z.string() }),
    );
    expect(facts).toEqual([moved]);
    expect(await verify(story.tower.home)).toMatchObject({ agrees: true });
    await client.command(
      `ALTER TABLE event_facts DELETE WHERE seq = ${Math.floor(story.head / 2)} SETTINGS mutations_sync = 2`,
    );
    expect(await verify(story.tower.home)).toMatchObject({ agrees: false });
    await client.close();
  });

  it('tells a page every event it follows once, and the wall every position once', async () => {
    const { log, wall } = story.clients;
    const { rows } = await story.tower.database.query<{ seq: string; id: string }>(
      `SELECT p.seq, 'evt_' || e.id AS id FROM event_positions p JOIN event_log e ON e.id = p.event_id WHERE e.name = ANY($1) ORDER BY p.seq`,
      [followed],
    );
    expect(rows.length).toBeGreaterThan(scans);
    expect(log.resyncs()).toBe(0);
    const expected = {
      log: rows.map(({ seq }) => Number(seq)),
      wall: Array.from({ length: story.head }, (_, i) => i + 1),
    };
    for (const [name, client] of [
      ['log', log],
      ['wall', wall],
    ] as const) {
      expect([...client.times.keys()].sort((a, b) => a - b)).toEqual(expected[name]);
      expect([...client.times.values()].filter((times) => times !== 1)).toEqual([]);
    }
    expect(rows.filter(({ seq, id }) => log.ids.get(Number(seq)) !== id)).toEqual([]);
  });

  it('leaves the wall with the server’s own statuses', async () => {
    const { rows } = await story.tower.database.query<{ id: string; status: string }>(
      'SELECT id, status FROM tracked_shipments',
    );
    const { parcels } = story.clients.wall;
    expect(rows.length).toBe(400);
    expect(rows.filter(({ id, status }) => parcels.get(id)?.status !== status)).toEqual([]);
  });
});

describe('the same without its legs', () => {
  const under = (checkpointFirst: boolean, dedupes: boolean) =>
    consume(20_000, { checkpointFirst, dedupes }, { random: randomOf('control', seed), risk: 0.1 });

  it('loses events when the checkpoint moves before the insert', () => {
    expect(under(true, true).lost).toBeGreaterThan(0);
  });
  it('doubles events when the store does not know them again', () => {
    expect(under(false, false).doubled).toBeGreaterThan(0);
  });
  it('does neither with both', () => {
    const { kills, ...harm } = under(false, true);
    expect(harm).toEqual({ lost: 0, doubled: 0 });
    expect(kills).toBeGreaterThan(50);
  });
});
