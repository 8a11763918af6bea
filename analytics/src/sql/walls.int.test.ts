/** Each wall by itself, with the others taken away: what the engine holds a session to when a statement came past the gate. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkEvents, smallNetwork } from '../../test/small-network.ts';
import type { TestDatabase } from '../../test/test-database.ts';
import { allFacts } from '../facts/all.ts';
import { openWire, type Wire } from './engine-wire.ts';
import { limitSettings } from './limits.ts';
import { createViews, tableFilters, viewsDatabase } from './views.ts';

let database: TestDatabase;
let wire: Wire;
const merchants = ['acme'];

type Session = { filtered?: boolean; on?: string };
const run = async (sql: string, { filtered = true, on }: Session = {}): Promise<string> => {
  const { client } = database;
  const filters = filtered ? tableFilters({ database: client.database, tables: allFacts, merchants }) : undefined;
  const answer = await wire.send({
    sql,
    format: 'TSV',
    database: on ?? client.database,
    settings: limitSettings(2, filters),
  });
  return answer.text();
};

beforeAll(async () => {
  database = await smallNetwork(
    networkEvents().map((event) => ({ ...event, merchant: 'acegi'.includes(event.streamId) ? 'acme' : 'bolt' })),
  );
  wire = openWire(database.url);
  for (const statement of createViews({
    database: database.client.database,
    cluster: null,
    tables: allFacts,
    merchants,
  }))
    await database.client.command(statement);
});
afterAll(async () => {
  await database?.client.command(`DROP DATABASE IF EXISTS ${viewsDatabase(database.client.database, merchants)}`);
  await database?.drop();
});

const readings = [
  'SELECT shipment_id FROM shipment_facts FINAL ORDER BY shipment_id',
  'SELECT shipment_id FROM shipment_facts AS s ORDER BY s.shipment_id',
  'WITH t AS (SELECT shipment_id FROM shipment_facts) SELECT DISTINCT shipment_id FROM t ORDER BY 1',
  'SELECT a.shipment_id FROM shipment_facts AS a FINAL JOIN shipment_facts AS b FINAL ON a.shipment_id = b.shipment_id ORDER BY 1',
  'SELECT arrayJoin((SELECT groupUniqArray(shipment_id) FROM shipment_facts)) AS id ORDER BY id',
  'SELECT shipment_id FROM shipment_facts FINAL WHERE shipment_id IN (SELECT shipment_id FROM shipment_facts) ORDER BY 1',
];

describe('the condition that the engine lays on every reading', () => {
  it.each(readings)('holds without views: %s', async (sql) => {
    expect(await run(sql)).toMatch(/^(a\n)+(c\n)+(e\n)+(g\n)+(i\n)+$/);
  });
  it('cannot be lifted by the session', async () => {
    expect(await run("SET additional_table_filters = '{}'")).toContain('READONLY');
    expect(await run('SELECT count() FROM shipment_facts SETTINGS additional_table_filters = {}')).toMatch(
      /READONLY|SYNTAX/,
    );
  });
});

describe('the views', () => {
  it.each(readings.filter((sql) => !sql.includes('FINAL')))('hold without that condition: %s', async (sql) => {
    const on = viewsDatabase(database.client.database, merchants);
    expect(await run(sql, { filtered: false, on })).toMatch(/^(a\n)+(c\n)+(e\n)+(g\n)+(i\n)+$/);
  });
  it('compute no condition of a statement on a row of others', async () => {
    const on = viewsDatabase(database.client.database, merchants);
    for (const sql of [
      "SELECT 1 FROM shipment_facts WHERE throwIf(shipment_id = 'b')",
      "SELECT 1 FROM shipment_facts AS s JOIN (SELECT 1 AS k) AS t ON t.k = 1 + throwIf(s.shipment_id = 'b')",
    ])
      expect(await run(sql, { filtered: false, on })).not.toContain('Exception');
    const plan = await run("EXPLAIN SELECT shipment_id FROM shipment_facts WHERE shipment_id = 'b'", { on });
    const steps = plan.split('\n');
    const at = (what: string): number => steps.findIndex((step) => step.includes(what));
    expect(at('WHERE')).toBeLessThan(at('Limit'));
    expect(at('Limit')).toBeLessThan(at('ReadFromMergeTree'));
  });
});

describe('the limits of a session', () => {
  it.each([
    ['SELECT sum(number) FROM numbers(1000000000000)', /TIMEOUT_EXCEEDED|TOO_MANY_ROWS/],
    ['SELECT groupArray(number) FROM numbers(1000000000)', /MEMORY_LIMIT_EXCEEDED|TIMEOUT_EXCEEDED/],
    ['SELECT number FROM numbers(10001)', /TOO_MANY_ROWS_OR_BYTES|TOO_MANY_ROWS/],
    ['DROP TABLE shipment_facts', /READONLY/],
    ["INSERT INTO shipment_facts (shipment_id) VALUES ('x')", /READONLY/],
    ['SET max_execution_time = 0', /READONLY/],
    ['SELECT 1 SETTINGS max_memory_usage = 0', /READONLY/],
    ["SELECT * FROM url('http://127.0.0.1:1/x', 'CSV', 'a String')", /READONLY/],
  ])('end or refuse %s', async (sql, why) => {
    expect(await run(sql)).toMatch(why);
  });
});
