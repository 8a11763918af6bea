/** Mails as the audit of an order tells them: that one was written, what became of it, what it said as long as nobody was erased. */
import type { AuditEntry } from '@gantry/shared/api/audit';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { AuditBody, AuditPart } from '../context.ts';
import type { Platform } from '../platform.ts';
import { type MailHead, mailHeads, mailsById, type OutboxMail, type Outcome } from './outbox.ts';

const became: Readonly<Record<Outcome, { words: string; meaning: Meaning }>> = {
  kept: { words: 'kept in the outbox', meaning: 'waiting' },
  waiting: { words: 'waits to be carried', meaning: 'waiting' },
  sent: { words: 'sent', meaning: 'delivered' },
  failed: { words: 'nobody took it', meaning: 'problem' },
};

const entryOf = ({ mailId, at, outcome, detail, changedAt }: MailHead): AuditEntry => ({
  entryId: mailId,
  at: at.toISOString(),
  recordedAt: at.toISOString(),
  kind: 'message',
  title: `Mail to the customer: ${became[outcome].words}`,
  detail:
    [outcome === 'sent' ? `Taken ${changedAt.toISOString()}` : '', detail ?? ''].filter(Boolean).join('. ') || null,
  meaning: became[outcome].meaning,
  actor: { kind: 'tower', id: 'system:mail', name: 'mail' },
  about: {},
  href: null,
  reasons: [],
  witnesses: [],
  event: null,
  body: null,
  erased: false,
  proof: null,
});

/** What opens something (a code, a link) is told to the customer alone. */
const bodyOf = ({ to, subject, text, holdsLink }: OutboxMail): AuditBody => ({
  body: {
    to,
    subject,
    ...(holdsLink ? { note: 'Its text holds what opens something, and is shown to nobody' } : { text }),
  },
  erased: false,
});

/** The mails of an order's thread. */
export const mailAudit = ({
  config,
  database,
  privacy,
}: Pick<Platform, 'config' | 'database' | 'privacy'>): AuditPart => ({
  name: 'mail.outbox',
  entriesOf: async ({ orderId, streams }) =>
    (await mailHeads(database, [orderId, ...streams.map(({ id }) => id)])).map(entryOf),
  bodiesOf: async (_order, ids) => {
    const mails = await mailsById({ secretKey: config.secretKey ?? '', privacy }, database, ids);
    const gone: AuditBody = { body: null, erased: true };
    const found = new Map(mails.map((mail) => [mail.mailId, bodyOf(mail)]));
    return new Map(ids.map((id) => [id, found.get(id) ?? gone]));
  },
});
