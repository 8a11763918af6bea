/** A data subject as far as the log speaks of one: that it was erased, when and why. State, fold and decision; pure. */
import { mainMerchant } from '@gantry/shared/caller';
import { type SubjectEvent, subjectErased } from '@gantry/shared/events/privacy';
import { fold } from '../../kernel/decider.ts';

export type ErasedSubject = { subjectId: string; merchant: string; erasedAt: string; by: string; reason: string };

export const evolve = fold<ErasedSubject, SubjectEvent>({
  'privacy.subject_erased': {
    begin: ({ subjectId, merchant = mainMerchant, by, reason }, { occurredAt }) => ({
      subjectId,
      merchant,
      erasedAt: occurredAt,
      by,
      reason,
    }),
  },
});

/** Erases a subject, again too: whoever came back after an erasure may go again. */
export const eraseSubject = (erasure: ErasedSubject) => (): SubjectEvent[] => {
  const { erasedAt, ...said } = erasure;
  return [subjectErased(said, { occurredAt: erasedAt })];
};
