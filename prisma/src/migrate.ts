/**
 * Brings a database to the newest migration. Safe to call from several processes at once: the engine takes Prisma's own
 * advisory lock, and what is applied already is left alone.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { migrationsList } from './files.ts';
import { migrationNames } from './migration-names.ts';

const finished = `
  SELECT coalesce(bool_and(finished_at IS NOT NULL AND rolled_back_at IS NULL), false) AS whole, array_agg(migration_name ORDER BY migration_name) AS names
  FROM _prisma_migrations`;

/**
 * Whether all is applied already, asked without the engine: it is half a second of every start, and its lock is one for all.
 * False where that is not certain.
 */
const isApplied = async (databaseUrl: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'gantry-migrate' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ whole: boolean; names: string[] | null }>(finished);
    const [found] = rows;
    return (
      found?.whole === true && JSON.stringify([...(found.names ?? [])].sort()) === JSON.stringify(migrationNames())
    );
  } catch {
    // No table yet, or no answer: the engine will find out, and say so.
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const apply = async (databaseUrl: string): Promise<string[]> => {
  if (await isApplied(databaseUrl)) return [];
  const { openSchemaEngine } = await import('./schema-engine.ts');
  const engine = await openSchemaEngine(databaseUrl);
  try {
    const filters = { externalTables: [], externalEnums: [] };
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrationsList(), filters });
    return appliedMigrationNames;
  } finally {
    engine.free();
  }
};

/**
 * What Prisma calls a server that cannot be reached, did not answer in time (also one whose lock somebody else holds for more
 * than ten seconds), was too slow with a statement, or closed the connection: https://www.prisma.io/docs/orm/reference/error-reference
 */
const passing: ReadonlySet<unknown> = new Set(['P1001', 'P1002', 'P1008', 'P1017']);

/** Whether trying again may help: nothing was said about the migrations themselves. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && passing.has(error.code);

type Patience = { patienceMs?: number; restMs?: number; run?: typeof apply };

/**
 * Applies what is missing and answers the names of the migrations applied now. Throws when a migration fails, or when the
 * database could not be asked for `patienceMs`: a server that hangs for a while must not end whoever starts.
 */
export const migrate = async (
  databaseUrl: string,
  { patienceMs = 0, restMs = 250, run = apply }: Patience = {},
): Promise<string[]> => {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return await run(databaseUrl);
    } catch (error) {
      if (!isPassing(error) || Date.now() >= until) throw error;
      await pause(restMs);
    }
  }
};
