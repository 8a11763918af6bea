/** Mails that nobody took: they lie in the Trash, and go out from there once, to the same address or to one that is right. */
import { z } from 'zod';
import type { EmailTransport } from '../../../connectors/transports/call.ts';
import { Refusal } from '../../../kernel/errors.ts';
import type { Resumer } from '../../../platform/context.ts';
import { mailAddress } from '../../../platform/mail/mail.ts';
import {
  type MailKeys,
  markMail,
  type OutboxMail,
  type Outcome,
  ownerOfMail,
  readdressMail,
  readMail,
} from '../../../platform/mail/outbox.ts';
import type { Platform } from '../../../platform/platform.ts';
import { type FailedMessage, trash, trashIdOf, trashIn } from '../../../platform/trash.ts';
import { hold, transact } from '../../../platform/write/transact.ts';

/** The name under which the Trash keeps mails and gives them back. */
export const mailHandler = 'access.mail';

const trashedMail = z.object({
  mailId: z.string().describe('The mail in the outbox'),
  to: mailAddress.describe('To whom it goes'),
  subject: z.string().describe('What it is about'),
  holdsLink: z.boolean().describe('It holds a link or a code that lets somebody in: it goes to nobody else'),
});
type TrashedMail = z.infer<typeof trashedMail>;

type Carrying = { platform: Platform; keys: MailKeys; transport: EmailTransport | undefined };

const reasonOf = (outcome: 'refused' | 'later'): string => (outcome === 'refused' ? 'mail_refused' : 'mail_not_taken');

/** Gives a mail up: it is marked, and lies in the Trash, in one transaction. */
export const giveUpMail = async (
  { platform }: Pick<Carrying, 'platform'>,
  mail: OutboxMail,
  { outcome, detail, correlationId }: { outcome: 'refused' | 'later'; detail: string; correlationId: string },
): Promise<void> => {
  const { mailId, to, subject, holdsLink } = mail;
  const owner = await ownerOfMail(platform.database, mailId);
  const payload: TrashedMail = { mailId, to, subject, holdsLink };
  const message: FailedMessage = {
    source: 'outgoing',
    handler: mailHandler,
    reason: reasonOf(outcome),
    detail,
    payload,
    fields: [{ path: 'to', message: detail }],
    key: mailId,
    correlationId,
    ...(owner ? { subject: owner.subject, merchant: owner.merchant } : {}),
  };
  await transact(platform, hold(trash, [trashIdOf(message)]), async (unit) => {
    await markMail(unit.tx, mailId, { outcome: 'failed', detail, now: unit.now });
    await trashIn(unit, [message]);
  });
};

const gone = (): Refusal =>
  new Refusal('conflict', 'mail_gone', 'The mail is not kept any more, or whoever it was for was erased');

/** The mail of an entry, to the address that stands there now. */
const mailIn = async ({ platform, keys }: Carrying, payload: TrashedMail): Promise<OutboxMail> => {
  const mail = await readMail(keys, platform.database, payload.mailId);
  if (!mail) throw gone();
  if (mail.to === payload.to || mail.outcome === 'sent') return mail;
  if (mail.holdsLink)
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
      { path: 'to', message: 'a mail that lets somebody in goes to nobody else' },
    ]);
  const readdressed = { ...mail, to: payload.to };
  await platform.database.transaction((tx) => readdressMail(keys, tx, readdressed));
  return readdressed;
};

/** Sends a mail out of the Trash. One that was sent meanwhile is not sent again. */
const resumeMail = async (carrying: Carrying, payload: unknown): Promise<void> => {
  const { platform, transport } = carrying;
  const mail = await mailIn(carrying, trashedMail.parse(payload));
  if (mail.outcome === 'sent') return;
  const mark = (outcome: Outcome, detail: string | null) =>
    markMail(platform.database, mail.mailId, { outcome, detail, now: platform.clock.now() });
  if (!transport) return void (await mark('kept', null));
  const { outcome, detail } = await transport.carry({ ...mail, id: mail.mailId });
  await mark(outcome === 'sent' ? 'sent' : 'failed', detail);
  if (outcome !== 'sent') throw new Refusal('conflict', reasonOf(outcome), detail, [{ path: 'to', message: detail }]);
};

/** Only such a mail may go to somebody else. */
const letsNobodyIn = (payload: unknown): boolean =>
  trashedMail.pick({ holdsLink: true }).safeParse(payload).data?.holdsLink === false;

export const mailResumer = (carrying: Carrying): Resumer => ({
  handler: mailHandler,
  title: 'Mail that nobody took',
  payload: trashedMail,
  fixed: (payload) => ['mailId', 'subject', 'holdsLink', ...(letsNobodyIn(payload) ? [] : ['to'])],
  resume: (payload) => resumeMail(carrying, payload),
});
