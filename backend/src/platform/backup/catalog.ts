/**
 * What a database consists of, asked from its catalog: tables with their columns and partitions, sequences, foreign keys,
 * indexes. Backups cover whatever stands there, so that a context's new table needs no line anywhere.
 */
import type pg from 'pg';
import type { Sql } from '../database.ts';
import type { ArchivedSequence, ArchivedTable } from './frames.ts';

type Client = Pick<pg.ClientBase, 'query'>;

/** A connection as hand-written SQL is asked everywhere else. */
export const sqlOf = (client: Client): Sql => ({
  rows: async (text, ...values) => (await client.query(text, values)).rows,
  run: async (text, ...values) => (await client.query(text, values)).rowCount ?? 0,
});

/** A name in SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Values as text that every version of Postgres reads back as the same value. */
export const steadyText = `SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL TimeZone = 'UTC'; SET LOCAL IntervalStyle = 'postgres';
  SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL client_encoding = 'UTF8'`;

const tablesSql = `
  SELECT c.relname AS name,
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
    COALESCE((SELECT json_agg(json_build_object('name', l.relname, 'of', p.relname, 'bound', pg_get_expr(l.relpartbound, l.oid),
        'by', pg_get_partkeydef(l.oid)) ORDER BY t.level, l.relname)
      FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid JOIN pg_class p ON p.oid = t.parentrelid
      WHERE t.level > 0 AND c.relkind = 'p'), '[]') AS partitions
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  ORDER BY c.relname`;

/**
 * Tables whose rows go into a file of their own: the keys of personal data. Without it everything sealed under them stays
 * shut, so that it can be kept for less long than the rest.
 */
export const keptApart: ReadonlySet<string> = new Set(['privacy_keys']);

/** Every table, a partitioned one as a whole. */
export const tablesOf = async (client: Client): Promise<ArchivedTable[]> =>
  (await client.query<ArchivedTable>(tablesSql)).rows;

/** Where every sequence stands: at or beyond what any row in an older snapshot has of it. */
export const sequencesOf = async (client: Client): Promise<ArchivedSequence[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' ORDER BY 1`,
  );
  const found: ArchivedSequence[] = [];
  for (const { name } of rows) {
    const state = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${quoted(name)}`,
    );
    for (const row of state.rows) found.push({ name, ...row });
  }
  return found;
};

/** Names of the migrations a database stands at, in order. */
export const migrationsOf = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1',
  );
  return rows.map(({ name }) => name);
};

export type Aside = { drop: string; make: string };

const asideSql = `
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS drop,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) AS make, 2 AS rank
  FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.conparentid = 0
  UNION ALL
  SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 1
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND NOT t.relispartition AND NOT i.indisunique
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
  ORDER BY rank`;

/** What is put aside while rows are loaded and made again afterwards: foreign keys, which then may point both ways, and indexes. */
export const asides = async (client: Client): Promise<Aside[]> => (await client.query<Aside>(asideSql)).rows;
