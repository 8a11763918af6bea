/** Erasing a data subject: its keys are destroyed, what rows are found by goes with them, and the log tells that it happened. */
import type { ErasureReason, FoundSubject } from '@gantry/shared/api/privacy';
import { Refusal } from '../../kernel/errors.ts';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import { hold, transact } from '../../platform/write/transact.ts';
import { recordAccess } from '../access/public.ts';
import { type FindNeeds, shownSubjects } from './find.ts';
import { subjectStream } from './store.ts';
import { eraseSubject } from './subject.ts';

type Actor = Parameters<typeof recordAccess>[1]['by'];

/** Who erases and why; `address` is where the request came from. */
export type Erasing = { by: Actor; address?: string | undefined; reason: ErasureReason; thread: Thread };

export const noSubject = (): Refusal => new Refusal('missing', 'no_such_subject', 'There is no such data subject');
const alreadyErased = (): Refusal =>
  new Refusal('conflict', 'already_erased', 'This data subject was erased; nothing is left of it to erase');

/** What an erasure writes, of all who keep something. */
export const holdingOf = async ({ holders }: FindNeeds, tx: Sql, subjectId: string) => {
  let held = hold(subjectStream, [subjectId]);
  for (const holder of holders) {
    const theirs = await holder.holding?.(tx, subjectId);
    if (theirs) held = held.with(theirs);
  }
  return held;
};

/** Erases one subject for good. Throws a Refusal when there is none, or nothing is left of it. */
export const eraseOne = async (
  needs: FindNeeds,
  subjectId: string,
  { by, address, reason, thread }: Erasing,
): Promise<FoundSubject> => {
  const { platform, holders } = needs;
  const [subject] = await shownSubjects(needs, [subjectId]);
  if (!subject) throw noSubject();
  if (subject.erasedAt !== null) throw alreadyErased();
  const { merchant } = subject;
  await transact(
    platform,
    (tx) => holdingOf(needs, tx, subjectId),
    async ({ tx, now, apply }) => {
      await platform.privacy.destroy(tx, subjectId);
      for (const holder of holders) await holder.erase(tx, subjectId, now);
      const erasure = { subjectId, merchant, erasedAt: now.toISOString(), by: by.id, reason };
      const [outcome] = await apply(subjectStream, [{ id: subjectId, thread, decide: eraseSubject(erasure) }]);
      if (!outcome?.ok) throw outcome?.error;
      const about = { id: subjectId, name: subjectId, merchants: [merchant] };
      await recordAccess({ clock: platform.clock, database: tx }, { act: 'personal_data_erased', by, about, address });
    },
  );
  platform.privacy.forget();
  const [erased] = await shownSubjects(needs, [subjectId]);
  return erased ?? subject;
};
