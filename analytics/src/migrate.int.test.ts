/** Migrations on a real engine: once, in order, never edited, and documented for analysts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../test/test-database.ts';
import { connect } from './client.ts';
import { migrate } from './migrate.ts';
import { type Migration, migrations } from './migrations.ts';

let database: TestDatabase;
let files: Migration[];
beforeAll(async () => {
  database = await testDatabase();
  files = await migrations();
});
afterAll(() => database?.drop());

test('applies what is missing, in order, and nothing the second time', async () => {
  expect(await migrate(database.client)).toEqual(files.map(({ name }) => name));
  expect(await migrate(database.client)).toEqual([]);
});

test('two processes that start at once do no harm', async () => {
  const other = await testDatabase();
  try {
    await Promise.all([migrate(other.client), migrate(other.client)]);
    expect(await migrate(other.client)).toEqual([]);
  } finally {
    await other.drop();
  }
});

test('refuses a migration that was edited after it was applied', async () => {
  const edited = files.map((file, index) => (index === 1 ? { ...file, checksum: 'other' } : file));
  await expect(migrate(database.client, edited)).rejects.toThrow('0002_shipment_facts.sql was edited');
});

test('refuses a new migration that is numbered before an applied one', async () => {
  const late = { name: '0000_late.sql', sql: 'SELECT 1;', checksum: 'x' };
  await expect(migrate(database.client, [late, ...files])).rejects.toThrow('0000_late.sql is older than');
});

test('refuses a database that was made for another cluster', async () => {
  const client = { ...database.client, cluster: 'elsewhere', command: async () => undefined };
  await expect(migrate(client)).rejects.toThrow('use a new database');
});

test('every table and column has a comment where analysts look for it', async () => {
  const tables = await database.client.values(
    'SELECT name FROM system.tables WHERE database = currentDatabase() AND comment = {none:String}',
    { none: '' },
  );
  const columns = await database.client.values(
    'SELECT table, name FROM system.columns WHERE database = currentDatabase() AND comment = {none:String}',
    { none: '' },
  );
  expect([tables, columns]).toEqual([[], []]);
});

test('connecting again finds the database as it is', async () => {
  const again = await connect(database.url);
  expect(await again.ping()).toBe(true);
  expect(await migrate(again)).toEqual([]);
  await again.close();
});

test('a database name that is no name is refused before anything is sent', async () => {
  await expect(connect('http://127.0.0.1:1/a;b')).rejects.toThrow('not a database name');
});
