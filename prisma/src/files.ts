/** The models and migrations as files, for whoever needs no engine to look at them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** The models, as the engine takes them: one entry per file of schema/. */
export const schemaFiles = (): { path: string; content: string }[] =>
  readdirSync(join(root, 'schema'))
    .sort()
    .map((name) => ({ path: `schema/${name}`, content: readFileSync(join(root, 'schema', name), 'utf8') }));

/** The migrations in order, in the form of the engine. */
export const migrationsList = () => ({
  baseDir: join(root, 'migrations'),
  lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
  shadowDbInitScript: '',
  migrationDirectories: readdirSync(join(root, 'migrations'))
    .sort()
    .map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(join(root, 'migrations', name, 'migration.sql'), 'utf8') },
      },
    })),
});
