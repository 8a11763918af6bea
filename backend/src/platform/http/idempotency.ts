/**
 * Idempotency-Key: the same key with the same body gives the same answer for 24 hours; with another body it is refused.
 * The claim is taken before the work and the answer kept after it; a claim whose holder died is taken over after a minute,
 * and since commands are idempotent by their natural keys, doing the work again changes nothing.
 */
import { createHmac } from 'node:crypto';
import { Refusal } from '../../kernel/errors.ts';
import { digest } from '../../kernel/ids.ts';
import type { Platform } from '../platform.ts';
import { open, seal } from '../secrets.ts';

export type Answer = { status: number; body: unknown };
export type Claim = {
  holder: string;
  endpoint: string;
  key: string;
  body: unknown;
  /** The answer holds a secret: it is kept sealed. */
  confidential?: boolean | undefined;
};
type Row = { fingerprint: string; status: number | null; reply: unknown };

/** Takes the key, or answers the row of whoever has it. A claim older than a minute belongs to somebody who died. */
const claim = async (platform: Platform, where: string[], fingerprint: string): Promise<Row | 'taken'> => {
  const { pool } = platform.database;
  const fresh = await pool.query(
    'INSERT INTO idempotency_keys (holder, endpoint, key, fingerprint) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [...where, fingerprint],
  );
  if (fresh.rowCount === 1) return 'taken';
  const stale = await pool.query(
    `UPDATE idempotency_keys SET created_at = now() WHERE holder = $1 AND endpoint = $2 AND key = $3 AND fingerprint = $4 AND status IS NULL AND created_at < now() - interval '60 seconds'`,
    [...where, fingerprint],
  );
  if (stale.rowCount === 1) return 'taken';
  const { rows } = await pool.query<Row>(
    'SELECT fingerprint, status, reply FROM idempotency_keys WHERE holder = $1 AND endpoint = $2 AND key = $3',
    where,
  );
  return rows[0] ?? { fingerprint, status: null, reply: null };
};

/** How an answer is kept: as it is, or sealed for this very claim. */
const keeperOf = ({ config }: Pick<Platform, 'config'>, { holder, endpoint, key, confidential }: Claim) => {
  if (!confidential) return { keep: (body: unknown) => JSON.stringify(body ?? null), read: (kept: unknown) => kept };
  const { secretKey } = config;
  if (secretKey === undefined) throw new Error('a confidential answer needs GANTRY_SECRET_KEY');
  const place = `reply:${JSON.stringify([holder, endpoint, key])}`;
  return {
    keep: (body: unknown) => JSON.stringify(seal(secretKey, place, JSON.stringify(body ?? null))),
    read: (kept: unknown): unknown => JSON.parse(open(secretKey, place, String(kept))),
  };
};

/** What tells one body from another. A body may hold a password, so nobody without the tower's key can try which it was. */
const fingerprintOf = ({ config }: Pick<Platform, 'config'>, { body }: Claim): string => {
  const text = JSON.stringify(body ?? null);
  const { secretKey } = config;
  return (
    secretKey ? createHmac('sha256', Buffer.from(secretKey, 'hex')).update(text).digest() : digest(text)
  ).toString('hex');
};

/** Runs `work` once for a key; answers what it answered the first time to every repeat. */
export const once = async (platform: Platform, id: Claim, work: () => Promise<Answer>): Promise<Answer> => {
  if (id.key.length > 200)
    throw new Refusal('malformed', 'idempotency_key_too_long', 'Idempotency-Key takes at most 200 characters');
  const fingerprint = fingerprintOf(platform, id);
  const { keep, read } = keeperOf(platform, id);
  const where = [id.holder, id.endpoint, id.key];
  const row = await claim(platform, where, fingerprint);
  if (row !== 'taken') {
    if (row.fingerprint !== fingerprint)
      throw new Refusal('conflict', 'idempotency_key_reused', 'This Idempotency-Key came with another body before');
    if (row.status !== null) return { status: row.status, body: read(row.reply) };
    throw new Refusal(
      'conflict',
      'idempotency_key_in_progress',
      'The first request with this Idempotency-Key is still being worked on',
    );
  }
  try {
    const answer = await work();
    await platform.database.pool.query(
      'UPDATE idempotency_keys SET status = $4, reply = $5 WHERE holder = $1 AND endpoint = $2 AND key = $3',
      [...where, answer.status, keep(answer.body)],
    );
    return answer;
  } catch (error) {
    // A refusal changed nothing: the key is free for a corrected request.
    await platform.database.pool
      .query('DELETE FROM idempotency_keys WHERE holder = $1 AND endpoint = $2 AND key = $3 AND status IS NULL', where)
      .catch(() => undefined);
    throw error;
  }
};
