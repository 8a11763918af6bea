/** An access key: what its holder may do, until when. State and its fold; the secret itself is never kept. */
import * as events from '@gantry/shared/events/access';
import type { Area } from '@gantry/shared/vocabulary/areas';
import type { Evolve } from '../../kernel/decider.ts';

export type AccessKey = {
  keyId: string;
  name: string;
  kind: (typeof events.keyKinds)[number];
  area: Area;
  digest: string;
  hint: string;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
};

export const evolve: Evolve<AccessKey> = (state, fact) => {
  const at = fact.occurredAt ?? new Date(0).toISOString();
  if (fact.name === events.keyIssued.name)
    return { ...events.keyIssued.payload.parse(fact.payload), createdAt: at, revokedAt: null };
  if (state && fact.name === events.keyRevoked.name) return { ...state, revokedAt: at };
  return state;
};

/** True while the key opens anything at `now`. */
export const isAlive = (key: Pick<AccessKey, 'expiresAt' | 'revokedAt'>, now: Date): boolean =>
  key.revokedAt === null && (key.expiresAt === null || Date.parse(key.expiresAt) > now.getTime());
