/** Returns: what comes back, asked for by customers and staff or by itself. */
import { context } from '../../platform/context.ts';
import type { ReturnNeeds } from './needs.ts';
import { openReturns } from './public.ts';
import { replacementReactions } from './refund/place.ts';
import { returnStream } from './store.ts';

export type { ReturnNeeds };

export const returns = context('returns', (needs: ReturnNeeds) => ({
  streams: [returnStream],
  routes: [],
  reactions: [replacementReactions(needs)],
  jobs: [],
  rooms: [],
  public: openReturns(needs),
}));
