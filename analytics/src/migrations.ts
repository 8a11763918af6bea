/** The migration files as they stand in `migrations/`: numbered, forward-only, read by `migrate` and by `rebuild`. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

export type Migration = {
  /** File name, e.g. `0001_event_facts.sql`. */
  name: string;
  /** The template as written; `render` makes statements of it. */
  sql: string;
  /** SHA-256 of the template, hex. */
  checksum: string;
};

const folder = new URL('../migrations/', import.meta.url);

/** Every migration, in order of its number. */
export const migrations = async (): Promise<Migration[]> => {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
};
