/** A read-only analyst of ClickHouse: whose rows it sees and what its password is known by. State and its fold. */
import type { AnalystEvent } from '@gantry/shared/events/access/analysts';
import { fold } from '../../../kernel/decider.ts';
import type { HeldMerchants } from '../access-key.ts';

export type Analyst = {
  analystId: string;
  user: string;
  name: string;
  merchants: HeldMerchants;
  digest: string;
  createdAt: string;
  revokedAt: string | null;
};

export const evolve = fold<Analyst, AnalystEvent>({
  'access.analyst_added': {
    begin: (added, { occurredAt }) => ({ ...added, createdAt: occurredAt, revokedAt: null }),
  },
  'access.analyst_revoked': (analyst, _, { occurredAt }) => ({ ...analyst, revokedAt: occurredAt }),
});
