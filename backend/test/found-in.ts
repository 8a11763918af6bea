/** Searching a database for values that must not be in it: every row of every table, as text and as the hex that bytes are shown by. */
import pg from 'pg';
import { quoted, tablesOf } from '../src/platform/backup/catalog.ts';

/** How a value may stand in a row's text: itself, as JSON within JSON writes it, as bytes. */
const formsOf = (value: string): string[] => [
  value,
  Buffer.from(value).toString('hex'),
  Buffer.from(value).toString('base64').slice(0, -4),
];

const findIn = async (client: pg.Client, values: readonly string[]): Promise<string[]> => {
  const forms = values.flatMap((value) => formsOf(value).map((form) => ({ value, form: form.toLowerCase() })));
  const found: string[] = [];
  for (const { name } of await tablesOf(client)) {
    const { rows } = await client.query<{ n: string }>(
      `SELECT DISTINCT f.n FROM ${quoted(name)} t, unnest($1::text[]) WITH ORDINALITY AS f (form, n) WHERE position(f.form IN lower(t::text)) > 0`,
      [forms.map(({ form }) => form)],
    );
    for (const { n } of rows) found.push(`${name}: ${forms[Number(n) - 1]?.value}`);
  }
  return [...new Set(found)].sort();
};

/** Where the values are found in a database: `table: value`, nothing when they are nowhere. */
export const foundIn = async (databaseUrl: string, values: readonly string[]): Promise<string[]> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return findIn(client, values).finally(() => client.end());
};
