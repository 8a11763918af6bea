/** Searching stores for values that must not be in them: every row of every table, files, keys, answers; as text, hex and base64. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { quoted, tablesOf } from '../src/platform/backup/catalog.ts';

/** How a value may stand in a row's text or a file: itself, as JSON within JSON writes it, as bytes; base64 in each of its three alignments. */
const formsOf = (value: string): string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
  Buffer.from(value).toString('hex'),
  ...[0, 1, 2].map((n) => {
    const text = Buffer.concat([Buffer.alloc(n), Buffer.from(value)]).toString('base64');
    return text.slice(n === 0 ? 0 : n + 1, -4);
  }),
];

type Form = { value: string; form: string };
const allForms = (values: readonly string[]): Form[] =>
  values.flatMap((value) => [...new Set(formsOf(value))].map((form) => ({ value, form: form.toLowerCase() })));

/** Which of the values a text holds. */
export const heldBy = (text: string, values: readonly string[]): string[] => {
  const lower = text.toLowerCase();
  return [...new Set(allForms(values).flatMap(({ value, form }) => (lower.includes(form) ? [value] : [])))];
};

/** Where the values are found in a database: `table: value`, nothing when they are nowhere. */
export const foundIn = async (database: pg.Pool, values: readonly string[]): Promise<string[]> => {
  const forms = allForms(values);
  const found: string[] = [];
  for (const { name } of await tablesOf(database)) {
    const { rows } = await database.query<{ n: number }>(
      `SELECT DISTINCT f.n FROM ${quoted(name)} t, unnest($1::text[]) WITH ORDINALITY AS f (form, n) WHERE position(f.form IN lower(t::text)) > 0`,
      [forms.map(({ form }) => form)],
    );
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
