/**
 * The outbox: every mail is a row before anybody is asked to carry it, so none is lost and each is sent once. Whom it is
 * for and what it says is sealed with the tower's key.
 */
import { z } from 'zod';
import type { Sql } from '../database.ts';
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

type Row = Pick<OutboxMail, 'mailId' | 'at' | 'outcome' | 'detail' | 'holdsLink'> & { sealed: string };

const placeOf = (mailId: string): string => `mail:${mailId}`;
const columns = 'id AS "mailId", at, outcome, detail, sealed, holds_link AS "holdsLink"';

const opened = (key: string, { sealed, ...row }: Row): OutboxMail => ({
  ...row,
  ...letter.parse(JSON.parse(open(key, placeOf(row.mailId), sealed))),
});

/** Writes a mail down; false when it was before. */
export const keepMail = async (
  sql: Sql,
  key: string,
  { mailId, at, outcome, holdsLink, ...said }: Omit<OutboxMail, 'detail'>,
): Promise<boolean> => {
  const written = await sql.run(
    `INSERT INTO outbox_mails (id, at, outcome, sealed, holds_link, changed_at) VALUES ($1, $2, $3, $4, $5, $2)
     ON CONFLICT (id) DO NOTHING`,
    mailId,
    at,
    outcome,
    seal(key, placeOf(mailId), JSON.stringify(letter.parse(said))),
    holdsLink,
  );
  return written === 1;
};

/** One mail; undefined when it is not there any more. */
export const readMail = async (sql: Sql, key: string, mailId: string): Promise<OutboxMail | undefined> => {
  const [row] = await sql.rows<Row>(`SELECT ${columns} FROM outbox_mails WHERE id = $1`, mailId);
  return row && opened(key, row);
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
  sql: Sql,
  key: string,
  { after, limit }: { after: readonly [string, string] | undefined; limit: number },
): Promise<OutboxMail[]> => {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM outbox_mails WHERE $1::timestamptz IS NULL OR (at, id) < ($1::timestamptz, $2::text)
     ORDER BY at DESC, id DESC LIMIT $3`,
    after?.[0] ?? null,
    after?.[1] ?? null,
    limit,
  );
  return rows.map((row) => opened(key, row));
};

/** Removes mails of before a time. */
export const sweepMails = (sql: Sql, before: Date): Promise<number> =>
  sql.run('DELETE FROM outbox_mails WHERE id IN (SELECT id FROM outbox_mails WHERE at < $1 LIMIT 5000)', before);
