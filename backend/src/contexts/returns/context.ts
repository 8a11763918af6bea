/** Returns: what comes back, asked for by customers and staff or by itself. */
import { context } from '../../platform/context.ts';
import { openUploads } from '../../platform/uploads/uploads.ts';
import { undeliverableReactions } from './asking/undeliverable.ts';
import { returnAudit } from './audit.ts';
import { expireReturnsJob } from './jobs.ts';
import type { ReturnNeeds } from './needs.ts';
import { returnPageRoutes } from './page/routes.ts';
import { personalReturns } from './personal.ts';
import { photosOfReturns, returnPhotoRoutes } from './photos.ts';
import { openReturns } from './public.ts';
import { replacementReactions } from './refund/place.ts';
import { returnRooms } from './rooms.ts';
import { returnRoutes } from './routes.ts';
import { returnStream } from './store.ts';

export const returns = context('returns', (needs: ReturnNeeds) => {
  const door = openReturns(needs);
  const uploads = openUploads(needs.platform, photosOfReturns);
  return {
    streams: [returnStream],
    routes: [
      ...returnRoutes(needs),
      ...returnPhotoRoutes({ ...needs, uploads }),
      ...returnPageRoutes({ ...needs, returns: door, uploads }),
    ],
    reactions: [replacementReactions(needs), undeliverableReactions(needs)],
    jobs: [expireReturnsJob(needs)],
    rooms: returnRooms,
    audit: [returnAudit(needs.platform)],
    personal: [personalReturns(needs.platform)],
    public: door,
  };
});
