/**
 * Prisma's schema engine in WebAssembly: it diffs models and applies migrations without the native binary that Prisma
 * downloads, so a bare machine without that host needs nothing more.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import { schemaFiles } from './files.ts';

/** Opens the engine over a database; the caller frees it with `free()`. */
export const openSchemaEngine = async (databaseUrl: string): Promise<SchemaEngine> =>
  SchemaEngine.new(
    { datamodels: schemaFiles().map((f) => [f.path, f.content] as [string, string]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(
      new PrismaPg({ connectionString: databaseUrl, application_name: 'gantry-migrate' }),
    ),
  );
