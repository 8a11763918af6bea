/** What happens to data subjects. No value of a person ever stands in these events. */
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

export const privacyEvents = [subjectErased] as const;
export type PrivacyEvent = FactOf<(typeof privacyEvents)[number]>;
