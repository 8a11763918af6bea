/** The worker process: sequencer, subscribers, fact tables, jobs. As many as wanted; they share the work among themselves. */
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { watchDisks } from '../platform/disk/watch.ts';
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
import { openContexts } from './contexts.ts';
import { openPlatform, type ProcessConfig } from './open-platform.ts';

const watchLag = async (platform: Platform): Promise<void> => {
  const head = await headOf(platform.database);
  logHead.set(head);
  for (const [subscriber, position] of await positionsOf(platform)) subscriberLag.set({ subscriber }, head - position);
};

/** Starts a worker process. */
export const startWorker = async (config: ProcessConfig): Promise<{ stop(): Promise<void> }> => {
  const { platform, queue, close } = await openPlatform(config, 'worker', 12);
  const analytics = await connectAnalytics(config.clickhouseUrl, { cluster: config.cluster });
  const contexts = openContexts(platform, analytics);
  await contexts.settings.load();
  const endHeartbeat = startHeartbeat(platform, 'worker');
  const unwatchDisks = watchDisks(platform);
  const stop = new AbortController();
  const running = [
    runSequencer(platform, stop.signal),
    runSubscribers(
      platform,
      contexts.all.flatMap(({ name, reactions = [] }) => subscribersOf(name, reactions)),
      stop.signal,
    ),
    contexts.facts.run(stop.signal),
  ];
  const receivers = contexts.all.flatMap(({ raw = [] }) => raw);
  const jobs = [
    ...contexts.all.flatMap(({ jobs = [] }) => jobs),
    deferredMessagesJob(platform, receivers),
    ...housekeeping(platform),
  ];
  const stopWork = await startWork(platform, queue, jobs);
  const lag = setInterval(() => void watchLag(platform).catch(() => undefined), 5_000);
  platform.logger.info('worker ready');
  return {
    stop: async () => {
      clearInterval(lag);
      stop.abort();
      await stopWork();
      await Promise.allSettled(running);
      await contexts.close();
      unwatchDisks();
      await endHeartbeat();
      await analytics.close();
      await close();
    },
  };
};
