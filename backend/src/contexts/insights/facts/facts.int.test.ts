/** Fact tables while events flow: each from its own checkpoint, a new one filled beside the others, and nothing told twice. */

import { setTimeout } from 'node:timers/promises';
import { appendTable } from '@gantry/analytics/append-table';
import { type Analytics, connect } from '@gantry/analytics/client';
import { entityTable } from '@gantry/analytics/entity-table';
import { on } from '@gantry/analytics/event-rules';
import type { FactTable } from '@gantry/analytics/fact-table';
import { allFacts } from '@gantry/analytics/facts/all';
import { migrate, standing } from '@gantry/analytics/migrate';
import { createProjector } from '@gantry/analytics/projector';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { shipmentCreated } from '@gantry/shared/events/shipping';
import { scanRecorded, standingChanged } from '@gantry/shared/events/tracking';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyBaseline } from '../../../../../analytics/test/baseline.ts';
import { syntheticLog } from '../../../../../analytics/test/story.ts';
import { tableContents } from '../../../../../analytics/test/test-database.ts';
import { openTestPlatform, type TestPlatform } from '../../../../test/test-platform.ts';
import { until } from '../../../../test/tower.ts';
import { trashOf as entriesOf } from '../../../../test/trash-entries.ts';
import { claim, newOwner } from '../../../platform/log/checkpoints.ts';
import { append, headOf, readLog } from '../../../platform/log/event-log.ts';
import { type Facts, openFacts } from './facts.ts';

const count = { type: 'UInt32', about: 'How often it moved' } as const;
const shared = {
  shipmentId: { type: 'String', about: 'Id of the shipment' },
  moves: count,
  version: { type: 'UInt64', about: 'Log position of the last event in this row' },
} as const;
type MovesOptions = { name?: string; revision?: number; step?: number; refuses?: (streamId: string) => boolean };
/** How often each shipment moved: a table that nobody had thought of before. */
const movesTable = ({ name = 'move_facts', revision = 1, step = 1, refuses = () => false }: MovesOptions = {}) =>
  entityTable({
    name,
    about: 'Moves of every shipment',
    revision,
    columns: shared,
    key: 'shipmentId',
    orderBy: ['shipmentId'],
    shardBy: 'shipmentId',
    rules: ({ begins, changes }) => [
      begins(shipmentCreated, ({ seq, payload }) => ({ shipmentId: payload.shipmentId, moves: 0, version: seq })),
      changes(standingChanged, (row, { seq, streamId }) => {
        if (refuses(streamId)) throw new Error(`${streamId} cannot be counted`);
        return { ...row, moves: row.moves + step, version: seq };
      }),
    ],
  });

// Whole logs are told again and again here; a machine that does other things too needs its time.
vi.setConfig({ testTimeout: 150_000 });
let test: TestPlatform;
let client: Analytics;
let supply: Generator<RecordedEvent[]>;
beforeAll(async () => {
  test = await openTestPlatform();
  test.sequence();
  client = await connect(test.config.clickhouseUrl);
  supply = syntheticLog({ shipments: 200_000, batch: 500, underWay: 400 });
  await appendMany(20);
});
afterAll(async () => {
  await client?.close();
  await test?.close();
});

const all = allFacts;
const head = () => headOf(test.platform.database);
/** The next five hundred events of the story, in one transaction. */
const appendNext = async (): Promise<void> => {
  const events: RecordedEvent[] = supply.next().value ?? [];
  const entries = events.map(({ stream, streamId, version, name, payload, occurredAt }) => ({
    stream,
    streamId,
    version,
    fact: { name, payload, occurredAt },
    thread: { correlationId: streamId, actor: 'test' },
  }));
  await test.platform.database.transaction((tx) => append(tx, entries, test.platform.clock.now()));
  test.platform.signals.raise('appended');
};
const appendMany = async (batches: number): Promise<void> => {
  const before = await head();
  for (let n = 0; n < batches; n++) await appendNext();
  await until(async () => (await head()) >= before + batches * 500, { what: 'positions', ms: 60_000 });
};
/** Appends two thousand events a second while the work is done. */
const whileFlowing = async <T>(work: () => Promise<T>): Promise<T> => {
  let over = false;
  const flowing = (async () => {
    while (!over) await Promise.all([appendNext(), setTimeout(250)]);
  })();
  try {
    return await work();
  } finally {
    over = true;
    await flowing;
  }
};
const facts = (tables: readonly FactTable[], over: Partial<Analytics> = {}, platform = test.platform): Facts =>
  openFacts({ platform, client: { ...client, ...over }, tables, chunk: 2_000 });
/** Runs the tables until the work is done. */
const during = async <T>(running: readonly Facts[], work: () => Promise<T>): Promise<T> => {
  const stop = new AbortController();
  const ends = running.map((one) => one.run(stop.signal));
  try {
    return await work();
  } finally {
    stop.abort();
    await Promise.all(ends);
  }
};
const positions = async (): Promise<Map<string, number>> => {
  const rows = await test.platform.database.prisma.checkpoint.findMany();
  return new Map(rows.map((row) => [row.subscriber, Number(row.position)]));
};
const positionOf = async (name: string) => (await positions()).get(`facts.${name}`) ?? 0;
/** How many events there are, those without a position among them. */
const written = async (): Promise<number> =>
  Number((await test.platform.database.rows<{ n: string }>('SELECT count(*) AS n FROM event_log'))[0]?.n);
const caughtUp = (tables: readonly FactTable[]) =>
  until(
    async () => {
      const end = await head();
      if (end !== (await written())) return false;
      const now = await positions();
      return tables.every(({ name }) => now.get(`facts.${name}`) === end);
    },
    { what: 'every table at the head', ms: 60_000 },
  );
/** What the table must say, counted by Postgres. */
const movesInLog = async (): Promise<[string, number][]> => {
  const { rows } = await test.platform.database.pool.query<{ id: string; moves: number }>(
    `SELECT stream_id AS id, (count(*) - 1)::int AS moves FROM event_log
     WHERE name IN ('shipping.shipment_created', 'tracking.standing_changed') GROUP BY stream_id ORDER BY stream_id COLLATE "C"`,
  );
  return rows.map(({ id, moves }) => [id, moves]);
};
const movesIn = async (name = 'move_facts') =>
  (await client.values(`SELECT shipment_id, moves FROM ${name} FINAL ORDER BY shipment_id`)).map(([id, moves]) => [
    id,
    moves,
  ]);
const trashOf = (name: string) => entriesOf(test.platform, `facts.${name}`);
const scratch = async (): Promise<void> => {
  await test.platform.database.pool.query('DELETE FROM checkpoints');
  await test.platform.database.pool.query('DELETE FROM fact_marks');
  for (const [name] of await client.values('SELECT name FROM system.tables WHERE database = currentDatabase()'))
    await client.command(`DROP TABLE ${name} SYNC`);
  await migrate(client, all);
};

describe('a new fact table while events flow', () => {
  const ninth = movesTable();
  const every = [...all, ninth];

  it('fills itself while the others go on, joins them, and says what the log says', async () => {
    await during([facts(all)], () => caughtUp(all));
    const lags: number[] = [];
    const insert: Analytics['insert'] = async (target, rows, token) => {
      if (target.name === ninth.name && (await positionOf(ninth.name)) < (await head()) - 2_000) {
        const [now, end] = [await positions(), await head()];
        lags.push(Math.max(...all.map(({ name }) => end - (now.get(`facts.${name}`) ?? 0))));
      }
      return client.insert(target, rows, token);
    };
    expect(await migrate(client, every)).toEqual([ninth.name]);
    const joined = async (): Promise<boolean> => {
      const now = await positions();
      return new Set(every.map(({ name }) => now.get(`facts.${name}`))).size === 1;
    };
    await during([facts(every, { insert })], async () => {
      await whileFlowing(async () => {
        await until(async () => (await positionOf(ninth.name)) > 10_000, { what: 'the new table filled', ms: 60_000 });
        await until(joined, { what: 'one position for all of them', ms: 60_000 });
      });
      await caughtUp(every);
    });
    // It was filled in several large chunks, and at none of them were the others far behind.
    expect(lags.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...lags)).toBeLessThan(5_000);
    const live = await movesIn();
    expect(live).toEqual(await movesInLog());
    const before = await tableContents(client, every);
    await facts(every).rebuild([ninth.name]);
    expect(await movesIn()).toEqual(live);
    await facts(every).rebuild();
    expect(await tableContents(client, every)).toEqual(before);
  });

  it('survives a crash in the middle of filling', async () => {
    await scratch();
    await migrate(client, every);
    const doomed = await test.another();
    let inserts = 0;
    let die: () => void = () => undefined;
    const dead = new Promise<void>((done) => {
      die = done;
    });
    // The second chunk is stored and its answer never heard.
    const insert: Analytics['insert'] = async (target, rows, token) => {
      await client.insert(target, rows, token);
      if (target.name !== ninth.name || ++inserts < 2) return;
      die();
      await new Promise(() => undefined);
    };
    void facts([ninth], { insert }, doomed.platform).run(new AbortController().signal);
    await dead;
    await doomed.close();
    const left = await positionOf(ninth.name);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(await head());
    // Nobody let go of the lease; it ends by itself.
    expect(await claim(test.platform, `facts.${ninth.name}`, { partition: 0, owner: newOwner() })).toBeUndefined();
    await during([facts(every)], () => caughtUp(every));
    expect(await movesIn()).toEqual(await movesInLog());
    expect([...(await facts(every).verify()).values()].every(({ differences }) => differences === 0)).toBe(true);
  });

  it('is shared by two workers, each table fed by one', async () => {
    await scratch();
    await migrate(client, every);
    const other = await test.another();
    await during([facts(every), facts(every, {}, other.platform)], async () => {
      await appendMany(4);
      await caughtUp(every);
    });
    expect(await movesIn()).toEqual(await movesInLog());
    expect((await client.values('SELECT count() FROM event_facts'))[0]?.[0]).toBe(await head());
  });
});

describe('an event that one table cannot take', () => {
  it('lies in the Trash for that table; the rest flows', async () => {
    await scratch();
    const { rows } = await test.platform.database.pool.query<{ id: string }>(
      `SELECT min(stream_id) AS id FROM event_log WHERE name = 'tracking.standing_changed'`,
    );
    const bad = rows[0]?.id ?? '';
    const picky = movesTable({ name: 'picky_facts', refuses: (id) => id === bad });
    const tables = [...all, movesTable(), picky];
    await migrate(client, tables);
    await during([facts(tables)], () => caughtUp(tables));
    const wanted = await movesInLog();
    const of = wanted.find(([id]) => id === bad)?.[1];
    expect(of).toBeGreaterThan(0);
    expect(await trashOf('picky_facts')).toHaveLength(of ?? 0);
    expect(await movesIn('picky_facts')).toEqual(wanted.map(([id, moves]) => [id, id === bad ? 0 : moves]));
    expect(await movesIn()).toEqual(wanted);
    const others = await test.platform.database.prisma.trashedMessage.count();
    expect(others).toBe(of);
    // Made again it refuses the same events, which lie in the Trash once.
    await facts(tables).rebuild(['picky_facts']);
    expect(await trashOf('picky_facts')).toHaveLength(of ?? 0);
    expect((await facts(tables).verify(['picky_facts'])).get('picky_facts')?.differences).toBe(0);
  });

  it('goes on from the Trash when the table can take it, and says so when the row has moved on', async () => {
    let broken = true;
    const columns = {
      scanId: { type: 'String', about: 'Id of the scan' },
      version: { type: 'UInt64', about: 'Log position' },
    } as const;
    const scans = appendTable({
      name: 'frail_facts',
      about: 'Scans',
      revision: 1,
      columns,
      orderBy: ['scanId'],
      shardBy: 'scanId',
      position: 'version',
      rows: [
        on(scanRecorded, ({ seq, payload }) => {
          if (broken && payload.scanId.endsWith('-picked_up') && payload.shipmentId === 'shp_00000001')
            throw new Error('frail');
          return [{ scanId: payload.scanId, version: seq }];
        }),
      ],
    });
    const tables = [scans, movesTable({ name: 'picky_facts' })];
    await migrate(client, tables);
    const opened = facts(tables);
    await during([opened], () => caughtUp(tables));
    const [entry, ...more] = await trashOf('frail_facts');
    expect(more).toEqual([]);
    const resume = (name: string, payload: unknown) =>
      opened.resumers.find(({ handler }) => handler === `facts.${name}`)?.resume(payload);
    await expect(resume('frail_facts', entry?.payload)).rejects.toThrow('frail');
    broken = false;
    await resume('frail_facts', entry?.payload);
    expect(
      await client.values("SELECT scan_id FROM frail_facts FINAL WHERE scan_id = 'shp_00000001-picked_up'"),
    ).toHaveLength(1);
    const seqOf = ({ payload }: { payload: unknown }): number => Number(Object(payload).seq);
    const refused = (await trashOf('picky_facts')).sort((a, b) => seqOf(a) - seqOf(b));
    expect(refused.length).toBeGreaterThan(1);
    await resume('picky_facts', refused.at(-1)?.payload);
    await expect(resume('picky_facts', refused[0]?.payload)).rejects.toMatchObject({ code: 'row_moved_on' });
    await expect(resume('frail_facts', { name: 'not an event' })).rejects.toThrow();
  });

  it('lies there once for each table that cannot take it', async () => {
    await scratch();
    const { rows } = await test.platform.database.pool.query<{ id: string }>(
      `SELECT min(stream_id) AS id FROM event_log WHERE name = 'tracking.standing_changed'`,
    );
    const refuses = (id: string): boolean => id === rows[0]?.id;
    const tables = ['first_facts', 'second_facts'].map((name) => movesTable({ name, refuses }));
    await migrate(client, tables);
    await during([facts(tables)], () => caughtUp(tables));
    const [first, second] = [await trashOf('first_facts'), await trashOf('second_facts')];
    expect(first.length).toBeGreaterThan(0);
    expect(second.map(({ key }) => key).sort()).toEqual(first.map(({ key }) => key).sort());
  });

  it('is not what an engine that is away looks like', async () => {
    await scratch();
    const before = await test.platform.database.prisma.trashedMessage.count();
    let away = 12;
    const insert: Analytics['insert'] = async (target, rows, token) => {
      if (away-- > 0) return (await connect('http://127.0.0.1:1/x')).insert(target, rows, token);
      return client.insert(target, rows, token);
    };
    await during([facts(all, { insert })], () => caughtUp(all));
    expect(away).toBeLessThan(1);
    expect(await test.platform.database.prisma.trashedMessage.count()).toBe(before);
  });
});

describe('a table that is made again', () => {
  const table = movesTable();
  beforeEach(async () => {
    await scratch();
    await migrate(client, [table]);
    await during([facts([table])], () => caughtUp([table]));
  });

  it('equals the live one, made while that is fed on', async () => {
    const tables = [table];
    await client.command('TRUNCATE TABLE move_facts');
    expect((await facts(tables).verify()).get('move_facts')?.differences).toBeGreaterThan(0);
    await during([facts(tables)], async () => {
      const { position } = await whileFlowing(() => facts(tables).rebuild(['move_facts']));
      expect(position).toBeGreaterThan(0);
      await caughtUp(tables);
    });
    expect(await movesIn()).toEqual(await movesInLog());
    expect((await facts(tables).verify()).get('move_facts')).toMatchObject({ differences: 0 });
  });

  it('knows all that the live one does before it takes its place, whatever that one is in the middle of', async () => {
    const tables = [table];
    let [go, reached]: (() => void)[] = [() => undefined, () => undefined];
    const going = new Promise<void>((done) => {
      go = done;
    });
    const inTheMiddle = new Promise<void>((done) => {
      reached = done;
    });
    // A worker that has just begun has to read the rows its events are about, and stops before it does.
    const values: Analytics['values'] = async (sql, params) => {
      if (sql.includes('FINAL WHERE shipment_id IN')) {
        reached?.();
        await going;
      }
      return client.values(sql, params);
    };
    const stop = new AbortController();
    let worker: Promise<void> | undefined;
    let inserts = 0;
    // Each time the new table has reached the end of the log, the log and the live table go on.
    const insert: Analytics['insert'] = async (target, rows, token) => {
      await client.insert(target, rows, token);
      if (!target.name.startsWith('move_facts__rebuild') || ++inserts > 2) return;
      await appendMany(2);
      if (inserts < 2) return;
      await during([facts(tables)], () => caughtUp(tables));
      await appendMany(2);
      worker = facts(tables, { values }).run(stop.signal);
      await inTheMiddle;
    };
    await facts(tables, { insert }).rebuild();
    go?.();
    await caughtUp(tables);
    stop.abort();
    await worker;
    expect(await movesIn()).toEqual(await movesInLog());
    expect(inserts).toBe(3);
  });

  it('by itself when its revision is raised, once for all workers', async () => {
    const raised = movesTable({ revision: 2, step: 10 });
    const other = await test.another();
    await migrate(client, [raised]);
    await during([facts([raised]), facts([raised], {}, other.platform)], async () => {
      await until(async () => (await standing(client, [raised])).outdated.length === 0, { what: 'the new revision' });
      await appendMany(1);
      await caughtUp([raised]);
    });
    expect(await movesIn()).toEqual((await movesInLog()).map(([id, moves]) => [id, moves * 10]));
    expect([...(await positions()).keys()]).toEqual(['facts.move_facts']);
  });

  it('is refused while another is being made, and for a name that no table has', async () => {
    await claim(test.platform, 'facts:rebuild', { partition: 0, owner: newOwner() });
    await expect(facts([table]).rebuild()).rejects.toMatchObject({ code: 'rebuild_running' });
    await expect(facts([table]).rebuild(['nothing'])).rejects.toMatchObject({ code: 'no_such_table' });
  });
});

describe('an installation from before declarations', () => {
  it('goes on where its one projector stood, and has every table made again that knew no merchants', async () => {
    await scratch();
    for (const [name] of await client.values('SELECT name FROM system.tables WHERE database = currentDatabase()'))
      await client.command(`DROP TABLE ${name} SYNC`);
    await applyBaseline(client);
    const ninth = movesTable();
    const every = [...all, ninth];
    await migrate(client, every);
    const { events, through } = await readLog(test.platform.database, { after: 0, limit: 3_000 });
    const { outdated } = await standing(client, every);
    expect(outdated.length).toBeGreaterThan(0);
    const former = events.map((event) => ({ ...event, merchant: '' }));
    await createProjector({ client, tables: outdated }).project(former);
    await test.platform.database.pool.query(
      `INSERT INTO checkpoints (subscriber, partition, position) VALUES ('insights.projector', 0, $1)`,
      [through],
    );
    await client.command('ALTER TABLE event_facts DELETE WHERE seq = 7 SETTINGS mutations_sync = 1');
    await during([facts(every)], async () => {
      await caughtUp(every);
      await until(async () => (await standing(client, every)).outdated.length === 0, {
        what: 'every table made again',
        ms: 60_000,
      });
      await caughtUp(every);
    });
    const end = await head();
    expect([...(await positions()).keys()].sort()).toEqual(every.map(({ name }) => `facts.${name}`).sort());
    expect(await client.values('SELECT count(), max(seq) FROM event_facts FINAL')).toEqual([[end, end]]);
    const ofNobody = await test.platform.database.rows<{ n: number }>(
      "SELECT count(*)::int AS n FROM event_log e JOIN event_positions p ON p.event_id = e.id WHERE e.merchant = ''",
    );
    for (const { name } of every)
      expect(await client.values(`SELECT count() FROM ${name} FINAL WHERE merchant = ''`), name).toEqual([
        [name === 'event_facts' ? ofNobody[0]?.n : 0],
      ]);
    expect(await movesIn()).toEqual(await movesInLog());
    const compared = await facts(every).verify();
    expect([...compared].filter(([, { differences }]) => differences > 0)).toEqual([]);
    expect(await facts(every).position()).toMatchObject({ position: end });
    // What the projector had refused goes to each table by itself; the rows that know it and later events say so.
    const resumer = facts(every).resumers.find(({ handler }) => handler === 'insights.projector');
    await resumer?.resume(events.find(({ seq }) => seq === 7)).catch(() => undefined);
    expect(await client.values('SELECT count(), max(seq) FROM event_facts FINAL')).toEqual([[end, end]]);
  });
});
