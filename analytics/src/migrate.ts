/**
 * Brings the tables of a database up to their declarations: creates what is missing, adds columns, and remembers what was
 * applied. What only new rows can satisfy is left to a rebuild, which a raised revision asks for. ClickHouse has no lock to
 * take; two processes starting at once are harmless because every statement may run twice.
 */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Analytics } from './client.ts';
import { localTable, onCluster } from './cluster.ts';
import { addColumn, commentColumn, createTable } from './ddl.ts';
import { damageIn, maySayDamage } from './engine/damage.ts';
import type { FactTable } from './fact-table.ts';

const recorded = z.object({ name: z.string(), revision: z.number(), checksum: z.string(), cluster: z.string() });
type SchemaRow = z.infer<typeof recorded>;

/** On a cluster every node is a replica of the same list, whichever shard it holds. */
const createList = ({ cluster }: Analytics): string =>
  `CREATE TABLE IF NOT EXISTS fact_schema${onCluster(cluster)}
(
    name String COMMENT 'Name of the table',
    revision UInt32 COMMENT 'Revision of its declaration that its rows were made by',
    checksum String COMMENT 'SHA-256 of its declaration',
    cluster String COMMENT 'Cluster it was made for; empty on a single machine',
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When this was applied'
)
ENGINE = ${cluster === null ? 'ReplacingMergeTree(applied_at)' : "ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', applied_at)"}
ORDER BY name
COMMENT 'Fact tables of this database as they were declared last. Read with FINAL'`;

const checksumOf = (table: FactTable): string =>
  createHash('sha256')
    .update(createTable(table, { cluster: null }).join(';\n'))
    .digest('hex');

const readList = async (client: Analytics): Promise<Map<string, SchemaRow>> => {
  const rows = await client.select('SELECT name, revision, checksum, cluster FROM fact_schema FINAL', {}, recorded);
  return new Map(rows.map((row) => [row.name, row]));
};

/** The list begins anew where its files are damaged: each table is then taken to be of the first revision. */
const readableList = async (client: Analytics): Promise<Map<string, SchemaRow>> => {
  try {
    return await readList(client);
  } catch (error) {
    if (!maySayDamage(error) || (await damageIn(client, 'fact_schema')) === undefined) throw error;
    await client.command(`DROP TABLE IF EXISTS fact_schema${onCluster(client.cluster)} SYNC`);
    await client.command(createList(client));
    return new Map();
  }
};

const record = (client: Analytics, table: FactTable, revision: number): Promise<void> =>
  client.insert(
    { name: 'fact_schema', columns: ['name', 'revision', 'checksum', 'cluster'] },
    [[table.name, revision, checksumOf(table), client.cluster ?? '']],
    randomUUID(),
  );

/** Says that the rows of a table are those of its declared revision. */
export const recordRebuilt = (client: Analytics, table: FactTable): Promise<void> =>
  record(client, table, table.revision);

const liveColumn = z.object({ table: z.string(), name: z.string(), type: z.string(), comment: z.string() });
type LiveColumns = Map<string, z.infer<typeof liveColumn>>;
const liveTable = z.object({ name: z.string(), engine: z.string(), sortingKey: z.string(), partitionKey: z.string() });
type Live = z.infer<typeof liveTable> & { columns: LiveColumns };

/** The tables as the engine has them, by name; a table that is not there is missing. */
const readLive = async (client: Analytics, tables: readonly FactTable[]): Promise<Map<string, Live>> => {
  const names = tables.flatMap(({ name }) => [name, localTable(name, client)]);
  const [found, columns] = await Promise.all([
    client.select(
      `SELECT name, engine, sorting_key AS sortingKey, partition_key AS partitionKey FROM system.tables
       WHERE database = currentDatabase() AND name IN {names:Array(String)}`,
      { names },
      liveTable,
    ),
    client.select(
      `SELECT table, name, type, comment FROM system.columns
       WHERE database = currentDatabase() AND table IN {names:Array(String)}`,
      { names },
      liveColumn,
    ),
  ]);
  const columnsOf = Map.groupBy(columns, ({ table }) => table);
  const live = new Map(
    found.map((one) => [
      one.name,
      { ...one, columns: new Map(columnsOf.get(one.name)?.map((each) => [each.name, each])) },
    ]),
  );
  return new Map(
    tables.flatMap(({ name }) => {
      const one = live.get(localTable(name, client)) ?? live.get(name);
      return one ? [[name, one] as const] : [];
    }),
  );
};

/** What stands in the way of storing rows of this declaration in the table as it is; undefined when nothing does. */
const misfit = (table: FactTable, { columns }: Live): string | undefined => {
  for (const { name, type } of table.columns) {
    const live = columns.get(name);
    if (live === undefined) return `it has no column ${name}`;
    if (live.type !== type) return `its column ${name} is ${live.type} and declared as ${type}`;
  }
  return undefined;
};

const otherwiseSorted = (table: FactTable, live: Live): string | undefined =>
  live.sortingKey !== table.orderBy.join(', ') || live.partitionKey !== (table.partitionBy ?? '')
    ? `it is sorted by ${live.sortingKey} in partitions by ${live.partitionKey || 'nothing'}`
    : undefined;

/** Adds what can be added to a table in place. Throws when only a rebuild helps and nobody asked for one. */
const extend = async (client: Analytics, table: FactTable, { live, revision }: { live: Live; revision: number }) => {
  for (const column of table.columns) {
    const there = live.columns.get(column.name);
    const statements =
      there === undefined
        ? addColumn(table, column, client.cluster)
        : there.comment === column.about
          ? []
          : commentColumn(table, column, client.cluster);
    for (const statement of statements) await client.command(statement);
    live.columns.set(
      column.name,
      there ?? { table: table.name, name: column.name, type: column.type, comment: column.about },
    );
  }
  const why = misfit(table, live) ?? otherwiseSorted(table, live);
  if (why !== undefined && revision >= table.revision) throw new Error(`${table.name}: ${why}; raise its revision`);
};

const madeFor = (engine: string): string =>
  /^(Distributed|Replicated)/.test(engine) ? 'a cluster' : 'a single machine';

const refuseOtherCluster = (
  table: FactTable,
  { cluster }: Analytics,
  there: { live?: Live | undefined; before?: SchemaRow | undefined },
): void => {
  const wanted = cluster === null ? 'a single machine' : 'a cluster';
  const other = there.before && there.before.cluster !== (cluster ?? '');
  if (other || (there.live && madeFor(there.live.engine) !== wanted))
    throw new Error(
      `${table.name} was made for ${there.before?.cluster || 'another arrangement'}: use a new database and rebuild`,
    );
};

/**
 * Applies the declarations and returns the names of the tables it created or changed. Throws when a declaration asks for more
 * than can be done in place without its revision being raised, or when the database was made for another cluster.
 */
export const migrate = async (client: Analytics, tables: readonly FactTable[]): Promise<string[]> => {
  await client.command(createList(client));
  const [list, lives] = await Promise.all([readableList(client), readLive(client, tables)]);
  const changed: string[] = [];
  for (const table of tables) {
    const [before, live] = [list.get(table.name), lives.get(table.name)];
    refuseOtherCluster(table, client, { before, live });
    if (live !== undefined && before?.checksum === checksumOf(table)) continue;
    // A table that is in no list was made by the migrations that came before declarations: the first revision of each.
    const revision = live === undefined ? table.revision : (before?.revision ?? 1);
    if (live === undefined) for (const statement of createTable(table, client)) await client.command(statement);
    else await extend(client, table, { live, revision });
    await record(client, table, revision);
    changed.push(table.name);
  }
  return changed;
};

/** How the tables stand to their declarations: whose rows have to be made anew, and which can take rows as they are. */
export const standing = async (
  client: Analytics,
  tables: readonly FactTable[],
): Promise<{ outdated: FactTable[]; fitting: FactTable[] }> => {
  const [list, lives] = await Promise.all([readList(client), readLive(client, tables)]);
  return {
    outdated: tables.filter((table) => (list.get(table.name)?.revision ?? table.revision) < table.revision),
    fitting: tables.filter((table) => {
      const live = lives.get(table.name);
      return live !== undefined && misfit(table, live) === undefined;
    }),
  };
};

/** Names of the tables that the migrations before declarations made and one projector filled together. */
export const formerTables = async (client: Analytics): Promise<string[]> => {
  const [there] = await client.values('EXISTS TABLE schema_migrations');
  if (Number(there?.[0]) === 0) return [];
  const rows = await client.values('SELECT DISTINCT name FROM schema_migrations ORDER BY name');
  return rows.flatMap(([name]) => /^\d{4}_(\w+)\.sql$/.exec(String(name))?.[1] ?? []);
};
