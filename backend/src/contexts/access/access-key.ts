/** An access key: what its holder may do, until when. State and its fold; the secret itself is never kept. */
import type * as events from '@gantry/shared/events/access';
import type { Area } from '@gantry/shared/vocabulary/areas';
import { fold } from '../../kernel/decider.ts';

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

export const evolve = fold<AccessKey, events.AccessEvent>({
  'access.key_issued': { begin: (issued, { occurredAt }) => ({ ...issued, createdAt: occurredAt, revokedAt: null }) },
  'access.key_revoked': (key, _, { occurredAt }) => ({ ...key, revokedAt: occurredAt }),
});

/** True while the key opens anything at `now`. */
export const isAlive = (key: Pick<AccessKey, 'expiresAt' | 'revokedAt'>, now: Date): boolean =>
  key.revokedAt === null && (key.expiresAt === null || Date.parse(key.expiresAt) > now.getTime());
