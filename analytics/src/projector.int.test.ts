/** Whatever is delivered twice, torn or repeated, the tables end as if every event had come once. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { syntheticLog } from '../test/story.ts';
import { inBatches, type TestDatabase, tableContents, testDatabase } from '../test/test-database.ts';
import type { Analytics } from './client.ts';
import type { Versioned } from './entity-fold.ts';
import type { EntityTable } from './entity-table.ts';
import { allFacts } from './facts/all.ts';
import { exceptionFacts } from './facts/exception-facts.ts';
import { orderFacts } from './facts/order-facts.ts';
import { shipmentFacts } from './facts/shipment-facts.ts';
import { migrate } from './migrate.ts';
import { createProjector, type ProjectorOptions } from './projector.ts';

const log: RecordedEvent[] = [...syntheticLog({ shipments: 60, batch: 50, underWay: 15 })].flat();
/** Tables that the log has events for: five of the eight. */
const tablesTold = allFacts.filter((table) => log.some(table.wants)).length;
const projectorOf = (options: Omit<ProjectorOptions, 'tables'>) => createProjector({ ...options, tables: allFacts });
let clean: TestDatabase;
let database: TestDatabase;
let expected: Record<string, unknown[][]>;

beforeAll(async () => {
  clean = await testDatabase();
  await migrate(clean.client, allFacts);
  await projectorOf({ client: clean.client }).project(log);
  expected = await tableContents(clean.client);
});
beforeEach(async () => {
  await database?.drop();
  database = await testDatabase();
  await migrate(database.client, allFacts);
});
afterAll(async () => {
  await clean?.drop();
  await database?.drop();
});

const project = async (client: Analytics, size: number, cacheSize?: number) => {
  const projector = projectorOf({ client, ...(cacheSize === undefined ? {} : { cacheSize }) });
  for await (const batch of inBatches(log, size)) await projector.project(batch);
};

/** The same client, except that its nth insert fails: before it reaches the engine, or after, when the answer is lost. */
const failing = (client: Analytics, nth: number, moment: 'before' | 'after'): Analytics => {
  let inserts = 0;
  return {
    ...client,
    async insert(...args) {
      const fails = ++inserts === nth;
      if (fails && moment === 'before') throw new Error('connection refused');
      await client.insert(...args);
      if (fails) throw new Error('connection reset');
    },
  };
};

const foldAll = <Row extends Versioned>(facts: EntityTable<Row>): Row[] => {
  const rows = new Map<string, Row>();
  for (const event of log) {
    const id = facts.idOf(event);
    if (id === undefined) continue;
    const after = facts.fold(rows.get(id), event);
    if (after !== undefined) rows.set(id, after);
  }
  return [...rows.values()];
};

const storedAsFolded = async <Row extends Versioned>(table: EntityTable<Row>) => {
  const stored = await clean.client.values(`SELECT ${table.selection} FROM ${table.name} FINAL ORDER BY version`);
  const folded = foldAll(table).sort((a, b) => a.version - b.version);
  expect(stored.map(table.row)).toEqual(folded);
  expect(folded.length).toBeGreaterThan(5);
};

test('stored rows are the folds of their events', async () => {
  await storedAsFolded(shipmentFacts);
  await storedAsFolded(orderFacts);
  await storedAsFolded(exceptionFacts);
});

test('every event has one row', () => {
  expect(expected.event_facts?.map(([seq]) => seq)).toEqual(log.map(({ seq }) => seq));
});

test.each([13, 64])(
  'the size of batches does not matter (%i)',
  async (size) => {
    await project(database.client, size);
    expect(await tableContents(database.client)).toEqual(expected);
  },
  60_000,
);

test('rows that left the cache are read back', async () => {
  await project(database.client, 20, 2);
  expect(await tableContents(database.client)).toEqual(expected);
});

test('the same batches again, by a new process, store no row twice', async () => {
  await project(database.client, 100);
  const rows = () => database.client.values('SELECT count() FROM event_facts');
  const before = await rows();
  await project(database.client, 100);
  expect(await rows()).toEqual(before);
  expect(await tableContents(database.client)).toEqual(expected);
});

test('overlapping ranges in other sizes change nothing', async () => {
  const projector = projectorOf({ client: database.client });
  for (const [from, to] of [
    [0, 300],
    [150, 320],
    [0, 200],
    [310, 400],
    [250, log.length],
  ] as const) {
    await projector.project(log.slice(from, to));
    projector.forget();
  }
  expect(await tableContents(database.client)).toEqual(expected);
});

test.each([
  ['before', 1],
  ['before', 2],
  ['before', 6],
  ['after', 1],
  ['after', 2],
  ['after', 7],
] as const)('an insert that fails %s it is stored (number %i): the batch is handed in again', async (moment, nth) => {
  const projector = projectorOf({ client: failing(database.client, nth, moment) });
  let failures = 0;
  for await (const batch of inBatches(log, 120)) {
    await projector.project(batch).catch(async (error: Error) => {
      failures++;
      expect(error.message).toMatch(/connection/);
      await projector.project(batch);
    });
  }
  expect(failures).toBe(1);
  expect(await tableContents(database.client)).toEqual(expected);
});

test('a range that is long in the tables does not set a thing back', async () => {
  await projectorOf({ client: database.client }).project(log.slice(0, 240));
  const late = projectorOf({ client: database.client });
  // Its rows are newer than what it is handed: the tail must build on them and not on what the range makes of them.
  await late.project(log.slice(0, 200));
  await late.project(log.slice(240));
  expect(await tableContents(database.client)).toEqual(expected);
});

test('after a failure nothing cached is trusted: the engine may have come back empty', async () => {
  const projector = projectorOf({ client: failing(database.client, tablesTold + 1, 'before') });
  await projector.project(log.slice(0, 200));
  for (const { name } of allFacts) await database.client.command(`TRUNCATE TABLE ${name}`);
  await expect(projector.project(log.slice(200, 300))).rejects.toThrow('connection refused');
  await projector.project(log.slice(0, 250));
  await projector.project(log.slice(250));
  expect(await tableContents(database.client)).toEqual(expected);
});

test('after a failure a larger batch may cover the failed one', async () => {
  const projector = projectorOf({ client: failing(database.client, 2, 'before') });
  await expect(projector.project(log.slice(0, 80))).rejects.toThrow('connection refused');
  await projector.project(log.slice(0, 130));
  await projector.project(log.slice(130));
  expect(await tableContents(database.client)).toEqual(expected);
});

test('events out of order are refused, and two batches of one table at once', async () => {
  const projector = projectorOf({ client: database.client });
  await expect(projector.project(log.slice(0, 5).reverse())).rejects.toThrow('log order');
  const first = projector.project(log.slice(0, 10));
  await expect(projector.project(log.slice(10, 20))).rejects.toThrow('still being stored');
  await first;
});

test('text of every kind comes back as it was sent', async () => {
  const nasty = 'Ümlaut "quote" \\ back\tslash\n新宿 \u0000 😀';
  const [order] = log.filter(({ name }) => name === 'orders.order_placed');
  const event = { ...(order as RecordedEvent), payload: { ...(order?.payload as object), number: nasty } };
  await projectorOf({ client: database.client }).project([event]);
  expect(await database.client.values('SELECT number FROM order_facts')).toEqual([[nasty]]);
});
