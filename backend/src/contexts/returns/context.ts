/** Returns: what comes back, asked for by customers and staff or by itself. */
import { context } from '../../platform/context.ts';
import type { ReturnNeeds } from './needs.ts';
import { expireReturnsJob } from './jobs.ts';
import { personalReturns } from './personal.ts';
import { openReturns } from './public.ts';
import { replacementReactions } from './refund/place.ts';
import { returnRooms } from './rooms.ts';
import { returnRoutes } from './routes.ts';
import { returnStream } from './store.ts';
import { undeliverableReactions } from './undeliverable.ts';

export type { ReturnNeeds };

export const returns = context('returns', (needs: ReturnNeeds) => ({
  streams: [returnStream],
  routes: returnRoutes(needs),
  reactions: [replacementReactions(needs), undeliverableReactions(needs)],
  jobs: [expireReturnsJob(needs)],
  rooms: returnRooms,
  personal: [personalReturns(needs.platform)],
  public: openReturns(needs),
}));
