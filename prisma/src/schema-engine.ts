/**
 * Prisma's schema engine in WebAssembly: it diffs models and applies migrations without the native binary that Prisma
 * downloads, so a bare machine without that host needs nothing more.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';

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

/** Opens the engine over a database; the caller frees it with `free()`. */
export const openSchemaEngine = async (databaseUrl: string): Promise<SchemaEngine> =>
  SchemaEngine.new(
    { datamodels: schemaFiles().map((f) => [f.path, f.content] as [string, string]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(
      new PrismaPg({ connectionString: databaseUrl, application_name: 'gantry-migrate' }),
    ),
  );
