/** Searching a database, given its address, for values that must not be in it. */
import pg from 'pg';
import { foundIn as foundWithin } from './planted.ts';

/** Where the values are found in a database: `table: value`, nothing when they are nowhere. */
export const foundIn = async (databaseUrl: string, values: readonly string[]): Promise<string[]> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  return foundWithin(pool, values).finally(() => pool.end());
};
