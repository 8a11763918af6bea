/**
 * A backup into an empty database, in one transaction: the migrations it stood at, its rows, its sequences; then every
 * table is read back and compared. Whatever happens before the commit leaves the database as it was.
 */
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { unlimited } from '../connection.ts';
import type { Sql } from '../database.ts';
import { type ArchiveSummary, readArchive } from './archive.ts';
import { asides, quoted, sqlOf, steadyText, tablesOf } from './catalog.ts';
import { sumRows } from './dump.ts';
import { type Erasure, replayErasures } from './erasures.ts';
import type { ArchivedSequence, ArchivedTable, Entry } from './frames.ts';
import type { Backup } from './pair.ts';

export type Migration = { name: string; sql: string };
export type LoadOrder = {
  client: pg.Client;
  /** Without its keys, what is personal in it stays shut. */
  backup: Backup;
  /** Who was erased since it was written, as far as anybody knows: their keys are destroyed again. */
  erased: readonly Erasure[];
  /** Those of this program. */
  migrations: readonly Migration[];
  /** Drops what the database has. Without it a database that has tables is refused. */
  replace: boolean;
  /** What contexts change in what was brought back, before its commit. `has` says which tables it has. */
  settle?(sql: Sql, has: (table: string) => boolean): Promise<void>;
  /** Called when nothing speaks against it any more, before anything is written. */
  beforeLoad?(): void;
  onStep?(step: string, rows: number): void;
};
/** Tables of the archive that are none of ours and stayed in it. */
export type Loaded = { rows: number; strangers: string[]; destroyed: number };

/** A restore that cannot begin, in one line. Nothing was touched. */
export class RestoreRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RestoreRefused';
  }
}

// As Prisma's engine makes it: it is filled from the archive like any other table.
const migrationsTable = `CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/** Refuses an archive of a newer program before anything is touched. */
export const refuseNewer = ({ head }: ArchiveSummary, migrations: readonly Migration[]): void => {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = head.migrations.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new RestoreRefused(
      `the archive was made by Gantry ${head.version} with migrations that this program does not know (${unknown.join(', ')}): restore it with that version or a newer one`,
    );
};

/** Refuses a database that has something in it, or that others work with. */
export const refuseOccupied = async (client: pg.Client, replace: boolean): Promise<void> => {
  const tables = await tablesOf(client);
  if (tables.length > 0 && !replace)
    throw new RestoreRefused(
      `database ${client.database} has ${tables.length} tables already: restore into an empty one, or say --replace ${client.database} to lose what is in it`,
    );
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  if (rows[0] && rows[0].n > 0)
    throw new RestoreRefused(`${rows[0].n} others are connected to database ${client.database}: stop the tower first`);
};

const makeSchema = async ({ client, backup: { summary }, migrations, replace }: LoadOrder): Promise<void> => {
  if (replace) await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const wanted = new Set(summary.head.migrations);
  // Within a transaction, on empty tables, an index is made at once.
  for (const { name, sql } of migrations)
    if (wanted.has(name)) await client.query(sql.replace(/\bINDEX\s+CONCURRENTLY\b/gi, 'INDEX'));
  await client.query(migrationsTable);
};

/** Puts aside what would be in the way of rows, and what migrations wrote themselves. Answers how to bring it back. */
const clearWay = async (client: pg.Client, tables: readonly string[]): Promise<string[]> => {
  const aside = await asides(client);
  for (const { drop } of aside) await client.query(drop);
  for (const table of tables) await client.query(`ALTER TABLE ${quoted(table)} DISABLE TRIGGER USER`);
  await client.query(`TRUNCATE ${tables.map(quoted).join(', ')}`);
  return [
    ...tables.map((table) => `ALTER TABLE ${quoted(table)} ENABLE TRIGGER USER`),
    ...aside.map(({ make }) => make),
  ];
};

const makePartitions = async (client: pg.Client, { partitions }: ArchivedTable): Promise<void> => {
  for (const { name, of, bound, by } of partitions)
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${quoted(name)} PARTITION OF ${quoted(of)} ${bound}${by === null ? '' : ` PARTITION BY ${by}`}`,
    );
};

const setSequences = async (client: pg.Client, sequences: readonly ArchivedSequence[]): Promise<void> => {
  for (const { name, value, called } of sequences)
    await client.query(
      'SELECT setval(c.oid::regclass, $2::bigint, $3) FROM pg_class c WHERE c.relname = $1 AND c.relkind = $$S$$',
      [name, value, called],
    );
};

/** A table's rows on their way into the database. */
const openCopy = (client: pg.Client, { name, columns }: ArchivedTable) => {
  const sink = client.query(copyFrom(`COPY ${quoted(name)} (${columns.map(quoted).join(', ')}) FROM STDIN`));
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  sink.on('finish', resolve).on('error', reject);
  ended.catch(() => undefined);
  return {
    write: async (chunk: Buffer): Promise<void> => {
      if (!sink.write(chunk))
        await Promise.race([new Promise<void>((drained) => sink.once('drain', () => drained())), ended]);
    },
    end: async (): Promise<void> => {
      sink.end();
      await ended;
    },
  };
};

type Loading = LoadOrder & { known: Set<string>; loaded: ArchivedTable[]; done: Loaded };

const loadEntries = async (loading: Loading, entries: AsyncIterable<Entry>): Promise<void> => {
  const { client, known, loaded, done, onStep } = loading;
  let copy: ReturnType<typeof openCopy> | undefined;
  for await (const entry of entries) {
    if (entry.kind === 'table') {
      copy = undefined;
      if (!known.has(entry.value.name)) done.strangers.push(entry.value.name);
      else {
        await makePartitions(client, entry.value);
        loaded.push(entry.value);
        copy = openCopy(client, entry.value);
      }
    } else if (entry.kind === 'data') await copy?.write(entry.value);
    else if (entry.kind === 'sum') {
      await copy?.end();
      done.rows += copy ? entry.value.rows : 0;
      onStep?.('loading', done.rows);
    } else if (entry.kind === 'sequences') await setSequences(client, entry.value);
  }
};

/** Reads every table back and compares it with what the archive says of it. */
const verifyLoaded = async ({ client, backup: { summary, keys }, loaded, onStep }: Loading): Promise<void> => {
  const tables = [summary, ...(keys ? [keys.summary] : [])].flatMap(({ end }) => end.tables);
  const said = new Map(tables.map((table) => [table.name, table]));
  let rows = 0;
  for (const table of loaded) {
    const found = await sumRows(client, table);
    const wanted = said.get(table.name);
    if (found.rows !== wanted?.rows || found.sum !== wanted.sum)
      throw new Error(
        `table ${table.name} holds ${found.rows} rows (${found.sum}) where the archive has ${wanted?.rows} (${wanted?.sum})`,
      );
    rows += found.rows;
    onStep?.('verifying', rows);
  }
};

/** What is made from the log begins anew; who held or ran something in the other tower does no more. */
const forgetDerived = async (client: pg.Client, known: ReadonlySet<string>): Promise<void> => {
  await client.query(
    `UPDATE checkpoints SET owner = NULL, lease_until = NULL, position = CASE WHEN subscriber LIKE 'facts.%' THEN 0 ELSE position END`,
  );
  await client.query(`DELETE FROM checkpoints WHERE subscriber = 'facts:rebuild'`);
  if (known.has('processes')) await client.query('DELETE FROM processes');
};

/** Loads an archive that was verified. Throws, with the database as it was, when anything is not right. */
export const loadArchive = async (order: LoadOrder): Promise<Loaded> => {
  const { client, backup, erased } = order;
  refuseNewer(backup.summary, order.migrations);
  await refuseOccupied(client, order.replace);
  order.beforeLoad?.();
  await client.query('BEGIN');
  try {
    await unlimited(client);
    await client.query(steadyText);
    await makeSchema(order);
    const known = new Set((await tablesOf(client)).map(({ name }) => name));
    const bringBack = await clearWay(client, [...known]);
    const loading: Loading = { ...order, known, loaded: [], done: { rows: 0, strangers: [], destroyed: 0 } };
    await loadEntries(loading, readArchive(backup.path));
    if (backup.keys) await loadEntries(loading, readArchive(backup.keys.path));
    await verifyLoaded(loading);
    for (const sql of bringBack) await client.query(sql);
    await forgetDerived(client, known);
    await order.settle?.(sqlOf(client), (table) => known.has(table));
    // Within the same commit: nobody ever sees this database with the keys of those who were erased.
    loading.done.destroyed = await replayErasures(sqlOf(client), erased);
    await client.query('COMMIT');
    return loading.done;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
};
