/**
 * Raw messages as they are kept: every byte of whatever was rightly signed, and of every answer we asked for, sealed under
 * keys of its own and for a time. All SQL on them is here.
 */
import type { MessageReply } from '@gantry/shared/api/inbox';
import type { Sql } from '../database.ts';
import { dropKeys, matchMessages, openMessages, type SealedBytes, sealMessages } from '../privacy/messages.ts';
import type { Owner, Privacy } from '../privacy/privacy.ts';
import type { RawMessage, Speaking } from './receiver.ts';

/** A message as it lies in the inbox. */
export type KeptMessage = Omit<RawMessage<never>, 'opened' | 'asked'> & { receiver: string } & Pick<
    MessageReply,
    'outcome' | 'recorded' | 'duplicates'
  >;
/** A message that is about to lie there. */
type KeptNow = KeptMessage & Partial<Speaking> & { correlationId?: string };

type Place = { privacy: Privacy; tx: Sql };

const placeOf = (messageId: string): string => `inbox:${messageId}`;

const insert = `
  INSERT INTO inbound_webhooks (id, receiver, connection, body, received_at, outcome, recorded, duplicates, source, key_ids, awaits, correlation_id)
  SELECT id, receiver, connection, body, received_at, outcome, recorded, duplicates, source, string_to_array(key_ids, ' '), string_to_array(awaits, ' '), correlation_id
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[], $6::text[], $7::int[], $8::int[], $9::text[], $10::text[], $11::text[], $12::text[])
    AS m (id, receiver, connection, body, received_at, outcome, recorded, duplicates, source, key_ids, awaits, correlation_id)
  ON CONFLICT (id) DO NOTHING`;
const conclusion = `
  UPDATE inbound_webhooks SET outcome = $2, recorded = $3, duplicates = $4, awaits = string_to_array($5, ' ')
  WHERE id = $1 AND outcome = 'deferred'`;

const listed = (ids: readonly string[] | undefined): string | null => (ids && ids.length > 0 ? ids.join(' ') : null);

const insertSealed = async ({ privacy, tx }: Place, messages: readonly KeptNow[]): Promise<void> => {
  if (messages.length === 0) return;
  const boxes = await sealMessages(
    privacy,
    tx,
    messages.map(({ messageId, body, about = [] }) => ({ place: placeOf(messageId), about, plain: body })),
  );
  const column = <Name extends keyof KeptNow>(name: Name): KeptNow[Name][] => messages.map((one) => one[name]);
  await tx.run(
    insert,
    column('messageId'),
    column('receiver'),
    column('connection'),
    boxes.map(({ sealed }) => sealed),
    column('receivedAt'),
    column('outcome'),
    column('recorded'),
    column('duplicates'),
    column('source'),
    boxes.map(({ keyIds }) => listed(keyIds)),
    messages.map(({ awaits }) => listed(awaits)),
    messages.map(({ correlationId = null }) => correlationId),
  );
};

/** Keeps messages with what became of them; one that was put off is there already. */
export const keepMessages = async (place: Place, messages: readonly KeptNow[]): Promise<void> => {
  await insertSealed(
    place,
    messages.filter(({ kept }) => !kept),
  );
  for (const { messageId, kept, outcome, recorded, duplicates, about = [], awaits } of messages) {
    if (!kept) continue;
    await place.tx.run(conclusion, messageId, outcome, recorded, duplicates, listed(awaits));
    await matchRows(place, [{ messageId, ...kept, about }]);
  }
};

type Matched = SealedBytes & { messageId: string; about: readonly Owner[] };

const matchRows = async ({ privacy, tx }: Place, rows: readonly Matched[]): Promise<void> => {
  const changed = await matchMessages(
    privacy,
    tx,
    rows.map(({ messageId, ...row }) => ({ ...row, place: placeOf(messageId) })),
  );
  for (const { place, keyIds, sealed } of changed)
    await tx.run(
      'UPDATE inbound_webhooks SET body = $2, key_ids = $3::text[] WHERE id = $1',
      place.slice(placeOf('').length),
      sealed,
      keyIds,
    );
};

const waiting = `
  SELECT id AS "messageId", body AS sealed, key_ids AS "keyIds", awaits FROM inbound_webhooks
  WHERE awaits IS NOT NULL AND awaits && $1::text[] ORDER BY id FOR UPDATE`;
const arrived = `
  UPDATE inbound_webhooks SET awaits = NULLIF(ARRAY(SELECT a FROM unnest(awaits) a WHERE a <> ALL ($2::text[])), '{}')
  WHERE id = ANY($1::text[])`;

/** Says whom parts of kept messages speak of that were not known when they came. */
export const matchKept = async (place: Place, parts: ReadonlyMap<string, Owner>): Promise<void> => {
  if (parts.size === 0) return;
  const ids = [...parts.keys()];
  const rows = await place.tx.rows<SealedBytes & { messageId: string; awaits: string[] }>(waiting, ids);
  if (rows.length === 0) return;
  const aboutOf = (awaits: readonly string[]): Owner[] => [
    ...new Map(awaits.flatMap((id) => parts.get(id) ?? []).map((owner) => [owner.subject, owner])).values(),
  ];
  await matchRows(
    place,
    rows.flatMap(({ awaits, ...row }) => (row.keyIds ? [{ ...row, about: aboutOf(awaits) }] : [])),
  );
  await place.tx.run(
    arrived,
    rows.map(({ messageId }) => messageId),
    ids,
  );
};

type Row = Omit<KeptMessage, 'receivedAt' | 'body'> & { receivedAt: Date; sealed: Buffer; keyIds: string[] | null };
/** A message that is read again; `body` is null where somebody it speaks of was erased. */
export type FoundMessage = Omit<KeptMessage, 'body'> & { body: Buffer | null };

const columns = `id AS "messageId", receiver, connection, body AS sealed, key_ids AS "keyIds", received_at AS "receivedAt", outcome, recorded, duplicates, source`;

const opened = async (privacy: Privacy, sql: Sql, rows: readonly Row[]): Promise<FoundMessage[]> => {
  const bodies = await openMessages(
    privacy,
    sql,
    // One from before lies as it came.
    rows.map(({ messageId, sealed, keyIds }) => ({ place: placeOf(messageId), sealed, keyIds: keyIds ?? [] })),
  );
  return rows.map(({ sealed, keyIds, receivedAt, ...row }, i) => ({
    ...row,
    receivedAt: receivedAt.toISOString(),
    body: bodies[i] ?? null,
    kept: { sealed, keyIds: keyIds ?? [] },
  }));
};

/** A message by id; undefined when it is not kept (any more). */
export const keptMessage = async (
  { privacy, tx: sql }: Place,
  messageId: string,
): Promise<FoundMessage | undefined> => {
  const rows = await sql.rows<Row>(`SELECT ${columns} FROM inbound_webhooks WHERE id = $1`, messageId);
  return (await opened(privacy, sql, rows))[0];
};

/** Messages by id, for whoever may read what speaks of them. */
export const keptMessages = async ({ privacy, tx: sql }: Place, ids: readonly string[]): Promise<FoundMessage[]> =>
  opened(
    privacy,
    sql,
    await sql.rows<Row>(`SELECT ${columns} FROM inbound_webhooks WHERE id = ANY($1::text[]) ORDER BY received_at, id`, [
      ...ids,
    ]),
  );

/** A message without its bytes. */
export type MessageHead = Pick<KeptMessage, 'messageId' | 'receiver' | 'connection' | 'outcome'> & { at: Date };

/** The messages that began a thread or are part of it, oldest first. */
export const messageHeads = (sql: Sql, threadId: string): Promise<MessageHead[]> =>
  sql.rows<MessageHead>(
    `SELECT id AS "messageId", receiver, connection, outcome, received_at AS at FROM inbound_webhooks
     WHERE correlation_id = $1 ORDER BY received_at, id`,
    threadId,
  );

/** Messages that are kept and not recorded yet, oldest first. */
export const deferredMessages = async ({ privacy, tx: sql }: Place, most: number): Promise<KeptMessage[]> => {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM inbound_webhooks WHERE outcome = 'deferred' ORDER BY received_at LIMIT $1`,
    most,
  );
  const found = await opened(privacy, sql, rows);
  return found.flatMap(({ body, ...message }) => (body === null ? [] : [{ ...message, body }]));
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

const plainRows = `
  SELECT id AS "messageId", connection, received_at AS "receivedAt", body FROM inbound_webhooks
  WHERE key_ids IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`;
const sealRow = `
  UPDATE inbound_webhooks w SET body = r.body, key_ids = string_to_array(r.key_ids, ' ')
  FROM unnest($1::text[], $2::bytea[], $3::text[]) AS r (id, body, key_ids) WHERE w.id = r.id`;

/** A message from before, as whoever knows what became of it is asked. */
export type PlainMessage = { messageId: string; connection: string; receivedAt: Date };

/** Seals up to `most` messages from before messages were sealed; answers how many there were. */
export const sealPlainMessages = async (
  { privacy, tx }: Place,
  most: number,
  aboutOf: (messages: readonly PlainMessage[]) => Promise<ReadonlyMap<string, readonly Owner[]>>,
): Promise<number> => {
  const rows = await tx.rows<PlainMessage & { body: Buffer }>(plainRows, most);
  if (rows.length === 0) return 0;
  const about = await aboutOf(rows);
  const boxes = await sealMessages(
    privacy,
    tx,
    rows.map(({ messageId, body }) => ({ place: placeOf(messageId), about: about.get(messageId) ?? [], plain: body })),
  );
  await tx.run(
    sealRow,
    rows.map(({ messageId }) => messageId),
    boxes.map(({ sealed }) => sealed),
    boxes.map(({ keyIds }) => listed(keyIds)),
  );
  return rows.length;
};

const sweep = `
  DELETE FROM inbound_webhooks WHERE id IN (
    SELECT id FROM inbound_webhooks WHERE received_at < $1 AND outcome <> 'deferred' LIMIT 5000)
  RETURNING key_ids AS "keyIds"`;

/** Removes a slice of what came before an instant, with its keys. What happened is in the log. */
export const sweepMessages = async (sql: Sql, before: Date): Promise<void> => {
  const rows = await sql.rows<{ keyIds: string[] | null }>(sweep, before);
  await dropKeys(
    sql,
    rows.flatMap(({ keyIds }) => keyIds ?? []),
  );
};
