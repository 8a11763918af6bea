/** An access key: what its holder may do, until when. State and its fold; the secret itself is never kept. */
import type { Scope } from '@gantry/shared/caller';
import * as events from '@gantry/shared/events/access';
import { type Area, type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import type { Evolve } from '../../kernel/decider.ts';

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

export const evolve: Evolve<AccessKey> = (state, fact) => {
  const at = fact.occurredAt ?? new Date(0).toISOString();
  if (fact.name === events.keyIssued.name) {
    const issued = events.keyIssued.payload.parse(fact.payload);
    return {
      ...issued,
      verticals: issued.verticals ?? ['*'],
      scopes: issued.scopes ?? ['*'],
      createdAt: at,
      revokedAt: null,
    };
  }
  if (state && fact.name === events.keyRevoked.name) return { ...state, revokedAt: at };
  return state;
};

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
