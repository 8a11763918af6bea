/** Making, finding and revoking keys. A key is `gk_` (API) or `gw_` (kiosk) and 160 random bits; we keep its SHA-256. */
import type { Scope } from '@gantry/shared/caller';
import { keyIssued, keyRevoked } from '@gantry/shared/events/access';
import { type Area, groundVertical, type Vertical } from '@gantry/shared/vocabulary/areas';
import { Refusal } from '../../kernel/errors.ts';
import { digest, newId, newToken } from '../../kernel/ids.ts';
import { isConflict } from '../../kernel/outage.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { execute } from '../../platform/write/transact.ts';
import { type AccessKey, isAlive, kioskRights } from './access-key.ts';
import { keyRows, keyStream } from './store.ts';

/** What we keep of a secret. */
export const digestOf = (secret: string): string => digest(secret).toString('hex');

export type NewKey = {
  name: string;
  kind: AccessKey['kind'];
  area: Exclude<Area, 'public'>;
  expiresAt?: string | undefined;
  /** All of them, also those to come, when left out. */
  verticals?: readonly Vertical[] | undefined;
  scopes?: readonly Scope[] | undefined;
  secret?: string;
};

/** What the new key opens: a kiosk what a kiosk may; logistics is the ground, so it is always among what is named. */
const rightsOf = ({ kind, area, verticals, scopes }: NewKey) => {
  if (kind === 'kiosk')
    return { area: kioskRights.area, verticals: [...kioskRights.verticals], scopes: [...kioskRights.scopes] };
  return {
    area,
    ...(verticals === undefined ? {} : { verticals: [...new Set([groundVertical, ...verticals] as const)] }),
    ...(scopes === undefined ? {} : { scopes: [...new Set(scopes)] }),
  };
};

/** Makes a key and answers its secret, which nobody can read again. */
export const issueKey = async (
  platform: Platform,
  wanted: NewKey,
  thread?: Thread,
): Promise<{ key: AccessKey; secret: string }> => {
  const now = platform.clock.now();
  const secret = wanted.secret ?? `${wanted.kind === 'kiosk' ? 'gw' : 'gk'}_${newToken()}`;
  const keyId = newId('key', now);
  const issued = {
    keyId,
    name: wanted.name,
    kind: wanted.kind,
    ...rightsOf(wanted),
    digest: digestOf(secret),
    hint: secret.slice(-4),
    expiresAt: wanted.expiresAt ? new Date(wanted.expiresAt).toISOString() : null,
  };
  const { state } = await execute(platform, keyStream, {
    id: keyId,
    thread: thread ?? { correlationId: keyId, actor: 'system:start' },
    decide: () => [keyIssued(issued, { occurredAt: now.toISOString() })],
  });
  if (!state) throw new Error('an issued key has a state');
  return { key: state, secret };
};

const keyWithDigest = async (platform: Platform, digest: string): Promise<AccessKey | undefined> =>
  (await keyRows.list(platform.database, 'WHERE digest = $1', digest))[0];

/** The living key of a digest; undefined for every other. */
export const findKey = async (platform: Platform, digest: string): Promise<AccessKey | undefined> => {
  const key = await keyWithDigest(platform, digest);
  return key && isAlive(key, platform.clock.now()) ? key : undefined;
};

/** Makes sure that the bootstrap key works: area manager, as often started as wanted. */
export const ensureAdminKey = async (platform: Platform, secret: string): Promise<void> => {
  const find = () => keyWithDigest(platform, digestOf(secret));
  if (await find()) return;
  try {
    await issueKey(platform, { name: 'bootstrap', kind: 'api', area: 'manager', secret });
  } catch (error) {
    // Several processes that start together all find none; one of them made it.
    if (!isConflict(error) || !(await find())) throw error;
  }
};

/** Revokes a key at once. Revoking it again changes nothing. */
export const revokeKey = async (platform: Platform, keyId: string, thread: Thread): Promise<AccessKey> => {
  const now = platform.clock.now().toISOString();
  const { state } = await execute(platform, keyStream, {
    id: keyId,
    thread,
    decide: (key) => {
      if (!key) throw new Refusal('missing', 'no_such_key', 'There is no such key');
      return key.revokedAt ? [] : [keyRevoked({ keyId }, { occurredAt: now })];
    },
  });
  if (!state) throw new Error('a revoked key has a state');
  platform.signals.raise('keys');
  return state;
};
