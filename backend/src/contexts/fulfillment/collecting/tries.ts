/** How often a wrong code was said for a pickup. Beside its stream, since a wrong code is no news of it; within its transactions. */
import type { Sql } from '../../../platform/database.ts';

/** Wrong codes so far. */
export const readTries = async (tx: Sql, fulfillmentId: string): Promise<number> => {
  const [row] = await tx.rows<{ tries: number }>(
    'SELECT tries FROM pickup_tries WHERE fulfillment_id = $1',
    fulfillmentId,
  );
  return row?.tries ?? 0;
};

/** Counts one more. */
export const countTry = (tx: Sql, fulfillmentId: string): Promise<number> =>
  tx.run(
    `INSERT INTO pickup_tries (fulfillment_id, tries) VALUES ($1, 1)
     ON CONFLICT (fulfillment_id) DO UPDATE SET tries = pickup_tries.tries + 1`,
    fulfillmentId,
  );
