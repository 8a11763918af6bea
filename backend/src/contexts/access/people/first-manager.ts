/** The first manager of a tower without people: a link that opens once, and names nobody yet. */
import type { Database } from '../../../platform/database.ts';
import { makeToken } from '../sessions/one-use-tokens.ts';

/** Makes the link's token, in the place of one that was made before; undefined where there are people already. */
export const makeFirstManagerToken = (
  database: Pick<Database, 'transaction'>,
  now: Date,
): Promise<string | undefined> =>
  database.transaction(async (tx) => {
    const people = await tx.rows('SELECT 1 FROM people LIMIT 1');
    if (people.length > 0) return undefined;
    return makeToken(tx, { purpose: 'first_manager', personId: null, madeBy: null }, now);
  });
