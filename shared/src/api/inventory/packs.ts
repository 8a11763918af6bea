/** Units that were counted in packs: always said as packs, with what one holds, so that nobody takes one number for the other. */
import { z } from 'zod';

export const givenPacks = z.strictObject({
  count: z.int().min(1).max(1e6),
  size: z
    .int()
    .min(1)
    .max(1e6)
    .optional()
    .describe('Units that one holds; as the warehouse counts the product when left out'),
});
/** Of a count, which may find none. */
export const givenPacksOrNone = givenPacks.extend({ count: z.int().min(0).max(1e6) });
