/** Searching stores for values that must not be in them: every row of every table, files, keys, answers; as text, hex and base64. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { quoted, tablesOf } from '../src/platform/backup/catalog.ts';

/** A text to look for; `exact`: in this very case, which is what tells short base64 from chance. */
type Form = { value: string; form: string; exact: boolean };

/** Of each alignment the characters that the value alone decides, whatever stands before and behind it. */
const base64Of = (value: string): string[] =>
  [0, 1, 2].map((n) => {
    const bytes = Buffer.concat([Buffer.alloc(n), Buffer.from(value)]);
    return bytes.toString('base64').slice(Math.ceil((n * 4) / 3), Math.floor((bytes.length * 4) / 3));
  });

/** How a value may stand in a row's text or a file: itself, as JSON within JSON writes it, as bytes, as base64. */
const formsOf = (value: string): Form[] => {
  const loose = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    Buffer.from(value).toString('hex'),
  ];
  return [
    ...[...new Set(loose)].map((form) => ({ value, form: form.toLowerCase(), exact: false })),
    ...base64Of(value).map((form) => ({ value, form, exact: true })),
  ];
};

/** Which of the values a text holds. */
export const heldBy = (text: string, values: readonly string[]): string[] => {
  const lower = text.toLowerCase();
  const held = ({ form, exact }: Form): boolean => (exact ? text : lower).includes(form);
  return values.filter((value) => formsOf(value).some(held));
};

const search = (table: string): string =>
  `SELECT DISTINCT f.n FROM ${quoted(table)} t, unnest($1::text[], $2::boolean[]) WITH ORDINALITY AS f (form, exact, n)
   WHERE position(f.form IN CASE WHEN f.exact THEN t::text ELSE lower(t::text) END) > 0`;

/** Where the values are found in a database: `table: value`, nothing when they are nowhere. */
export const foundIn = async (database: pg.Pool, values: readonly string[]): Promise<string[]> => {
  const forms = values.flatMap(formsOf);
  const sought = [forms.map(({ form }) => form), forms.map(({ exact }) => exact)];
  const found: string[] = [];
  for (const { name } of await tablesOf(database)) {
    const { rows } = await database.query<{ n: number }>(search(name), sought);
    for (const { n } of rows) found.push(`${name}: ${forms[Number(n) - 1]?.value}`);
  }
  return [...new Set(found)].sort();
};

/** Where the values are found in the files of a folder: `file: value`. */
export const foundInFiles = (folder: string, values: readonly string[]): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return [];
    return heldBy(
      readFileSync(path, 'latin1'),
      values.map((value) => Buffer.from(value).toString('latin1')),
    ).map((value) => `${name}: ${value}`);
  });
