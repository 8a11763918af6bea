/** What returns keep of people: what they wrote, and what was written of what they sent. */
import type { Platform } from '../../platform/platform.ts';
import { heldIn, type PersonalHolder } from '../../platform/privacy/holder.ts';
import { hold } from '../../platform/write/transact.ts';
import { returnRows, returnStream } from './store.ts';

const idsOf = 'SELECT id FROM returns WHERE subject = $1';
const held = heldIn('returns', 'requested_at');

/** The holder of returns. */
export const personalReturns = ({ database, privacy }: Pick<Platform, 'database' | 'privacy'>): PersonalHolder => ({
  part: 'messages',
  heldOf: (subjects) => database.rows(held, [...subjects]),
  export: async (subject) => {
    const returns = await returnRows
      .whole(privacy)
      .list(database, 'WHERE subject = $1 ORDER BY requested_at, id', subject);
    return returns.map((rma) => ({ kind: 'return', ...rma }));
  },
  holding: async (tx, subject) =>
    hold(
      returnStream,
      (await tx.rows<{ id: string }>(idsOf, subject)).map(({ id }) => id),
    ),
  erase: (tx, subject, at) => returnRows.erase(tx, subject, at),
});
