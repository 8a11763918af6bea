/** An access key: what its holder may do, until when. State and its fold; the secret itself is never kept. */
import type { Scope } from '@gantry/shared/caller';
import type * as events from '@gantry/shared/events/access';
import { type Area, type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import { fold } from '../../kernel/decider.ts';

export type AccessKey = {
  keyId: string;
  name: string;
  kind: (typeof events.keyKinds)[number];
  area: Area;
  /** `*`: all there are, also those that come later. */
  verticals: ('*' | Vertical)[];
  scopes: Scope[];
  digest: string;
  hint: string;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
};

export const evolve = fold<AccessKey, events.AccessEvent>({
  'access.key_issued': {
    begin: ({ verticals = ['*'], scopes = ['*'], ...issued }, { occurredAt }) => ({
      ...issued,
      verticals,
      scopes,
      createdAt: occurredAt,
      revokedAt: null,
    }),
  },
  'access.key_revoked': (key, _, { occurredAt }) => ({ ...key, revokedAt: occurredAt }),
});

/** True while the key opens anything at `now`. */
export const isAlive = (key: Pick<AccessKey, 'expiresAt' | 'revokedAt'>, now: Date): boolean =>
  key.revokedAt === null && (key.expiresAt === null || Date.parse(key.expiresAt) > now.getTime());

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
