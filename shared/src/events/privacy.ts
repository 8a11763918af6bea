/** What happens to data subjects and to what is kept of them. No value of a person ever stands in these events. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { define, type FactOf } from './define.ts';

export const subjectErased = define(
  'privacy.subject_erased',
  z.object({
    subjectId: z.string(),
    merchant: merchantId.optional().describe('Whose data it was; `main` when left out'),
    by: z.string().describe('Who asked for it'),
    reason: z.string().max(300),
  }),
);

/** Everything from before personal values were sealed has been: so many rows and events. */
export const pastSealed = define('privacy.past_sealed', z.object({ rows: z.int(), events: z.int() }));

export const privacyEvents = [subjectErased, pastSealed] as const;
export type SubjectEvent = FactOf<typeof subjectErased>;
export type PastEvent = FactOf<typeof pastSealed>;
