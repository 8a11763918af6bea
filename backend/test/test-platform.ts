/** A platform on fresh databases for tests below the contexts, and the smallest stream there is: a counter. */
import { define } from '@gantry/shared/events/define';
import { z } from 'zod';
import { openPlatform, type Settled } from '../src/app/open-platform.ts';
import { Refusal } from '../src/kernel/errors.ts';
import { append } from '../src/platform/event-log.ts';
import type { Command, Held, Stream } from '../src/platform/execute.ts';
import type { Platform } from '../src/platform/platform.ts';
import { runSequencer } from '../src/platform/sequencer.ts';
import { freshStores } from './fresh-stores.ts';

export type TestPlatform = Awaited<ReturnType<typeof openTestPlatform>>;

/** Opens a platform over databases of its own; `another` is a second process on the same ones. */
export const openTestPlatform = async (change: Partial<Settled> = {}, connections = 16) => {
  const { config: base, drop } = await freshStores();
  const config = { ...base, ...change };
  const opened = [await openPlatform(config, 'test', connections)];
  const [first] = opened;
  if (!first) throw new Error('a platform was opened');
  await first.platform.database.pool.query(
    'CREATE TABLE test_counters (id text PRIMARY KEY, count int NOT NULL, version int NOT NULL)',
  );
  const stop = new AbortController();
  const running: Promise<unknown>[] = [];
  return {
    ...first,
    config,
    another: async () => {
      const one = await openPlatform(config, 'test', connections);
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

type Counter = { count: number };
export const counters: Stream<Counter> = {
  name: 'test_counter',
  evolve: (state, fact) => ({ count: (state?.count ?? 0) + (fact.payload as { by: number }).by }),
  load: async (tx, ids) => {
    const rows = await tx.$queryRawUnsafe<{ id: string; count: number; version: number }[]>(
      'SELECT id, count, version FROM test_counters WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE',
      [...ids],
    );
    return new Map(rows.map(({ id, count, version }): [string, Held<Counter>] => [id, { state: { count }, version }]));
  },
  save: async (tx, changes) => {
    for (const { id, before, after } of changes) {
      const sql = before
        ? 'UPDATE test_counters SET count = $2, version = $3 WHERE id = $1'
        : 'INSERT INTO test_counters (id, count, version) VALUES ($1, $2, $3)';
      await tx.$executeRawUnsafe(sql, id, after.state.count, after.version);
    }
  },
};

/** Adds to a counter; refuses to go below nothing. */
export const count = (id: string, by: number): Command<Counter> => ({
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
