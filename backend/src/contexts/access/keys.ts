/** Making, finding, rotating and revoking keys. A key is `gk_` and 160 random bits; we keep its SHA-256. */
import type { Scope } from '@gantry/shared/caller';
import { keyIssued, keyRevoked } from '@gantry/shared/events/access';
import { type Area, groundVertical, type Vertical } from '@gantry/shared/vocabulary/areas';
import { Refusal } from '../../kernel/errors.ts';
import { newId, newToken } from '../../kernel/ids.ts';
import { isConflict } from '../../kernel/outage.ts';
import type { Platform } from '../../platform/platform.ts';
import { execute } from '../../platform/write/transact.ts';
import { type AccessKey, type HeldMerchants, livingSecrets, rotate } from './access-key.ts';
import { type EndedSource, tellCallersChanged } from './ended-callers.ts';
import { type Act, type Doer, executeRecorded } from './recorded.ts';
import { digestOf, type Proofs } from './ring.ts';
import { keyRows, keyStream } from './store.ts';

export type NewKey = {
  name: string;
  area: Exclude<Area, 'public'>;
  expiresAt?: string | undefined;
  /** All of them, also those to come, when left out. */
  verticals?: readonly Vertical[] | undefined;
  scopes?: readonly Scope[] | undefined;
  merchants?: HeldMerchants | undefined;
};

const newSecret = (): string => `gk_${newToken()}`;
const kept = (secret: string) => ({ digest: digestOf(secret), hint: secret.slice(-4) });

/** What the new key opens; logistics is the ground, so it is always among what is named. */
const rightsOf = ({ area, verticals, scopes, merchants }: NewKey) => ({
  area,
  ...(verticals === undefined ? {} : { verticals: [...new Set([groundVertical, ...verticals] as const)] }),
  ...(scopes === undefined ? {} : { scopes: [...new Set(scopes)] }),
  ...(merchants === undefined ? {} : { merchants: merchants === '*' ? merchants : [...new Set(merchants)].sort() }),
});

const issuing = (platform: Platform, wanted: NewKey, secret: string) => {
  const now = platform.clock.now();
  const keyId = newId('key', now);
  const issued = {
    keyId,
    name: wanted.name,
    kind: 'api' as const,
    ...rightsOf(wanted),
    ...kept(secret),
    expiresAt: wanted.expiresAt ? new Date(wanted.expiresAt).toISOString() : null,
  };
  return { id: keyId, decide: () => [keyIssued(issued, { occurredAt: now.toISOString() })] };
};

type KeyAct = 'key_issued' | 'key_rotated' | 'key_revoked';
const told =
  (act: KeyAct, detail?: string): Act<AccessKey> =>
  ({ keyId, name, merchants }) => ({ act, about: { id: keyId, name, merchants }, detail });

/** A key and its secret, which nobody can read again. */
export type KeyInHand = { key: AccessKey; secret: string };

/** Makes a key. */
export const issueKey = async (platform: Platform, wanted: NewKey, doer: Doer): Promise<KeyInHand> => {
  const secret = newSecret();
  const command = issuing(platform, wanted, secret);
  const key = await executeRecorded(platform, keyStream, { command, doer, act: told('key_issued') });
  return { key, secret };
};

/** Keys as proofs, by each of their two secrets. */
export const keyProofs = ({ database }: Pick<Platform, 'database'>): Proofs<AccessKey> => ({
  find: async (digest) => (await keyRows.list(database, 'WHERE digest = $1 OR former_digest = $1', digest))[0],
  isAlive: (key, digest, now) => livingSecrets(key, now).some((secret) => secret.digest === digest),
});

/** Keys that were revoked, expired, or lost a secret. */
export const endedKeys =
  ({ database }: Pick<Platform, 'database'>): EndedSource =>
  async (since, now) => {
    const lately = `WHERE revoked_at >= $1 OR (expires_at >= $1 AND expires_at <= $2)
      OR (former_digest IS NOT NULL AND secret_at >= $1) OR (former_until >= $1 AND former_until <= $2)`;
    return (await keyRows.list(database, lately, since, now)).map(({ keyId }) => keyId);
  };

/** Makes sure that the bootstrap key works: area manager, all merchants, as often started as wanted. */
export const ensureAdminKey = async (platform: Platform, secret: string): Promise<void> => {
  const digest = digestOf(secret);
  const known = 'WHERE digest = $1 OR former_digest = $1 OR retired @> jsonb_build_array($1::text)';
  const find = async () => (await keyRows.list(platform.database, known, digest)).length > 0;
  // One that was revoked or given another secret stays what it is, however often the tower starts.
  if (await find()) return;
  try {
    const command = issuing(platform, { name: 'bootstrap', area: 'manager' }, secret);
    await execute(platform, keyStream, { ...command, thread: { correlationId: command.id, actor: 'system:start' } });
  } catch (error) {
    // Several processes that start together all find none; one of them made it.
    if (!isConflict(error) || !(await find())) throw error;
  }
};

export const noSuchKey = (): Refusal => new Refusal('missing', 'no_such_key', 'There is no such key');

/** Gives a key a new secret; the former one is valid for `overlapHours` more. */
export const rotateKey = async (
  platform: Platform,
  { keyId, overlapHours }: { keyId: string; overlapHours: number },
  doer: Doer,
): Promise<KeyInHand> => {
  const now = platform.clock.now();
  const secret = newSecret();
  const formerUntil = new Date(now.getTime() + overlapHours * 3_600_000);
  const decide = (key: AccessKey | undefined) => {
    if (!key) throw noSuchKey();
    return rotate(key, { ...kept(secret), formerUntil }, now);
  };
  const act = told('key_rotated', `the former secret is valid until ${formerUntil.toISOString()}`);
  const key = await executeRecorded(platform, keyStream, { command: { id: keyId, decide }, doer, act });
  tellCallersChanged(platform);
  return { key, secret };
};

/** Revokes a key at once, with both its secrets. Revoking it again changes nothing. */
export const revokeKey = async (platform: Platform, keyId: string, doer: Doer): Promise<AccessKey> => {
  const now = platform.clock.now().toISOString();
  const decide = (key: AccessKey | undefined) => {
    if (!key) throw noSuchKey();
    return key.revokedAt ? [] : [keyRevoked({ keyId }, { occurredAt: now })];
  };
  const key = await executeRecorded(platform, keyStream, {
    command: { id: keyId, decide },
    doer,
    act: told('key_revoked'),
  });
  tellCallersChanged(platform);
  return key;
};
