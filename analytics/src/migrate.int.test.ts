/** Declarations on a real engine: what is missing is made, what is there is left, and what only a rebuild can change is refused. */
import { orderAmended, orderPlaced } from '@gantry/shared/events/orders';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  applyBaseline,
  baselineTables,
  changedColumns,
  formerColumns,
  inCommon,
  laterColumns,
} from '../test/baseline.ts';
import { placed, recorded } from '../test/story.ts';
import { type TestDatabase, tableContents, testDatabase } from '../test/test-database.ts';
import { type Analytics, connect } from './client.ts';
import type { ColumnType } from './columns.ts';
import { entityTable } from './entity-table.ts';
import { allFacts } from './facts/all.ts';
import { formerTables, migrate, standing } from './migrate.ts';
import { createProjector } from './projector.ts';
import { openSideTables } from './rebuild.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

const allNames = allFacts.map(({ name }) => name);
/** Everything the engine knows of some fact tables, aside from when and where. */
const described = async ({ values, database: name }: Analytics, names: readonly string[]) => {
  const tables = await values(
    'SELECT name, engine_full, sorting_key, partition_key, comment FROM system.tables WHERE database = currentDatabase() AND name IN {names:Array(String)} ORDER BY name',
    { names },
  );
  const columns = await values(
    'SELECT table, position, name, type, comment, is_in_sorting_key FROM system.columns WHERE database = currentDatabase() AND table IN {names:Array(String)} ORDER BY table, position',
    { names },
  );
  const shown = await Promise.all(names.map((table) => values(`SHOW CREATE TABLE ${table}`)));
  const shared = columns.filter(
    ([, , column]) => ![...formerColumns, ...laterColumns, ...changedColumns].includes(String(column)),
  );
  return {
    tables,
    columns: shared.map(([table, _position, ...column]) => [table, ...column]),
    shown: shown.flat(2).map((text) => inCommon(String(text).replaceAll(`${name}.`, '').replaceAll('`', ''))),
  };
};

test('creates what is missing, and nothing the second time', async () => {
  expect(await migrate(database.client, allFacts)).toEqual(allNames);
  expect(await migrate(database.client, allFacts)).toEqual([]);
  expect(await standing(database.client, allFacts)).toEqual({ outdated: [], fitting: allFacts });
});

test('two processes that start at once do no harm', async () => {
  const other = await testDatabase();
  try {
    await Promise.all([migrate(other.client, allFacts), migrate(other.client, allFacts)]);
    expect(await migrate(other.client, allFacts)).toEqual([]);
  } finally {
    await other.drop();
  }
});

describe('a database that the migrations before declarations made', () => {
  let former: TestDatabase;
  let names: string[];
  beforeAll(async () => {
    names = (await baselineTables()).map(({ name }) => name);
    former = await testDatabase();
    await applyBaseline(former.client);
  });
  afterAll(() => former?.drop());

  test('is what the declarations describe but for what has changed since, keeps its rows, and waits to be made anew', async () => {
    const before = await described(former.client, names);
    expect(before).toEqual(await described(database.client, names));
    await former.client.command("INSERT INTO order_facts (order_id, version) VALUES ('kept', 7)");
    expect(await migrate(former.client, allFacts)).toEqual(allNames);
    expect(await described(former.client, names)).toEqual(before);
    expect(await former.client.values('SELECT order_id, merchant FROM order_facts')).toEqual([['kept', '']]);
    expect(await migrate(former.client, allFacts)).toEqual([]);
    const outdated = allFacts.filter(({ name }) => names.includes(name));
    // A column of another type takes no rows before its table is made anew.
    const fitting = allFacts.filter(({ columns }) => !columns.some(({ name }) => changedColumns.includes(name)));
    expect(await standing(former.client, allFacts)).toEqual({ outdated, fitting });
  });

  test('says which tables one projector filled; a new database names none', async () => {
    expect(await formerTables(former.client)).toEqual(names);
    expect(await formerTables(database.client)).toEqual([]);
  });
});

describe('a declaration that changes', () => {
  /** A small table of orders; each version of it is one declaration later. */
  const orders = (
    revision: number,
    extra: Record<string, { type: ColumnType; about: string }> = {},
    total: ColumnType = 'Int64',
  ) =>
    entityTable({
      name: 'order_totals',
      about: 'Totals',
      revision,
      columns: {
        orderId: { type: 'String', about: 'Id of the order' },
        total: { type: total, about: `Total, revision ${revision}` },
        ...extra,
        version: { type: 'UInt64', about: 'Log position' },
      },
      key: 'orderId',
      orderBy: ['orderId'],
      shardBy: 'orderId',
      rules: ({ begins, changes }) => [
        begins(orderPlaced, ({ seq, payload }) => ({
          orderId: payload.orderId,
          total: total === 'String' ? String(payload.total) : payload.total,
          units: payload.lines.length,
          version: seq,
        })),
        changes(orderAmended, (row, { seq, payload }) => ({ ...row, total: payload.total ?? row.total, version: seq })),
      ],
    });
  const events = [recorded(placed('a', '2024-01-01T00:00:00Z'), 1), recorded(placed('b', '2024-01-01T00:00:00Z'), 2)];
  const units = { units: { type: 'UInt32', about: 'Lines' } } as const;
  const contents = async () => (await tableContents(database.client, [orders(1)])).order_totals;

  test('gets a new column in place: old rows have its default, new rows what it holds', async () => {
    const first = orders(1);
    await migrate(database.client, [first]);
    await createProjector({ client: database.client, tables: [first] }).project(events.slice(0, 1));
    const wider = orders(1, units);
    expect((await standing(database.client, [wider])).fitting).toEqual([]);
    expect(await migrate(database.client, [wider])).toEqual(['order_totals']);
    expect(await standing(database.client, [wider])).toEqual({ outdated: [], fitting: [wider] });
    await createProjector({ client: database.client, tables: [wider] }).project(events);
    expect(await contents()).toEqual([
      ['a', 12_000, 0, 1, 'main'],
      ['b', 12_000, 2, 2, 'main'],
    ]);
    // A process of the version before, still running while this one starts, goes on.
    expect(await migrate(database.client, [first])).toEqual(['order_totals']);
    expect((await standing(database.client, [first])).fitting).toEqual([first]);
  });

  test('asks for a rebuild when its revision is raised; beside the live table, then in its place', async () => {
    const raised = orders(2, units);
    await migrate(database.client, [raised]);
    expect(await standing(database.client, [raised])).toEqual({ outdated: [raised], fitting: [raised] });
    const side = await openSideTables({ client: database.client, tables: [raised], purpose: 'rebuild' });
    await side.project(events);
    await side.exchange(raised);
    await side.drop();
    expect(await contents()).toEqual([
      ['a', 12_000, 2, 1, 'main'],
      ['b', 12_000, 2, 2, 'main'],
    ]);
    expect(await standing(database.client, [raised])).toEqual({ outdated: [], fitting: [raised] });
    const comments = await database.client.values(
      "SELECT comment FROM system.columns WHERE database = currentDatabase() AND table = 'order_totals' AND name = 'total'",
    );
    expect(comments).toEqual([['Total, revision 2']]);
  });

  test('with another type is refused, unless a raised revision has it made anew', async () => {
    await expect(migrate(database.client, [orders(2, units, 'String')])).rejects.toThrow(
      'order_totals: its column total is Int64 and declared as String; raise its revision',
    );
    const raised = orders(3, units, 'String');
    await migrate(database.client, [raised]);
    // Rows of it would not fit into the table as it is, so nobody feeds it before it is rebuilt.
    expect(await standing(database.client, [raised])).toEqual({ outdated: [raised], fitting: [] });
  });
});

test('refuses a database that was made for another cluster', async () => {
  const client = { ...database.client, cluster: 'elsewhere', command: async () => undefined };
  await expect(migrate(client, allFacts)).rejects.toThrow('use a new database');
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
  expect(await migrate(again, allFacts)).toEqual([]);
  await again.close();
});

test('a database name that is no name is refused before anything is sent', async () => {
  await expect(connect('http://127.0.0.1:1/a;b')).rejects.toThrow('not a database name');
});
