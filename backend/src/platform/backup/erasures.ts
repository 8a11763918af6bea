/**
 * The list of erasures: who was erased and when, by opaque ids. It lies outside the database, in the tower's home and in each
 * backup, so that a database of before an erasure, wherever it comes from, has the same keys destroyed again.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Sql } from '../database.ts';

/** `keys`: the ids of the keys that were destroyed; some may have been linked to the subject later than a backup was written. */
export const erasure = z.object({
  subject: z.string(),
  merchant: z.string(),
  at: z.string(),
  keys: z.array(z.string()),
});
export type Erasure = z.infer<typeof erasure>;

/** The list of a tower's home: a line of JSON for each. */
export const erasureListOf = (home: string): string => join(home, 'erasures.log');

const nameOf = ({ subject, at }: Erasure): string => `${subject} ${at}`;

/** Every erasure of some lists, once each. */
export const joined = (...lists: readonly (readonly Erasure[])[]): Erasure[] => [
  ...new Map(lists.flat().map((one) => [nameOf(one), one])).values(),
];

/** Those of `list` that are not among `known`. */
export const missingIn = (known: readonly Erasure[], list: readonly Erasure[]): Erasure[] => {
  const names = new Set(known.map(nameOf));
  return list.filter((one) => !names.has(nameOf(one)));
};

/** A line that says until when a list was whole, and of which tower (by the fingerprint of its secret key). */
const mark = z.object({ wholeUntil: z.string(), tower: z.string().nullable() });
export type ListMark = z.infer<typeof mark>;
const line = z.union([mark, erasure]);

const linesOf = (path: string): (Erasure | ListMark)[] => {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines
    .filter((text) => text !== '')
    .map((text, n) => {
      try {
        return line.parse(JSON.parse(text));
      } catch {
        throw new Error(`line ${n + 1} of ${path} is no erasure`);
      }
    });
};

/** Reads a list. A last line that was cut short was never a promise; any other that is no erasure is an error. */
export const readErasureList = (path: string): Erasure[] =>
  linesOf(path).filter((one): one is Erasure => 'subject' in one);

/** Until when a list is known to have been whole for a tower; null where it never was, or is of another one. */
export const wholeUntil = (path: string, tower: string | null): string | null =>
  linesOf(path).reduce<string | null>(
    (last, one) =>
      'wholeUntil' in one && one.tower === tower && one.wholeUntil > (last ?? '') ? one.wholeUntil : last,
    null,
  );

/** Adds to a list, on the disk when it returns. */
export const addToErasureList = (path: string, list: readonly (Erasure | ListMark)[]): void => {
  if (list.length === 0) return;
  mkdirSync(dirname(path), { recursive: true });
  const there = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = there.lastIndexOf(10) + 1;
  if (whole < there.length) truncateSync(path, whole);
  appendFileSync(path, list.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600, flush: true });
};

const destroyedSql = `
  SELECT subject, array_agg(id ORDER BY id) AS keys FROM privacy_keys
  WHERE subject = ANY($1::text[]) AND destroyed_at IS NOT NULL GROUP BY subject`;

/** The ids of the keys that were destroyed with subjects. */
export const destroyedKeys = async (
  sql: Pick<Sql, 'rows'>,
  subjects: readonly string[],
): Promise<Map<string, string[]>> => {
  const rows = await sql.rows<{ subject: string; keys: string[] }>(destroyedSql, [...subjects]);
  return new Map(rows.map(({ subject, keys }) => [subject, keys]));
};

/** Whether a database has, or had, anything of a subject, and whether it has a key that is younger than its erasures. */
export const standingIn = async (sql: Pick<Sql, 'rows'>, { subject, keys }: Erasure) => {
  const [row] = await sql.rows<{ known: boolean; living: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM privacy_keys WHERE subject = $1 OR id = ANY($2::text[])) AS known,
       EXISTS (SELECT 1 FROM privacy_keys WHERE subject = $1 AND kind = 'subject' AND destroyed_at IS NULL) AS living`,
    subject,
    keys,
  );
  return row ?? { known: false, living: false };
};

const everyDestroyed = `
  SELECT subject, min(merchant) AS merchant, to_char(max(destroyed_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
    array_agg(id ORDER BY id) AS keys
  FROM privacy_keys WHERE destroyed_at IS NOT NULL AND subject IS NOT NULL GROUP BY subject ORDER BY at, subject`;

/** Every erasure that a database shows by its destroyed keys; none where it is older than keys are. */
export const erasuresIn = async (sql: Pick<Sql, 'rows'>): Promise<Erasure[]> => {
  const [table] = await sql.rows<{ there: boolean }>(known);
  return table?.there ? sql.rows<Erasure>(everyDestroyed) : [];
};

const known = `SELECT to_regclass('public.privacy_keys') IS NOT NULL AS there`;
const listed = 'jsonb_to_recordset($1::jsonb) AS r (subject text, at timestamptz, keys jsonb)';
// Who came back after the erasure has a key that is younger than it.
const bySubject = `
  UPDATE privacy_keys k SET wrapped = NULL, destroyed_at = r.at FROM ${listed}
  WHERE k.subject = r.subject AND k.destroyed_at IS NULL AND k.created_at <= r.at`;
const byKey = `
  UPDATE privacy_keys k SET wrapped = NULL, destroyed_at = r.at, subject = COALESCE(k.subject, r.subject)
  FROM (SELECT DISTINCT ON (e.key) e.key, r.subject, r.at FROM ${listed}, jsonb_array_elements_text(r.keys) AS e (key)
    ORDER BY e.key, r.at) AS r
  WHERE k.id = r.key AND k.destroyed_at IS NULL`;

/** Destroys again what was destroyed by then. Answers how many keys that were. */
export const replayErasures = async (sql: Sql, list: readonly Erasure[]): Promise<number> => {
  const [table] = await sql.rows<{ there: boolean }>(known);
  if (!table?.there || list.length === 0) return 0;
  const text = JSON.stringify(list);
  return (await sql.run(byKey, text)) + (await sql.run(bySubject, text));
};
