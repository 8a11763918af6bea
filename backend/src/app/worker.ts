/** The worker process: sequencer, subscribers, fact tables, jobs. As many as wanted; they share the work among themselves. */
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { openFacts } from '../contexts/insights/facts.ts';
import { booksOf } from '../contexts/tracking/public.ts';
import { headOf } from '../platform/event-log.ts';
import { housekeeping } from '../platform/housekeeping.ts';
import { logHead, subscriberLag } from '../platform/metrics.ts';
import type { Platform } from '../platform/platform.ts';
import { runSequencer } from '../platform/sequencer.ts';
import { runSubscribers } from '../platform/subscribe.ts';
import { startWork } from '../platform/work.ts';
import { plugIn } from './contexts.ts';
import { openPlatform, type Settled } from './open-platform.ts';

const watchLag = async (platform: Platform): Promise<void> => {
  const head = await headOf(platform.database);
  logHead.set(head);
  const rows = await platform.database.prisma.checkpoint.groupBy({ by: ['subscriber'], _min: { position: true } });
  for (const { subscriber, _min } of rows) subscriberLag.set({ subscriber }, head - Number(_min.position ?? 0));
};

/** Starts a worker process. */
export const startWorker = async (config: Settled): Promise<{ stop(): Promise<void> }> => {
  const { platform, queue, close } = await openPlatform(config, 'worker', 12);
  const analytics = await connectAnalytics(config.clickhouseUrl, { cluster: config.cluster });
  const facts = openFacts({ platform, client: analytics, tables: allFacts });
  const contexts = plugIn({ analytics, facts, books: booksOf(platform) });
  const stop = new AbortController();
  const running = [
    runSequencer(platform, stop.signal),
    runSubscribers(
      platform,
      contexts.flatMap(({ subscribers = [] }) => subscribers),
      stop.signal,
    ),
    facts.run(stop.signal),
  ];
  const stopWork = await startWork(platform, queue, [...contexts.flatMap(({ jobs = [] }) => jobs), ...housekeeping]);
  const lag = setInterval(() => void watchLag(platform).catch(() => undefined), 5_000);
  platform.logger.info('worker ready');
  return {
    stop: async () => {
      clearInterval(lag);
      stop.abort();
      await stopWork();
      await Promise.allSettled(running);
      await analytics.close();
      await close();
    },
  };
};
