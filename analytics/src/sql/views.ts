/**
 * What analysts see: a view for each fact table, in a database of its own for each set of merchants. The view holds each thing
 * once, and only rows of those merchants. Its LIMIT, which limits nothing, keeps the engine from computing an analyst’s
 * condition on a row before it has asked whose the row is: an error would tell of it.
 */
import { createHash } from 'node:crypto';
import { onCluster } from '../cluster.ts';
import type { FactTable } from '../fact-table.ts';

/** Whose rows are seen; `*` for everybody's. */
export type SeenMerchants = '*' | readonly string[];

/** The database as analysts name it. */
export const publishedDatabase = (database: string): string => `${database}_sql`;

/** The database in which the views of some merchants lie. */
export const viewsDatabase = (database: string, merchants: SeenMerchants): string => {
  if (merchants === '*') return publishedDatabase(database);
  const named = [...new Set(merchants)].sort().join(',');
  return `${publishedDatabase(database)}_${createHash('sha256').update(named).digest('hex').slice(0, 12)}`;
};

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** The condition over a fact table; nothing where everybody's rows are seen. */
export const merchantCondition = (merchants: SeenMerchants): string | undefined => {
  if (merchants === '*') return undefined;
  return merchants.length === 0 ? '0' : `merchant IN (${[...merchants].map(quoted).join(', ')})`;
};

const noLimit = '18446744073709551615';

const aboutView = ({ about }: FactTable): string => about.replace(/[.,]? ?Read with FINAL.*$/s, '');

/** Columns whose names tell analysts what there is, for tools that look for it in `system`. */
const catalogOf = (tables: readonly FactTable[], published: string): Record<string, string> => {
  const rows = tables.map((table) => `(${[published, table.name, 'View', aboutView(table)].map(quoted).join(', ')})`);
  const columns = tables.flatMap((table) =>
    table.columns.map(
      ({ name, type, about }, at) =>
        `(${[published, table.name, name, type].map(quoted).join(', ')}, ${at + 1}, ${quoted(about)})`,
    ),
  );
  const shape = (text: string): string => quoted(text);
  return {
    catalog_databases: `SELECT ${quoted(published)} AS name, 'Atomic' AS engine, 'Facts for analysts' AS comment`,
    catalog_tables: `SELECT * FROM values(${shape('database String, name String, engine String, comment String')}, ${rows.join(', ')})`,
    catalog_columns: `SELECT *, '' AS default_kind, '' AS default_expression FROM values(${shape('database String, table String, name String, type String, position UInt64, comment String')}, ${columns.join(', ')})`,
  };
};

export type ViewsOf = {
  /** Where the fact tables are. */
  database: string;
  cluster: string | null;
  tables: readonly FactTable[];
  merchants: SeenMerchants;
};

/** The names that a SELECT may ask: the fact tables', and those of what they are. */
export const viewNames = (tables: readonly FactTable[]): ReadonlySet<string> =>
  new Set([...tables.map(({ name }) => name), ...Object.keys(catalogOf(tables, ''))]);

/** Statements that make the views; run again they make them as they are declared now. `security`: whose rights the views read with. */
export const createViews = ({ database, cluster, tables, merchants }: ViewsOf, security = ''): string[] => {
  const into = viewsDatabase(database, merchants);
  const on = onCluster(cluster);
  const condition = merchantCondition(merchants);
  const only = condition === undefined ? '' : ` WHERE ${condition} LIMIT ${noLimit}`;
  const view = (name: string, select: string): string =>
    `CREATE OR REPLACE VIEW ${into}.${name}${on}${security} AS ${select}`;
  return [
    `CREATE DATABASE IF NOT EXISTS ${into}${on}`,
    ...tables.map(({ name, columns }) =>
      view(name, `SELECT ${columns.map((column) => column.name).join(', ')} FROM ${database}.${name} FINAL${only}`),
    ),
    ...Object.entries(catalogOf(tables, publishedDatabase(database))).map(([name, select]) => view(name, select)),
  ];
};

/** The same condition once more, laid by the engine on every reading of a fact table, through whatever a statement reads it. */
export const tableFilters = ({ database, tables, merchants }: Omit<ViewsOf, 'cluster'>): string | undefined => {
  const condition = merchantCondition(merchants);
  if (condition === undefined) return undefined;
  return `{${tables.map(({ name }) => `${quoted(`${database}.${name}`)}: ${quoted(condition)}`).join(', ')}}`;
};
