/**
 * Raw messages as they are kept: every byte of whatever was rightly signed, and of every answer we asked for, for thirty
 * days. All SQL on them is here.
 */
import type { MessageReply } from '@gantry/shared/api/inbox';
import type { Sql } from '../database.ts';
import type { RawMessage } from './receiver.ts';

/** A message as it lies in the inbox. */
export type KeptMessage = Omit<RawMessage<never>, 'opened' | 'asked'> & { receiver: string } & Pick<
    MessageReply,
    'outcome' | 'recorded' | 'duplicates'
  >;

// A message that was put off is there already; what became of it takes its place.
const upsert = `
  INSERT INTO inbound_webhooks (id, receiver, connection, body, received_at, outcome, recorded, duplicates, source)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[], $6::text[], $7::int[], $8::int[], $9::text[])
  ON CONFLICT (id) DO UPDATE SET outcome = EXCLUDED.outcome, recorded = EXCLUDED.recorded, duplicates = EXCLUDED.duplicates
  WHERE inbound_webhooks.outcome = 'deferred'`;

/** Keeps messages with what became of them. */
export const keepMessages = async (tx: Sql, messages: readonly KeptMessage[]): Promise<void> => {
  const column = <Name extends keyof KeptMessage>(name: Name): KeptMessage[Name][] => messages.map((one) => one[name]);
  await tx.run(
    upsert,
    column('messageId'),
    column('receiver'),
    column('connection'),
    column('body'),
    column('receivedAt'),
    column('outcome'),
    column('recorded'),
    column('duplicates'),
    column('source'),
  );
};

type Row = Omit<KeptMessage, 'receivedAt'> & { receivedAt: Date };

const columns = `id AS "messageId", receiver, connection, body, received_at AS "receivedAt", outcome, recorded, duplicates, source`;
const messageOf = (row: Row): KeptMessage => ({ ...row, receivedAt: row.receivedAt.toISOString() });

/** A message by id; undefined when it is not kept (any more). */
export const keptMessage = async (sql: Sql, messageId: string): Promise<KeptMessage | undefined> => {
  const [row] = await sql.rows<Row>(`SELECT ${columns} FROM inbound_webhooks WHERE id = $1`, messageId);
  return row && messageOf(row);
};

/** Messages that are kept and not recorded yet, oldest first. */
export const deferredMessages = async (sql: Sql, most: number): Promise<KeptMessage[]> => {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM inbound_webhooks WHERE outcome = 'deferred' ORDER BY received_at LIMIT $1`,
    most,
  );
  return rows.map(messageOf);
};

/** True while a message is not recorded; until the transaction ends nobody else changes that. */
export const stillDeferred = async (tx: Sql, messageId: string): Promise<boolean> => {
  const rows = await tx.rows(
    `SELECT 1 FROM inbound_webhooks WHERE id = $1 AND outcome = 'deferred' FOR UPDATE`,
    messageId,
  );
  return rows.length > 0;
};

/** Counts a try to record a message that was put off; answers how many there have been. */
export const noteTry = async (sql: Sql, messageId: string): Promise<number> => {
  const [row] = await sql.rows<{ tries: number }>(
    'UPDATE inbound_webhooks SET tries = tries + 1 WHERE id = $1 RETURNING tries',
    messageId,
  );
  return row?.tries ?? 0;
};

/** Removes a slice of what has been kept long enough. What happened is in the log. */
export const sweepMessages = (sql: Sql): Promise<number> =>
  sql.run(
    `DELETE FROM inbound_webhooks WHERE id IN (SELECT id FROM inbound_webhooks WHERE received_at < now() - interval '30 days' AND outcome <> 'deferred' LIMIT 5000)`,
  );
