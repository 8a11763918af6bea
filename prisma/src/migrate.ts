/**
 * Brings a database to the newest migration. Safe to call from several processes at once: the engine takes Prisma's own
 * advisory lock, and what is applied already is left alone.
 */
import { migrationsList, openSchemaEngine } from './schema-engine.ts';

/** Applies what is missing and answers the names of the migrations applied now. Throws when a migration fails. */
export const migrate = async (databaseUrl: string): Promise<string[]> => {
  const engine = await openSchemaEngine(databaseUrl);
  try {
    const filters = { externalTables: [], externalEnums: [] };
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrationsList(), filters });
    return appliedMigrationNames;
  } finally {
    engine.free();
  }
};
