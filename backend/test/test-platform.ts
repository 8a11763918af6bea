/** A platform on fresh databases for tests below the contexts, and the smallest stream there is: a counter. */
import { define, type FactOf } from '@gantry/shared/events/define';
import { z } from 'zod';
import { type OpenPlatform, openPlatform, type ProcessConfig } from '../src/app/open-platform.ts';
import { fold } from '../src/kernel/decider.ts';
import { Refusal } from '../src/kernel/errors.ts';
import { append } from '../src/platform/log/event-log.ts';
import { runSequencer } from '../src/platform/log/sequencer.ts';
import type { Platform } from '../src/platform/platform.ts';
import { rowStore } from '../src/platform/write/row-store.ts';
import { type Command, stream } from '../src/platform/write/stream.ts';
import { freshStores } from './fresh-stores.ts';

export type TestPlatform = Awaited<ReturnType<typeof openTestPlatform>>;

/** Opens a platform over databases of its own; `another` is a second process on the same ones. `over` may lead to them by lines of its own. */
export const openTestPlatform = async (
  change: Partial<ProcessConfig> = {},
  connections = 16,
  over: (config: ProcessConfig) => Promise<ProcessConfig> = async (config) => config,
) => {
  const { config: base, drop } = await freshStores();
  const config = await over({ ...base, ...change });
  const open = async (): Promise<OpenPlatform> => {
    const one = openPlatform(config, 'test', connections);
    await one.platform.signals.listening;
    let closing: Promise<void> | undefined;
    // A test may have closed it before the end.
    return { ...one, close: () => (closing ??= one.close()) };
  };
  const first = await open();
  const opened = [first];
  await first.platform.database.pool.query(
    'CREATE TABLE test_counters (id text PRIMARY KEY, count int NOT NULL, version int NOT NULL)',
  );
  const stop = new AbortController();
  const running: Promise<unknown>[] = [];
  return {
    ...first,
    config,
    another: async () => {
      const one = await open();
      opened.push(one);
      return one;
    },
    /** Lets a sequencer run until the end of the test. */
    sequence: (): void => void running.push(runSequencer(first.platform, stop.signal)),
    close: async (): Promise<void> => {
      stop.abort();
      await Promise.allSettled(running);
      for (const one of opened) await one.close();
      await drop();
    },
  };
};

export const counted = define('test.counted', z.object({ by: z.int() }));
type Counted = FactOf<typeof counted>;

type Counter = { id: string; count: number };
export const counters = stream<Counter, Counted>('test_counter', [counted], {
  evolve: fold<Counter, Counted>({
    'test.counted': { begin: ({ by }, _, state) => ({ id: '', count: (state?.count ?? 0) + by }) },
  }),
  store: rowStore<Counter, Counted>({ table: 'test_counters', key: 'id', columns: { count: 'int' } }),
});

/** Adds to a counter; refuses to go below nothing. */
export const count = (id: string, by: number): Command<Counter, Counted> => ({
  id,
  thread: { correlationId: id, actor: 'test' },
  decide: (state) => {
    if ((state?.count ?? 0) + by < 0) throw new Refusal('conflict', 'below_nothing', 'not so many');
    return [counted({ by })];
  },
});

/** Appends `n` events to streams of the given ids in turn, in one transaction, and wakes the sequencer. */
export const appendSome = async (platform: Platform, ids: readonly string[], n: number): Promise<void> => {
  const { rows } = await platform.database.pool.query<{ stream_id: string; v: number }>(
    'SELECT stream_id, max(version) AS v FROM event_log GROUP BY stream_id',
  );
  const versions = new Map(rows.map((row) => [row.stream_id, row.v]));
  const entries = Array.from({ length: n }, (_, i) => {
    const streamId = ids[i % ids.length] ?? '';
    const version = (versions.get(streamId) ?? 0) + 1;
    versions.set(streamId, version);
    const thread = { correlationId: streamId, actor: 'test' };
    return { stream: 'test', streamId, version, fact: counted({ by: i }), thread };
  });
  await platform.database.transaction((tx) => append(tx, entries, platform.clock.now()));
  platform.signals.raise('appended');
};
