/** The limits of what anybody may ask about parcels. */
import { type Limit, openLimit } from '../../../platform/http/limits.ts';
import type { Platform } from '../../../platform/platform.ts';

const quarterHour = 900;

export type PublicLimits = {
  /** Links that do not exist, from one address: nobody types twenty of them a minute. */
  missesFrom: Limit;
  lookupsFrom: Limit;
  lookupsOf: Limit;
};

/** Opens the limits; they are counted for all processes together. */
export const openPublicLimits = ({ redis }: Platform): PublicLimits => ({
  missesFrom: openLimit(redis, { name: 'links', points: 20, seconds: 60 }),
  lookupsFrom: openLimit(redis, { name: 'lookups-from', points: 10, seconds: quarterHour }),
  lookupsOf: openLimit(redis, { name: 'lookups-of', points: 5, seconds: quarterHour }),
});
