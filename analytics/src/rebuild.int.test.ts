/** A rebuild from the log, and the proof that the tables hold the log. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inBatches, type TestDatabase, tableContents, testDatabase } from '../test/test-database.ts';
import { migrate } from './migrate.ts';
import { createProjector } from './projector.ts';
import { type RebuildProgress, rebuild } from './rebuild.ts';
import { eventFact, eventFactsTable } from './rows/event-facts.ts';
import { syntheticLog } from './story.ts';
import { compareDays, type EventDay, eventDays, identityHash } from './verify.ts';

const log: RecordedEvent[] = [...syntheticLog({ shipments: 40, batch: 50, underWay: 10 })].flat();
let database: TestDatabase;
let expected: Record<string, unknown[][]>;

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.client);
  await createProjector({ client: database.client }).project(log);
  expected = await tableContents(database.client);
});
beforeEach(async () => {
  await database.client.command('TRUNCATE TABLE shipment_facts');
  await database.client.command('ALTER TABLE event_facts DELETE WHERE seq % 3 = 0 SETTINGS mutations_sync = 1');
});
afterAll(() => database?.drop());

const sideTables = () =>
  database.client.values("SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '%rebuild%'");

/** The log's side, as Postgres would count it. */
const logDays = (events: readonly RecordedEvent[]): EventDay[] => {
  const days = new Map<string, EventDay>();
  for (const event of events) {
    const day = event.recordedAt.slice(0, 10);
    const known = days.get(day) ?? { day, count: 0, minSeq: event.seq, maxSeq: 0, checksum: '0' };
    const checksum = String(BigInt(known.checksum) + BigInt(identityHash(event)));
    days.set(day, {
      ...known,
      count: known.count + 1,
      maxSeq: event.seq,
      minSeq: Math.min(known.minSeq, event.seq),
      checksum,
    });
  }
  return [...days.values()].sort((a, b) => a.day.localeCompare(b.day));
};

test('rebuilds damaged tables from the log and says how far it is', async () => {
  const seen: RebuildProgress[] = [];
  const onProgress = (progress: RebuildProgress) => seen.push(progress);
  const end = await rebuild({ client: database.client, readEvents: inBatches(log, 100), onProgress });
  expect(end).toEqual({ events: log.length, lastSeq: log.length });
  expect(seen.map(({ events }) => events)).toEqual([100, 200, 300, log.length]);
  expect(await tableContents(database.client)).toEqual(expected);
  expect(await sideTables()).toEqual([]);
});

test('the projector goes on after a rebuild of a part of the log', async () => {
  const projector = createProjector({ client: database.client });
  await rebuild({ client: database.client, readEvents: inBatches(log.slice(0, 250), 100) });
  projector.forget();
  await projector.project(log.slice(200));
  expect(await tableContents(database.client)).toEqual(expected);
});

test('a reader that fails leaves the live tables as they were, and nothing beside them', async () => {
  const before = await tableContents(database.client);
  async function* broken() {
    yield log.slice(0, 100);
    yield log.slice(100, 200);
    throw new Error('Postgres went away');
  }
  await expect(rebuild({ client: database.client, readEvents: broken() })).rejects.toThrow('Postgres went away');
  expect(await tableContents(database.client)).toEqual(before);
  expect(await sideTables()).toEqual([]);
});

test('what a killed rebuild left behind does not disturb the next', async () => {
  await database.client.command('CREATE TABLE shipment_facts__rebuild AS shipment_facts');
  await database.client.command('CREATE TABLE event_facts__rebuild AS event_facts');
  await database.client.command(
    'INSERT INTO event_facts__rebuild SELECT * REPLACE (seq + 1000000 AS seq) FROM event_facts',
  );
  await rebuild({ client: database.client, readEvents: inBatches(log, 500) });
  expect(await tableContents(database.client)).toEqual(expected);
});

test('verify: both sides agree after a rebuild, and a lost, doubled or altered event is found on its day', async () => {
  const { client } = database;
  expect(compareDays(logDays(log), await eventDays(client)).length).toBeGreaterThan(0);
  await rebuild({ client, readEvents: inBatches(log, 500) });
  expect(compareDays(logDays(log), await eventDays(client))).toEqual([]);
  const victim = log[120] as RecordedEvent;
  const row = eventFactsTable.values(eventFact({ ...victim, version: victim.version + 1 }));
  await client.insert(eventFactsTable, [row], 'altered');
  const differences = compareDays(logDays(log), await eventDays(client));
  expect(differences.map(({ day }) => day)).toEqual([victim.recordedAt.slice(0, 10)]);
  expect(differences[0]?.facts?.count).toBe(differences[0]?.log?.count);
});
