/**
 * The outbox: every mail is a row before anybody is asked to carry it, so none is lost and each is sent once. Whom it is
 * for and what it says is sealed: with the tower's key where it is for the tower's own people, under the key of its data subject
 * where it is for a customer, so that it ends with them.
 */
import { z } from 'zod';
import type { Sql } from '../database.ts';
import type { Owner, Privacy } from '../privacy/privacy.ts';
import { open, seal } from '../secrets.ts';

export type Outcome = 'kept' | 'sent' | 'failed' | 'waiting';

export const letter = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
});
export type Letter = z.infer<typeof letter>;

export type OutboxMail = Letter & {
  mailId: string;
  at: Date;
  outcome: Outcome;
  detail: string | null;
  holdsLink: boolean;
};

type Row = Pick<OutboxMail, 'mailId' | 'at' | 'outcome' | 'detail' | 'holdsLink'> & {
  sealed: string;
  /** Of a data subject; null: the tower's. */
  keyId: string | null;
};

/** What opens mails. `secretKey`: of the tower. */
export type MailKeys = { secretKey: string; privacy: Privacy };

const placeOf = (mailId: string): string => `mail:${mailId}`;
const columns = 'id AS "mailId", at, outcome, detail, sealed, key_id AS "keyId", holds_link AS "holdsLink"';

/** Mails as they were written; those whose person was erased are left out. */
const opened = async ({ secretKey, privacy }: MailKeys, sql: Sql, rows: readonly Row[]): Promise<OutboxMail[]> => {
  const keys = await privacy.keysById(
    sql,
    rows.flatMap(({ keyId }) => keyId ?? []),
  );
  return rows.flatMap(({ sealed, keyId, ...row }) => {
    const place = placeOf(row.mailId);
    const said = keyId === null ? JSON.parse(open(secretKey, place, sealed)) : keys.get(keyId)?.open(place, sealed);
    return said === undefined ? [] : [{ ...row, ...letter.parse(said) }];
  });
};

type NewMail = Omit<OutboxMail, 'detail'> & { of?: Owner | undefined; orderId?: string | undefined };

const sealedBy = async ({ secretKey, privacy }: MailKeys, tx: Sql, { mailId, of, ...said }: NewMail) => {
  const what = letter.parse(said);
  if (!of) return { sealed: seal(secretKey, placeOf(mailId), JSON.stringify(what)), keyId: null };
  const key = (await privacy.keysFor(tx, [of])).get(of.subject);
  if (!key) throw new Error('a key was made');
  return { sealed: key.seal(placeOf(mailId), what), keyId: key.id };
};

const insertion = `
  INSERT INTO outbox_mails (id, at, outcome, sealed, holds_link, changed_at, key_id, subject, merchant, correlation_id)
  VALUES ($1, $2, $3, $4, $5, $2, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`;

/** Writes a mail down; false when it was before, or whoever it is for was erased. */
export const keepMail = async (keys: MailKeys, tx: Sql, mail: NewMail): Promise<boolean> => {
  const { mailId, at, outcome, holdsLink, of } = mail;
  if (of && !(await keys.privacy.holdLiving(tx, of.subject))) return false;
  const { sealed, keyId } = await sealedBy(keys, tx, mail);
  const whose = [keyId, of?.subject ?? null, of?.merchant ?? null, mail.orderId ?? null];
  return (await tx.run(insertion, mailId, at, outcome, sealed, holdsLink, ...whose)) === 1;
};

/** One mail; undefined when it is not there any more. */
export const readMail = async (keys: MailKeys, sql: Sql, mailId: string): Promise<OutboxMail | undefined> =>
  (await opened(keys, sql, await sql.rows<Row>(`SELECT ${columns} FROM outbox_mails WHERE id = $1`, mailId)))[0];

/** A mail without what it says. */
export type MailHead = Pick<OutboxMail, 'mailId' | 'at' | 'outcome' | 'detail'> & { changedAt: Date };

/** The mails of threads, oldest first. */
export const mailHeads = (sql: Sql, threads: readonly string[]): Promise<MailHead[]> =>
  sql.rows<MailHead>(
    `SELECT id AS "mailId", at, outcome, detail, changed_at AS "changedAt" FROM outbox_mails
     WHERE correlation_id = ANY($1::text[]) ORDER BY at, id`,
    [...threads],
  );

/** Mails by id, as they were written. */
export const mailsById = async (keys: MailKeys, sql: Sql, ids: readonly string[]): Promise<OutboxMail[]> =>
  opened(keys, sql, await sql.rows<Row>(`SELECT ${columns} FROM outbox_mails WHERE id = ANY($1::text[])`, [...ids]));

/** Whose customer a mail is written to; undefined for the tower's own people. */
export const ownerOfMail = async (sql: Sql, mailId: string): Promise<Owner | undefined> =>
  (
    await sql.rows<Owner>(
      'SELECT subject, merchant FROM outbox_mails WHERE id = $1 AND subject IS NOT NULL AND merchant IS NOT NULL',
      mailId,
    )
  )[0];

/** Writes a mail to another address; the rest of it stays as it is. */
export const readdressMail = async ({ secretKey, privacy }: MailKeys, tx: Sql, mail: OutboxMail): Promise<void> => {
  const [row] = await tx.rows<{ keyId: string | null }>(
    'SELECT key_id AS "keyId" FROM outbox_mails WHERE id = $1 FOR UPDATE',
    mail.mailId,
  );
  if (!row) return;
  const place = placeOf(mail.mailId);
  const what = letter.parse(mail);
  const key = row.keyId === null ? undefined : (await privacy.keysById(tx, [row.keyId])).get(row.keyId);
  if (row.keyId !== null && !key) return;
  const sealed = key ? key.seal(place, what) : seal(secretKey, place, JSON.stringify(what));
  await tx.run('UPDATE outbox_mails SET sealed = $2 WHERE id = $1', mail.mailId, sealed);
};

/** Everything that was written to a subject. */
export const mailsOf = async (keys: MailKeys, sql: Sql, subject: string): Promise<OutboxMail[]> =>
  opened(
    keys,
    sql,
    await sql.rows<Row>(`SELECT ${columns} FROM outbox_mails WHERE subject = $1 ORDER BY at, id`, subject),
  );

/** Takes the mails of a subject away, sent or not. */
export const dropMailsOf = async (tx: Sql, subject: string): Promise<void> => {
  await tx.run('DELETE FROM outbox_mails WHERE subject = $1', subject);
};

/** Writes down what became of a mail. */
export const markMail = (
  sql: Sql,
  mailId: string,
  { outcome, detail, now }: { outcome: Outcome; detail: string | null; now: Date },
): Promise<number> =>
  sql.run(
    'UPDATE outbox_mails SET outcome = $2, detail = $3, changed_at = $4 WHERE id = $1',
    mailId,
    outcome,
    detail,
    now,
  );

/** Mails that have waited since before a time, by id. */
export const waitingMails = async (sql: Sql, before: Date): Promise<string[]> => {
  const rows = await sql.rows<{ id: string }>(
    `SELECT id FROM outbox_mails WHERE outcome = 'waiting' AND at < $1 ORDER BY at LIMIT 500`,
    before,
  );
  return rows.map(({ id }) => id);
};

/** Mails, newest first, after a row. */
export const listMails = async (
  keys: MailKeys,
  sql: Sql,
  { after, limit }: { after: readonly [string, string] | undefined; limit: number },
): Promise<OutboxMail[]> => {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM outbox_mails WHERE $1::timestamptz IS NULL OR (at, id) < ($1::timestamptz, $2::text)
     ORDER BY at DESC, id DESC LIMIT $3`,
    after?.[0] ?? null,
    after?.[1] ?? null,
    limit,
  );
  return opened(keys, sql, rows);
};

/** Removes mails of before a time. */
export const sweepMails = (sql: Sql, before: Date): Promise<number> =>
  sql.run('DELETE FROM outbox_mails WHERE id IN (SELECT id FROM outbox_mails WHERE at < $1 LIMIT 5000)', before);
