/** The worker process: sequencer, subscribers, fact tables, jobs. As many as wanted; they share the work among themselves. */
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { subscribersOf } from '../platform/log/reaction.ts';
import { runSequencer } from '../platform/log/sequencer.ts';
import { runSubscribers } from '../platform/log/subscribe.ts';
import { keepGauges } from '../platform/vitals/gauges.ts';
import { startHeartbeat } from '../platform/vitals/heartbeat.ts';
import { watchHorizon } from '../platform/vitals/horizon-watch.ts';
import { startWork } from '../platform/work/work.ts';
import { openContexts } from './contexts.ts';
import { openPlatform, type ProcessConfig } from './open-platform.ts';
import { startWorkerHttp } from './worker-http.ts';

/** `port`: where it answers for its health and figures. */
export type RunningWorker = { port: number; stop(): Promise<void> };

/** Starts a worker process. */
export const startWorker = async (config: ProcessConfig): Promise<RunningWorker> => {
  const { platform, queue, close } = await openPlatform(config, 'worker', 12);
  const analytics = await connectAnalytics(config.clickhouseUrl, { cluster: config.cluster });
  const contexts = openContexts(platform, analytics);
  await contexts.settings.load();
  const endHeartbeat = startHeartbeat(platform, 'worker');
  const stop = new AbortController();
  const running = [
    runSequencer(platform, stop.signal),
    runSubscribers(
      platform,
      contexts.all.flatMap(({ name, reactions = [] }) => subscribersOf(name, reactions)),
      stop.signal,
    ),
    contexts.facts.run(stop.signal),
    watchHorizon(platform, stop.signal),
  ];
  const stopWork = await startWork(platform, queue, contexts.jobs);
  const endGauges = keepGauges(contexts.system);
  const http = await startWorkerHttp({
    platform,
    gate: contexts.access.public.gate,
    figures: contexts.system.figures,
    isStopping: () => stop.signal.aborted,
  });
  platform.vitals.show({ port: http.port });
  platform.logger.info({ port: http.port }, 'worker ready');
  return {
    port: http.port,
    stop: async () => {
      endGauges();
      stop.abort();
      await http.close();
      await stopWork();
      await Promise.allSettled(running);
      await contexts.close();
      await endHeartbeat();
      await analytics.close();
      await close();
    },
  };
};
