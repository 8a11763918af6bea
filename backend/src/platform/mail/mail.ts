/** The door for mail: whoever has something to write to somebody hands it in here, and a job carries it. */
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { Refusal } from '../../kernel/errors.ts';
import { derivedId, newId } from '../../kernel/ids.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import type { Owner, Privacy } from '../privacy/privacy.ts';
import type { Jobs } from '../work/jobs.ts';
import { keepMail } from './outbox.ts';

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html?: string | undefined;
  /** It holds a link that lets somebody in: the outbox shows its text in the sandbox only. */
  holdsLink?: boolean;
  /** What it is about: the same key is the same mail, however often it is handed in. */
  key?: string;
  /** The data subject it is written to, where that is a customer: it is handed out and erased with them. */
  of?: Owner;
  /** The order it is about: it is part of that order's story. */
  orderId?: string;
};

export type Mails = {
  /** Whether this tower sends mail at all; what it does not send is kept in the outbox. */
  readonly carried: boolean;
  /** Hands a mail in. Throws a Refusal on an address or a subject that cannot be of a mail. */
  send(mail: Mail): Promise<{ mailId: string }>;
};

/** The job that carries a mail; its work is done by whoever knows the transport. */
export const sendMailJob = {
  name: 'access.send_mail',
  title: 'Mail to somebody',
  payload: z.object({ mailId: z.string() }),
};

// A line break in a header begins another header.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const oneLine = /^[^\u0000-\u001f\u007f\u2028\u2029]*$/;
export const mailAddress = z.email().max(320).regex(oneLine);

const insistOnHeaders = ({ to, subject }: Mail): void => {
  const errors = [
    ...(mailAddress.safeParse(to).success ? [] : [{ path: 'to', message: 'an e-mail address' }]),
    ...(oneLine.test(subject) && subject.length <= 400 ? [] : [{ path: 'subject', message: 'one line of text' }]),
  ];
  if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'This cannot be the head of a mail', errors);
};

/** The story a mail is part of: its order's, else its own. */
const threadOf = (
  mailId: string,
  { orderId, merchant }: { orderId: string | undefined; merchant: string | undefined },
) => ({
  correlationId: orderId ?? mailId,
  merchant,
});

type Needs = {
  config: Pick<Config, 'secretKey' | 'smtpUrl'>;
  database: Database;
  jobs: Jobs;
  clock: Clock;
  privacy: Privacy;
};

/** Opens the door of a process. */
export const createMails = ({ config: { secretKey, smtpUrl }, database, jobs, clock, privacy }: Needs): Mails => ({
  carried: smtpUrl !== null,
  send: async (mail) => {
    insistOnHeaders(mail);
    if (secretKey === undefined) throw new Error('mail needs GANTRY_SECRET_KEY');
    const { key, holdsLink = false, orderId, ...letter } = mail;
    const at = clock.now();
    const mailId = key === undefined ? newId('mal', at) : derivedId('mal', [key]);
    const outcome = smtpUrl === null ? 'kept' : 'waiting';
    const fresh = await database.transaction((tx) =>
      keepMail({ secretKey, privacy }, tx, { mailId, at, outcome, holdsLink, orderId, ...letter }),
    );
    if (fresh && outcome === 'waiting')
      await jobs.enqueue(
        sendMailJob,
        { mailId },
        { key: mailId, thread: threadOf(mailId, { orderId, merchant: mail.of?.merchant }) },
      );
    return { mailId };
  },
});
