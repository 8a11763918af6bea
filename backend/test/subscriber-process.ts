/**
 * A worker process with nothing but subscribers, for tests that kill and stop processes. What it does is kept in tables:
 * each event it takes up in `test_handlings`, each event's effect, keyed by the event, in `test_effects`.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { z } from 'zod';
import { openPlatform, type ProcessConfig } from '../src/app/open-platform.ts';
import { runSequencer } from '../src/platform/log/sequencer.ts';
import { runSubscribers } from '../src/platform/log/subscribe.ts';
import type { Subscriber } from '../src/platform/log/subscriber.ts';
import type { Platform } from '../src/platform/platform.ts';
import { startHeartbeat } from '../src/platform/vitals/heartbeat.ts';
import { until } from './until.ts';

const task = z.object({
  name: z.string(),
  config: z.custom<ProcessConfig>((value) => typeof value === 'object'),
  subscribers: z.array(z.object({ name: z.string(), partitions: z.int() })),
  /** The process ends at once when it is to handle this position. */
  deadly: z.int().optional(),
  /** It takes up this position and waits for a row in `test_gate`, as one does that is in the middle of its work. */
  gate: z.int().optional(),
});
export type SubscriberTask = z.infer<typeof task>;

const passGate = ({ database }: Platform) =>
  until(async () => (await database.rows('SELECT 1 FROM test_gate')).length > 0, {
    ms: 120_000,
    what: 'the gate open',
  });

const subscriberOf = (platform: Platform, { name: by, deadly, gate }: SubscriberTask) => {
  const one = async (reader: string, { seq }: RecordedEvent): Promise<void> => {
    if (seq === deadly) process.kill(process.pid, 'SIGKILL');
    await platform.database.run('INSERT INTO test_handlings (reader, seq, by) VALUES ($1, $2, $3)', reader, seq, by);
    if (seq === gate) await passGate(platform);
    await platform.database.run(
      'INSERT INTO test_effects (reader, seq, by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      reader,
      seq,
      by,
    );
  };
  return ({ name, partitions }: SubscriberTask['subscribers'][number]): Subscriber => ({
    name,
    partitions,
    batch: 50,
    handle: async (events) => {
      for (const event of events) await one(name, event);
    },
  });
};

const given = task.parse(JSON.parse(process.env.SUBSCRIBER_TASK ?? '{}'));
const { platform, close } = await openPlatform(given.config, given.name, 12);
const stop = new AbortController();
const endHeartbeat = startHeartbeat(platform, 'worker');
process.once('SIGTERM', () => stop.abort());
await Promise.all([
  runSequencer(platform, stop.signal),
  runSubscribers(platform, given.subscribers.map(subscriberOf(platform, given)), stop.signal),
]);
await endHeartbeat();
await close();
process.exit(0);
