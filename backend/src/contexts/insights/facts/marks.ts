/**
 * What fact tables must hold at least, kept in Postgres beside their checkpoints: an engine that came back without its data
 * would otherwise take a checkpoint far ahead for the truth. All SQL on marks is here.
 */
import type { Sql } from '../../../platform/database.ts';

export type FactMark = {
  name: string;
  /** The highest log position known to be in its rows. */
  top: number;
  /** How many rows it had when they were counted last; they never become fewer. */
  rows: number;
  /** Why it has to be made again from the log; null when nothing is known to be missing. */
  lacking: string | null;
  /** What the name of a table ends in that a rebuild is putting in its place; null at all other times. */
  side: string | null;
  /** When it was last made again because something was missing. */
  mendedAt: Date | null;
};

type Row = Omit<FactMark, 'top' | 'rows'> & { top: string; rows: string };

/** The marks of tables; one that was never filled has none. */
export const marksOf = async (sql: Sql, names: readonly string[]): Promise<Map<string, FactMark>> => {
  const rows = await sql.rows<Row>(
    'SELECT name, top, rows, lacking, side, mended_at AS "mendedAt" FROM fact_marks WHERE name = ANY($1::text[])',
    names,
  );
  return new Map(rows.map((row) => [row.name, { ...row, top: Number(row.top), rows: Number(row.rows) }]));
};

/** Notes that tables hold rows up to positions. */
export const noteTops = async (sql: Sql, tops: readonly { name: string; top: number }[]): Promise<void> => {
  if (tops.length === 0) return;
  await sql.run(
    `INSERT INTO fact_marks (name, top) SELECT * FROM unnest($1::text[], $2::bigint[])
     ON CONFLICT (name) DO UPDATE SET top = GREATEST(fact_marks.top, EXCLUDED.top), updated_at = now()`,
    tops.map(({ name }) => name),
    tops.map(({ top }) => top),
  );
};

/** Notes how many rows a table has. */
export const noteRows = async (sql: Sql, name: string, rows: number): Promise<void> => {
  await sql.run(
    `INSERT INTO fact_marks (name, rows) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET rows = GREATEST(fact_marks.rows, EXCLUDED.rows), updated_at = now()`,
    name,
    rows,
  );
};

/** Notes that a table lacks rows, and why one thinks so. What was noted first stands. */
export const noteLacking = async (sql: Sql, name: string, why: string): Promise<void> => {
  await sql.run(
    `INSERT INTO fact_marks (name, lacking) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET lacking = COALESCE(fact_marks.lacking, EXCLUDED.lacking), updated_at = now()`,
    name,
    why,
  );
};

/** Notes that tables are about to be exchanged for others, before the first of them is. */
export const noteSwap = async (sql: Sql, names: readonly string[], side: string): Promise<void> => {
  await sql.run(
    `INSERT INTO fact_marks (name, side) SELECT name, $2 FROM unnest($1::text[]) AS name
     ON CONFLICT (name) DO UPDATE SET side = EXCLUDED.side, updated_at = now()`,
    names,
    side,
  );
};

/** Notes that a table was exchanged for one that holds so much, and that nothing is missing any more. */
export const noteSwapped = async (
  sql: Sql,
  name: string,
  { side, top, rows }: { side: string; top: number; rows: number },
): Promise<void> => {
  await sql.run(
    `UPDATE fact_marks SET top = $3, rows = $4, side = NULL, lacking = NULL, updated_at = now(),
       mended_at = CASE WHEN lacking IS NULL THEN mended_at ELSE now() END
     WHERE name = $1 AND side = $2`,
    name,
    side,
    top,
    rows,
  );
};

/** Notes that nobody exchanges a table any more: whoever was about to has been kept from it. */
export const noteSwapOver = async (sql: Sql, name: string, side: string): Promise<void> => {
  await sql.run('UPDATE fact_marks SET side = NULL, updated_at = now() WHERE name = $1 AND side = $2', name, side);
};

/** Forgets what was noted of tables filled from another log, and how they compared with it. */
export const forgetMarks = async (sql: Sql): Promise<void> => {
  await sql.run('DELETE FROM fact_marks');
  await sql.run('DELETE FROM fact_checks');
  await sql.run('DELETE FROM fact_ranges');
};
