/**
 * The worker process: sequencer, subscribers, fact tables, jobs. As many as wanted; they share the work among themselves. It
 * needs its database to begin; each part waits for the other stores by itself.
 */
import { open as openAnalytics } from '@gantry/analytics/client';
import { keepErasureList } from '../contexts/privacy/erasure-list.ts';
import { keepProof } from '../platform/log/proof/keep.ts';
import { subscribersOf } from '../platform/log/reaction.ts';
import { runSequencer } from '../platform/log/sequencer.ts';
import { runSubscribers } from '../platform/log/subscribe.ts';
import { clearDestroyedKeys } from '../platform/privacy/key-remains.ts';
import { watchHorizon } from '../platform/vitals/horizon-watch.ts';
import { startWork } from '../platform/work/work.ts';
import { type OpenContexts, openContexts } from './contexts.ts';
import { type OpenPlatform, openPlatform, type ProcessConfig } from './open-platform.ts';
import { erasuresKept, migrated, openBySteps } from './opening.ts';
import { startSelfReport } from './self-report.ts';
import { startWorkerHttp } from './worker-http.ts';

export type RunningWorker = {
  /** Where it answers for its health and figures. */
  port: number;
  /** Resolves when it works, or is stopped before. */
  whole: Promise<void>;
  stop(): Promise<void>;
};

/** Begins everything that a worker does; answers the function that ends it. */
const startParts = (
  { platform, queue }: OpenPlatform,
  contexts: OpenContexts,
  stop: AbortSignal,
): (() => Promise<void>) => {
  const running = [
    runSequencer(platform, stop),
    runSubscribers(
      platform,
      contexts.all.flatMap(({ name, reactions = [] }) => subscribersOf(name, reactions)),
      stop,
    ),
    contexts.facts.run(stop),
    keepProof(platform, contexts.privacy.public.isPastSealed, stop),
    watchHorizon(platform, stop),
    keepErasureList(platform, stop),
    clearDestroyedKeys(platform, stop),
  ];
  const stopWork = startWork(platform, queue, contexts.jobs);
  return async () => {
    await stopWork();
    await Promise.allSettled(running);
  };
};

/** Starts a worker process. */
export const startWorker = async (config: ProcessConfig): Promise<RunningWorker> => {
  const opened = openPlatform(config, 'worker', 12);
  const { platform } = opened;
  const analytics = openAnalytics(config.clickhouseUrl, { cluster: config.cluster });
  const contexts = openContexts(platform, analytics);
  const stop = new AbortController();
  const endSelfReport = startSelfReport(platform, 'worker', contexts.system);
  let endParts: (() => Promise<void>) | undefined;
  const steps = [
    migrated(platform),
    erasuresKept(contexts.privacy.public),
    { waitsFor: 'the settings', take: contexts.settings.load },
  ];
  const opening = openBySteps(platform, steps, stop.signal);
  const http = await startWorkerHttp({
    platform,
    gate: contexts.access.public.gate,
    figures: contexts.system.figures,
    state: { isStopping: () => stop.signal.aborted, waitsFor: opening.waitsFor },
  });
  platform.vitals.show({ port: http.port });
  const whole = opening.over.then(() => {
    if (stop.signal.aborted) return;
    endParts = startParts(opened, contexts, stop.signal);
    platform.logger.info({ port: http.port }, 'worker ready');
  });
  return {
    port: http.port,
    whole,
    stop: async () => {
      stop.abort();
      await http.close();
      await whole;
      await endParts?.();
      await endSelfReport();
      await contexts.close();
      await analytics.close();
      await opened.close();
    },
  };
};
