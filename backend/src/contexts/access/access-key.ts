/** An access key: what its holder may do, until when, by which secrets. State and its fold; a secret itself is never kept. */
import { type Merchants, nobodys, type Scope } from '@gantry/shared/caller';
import type * as events from '@gantry/shared/events/access';
import { keyRotated } from '@gantry/shared/events/access';
import { type Area, type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import type { z } from 'zod';
import { fold } from '../../kernel/decider.ts';
import { Refusal } from '../../kernel/errors.ts';

/** Merchants as a key or a kiosk holds them. */
export type HeldMerchants = z.output<typeof events.heldMerchants>;

/** Whose the events are of what serves merchants: of the one it serves, else of none. */
export const merchantOfSeveral = (merchants: Merchants): string =>
  (merchants.length === 1 && merchants !== '*' ? merchants[0] : undefined) ?? nobodys;

export type AccessKey = {
  keyId: string;
  name: string;
  kind: (typeof events.keyKinds)[number];
  area: Area;
  /** `*`: all there are, also those that come later. */
  verticals: ('*' | Vertical)[];
  scopes: Scope[];
  merchants: HeldMerchants;
  digest: string;
  hint: string;
  secretAt: string;
  /** The secret before this one, valid until its instant. */
  formerDigest: string | null;
  formerHint: string | null;
  formerAt: string | null;
  formerUntil: string | null;
  /** Digests of the secrets before those two: none of them becomes a key again. */
  retired: string[];
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
};

export const evolve = fold<AccessKey, events.AccessEvent>({
  'access.key_issued': {
    begin: ({ verticals = ['*'], scopes = ['*'], merchants = '*', ...issued }, { occurredAt }) => ({
      ...issued,
      verticals,
      scopes,
      merchants,
      secretAt: occurredAt,
      formerDigest: null,
      formerHint: null,
      formerAt: null,
      formerUntil: null,
      retired: [],
      createdAt: occurredAt,
      revokedAt: null,
    }),
  },
  'access.key_rotated': (key, { digest, hint, formerUntil }, { occurredAt }) => ({
    ...key,
    digest,
    hint,
    secretAt: occurredAt,
    formerDigest: key.digest,
    formerHint: key.hint,
    formerAt: key.secretAt,
    formerUntil,
    retired: key.formerDigest === null ? key.retired : [...key.retired, key.formerDigest],
  }),
  'access.key_revoked': (key, _, { occurredAt }) => ({ ...key, revokedAt: occurredAt }),
});

/** True while the key opens anything at `now`. */
export const isAlive = (key: Pick<AccessKey, 'expiresAt' | 'revokedAt'>, now: Date): boolean =>
  key.revokedAt === null && (key.expiresAt === null || Date.parse(key.expiresAt) > now.getTime());

/** A secret as its holder is told of it: until when it opens something, null for as long as nobody ends it. */
export type LivingSecret = { digest: string; hint: string; createdAt: string; validUntil: string | null };

const sooner = (a: string | null, b: string | null): string | null =>
  a !== null && b !== null ? (Date.parse(a) < Date.parse(b) ? a : b) : (a ?? b);

/** The secrets that open something at `now`, the newest first. */
export const livingSecrets = (key: AccessKey, now: Date): LivingSecret[] => {
  if (!isAlive(key, now)) return [];
  const { digest, hint, secretAt, formerDigest, formerHint, formerAt, formerUntil, expiresAt } = key;
  const newest = { digest, hint, createdAt: secretAt, validUntil: expiresAt };
  if (formerDigest === null || formerUntil === null || Date.parse(formerUntil) <= now.getTime()) return [newest];
  const former = { digest: formerDigest, hint: formerHint ?? '', createdAt: formerAt ?? secretAt };
  return [newest, { ...former, validUntil: sooner(formerUntil, expiresAt) }];
};

/** A new secret for a key, in the events that make it; the former one is valid until `formerUntil`. */
export const rotate = (
  key: AccessKey,
  { digest, hint, formerUntil }: { digest: string; hint: string; formerUntil: Date },
  now: Date,
): events.AccessEvent[] => {
  if (!isAlive(key, now))
    throw new Refusal('conflict', 'key_ended', 'This key has expired or was revoked: make another');
  if (key.kind === 'kiosk')
    throw new Refusal('conflict', 'kiosk_key', 'A kiosk key takes no second secret: add a kiosk and open its link');
  const fact = { keyId: key.keyId, digest, hint, formerUntil: formerUntil.toISOString() };
  return [keyRotated(fact, { occurredAt: now.toISOString() })];
};

/** What a kiosk is, whatever was asked for when it was made: it reads what a wall shows. */
export const kioskRights = { area: 'personal', verticals: ['logistics'], scopes: ['wall:read'] } as const satisfies {
  area: Area;
  verticals: readonly Vertical[];
  scopes: readonly Scope[];
};

/** The verticals a key holds, switched on here or not. */
export const verticalsOf = ({
  kind,
  verticals: held,
}: {
  kind: AccessKey['kind'];
  verticals: readonly ('*' | Vertical)[];
}): Vertical[] => {
  if (kind === 'kiosk') return [...kioskRights.verticals];
  return verticals.filter((vertical) => held.includes('*') || held.includes(vertical));
};

/** The scopes a key holds. */
export const scopesOf = ({ kind, scopes }: { kind: AccessKey['kind']; scopes: readonly Scope[] }): Scope[] => [
  ...(kind === 'kiosk' ? kioskRights.scopes : scopes),
];
