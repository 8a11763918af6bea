/** The same migration for one machine, for a cluster, and beside the live tables. */
import { expect, test } from 'vitest';
import { migrations } from './migrations.ts';
import { render } from './render.ts';

const sql = `-- why; it is here
CREATE TABLE IF NOT EXISTS @local(parcels) @on_cluster
(id String COMMENT 'an id; never @reused')
ENGINE = @replacing(version)
ORDER BY id;

@distributed(parcels, cityHash64(id));
`;

test('one machine: plain table, no Distributed table', () => {
  expect(render(sql, { cluster: null })).toEqual([
    "CREATE TABLE IF NOT EXISTS parcels\n(id String COMMENT 'an id; never @reused')\nENGINE = ReplacingMergeTree(version)\nORDER BY id",
  ]);
});

test('cluster: replicated local table and a Distributed one over it', () => {
  expect(render(sql, { cluster: 'gantry' })).toEqual([
    "CREATE TABLE IF NOT EXISTS parcels_local ON CLUSTER 'gantry'\n(id String COMMENT 'an id; never @reused')\nENGINE = ReplicatedReplacingMergeTree(version)\nORDER BY id",
    "CREATE TABLE IF NOT EXISTS parcels ON CLUSTER 'gantry' AS parcels_local\nENGINE = Distributed('gantry', currentDatabase(), 'parcels_local', cityHash64(id))\nCOMMENT 'All shards of parcels_local: what it says of its rows holds here'",
  ]);
});

test('a rebuild gets the same tables under another name', () => {
  expect(render(sql, { cluster: null, suffix: '__rebuild' })[0]).toContain('EXISTS parcels__rebuild\n');
  const [local, all] = render(sql, { cluster: 'c', suffix: '__rebuild' });
  expect(local).toContain("EXISTS parcels_local__rebuild ON CLUSTER 'c'");
  expect(all).toContain("EXISTS parcels__rebuild ON CLUSTER 'c' AS parcels_local__rebuild");
});

test('an unknown placeholder and a dangerous cluster name are refused', () => {
  expect(() => render('CREATE TABLE @locl(x);', { cluster: null })).toThrow('unknown placeholder @locl');
  expect(() => render(sql, { cluster: "x' --" })).toThrow('not a cluster name');
});

test('every table and every column of every migration has a comment and a deduplication window', async () => {
  for (const { name, sql } of await migrations()) {
    expect(sql, `${name} opens with a why`).toMatch(/^-- /);
    for (const statement of render(sql, { cluster: null })) {
      const columns = statement
        .slice(statement.indexOf('\n(') + 2, statement.indexOf('\n)'))
        .trim()
        .split(/,\n/);
      for (const column of columns.filter((line) => !line.trim().startsWith('INDEX')))
        expect(column, name).toMatch(/COMMENT '.+'$/);
      expect(statement, name).toMatch(/\nCOMMENT '.+'$/);
      expect(statement, name).toContain('non_replicated_deduplication_window = ');
    }
  }
});
