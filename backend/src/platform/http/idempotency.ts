/**
 * Idempotency-Key: the same key with the same body gives the same answer for 24 hours; with another body it is refused.
 * The claim is taken before the work and the answer kept after it; a claim whose holder died is taken over after a minute,
 * and since commands are idempotent by their natural keys, doing the work again changes nothing.
 */
import { Refusal } from '../../kernel/errors.ts';
import type { Platform } from '../platform.ts';
import {
  type Answer,
  type Claim,
  fingerprintOf,
  hashed,
  isOfBody,
  type KeptReply,
  keepReply,
  readReply,
  replyOf,
} from './kept-replies.ts';

/** Work that was done: what it answers, and the threads it went on in. */
export type Done = { answer: Answer; threads: readonly string[] };

/** Takes the key, or answers the row of whoever has it. A claim older than a minute belongs to somebody who died. */
const claim = async (platform: Platform, id: Claim): Promise<KeptReply | 'taken'> => {
  const { database } = platform;
  const fingerprint = fingerprintOf(platform, id);
  const where = [id.holder, id.endpoint, id.key];
  const fresh = await database.run(
    'INSERT INTO idempotency_keys (holder, endpoint, key, fingerprint) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    ...where,
    fingerprint,
  );
  if (fresh === 1) return 'taken';
  const stale = await database.run(
    `UPDATE idempotency_keys SET created_at = now() WHERE holder = $1 AND endpoint = $2 AND key = $3 AND fingerprint = $4 AND status IS NULL AND created_at < now() - interval '60 seconds'`,
    ...where,
    fingerprint,
  );
  if (stale === 1) return 'taken';
  return (await replyOf(database, id)) ?? { fingerprint, status: null, reply: null };
};

const again = async (platform: Platform, id: Claim, row: KeptReply): Promise<Answer> => {
  if (!isOfBody(platform, row, id))
    throw new Refusal('conflict', 'idempotency_key_reused', 'This Idempotency-Key came with another body before');
  if (row.status !== null) return { status: row.status, body: await readReply(platform, id, row) };
  throw new Refusal(
    'conflict',
    'idempotency_key_in_progress',
    'The first request with this Idempotency-Key is still being worked on',
  );
};

/** Runs `work` once for a key; answers what it answered the first time to every repeat. */
export const once = async (platform: Platform, asked: Claim, work: () => Promise<Done>): Promise<Answer> => {
  if (asked.key.length > 200)
    throw new Refusal('malformed', 'idempotency_key_too_long', 'Idempotency-Key takes at most 200 characters');
  const id = hashed(platform, asked);
  const row = await claim(platform, id);
  if (row !== 'taken') return again(platform, id, row);
  try {
    const done = await work();
    await keepReply(platform, id, done);
    return done.answer;
  } catch (error) {
    // A refusal changed nothing: the key is free for a corrected request.
    await platform.database
      .run(
        'DELETE FROM idempotency_keys WHERE holder = $1 AND endpoint = $2 AND key = $3 AND status IS NULL',
        id.holder,
        id.endpoint,
        id.key,
      )
      .catch(() => undefined);
    throw error;
  }
};
