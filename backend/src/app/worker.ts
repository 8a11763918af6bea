/**
 * The worker process: sequencer, subscribers, fact tables, jobs. As many as wanted; they share the work among themselves. It
 * needs its database to begin; each part waits for the other stores by itself.
 */
import { open as openAnalytics } from '@gantry/analytics/client';
import { deferredMessagesJob } from '../platform/inbox/deferred.ts';
import { positionsOf } from '../platform/log/checkpoints.ts';
import { headOf } from '../platform/log/event-log.ts';
import { subscribersOf } from '../platform/log/reaction.ts';
import { runSequencer } from '../platform/log/sequencer.ts';
import { runSubscribers } from '../platform/log/subscribe.ts';
import { logHead, subscriberLag } from '../platform/metrics.ts';
import type { Platform } from '../platform/platform.ts';
import { startHeartbeat } from '../platform/vitals/heartbeat.ts';
import { housekeeping } from '../platform/work/housekeeping.ts';
import { startWork } from '../platform/work/work.ts';
import { type OpenContexts, openContexts } from './contexts.ts';
import { type OpenPlatform, openPlatform, type ProcessConfig } from './open-platform.ts';
import { migrated, openBySteps } from './opening.ts';

export type RunningWorker = {
  /** Resolves when it works, or is stopped before. */
  whole: Promise<void>;
  stop(): Promise<void>;
};

const watchLag = async (platform: Platform): Promise<void> => {
  const head = await headOf(platform.database);
  logHead.set(head);
  for (const [subscriber, position] of await positionsOf(platform)) subscriberLag.set({ subscriber }, head - position);
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
  ];
  const receivers = contexts.all.flatMap(({ raw = [] }) => raw);
  const stopWork = startWork(platform, queue, [
    ...contexts.all.flatMap(({ jobs = [] }) => jobs),
    deferredMessagesJob(platform, receivers),
    ...housekeeping(platform),
  ]);
  const lag = setInterval(() => void watchLag(platform).catch(() => undefined), 5_000);
  return async () => {
    clearInterval(lag);
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
  const endHeartbeat = startHeartbeat(platform, 'worker');
  let endParts: (() => Promise<void>) | undefined;
  const steps = [migrated(platform), { waitsFor: 'the settings', take: contexts.settings.load }];
  const whole = openBySteps(platform, steps, stop.signal).over.then(() => {
    if (stop.signal.aborted) return;
    endParts = startParts(opened, contexts, stop.signal);
    platform.logger.info('worker ready');
  });
  return {
    whole,
    stop: async () => {
      stop.abort();
      await whole;
      await endParts?.();
      await contexts.close();
      await endHeartbeat();
      await analytics.close();
      await opened.close();
    },
  };
};
