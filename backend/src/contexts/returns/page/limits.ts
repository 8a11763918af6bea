/** How often anybody may ask about returns on a tracking page: by page and by address. */
import { type Limit, openLimit } from '../../../platform/http/limits.ts';
import type { Platform } from '../../../platform/platform.ts';

const quarterHour = 900;
const hour = 3_600;

export type PageLimits = {
  /** Links that do not exist, from one address. */
  missesFrom: Limit;
  photosOf: Limit;
  photosFrom: Limit;
  requestsOf: Limit;
  requestsFrom: Limit;
};

/** Opens the limits; they are counted for all processes together. `links` are those that the page itself counts. */
export const openPageLimits = ({ redis }: Pick<Platform, 'redis'>): PageLimits => ({
  missesFrom: openLimit(redis, { name: 'links', points: 20, seconds: 60 }),
  photosOf: openLimit(redis, { name: 'return-photos-of', points: 20, seconds: hour }),
  photosFrom: openLimit(redis, { name: 'return-photos-from', points: 40, seconds: quarterHour }),
  requestsOf: openLimit(redis, { name: 'returns-of', points: 10, seconds: hour }),
  requestsFrom: openLimit(redis, { name: 'returns-from', points: 20, seconds: quarterHour }),
});
