/** The forecast's work by the clock: estimates looked at again, the model trained at night, levels judged by their record. */
import type { Analytics } from '@gantry/analytics/client';
import { levelRecord } from '@gantry/analytics/queries/eta-accuracy';
import type { Confidence } from '@gantry/shared/vocabulary/tracking-status';
import { z } from 'zod';
import { type Job, job } from '../../platform/jobs.ts';
import { judgeLevels } from './levels.ts';
import { modelBookOf, newestModel } from './models.ts';
import { reckon } from './reckon.ts';
import { trainModel } from './train.ts';
import { dueShipments } from './watch.ts';

const mostAtOnce = 1_000;

/** Looks at estimates again for which time has passed without news, a bounded number at a time. */
export const recheckEtas = job({
  name: 'tracking.recheck_etas',
  payload: z.object({}),
  every: 120_000,
  run: async (platform, _payload, { jobId }) => {
    const { number } = await modelBookOf(platform).current();
    const due = await dueShipments(platform, platform.clock.now(), mostAtOnce);
    await reckon(
      platform,
      due.map(({ shipmentId, model }) => ({
        shipmentId,
        cause: model === number ? 'clock' : 'model',
        causationId: jobId,
      })),
    );
  },
});

/** Trains the model when that is due; looked at every quarter of an hour. */
export const trainEtaModel = job({
  name: 'tracking.train_eta',
  payload: z.object({ now: z.boolean().optional() }),
  every: 900_000,
  retry: 2,
  run: async (platform, { now }, { jobId }) => {
    await trainModel(platform, { jobId, ...(now === undefined ? {} : { now }) });
  },
});

/** A level is judged by this many of its newest shipments. */
const mostJudged = 500;
const claiming: readonly Confidence[] = ['high', 'medium'];

/** Judges every hour whether levels of confidence keep their claims. */
const judgeEtaLevels = (analytics: Analytics) =>
  job({
    name: 'tracking.judge_eta_levels',
    payload: z.object({}),
    every: 3_600_000,
    run: async (platform, _payload, { jobId }) => {
      const newest = await newestModel(platform);
      if (!newest) return;
      const records = await Promise.all(
        claiming.map(async (level) => [level, await levelRecord(analytics, level, mostJudged)] as const),
      );
      await judgeLevels(platform, new Map(records), { model: newest.model, jobId });
    },
  });

/** The jobs over an analytics client. */
export const forecastJobs = (analytics: Analytics) =>
  [recheckEtas, trainEtaModel, judgeEtaLevels(analytics)] as unknown as Job<never>[];
