/**
 * Answers that are kept for whoever asks the same again: sealed under keys of their own, for everybody the request turned out
 * to speak of, for a day. All SQL on them is here.
 */
import { createHmac } from 'node:crypto';
import { Refusal } from '../../kernel/errors.ts';
import { digest } from '../../kernel/ids.ts';
import type { Sql } from '../database.ts';
import type { Platform } from '../platform.ts';
import { dropKeys, openMessages, type SealedBytes, sealMessages } from '../privacy/messages.ts';
import type { Privacy } from '../privacy/privacy.ts';
import { open } from '../secrets.ts';

export type Answer = { status: number; body: unknown };
/** Who asked what under which key. */
export type Claim = { holder: string; endpoint: string; key: string; body: unknown };
type Named = Omit<Claim, 'body'>;

const namesOf = ({ holder, endpoint, key }: Named): string[] => [holder, endpoint, key];
const placeOf = (named: Named): string => `reply:${JSON.stringify(namesOf(named))}`;
const its = 'holder = $1 AND endpoint = $2 AND key = $3';

export type KeptReply = Partial<SealedBytes> & { fingerprint: string; status: number | null; reply: unknown };

const secretKeyOf = ({ config }: Pick<Platform, 'config'>): string => {
  if (config.secretKey === undefined) throw new Error('a kept answer needs GANTRY_SECRET_KEY');
  return config.secretKey;
};

/** A keyed hash of a body: a plain one of a few personal values could be guessed. */
export const fingerprintOf = (platform: Pick<Platform, 'config'>, claim: Claim): string =>
  createHmac('sha256', Buffer.from(secretKeyOf(platform), 'hex'))
    .update(`${placeOf(claim)} ${JSON.stringify(claim.body ?? null)}`)
    .digest('hex');

/** A claim as it is kept: a key that a caller chose may say a name, so only a keyed hash of it is. */
export const hashed = (platform: Pick<Platform, 'config'>, claim: Claim): Claim => ({
  ...claim,
  key: createHmac('sha256', Buffer.from(secretKeyOf(platform), 'hex'))
    .update(`idempotency key ${JSON.stringify(namesOf(claim))}`)
    .digest('base64url'),
});

/** Whether a row is of a request with this body; one from before, which lasts a day, had a plain hash. */
export const isOfBody = (platform: Pick<Platform, 'config'>, row: KeptReply, claim: Claim): boolean =>
  row.fingerprint === fingerprintOf(platform, claim) ||
  row.fingerprint === digest(JSON.stringify(claim.body ?? null)).toString('hex');

/** The row of whoever has the key. */
export const replyOf = async (sql: Sql, named: Named): Promise<KeptReply | undefined> =>
  (
    await sql.rows<KeptReply>(
      `SELECT fingerprint, status, reply, key_ids AS "keyIds", sealed FROM idempotency_keys WHERE ${its}`,
      ...namesOf(named),
    )
  )[0];

/** The answer of a row. Throws a Refusal where it was erased. */
export const readReply = async (platform: Platform, claim: Claim, row: KeptReply): Promise<unknown> => {
  const { database, privacy } = platform;
  const { keyIds, sealed, reply } = row;
  const place = placeOf(claim);
  if (!sealed || !keyIds)
    return typeof reply === 'string' && reply.startsWith('v1.')
      ? JSON.parse(open(secretKeyOf(platform), place, reply))
      : reply;
  const [plain] = await openMessages(privacy, database, [{ place, keyIds, sealed }]);
  if (plain) return JSON.parse(plain.toString('utf8'));
  throw new Refusal(
    'conflict',
    'reply_erased',
    'What was answered to this Idempotency-Key was erased with the person it spoke of; the request was done',
  );
};

/** Keeps an answer. `threads`: correlation ids of what the request did. */
export const keepReply = async (
  { database, privacy }: Pick<Platform, 'database' | 'privacy'>,
  claim: Claim,
  { answer, threads }: { answer: Answer; threads: readonly string[] },
): Promise<void> => {
  const owners = threads.length > 0 ? await privacy.ownersOf(database, threads) : new Map();
  const about = [...new Map([...owners.values()].map((owner) => [owner.subject, owner])).values()];
  const plain = Buffer.from(JSON.stringify(answer.body ?? null));
  await database.transaction(async (tx) => {
    const [box] = await sealMessages(privacy, tx, [{ place: placeOf(claim), about, plain }]);
    await tx.run(
      `UPDATE idempotency_keys SET status = $4, key_ids = $5::text[], sealed = $6 WHERE ${its}`,
      ...namesOf(claim),
      answer.status,
      box?.keyIds ?? [],
      box?.sealed ?? null,
    );
  });
};

type Row = SealedBytes & { holder: string; endpoint: string; key: string; status: number; at: Date };
const byName = `
  SELECT holder, endpoint, key, status, created_at AS at, key_ids AS "keyIds", sealed FROM idempotency_keys
  WHERE (holder, endpoint, key) IN (SELECT n->>0, n->>1, n->>2 FROM unnest($1::jsonb[]) AS n) AND sealed IS NOT NULL ORDER BY created_at`;

/** Answers by the names their keys bear, `[holder, endpoint, key]` as JSON; `body` is null where it was erased. */
export const keptReplies = async (
  { privacy, sql }: { privacy: Privacy; sql: Sql },
  names: readonly string[],
): Promise<{ endpoint: string; at: string; status: number; body: unknown }[]> => {
  const rows = names.length > 0 ? await sql.rows<Row>(byName, [...names]) : [];
  const plain = await openMessages(
    privacy,
    sql,
    rows.map((row) => ({ ...row, place: placeOf(row) })),
  );
  return rows.map(({ endpoint, at, status }, i) => ({
    endpoint,
    at: at.toISOString(),
    status,
    body: plain[i] ? JSON.parse(plain[i].toString('utf8')) : null,
  }));
};

const sweep = `
  DELETE FROM idempotency_keys WHERE ctid IN (
    SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT 5000) RETURNING key_ids AS "keyIds"`;

/** Removes a slice of what is older than a day, with its keys. */
export const sweepReplies = async (sql: Sql): Promise<void> => {
  const rows = await sql.rows<{ keyIds: string[] | null }>(sweep);
  await dropKeys(
    sql,
    rows.flatMap(({ keyIds }) => keyIds ?? []),
  );
};
