/** What the outbox keeps of customers: handed out whole, and gone with them. */
import type { Platform } from '../platform.ts';
import { heldIn, type PersonalHolder } from '../privacy/holder.ts';
import { dropMailsOf, mailsOf } from './outbox.ts';

const held = heldIn('outbox_mails', 'at');

/** The holder of mails. */
export const personalMails = ({
  config,
  database,
  privacy,
}: Pick<Platform, 'config' | 'database' | 'privacy'>): PersonalHolder => ({
  part: 'messages',
  heldOf: (subjects) => database.rows(held, [...subjects]),
  export: async (subject) =>
    (await mailsOf({ secretKey: config.secretKey ?? '', privacy }, database, subject)).map(
      ({ at, to, subject: title, text, outcome }) => ({
        kind: 'mail',
        at: at.toISOString(),
        to,
        subject: title,
        text,
        outcome,
      }),
    ),
  erase: dropMailsOf,
});
