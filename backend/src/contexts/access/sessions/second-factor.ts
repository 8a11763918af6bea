/**
 * The second factor: codes of an authenticator app (RFC 6238) and recovery codes. A code opens once; the secret is sealed
 * with the tower's key, and of recovery codes only digests are kept.
 */
import { Secret, TOTP } from 'otpauth';
import { digest, newToken } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Platform } from '../../../platform/platform.ts';
import { open, seal } from '../../../platform/secrets.ts';

const stepSeconds = 30;
const recoveryCount = 10;

const placeOf = (personId: string): string => `second-factor:${personId}`;
const keyOf = ({ config: { secretKey } }: Pick<Platform, 'config'>): string => {
  if (secretKey === undefined) throw new Error('a second factor needs GANTRY_SECRET_KEY');
  return secretKey;
};
const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: 'Gantry', label, algorithm: 'SHA1', digits: 6, period: stepSeconds, secret });

/** A recovery code as people write it, and what is compared of it: 80 bits. */
const newRecoveryCode = (): string => (newToken().slice(0, 16).match(/.{4}/g) ?? []).join('-');
const recoveryDigest = (personId: string, code: string): string =>
  digest(`${personId}:${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`).toString('hex');

export type SecondFactorState = { begun: boolean; on: boolean; recoveryCodesLeft: number };

/** How it stands with a person's second factor. */
export const secondFactorOf = async (sql: Sql, personId: string): Promise<SecondFactorState> => {
  const [row] = await sql.rows<SecondFactorState>(
    `SELECT true AS begun, on_at IS NOT NULL AS on,
       (SELECT count(*)::int FROM recovery_codes c WHERE c.person_id = f.person_id) AS "recoveryCodesLeft"
     FROM second_factors f WHERE person_id = $1`,
    personId,
  );
  return row ?? { begun: false, on: false, recoveryCodesLeft: 0 };
};

/** Begins with a second factor; what was begun and not confirmed before is forgotten. */
export const begin = async (
  platform: Pick<Platform, 'config'>,
  tx: Sql,
  { personId, email, now }: { personId: string; email: string; now: Date },
): Promise<{ uri: string; secret: string; recoveryCodes: string[] }> => {
  const secret = new Secret({ size: 20 }).base32;
  const recoveryCodes = Array.from({ length: recoveryCount }, newRecoveryCode);
  await end(tx, personId);
  await tx.run(
    'INSERT INTO second_factors (person_id, secret, begun_at) VALUES ($1, $2, $3)',
    personId,
    seal(keyOf(platform), placeOf(personId), secret),
    now,
  );
  await tx.run(
    'INSERT INTO recovery_codes (digest, person_id) SELECT d, $1 FROM unnest($2::text[]) d',
    personId,
    recoveryCodes.map((code) => recoveryDigest(personId, code)),
  );
  return { uri: totpOf(secret, email).toString(), secret, recoveryCodes };
};

/** Takes a second factor away. */
export const end = async (tx: Sql, personId: string): Promise<void> => {
  await tx.run('DELETE FROM second_factors WHERE person_id = $1', personId);
  await tx.run('DELETE FROM recovery_codes WHERE person_id = $1', personId);
};

/** The time step that a code is of; one before and one after are taken as well. */
const stepOf = (secret: string, code: string, now: Date): number | undefined => {
  const delta = totpOf(secret, '').validate({ token: code, window: 1, timestamp: now.getTime() });
  return delta === null ? undefined : Math.floor(now.getTime() / 1_000 / stepSeconds) + delta;
};

/** Whether a code of the app is right and was not used before, nor one that came after it. */
const takeStep = async (
  platform: Pick<Platform, 'config'>,
  sql: Sql,
  { personId, code, now }: { personId: string; code: string; now: Date },
): Promise<boolean> => {
  const [row] = await sql.rows<{ secret: string }>('SELECT secret FROM second_factors WHERE person_id = $1', personId);
  if (!row) return false;
  const step = stepOf(open(keyOf(platform), placeOf(personId), row.secret), code.replace(/\s/g, ''), now);
  if (step === undefined) return false;
  const taken = await sql.run(
    'UPDATE second_factors SET last_step = $2 WHERE person_id = $1 AND last_step < $2',
    personId,
    step,
  );
  return taken === 1;
};

/** Turns the second factor on by a code of the app that was just given its secret. */
export const confirm = async (
  platform: Pick<Platform, 'config'>,
  sql: Sql,
  proof: { personId: string; code: string; now: Date },
): Promise<boolean> => {
  if (!(await takeStep(platform, sql, proof))) return false;
  await sql.run('UPDATE second_factors SET on_at = $2 WHERE person_id = $1', proof.personId, proof.now);
  return true;
};

/** Whether a code opens: of the app, or a recovery code, which is gone then. */
export const takeCode = async (
  platform: Pick<Platform, 'config'>,
  sql: Sql,
  proof: { personId: string; code: string; now: Date },
): Promise<boolean> => {
  if (/^[\d\s]{6,8}$/.test(proof.code)) return takeStep(platform, sql, proof);
  const digestGiven = recoveryDigest(proof.personId, proof.code);
  return (
    (await sql.run('DELETE FROM recovery_codes WHERE digest = $1 AND person_id = $2', digestGiven, proof.personId)) ===
    1
  );
};
