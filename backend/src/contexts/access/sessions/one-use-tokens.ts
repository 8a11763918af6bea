/** Links that open once: invitations and new passwords. We keep the digest of a token, and not that once it was used. */
import { digest, newToken } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';

/** `first_manager`: the invitation of a tower without people, which names nobody. */
export type Purpose = 'invitation' | 'first_manager' | 'password_reset';

export type TokenRow = {
  purpose: Purpose;
  personId: string | null;
  /** Who made it, by id. */
  madeBy: string | null;
  expiresAt: Date;
};

const day = 86_400_000;
const lastsMs: Record<Purpose, number> = { invitation: 7 * day, first_manager: 7 * day, password_reset: day / 24 };

const digestOf = (token: string): string => digest(token).toString('hex');

/** Makes a token; earlier ones of the same purpose and person open nothing any more. */
export const makeToken = async (
  tx: Sql,
  { purpose, personId, madeBy }: Omit<TokenRow, 'expiresAt'>,
  now: Date,
): Promise<string> => {
  await tx.run(
    'DELETE FROM person_tokens WHERE purpose = $1 AND person_id IS NOT DISTINCT FROM $2 OR expires_at <= $3',
    purpose,
    personId,
    now,
  );
  const token = newToken();
  await tx.run(
    'INSERT INTO person_tokens (digest, purpose, person_id, made_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)',
    digestOf(token),
    purpose,
    personId,
    madeBy,
    now,
    new Date(now.getTime() + lastsMs[purpose]),
  );
  return token;
};

const columns = 'purpose, person_id AS "personId", made_by AS "madeBy", expires_at AS "expiresAt"';

/** What a token opens, without using it. */
export const lookAtToken = async (
  sql: Sql,
  token: string,
  { purposes, now }: { purposes: readonly Purpose[]; now: Date },
): Promise<TokenRow | undefined> =>
  (
    await sql.rows<TokenRow>(
      `SELECT ${columns} FROM person_tokens WHERE digest = $1 AND purpose = ANY($2::text[]) AND expires_at > $3`,
      digestOf(token),
      [...purposes],
      now,
    )
  )[0];

/** Uses a token up. Of two that use it together one is told undefined. */
export const takeToken = async (
  tx: Sql,
  token: string,
  { purposes, now }: { purposes: readonly Purpose[]; now: Date },
): Promise<TokenRow | undefined> =>
  (
    await tx.rows<TokenRow>(
      `DELETE FROM person_tokens WHERE digest = $1 AND purpose = ANY($2::text[]) AND expires_at > $3 RETURNING ${columns}`,
      digestOf(token),
      [...purposes],
      now,
    )
  )[0];

/** Ends links to a new password: whoever signs a person out means whoever else holds one, too. */
export const endResetLinks = (tx: Sql, personId: string): Promise<number> =>
  tx.run("DELETE FROM person_tokens WHERE person_id = $1 AND purpose = 'password_reset'", personId);

/** Ends what was made for a person. */
export const endTokens = (tx: Sql, personId: string): Promise<number> =>
  tx.run('DELETE FROM person_tokens WHERE person_id = $1', personId);
