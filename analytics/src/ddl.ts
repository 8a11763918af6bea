/** The statements that make and change a fact table, on one machine and on a cluster, from the same declaration. */
import { localTable, onCluster, type Rendering } from './cluster.ts';
import type { Column } from './columns.ts';
import type { FactTable } from './fact-table.ts';

const quoted = (text: string): string => `'${text.replace(/[\\']/g, (letter) => (letter === "'" ? "''" : '\\\\'))}'`;
const columnLine = ({ name, type, about }: Column): string => `${name} ${type} COMMENT ${quoted(about)}`;
const sorted = (columns: readonly string[]): string =>
  columns.length === 1 ? (columns[0] ?? '') : `(${columns.join(', ')})`;

/** The highest position wins among rows alike in their order, unless the position itself is what orders them. */
const engineOf = ({ orderBy, position }: FactTable, cluster: string | null): string =>
  `${cluster === null ? '' : 'Replicated'}ReplacingMergeTree(${orderBy.includes(position) ? '' : position})`;

/**
 * The table that holds rows. Replicated tables take the server's default path, which contains the table's uuid: exchanging
 * two tables keeps each with its replicas. The window is what recognises an insert that comes again.
 */
const local = (table: FactTable, rendering: Rendering): string => {
  const lines = [...table.columns.map(columnLine), ...table.indexes.map((index) => `INDEX ${index}`)];
  return [
    `CREATE TABLE IF NOT EXISTS ${localTable(table.name, rendering)}${onCluster(rendering.cluster)}`,
    `(\n${lines.map((line) => `    ${line}`).join(',\n')}\n)`,
    `ENGINE = ${engineOf(table, rendering.cluster)}`,
    ...(table.partitionBy === null ? [] : [`PARTITION BY ${table.partitionBy}`]),
    `ORDER BY ${sorted(table.orderBy)}`,
    'SETTINGS non_replicated_deduplication_window = 1000',
    `COMMENT ${quoted(table.about)}`,
  ].join('\n');
};

const distributed = (table: FactTable, rendering: Rendering, create: string): string => {
  const under = localTable(table.name, rendering);
  return [
    `${create} ${table.name}${rendering.suffix ?? ''}${onCluster(rendering.cluster)} AS ${under}`,
    `ENGINE = Distributed('${rendering.cluster}', currentDatabase(), '${under}', cityHash64(${table.shardBy}))`,
    `COMMENT 'All shards of ${under}: what it says of its rows holds here'`,
  ].join('\n');
};

/** Creates the table where there is none: on a cluster the one that holds rows, and a Distributed one over it. */
export const createTable = (table: FactTable, rendering: Rendering): string[] => [
  local(table, rendering),
  ...(rendering.cluster === null ? [] : [distributed(table, rendering, 'CREATE TABLE IF NOT EXISTS')]),
];

/** Drops the table and what lies under it. */
export const dropTable = ({ name }: FactTable, rendering: Rendering): string[] => {
  const all = `${name}${rendering.suffix ?? ''}`;
  const tables = rendering.cluster === null ? [all] : [all, localTable(name, rendering)];
  return tables.map((each) => `DROP TABLE IF EXISTS ${each}${onCluster(rendering.cluster)} SYNC`);
};

/** Puts the table with the suffix in the place of the live one, at one moment for whoever reads. */
export const exchangeTable = (table: FactTable, { cluster, suffix }: Required<Rendering>): string[] => {
  const live = localTable(table.name, { cluster });
  const side = localTable(table.name, { cluster, suffix });
  const exchange = `EXCHANGE TABLES ${live} AND ${side}${onCluster(cluster)}`;
  // The Distributed table has columns of its own, and those of a new revision may be others.
  return cluster === null ? [exchange] : [exchange, distributed(table, { cluster }, 'CREATE OR REPLACE TABLE')];
};

const everywhere = ({ name }: FactTable, cluster: string | null): string[] =>
  cluster === null ? [name] : [localTable(name, { cluster }), name];

/** Adds a column behind the one it is declared behind. */
export const addColumn = (table: FactTable, column: Column, cluster: string | null): string[] => {
  const before = table.columns[table.columns.indexOf(column) - 1];
  const place = before === undefined ? 'FIRST' : `AFTER ${before.name}`;
  return everywhere(table, cluster).map(
    (each) => `ALTER TABLE ${each}${onCluster(cluster)} ADD COLUMN IF NOT EXISTS ${columnLine(column)} ${place}`,
  );
};

/** Says what a column means as it is declared now. */
export const commentColumn = (table: FactTable, { name, about }: Column, cluster: string | null): string[] =>
  everywhere(table, cluster).map(
    (each) => `ALTER TABLE ${each}${onCluster(cluster)} COMMENT COLUMN ${name} ${quoted(about)}`,
  );
