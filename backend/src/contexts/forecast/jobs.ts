/** The forecast's work by the clock: estimates looked at again, the model trained at night, levels judged by their record. */
import type { Analytics } from '@gantry/analytics/client';
import { levelRecord } from '@gantry/analytics/queries/eta-accuracy';
import type { Confidence } from '@gantry/shared/vocabulary/tracking-status';
import { z } from 'zod';
import { job } from '../../platform/work/jobs.ts';
import { judgeLevels } from './levels.ts';
import { newestModel } from './models.ts';
import { type ReckonNeeds, reckon } from './reckon.ts';
import { trainModel } from './training/train.ts';
import { dueShipments } from './watch.ts';

const mostAtOnce = 1_000;

/** Looks at estimates again for which time has passed without news, a bounded number at a time. */
export const recheckEtas = (needs: ReckonNeeds) =>
  job({
    name: 'forecast.recheck_etas',
    title: 'Looks again at estimates of arrival',
    payload: z.object({}),
    lane: 'slow',
    every: 120_000,
    run: async (_, { jobId: causationId }) => {
      const { database, clock } = needs.platform;
      const { number } = await needs.models.current();
      const due = await dueShipments(database, clock.now(), mostAtOnce);
      await reckon(
        needs,
        due.map(({ shipmentId, model }) => ({ shipmentId, cause: model === number ? 'clock' : 'model', causationId })),
      );
    },
  });

/** Trains the model when that is due; looked at every quarter of an hour. */
export const trainEtaModel = (needs: Pick<ReckonNeeds, 'platform' | 'tracking'>) =>
  job({
    name: 'forecast.train_eta',
    title: 'Learns how long parcels take',
    payload: z.object({ now: z.boolean().optional() }),
    lane: 'slow',
    every: 900_000,
    retry: 2,
    run: async ({ now }, { thread }) => {
      await trainModel(needs, { thread, ...(now === undefined ? {} : { now }) });
    },
  });

/** A level is judged by this many of its newest shipments. */
const mostJudged = 500;
const claiming: readonly Confidence[] = ['high', 'medium'];

/** Judges every hour whether levels of confidence keep their claims. */
const judgeEtaLevels = ({ platform }: Pick<ReckonNeeds, 'platform'>, analytics: Analytics) =>
  job({
    name: 'forecast.judge_eta_levels',
    title: 'Judges how sure estimates of arrival are',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: async (_, { thread }) => {
      const newest = await newestModel(platform.database);
      if (!newest) return;
      const records = await Promise.all(
        claiming.map(async (level) => [level, await levelRecord(analytics, level, mostJudged)] as const),
      );
      await judgeLevels(platform, new Map(records), { model: newest.model, thread });
    },
  });

/** The jobs over an analytics client. */
export const forecastJobs = (needs: ReckonNeeds, analytics: Analytics) => [
  recheckEtas(needs),
  trainEtaModel(needs),
  judgeEtaLevels(needs, analytics),
];
