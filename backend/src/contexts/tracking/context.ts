/** Tracking: webhooks in, normalized events out; where every shipment stands and what is wrong with it. */
import { readMessage } from '@gantry/shared/api/shipments';
import { merchantFilter } from '@gantry/shared/caller';
import { Refusal } from '../../kernel/errors.ts';
import { context } from '../../platform/context.ts';
import { openGazetteer } from '../../platform/gazetteer.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Carriers } from '../carriers/public.ts';
import type { Shipping } from '../shipping/public.ts';
import { trackingAudit } from './audit.ts';
import { trackingTiles } from './figures/tiles.ts';
import { messageById } from './intake/kept-message.ts';
import { trackingResumers } from './intake/trashed.ts';
import { webhookIngestion } from './intake/webhook-ingestion.ts';
import { trackingJobs } from './jobs.ts';
import { mapRoutes } from './maps/routes.ts';
import { personalScans } from './personal.ts';
import { pollJobs } from './poll/jobs.ts';
import { pollRoutes } from './poll/routes.ts';
import { openTracking } from './public.ts';
import { trackingReactions } from './reactions.ts';
import { openReplays } from './replay/replays.ts';
import { replayRoutes } from './replay/routes.ts';
import { replayJobs } from './replay/run-replay.ts';
import { trackingRoutes } from './routes.ts';
import { trackedStream } from './store.ts';

type Needs = { platform: Platform; carriers: Carriers; shipping: Shipping };

export const tracking = context('tracking', ({ platform, carriers, shipping }: Needs) => {
  // Touches its data at the first scan that needs it.
  const gazetteer = openGazetteer();
  const receiver = webhookIngestion(carriers, gazetteer);
  const replays = openReplays(platform);
  const message = serve(readMessage, async ({ caller, params }) => {
    const found = await messageById({ platform, carriers, gazetteer }, params.messageId, merchantFilter(caller));
    if (!found) throw new Refusal('missing', 'no_such_message', 'This message is not kept, or not any more');
    return found;
  });
  return {
    streams: [trackedStream],
    routes: [
      ...trackingRoutes,
      message,
      ...mapRoutes({ carriers, replays }),
      ...replayRoutes(replays),
      ...pollRoutes(carriers),
    ],
    reactions: trackingReactions({ platform, shipping }),
    jobs: [
      ...trackingJobs({ platform, carriers }),
      ...pollJobs({ platform, carriers, receiver }),
      ...replayJobs({ platform, carriers, replays }),
    ],
    raw: [receiver],
    resumers: trackingResumers(platform),
    personal: [personalScans(platform, shipping)],
    tiles: trackingTiles(platform.database),
    audit: [trackingAudit({ platform, carriers, gazetteer })],
    public: openTracking(platform, { gazetteer, shipping }),
  };
});
