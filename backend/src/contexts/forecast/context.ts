/** The forecast: when parcels arrive, how sure that is, and whether what was said kept its claim. */
import type { Analytics } from '@gantry/analytics/client';
import { context } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Tracking } from '../tracking/public.ts';
import { forecastJobs } from './jobs.ts';
import { openModelBook } from './models.ts';
import { openForecasts } from './public.ts';
import { forecastReactions } from './reactions.ts';
import { forecastRooms } from './rooms.ts';
import { forecastStream, levelStream, modelStream } from './store.ts';
import { type RiskQuestion, shipmentsAtRisk } from './watch.ts';

type Needs = { platform: Platform; tracking: Tracking; analytics: Analytics };

export const forecast = context('forecast', ({ platform, tracking, analytics }: Needs) => {
  const needs = { platform, tracking, models: openModelBook(platform) };
  return {
    streams: [forecastStream, modelStream, levelStream],
    reactions: [forecastReactions(needs)],
    jobs: forecastJobs(needs, analytics),
    rooms: forecastRooms,
    tiles: {
      /** The shipments at risk at an instant, nearest promise first, `most` of them, and how many there are. */
      atRisk: (now: Date, question: RiskQuestion) => shipmentsAtRisk(platform.database, now, question),
    },
    public: openForecasts(platform),
  };
});
