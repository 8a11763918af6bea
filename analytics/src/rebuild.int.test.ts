/** Tables made anew beside the live ones, and the proofs that tables hold the log. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { syntheticLog } from '../test/story.ts';
import { inBatches, type TestDatabase, tableContents, testDatabase } from '../test/test-database.ts';
import { compareTables } from './compare.ts';
import type { FactTable } from './fact-table.ts';
import { allFacts } from './facts/all.ts';
import { exceptionFacts } from './facts/exception-facts.ts';
import { shipmentFacts } from './facts/shipment-facts.ts';
import type { Refuse } from './feed.ts';
import { migrate } from './migrate.ts';
import { createProjector } from './projector.ts';
import { dropSideTables, openSideTables } from './rebuild.ts';
import { differingPositions, hashesOfFacts, identityHash, sumOfFacts } from './verify.ts';

const log: RecordedEvent[] = [...syntheticLog({ shipments: 40, batch: 50, underWay: 10 })].flat();
let database: TestDatabase;
let expected: Record<string, unknown[][]>;

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.client, allFacts);
  await createProjector({ client: database.client, tables: allFacts }).project(log);
  expected = await tableContents(database.client);
});
beforeEach(async () => {
  await database.client.command('TRUNCATE TABLE shipment_facts');
  await database.client.command('ALTER TABLE event_facts DELETE WHERE seq % 3 = 0 SETTINGS mutations_sync = 1');
});
afterAll(() => database?.drop());

type Rebuild = { events: AsyncIterable<readonly RecordedEvent[]>; tables?: readonly FactTable[]; refuse?: Refuse };
const rebuild = async ({ events, tables = allFacts, ...options }: Rebuild): Promise<void> => {
  const side = await openSideTables({ client: database.client, tables, purpose: 'rebuild', ...options });
  try {
    for await (const batch of events) await side.project(batch);
    for (const table of tables) await side.exchange(table);
  } finally {
    await side.drop();
  }
};
const sideTables = () =>
  database.client.values("SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '%rebuild%'");

/** The log's side, as Postgres would reckon it. */
const sumOfLog = (events: readonly RecordedEvent[]) => ({
  count: events.length,
  checksum: String(events.reduce((sum, event) => sum + BigInt(identityHash(event)), 0n)),
});

test('makes damaged tables again from the log', async () => {
  await rebuild({ events: inBatches(log, 100) });
  expect(await tableContents(database.client)).toEqual(expected);
  expect(await sideTables()).toEqual([]);
});

test('makes one table again and leaves the others alone', async () => {
  const before = await tableContents(database.client);
  await rebuild({ events: inBatches(log, 100), tables: [shipmentFacts] });
  expect(await tableContents(database.client)).toEqual({ ...before, shipment_facts: expected.shipment_facts });
});

test('a projector goes on after a rebuild from a part of the log', async () => {
  const projector = createProjector({ client: database.client, tables: allFacts });
  await rebuild({ events: inBatches(log.slice(0, 250), 100) });
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
  await expect(rebuild({ events: broken() })).rejects.toThrow('Postgres went away');
  expect(await tableContents(database.client)).toEqual(before);
  expect(await sideTables()).toEqual([]);
});

test('what killed rebuilds left behind is dropped, whatever they were for', async () => {
  const { client } = database;
  const before = await tableContents(client);
  await client.command('CREATE TABLE shipment_facts__rebuild AS shipment_facts');
  await client.command('CREATE TABLE event_facts__rebuild_0a1b2c3d AS event_facts');
  const left = await openSideTables({ client, tables: [shipmentFacts], purpose: 'verify' });
  expect(await dropSideTables(client)).toHaveLength(3);
  expect(await sideTables()).toEqual([]);
  expect(await tableContents(client)).toEqual(before);
  // Whoever wakes late can put nothing into a place any more.
  await expect(left.exchange(shipmentFacts)).rejects.toThrow();
  expect(await tableContents(client)).toEqual(before);
});

test('an event that a table cannot take is refused by that table alone, and everything else is there', async () => {
  const at = log.findIndex(({ name, seq }) => name === 'tracking.exception_opened' && seq > 100);
  const poison: RecordedEvent = { ...(log[at] as RecordedEvent), payload: { exceptionId: 7, shipmentId: 7 } };
  const refused: string[] = [];
  const refuse: Refuse = async (table, event) => void refused.push(`${table.name} ${event.seq}`);
  await rebuild({ events: inBatches(log.with(at, poison), 120), refuse });
  const inOrder = refused.toSorted();
  expect(inOrder).toEqual([`exception_facts ${poison.seq}`, `shipment_facts ${poison.seq}`]);
  const now = await tableContents(database.client);
  expect(now.event_facts?.length).toBe(log.length);
  expect(now.order_facts).toEqual(expected.order_facts);
  expect(now.shipment_facts?.length).toBe(expected.shipment_facts?.length);
});

test('verify: both sides agree after a rebuild, and a lost or altered event is found at its position', async () => {
  const { client } = database;
  const range = { after: 100, through: 300, without: [] };
  const part = log.slice(100, 300);
  expect(await sumOfFacts(client, range)).not.toEqual(sumOfLog(part));
  await rebuild({ events: inBatches(log, 500) });
  expect(await sumOfFacts(client, range)).toEqual(sumOfLog(part));
  await client.command('ALTER TABLE event_facts DELETE WHERE seq = 120 SETTINGS mutations_sync = 1');
  await client.command("ALTER TABLE event_facts UPDATE event_id = 'x' WHERE seq = 150 SETTINGS mutations_sync = 1");
  const hashes = new Map(part.map((event) => [event.seq, identityHash(event)]));
  expect(differingPositions(hashes, await hashesOfFacts(client, range))).toEqual([120, 150]);
  const around = { ...range, without: [120, 150] };
  expect(await sumOfFacts(client, around)).toEqual(sumOfLog(part.filter(({ seq }) => !around.without.includes(seq))));
});

test('compare: rows alike, one that is lost, one that is altered, and none that has only moved on', async () => {
  const { client } = database;
  await rebuild({ events: inBatches(log, 500) });
  const through = 250;
  const tables = [shipmentFacts, exceptionFacts];
  const side = await openSideTables({ client, tables, purpose: 'rebuild' });
  try {
    await side.project(log.slice(0, through));
    const compare = (table: FactTable) => compareTables(client, table, { suffix: side.suffix, through });
    const [there] = await client.values('SELECT count() FROM shipment_facts FINAL WHERE version <= 250');
    expect(await compare(shipmentFacts)).toEqual({ rows: Number(there?.[0]), differences: 0, examples: [] });
    expect((await compare(exceptionFacts)).differences).toBe(0);
    const settled = await client.values(
      'SELECT shipment_id FROM shipment_facts FINAL WHERE version <= 250 ORDER BY 1 LIMIT 2',
    );
    const [lost, altered] = settled.map(([id]) => String(id));
    await client.command(`DELETE FROM shipment_facts WHERE shipment_id = '${lost}'`);
    await client.command(
      `ALTER TABLE shipment_facts UPDATE scans = scans + 1 WHERE shipment_id = '${altered}' SETTINGS mutations_sync = 1`,
    );
    expect(await compare(shipmentFacts)).toMatchObject({ differences: 2, examples: [`["${lost}"]`, `["${altered}"]`] });
  } finally {
    await side.drop();
  }
});
