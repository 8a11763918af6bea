/** Privacy: what is kept of people, handed out to them and erased. High on the ladder: it asks everybody who keeps anything. */
import { context } from '../../platform/context.ts';
import { privacyAudit } from './audit.ts';
import { catchUpOnErasures } from './erasure-list.ts';
import { keeping } from './keeping.ts';
import { isPastSealed, pastStream, sealPast } from './past.ts';
import { type RetentionNeeds, retention } from './retention.ts';
import { privacyRoutes } from './routes.ts';
import { subjectStream } from './store.ts';

/** Given whoever keeps something of people. */
export const privacy = context('privacy', (needs: RetentionNeeds) => ({
  streams: [subjectStream, pastStream],
  routes: privacyRoutes(needs, needs.access),
  jobs: [retention(needs), sealPast(needs)],
  settings: [keeping],
  audit: [privacyAudit(needs)],
  public: {
    catchUpOnErasures: () => catchUpOnErasures(needs),
    isPastSealed: () => isPastSealed(needs.platform.database),
  },
}));
