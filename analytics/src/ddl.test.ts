/** The statements of the declarations: the same tables as the migrations before them made, on one machine and on a cluster. */
import { orderPlaced } from '@gantry/shared/events/orders';
import { describe, expect, test } from 'vitest';
import { baselineStatements, baselineTables, inCommon } from '../test/baseline.ts';
import { addColumn, createTable, dropTable, exchangeTable } from './ddl.ts';
import { entityTable } from './entity-table.ts';
import { allFacts } from './facts/all.ts';
import { parcelFacts } from './facts/parcel-facts.ts';

test.each(['single', 'cluster'] as const)(
  'declarations give what the migrations gave, word for word, but for what has changed since (%s)',
  async (kind) => {
    const cluster = kind === 'single' ? null : 'gantry';
    const statements = (await baselineTables()).flatMap((table) => createTable(table, { cluster }));
    expect(statements.map(inCommon)).toEqual((await baselineStatements(kind)).map(inCommon));
  },
);

test('every table knows whose its rows are, and says nothing in words of a person or a carrier', () => {
  for (const { name, columns } of allFacts) {
    const named = columns.map((column) => column.name);
    expect(named, name).toContain('merchant');
    expect(
      named.filter((each) =>
        /e?mail|phone|street|recipient|customer_id|full_?name|detail|comment|note|reason_text|cancel_reason|description/.test(
          each,
        ),
      ),
      name,
    ).toEqual([]);
  }
});

test('every table and every column says what it is, in a sentence', () => {
  for (const { name, about, columns } of allFacts)
    for (const text of [about, ...columns.map((column) => column.about)]) expect(text, name).toMatch(/^\S.{3,}$/);
});

describe('a table beside the live one', () => {
  test('has the same columns under another name', () => {
    const [side] = createTable(parcelFacts, { cluster: null, suffix: '__rebuild' });
    const [live] = createTable(parcelFacts, { cluster: null });
    expect(side).toBe(live?.replace('EXISTS parcel_facts\n', 'EXISTS parcel_facts__rebuild\n'));
    const [local, all] = createTable(parcelFacts, { cluster: 'c', suffix: '__rebuild' });
    expect(local).toContain("EXISTS parcel_facts_local__rebuild ON CLUSTER 'c'");
    expect(all).toContain("EXISTS parcel_facts__rebuild ON CLUSTER 'c' AS parcel_facts_local__rebuild");
  });

  test('takes its place by one exchange; on a cluster the table over all shards takes its columns over', () => {
    expect(exchangeTable(parcelFacts, { cluster: null, suffix: '__x' })).toEqual([
      'EXCHANGE TABLES parcel_facts AND parcel_facts__x',
    ]);
    const [exchange, over] = exchangeTable(parcelFacts, { cluster: 'c', suffix: '__x' });
    expect(exchange).toBe("EXCHANGE TABLES parcel_facts_local AND parcel_facts_local__x ON CLUSTER 'c'");
    expect(over).toMatch(/^CREATE OR REPLACE TABLE parcel_facts ON CLUSTER 'c' AS parcel_facts_local\n/);
  });

  test('is dropped with what lies under it', () => {
    expect(dropTable(parcelFacts, { cluster: 'c', suffix: '__x' })).toEqual([
      "DROP TABLE IF EXISTS parcel_facts__x ON CLUSTER 'c' SYNC",
      "DROP TABLE IF EXISTS parcel_facts_local__x ON CLUSTER 'c' SYNC",
    ]);
  });
});

test('a column is added where it is declared, its comment quoted, on every table that has rows or stands over them', () => {
  const table = entityTable({
    name: 't',
    about: 'T',
    revision: 1,
    columns: {
      orderId: { type: 'String', about: 'Id' },
      note: { type: 'Nullable(String)', about: "The carrier's \\ own" },
      version: { type: 'UInt64', about: 'Position' },
    },
    key: 'orderId',
    orderBy: ['orderId'],
    shardBy: 'orderId',
    rules: ({ begins }) => [
      begins(orderPlaced, ({ seq, payload }) => ({ orderId: payload.orderId, note: null, version: seq })),
    ],
  });
  const [, note] = table.columns;
  if (!note) throw new Error('there are three columns');
  const added = "ADD COLUMN IF NOT EXISTS note Nullable(String) COMMENT 'The carrier''s \\\\ own' AFTER order_id";
  expect(addColumn(table, note, null)).toEqual([`ALTER TABLE t ${added}`]);
  expect(addColumn(table, note, 'c')).toEqual([
    `ALTER TABLE t_local ON CLUSTER 'c' ${added}`,
    `ALTER TABLE t ON CLUSTER 'c' ${added}`,
  ]);
});

test('a dangerous cluster name is refused', () => {
  expect(() => createTable(parcelFacts, { cluster: "x' --" })).toThrow('not a cluster name');
});
