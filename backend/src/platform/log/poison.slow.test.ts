/**
 * Events that nobody can handle, one in fifty (in full a thousand among fifty thousand): they lie in the Trash, the others flow at their own pace,
 * and once repaired each of them is done, none twice.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appendSome, counted, openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { trashOf } from '../../../test/trash-entries.ts';
import { until } from '../../../test/until.ts';
import { poison as volume } from '../../../test/volume.ts';
import { headOf } from './event-log.ts';
import { on, onMany, type Reaction, reactionGroup } from './reaction.ts';
import { runSubscribers } from './subscribe.ts';
import type { Subscriber } from './subscriber.ts';

const { events } = volume;
const everyBad = 50;

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
  const { database } = test.platform;
  await database.pool.query('CREATE TABLE test_effects (reader text, seq bigint, PRIMARY KEY (reader, seq))');
  test.sequence();
  const ids = Array.from({ length: 500 }, (_, n) => `poison-${n}`);
  for (let n = 0; n < events; n += 5_000) await appendSome(test.platform, ids, 5_000);
  await until(async () => (await headOf(database)) >= events, { ms: 60_000, what: 'positions for all' });
}, 120_000);
afterAll(() => test.close());

type Effects = { calls: number; repaired: boolean };
const isBad = (seq: number): boolean => seq % everyBad === 7;

/** Writes the effects of a run in one statement; throws when one of the events is bad and not repaired. */
const writing =
  (reader: string, state: Effects, poison: boolean) =>
  async (seqs: readonly number[]): Promise<void> => {
    state.calls++;
    if (poison && !state.repaired && seqs.some(isBad)) throw new Error('cannot digest this');
    await test.platform.database.run('INSERT INTO test_effects SELECT $1, unnest($2::bigint[])', reader, seqs);
  };

const reader = (name: string, reaction: Reaction): Subscriber =>
  reactionGroup(name, { batch: 500, reactions: [reaction] });

/** Runs a subscriber until it stands where the log ended when it began; answers the milliseconds. */
const worked = async (subscriber: Subscriber): Promise<number> => {
  const { platform } = test;
  const stop = new AbortController();
  const startedAt = performance.now();
  const running = runSubscribers(platform, [subscriber], stop.signal);
  try {
    await until(
      async () =>
        (
          await platform.database.rows(
            'SELECT 1 FROM checkpoints WHERE subscriber = $1 AND position >= $2',
            subscriber.name,
            events,
          )
        ).length > 0,
      { ms: 120_000, what: `${subscriber.name} at the end` },
    );
    return performance.now() - startedAt;
  } finally {
    stop.abort();
    await running;
  }
};

const kinds: [string, (name: string, write: (seqs: readonly number[]) => Promise<void>) => Subscriber][] = [
  [
    'many',
    (name, write) =>
      reader(
        name,
        onMany([counted], (batch) => write(batch.map(({ seq }) => seq))),
      ),
  ],
  [
    'one',
    (name, write) =>
      reader(
        name,
        on(counted, ({ seq }) => write([seq])),
      ),
  ],
];

describe.each(kinds)('a reader that takes %s at a time', (kind, readerOf) => {
  it('contains them', { timeout: 300_000 }, async () => {
    const { database } = test.platform;
    const [clean, bad]: [Effects, Effects] = [
      { calls: 0, repaired: false },
      { calls: 0, repaired: false },
    ];
    const cleanMs = await worked(readerOf(`test.${kind}_clean`, writing(`${kind}_clean`, clean, false)));
    const badName = `test.${kind}_bad`;
    const badReader = readerOf(badName, writing(`${kind}_bad`, bad, true));
    const badMs = await worked(badReader);
    const calls = bad.calls;
    const trashed = (await trashOf(test.platform, badName)).filter(({ state }) => state === 'open');
    console.info(
      `${kind}: ${events} events in ${Math.round(cleanMs)} ms (${clean.calls} calls), with ${trashed.length} bad ones in ${Math.round(badMs)} ms (${calls} calls)`,
    );
    expect(trashed).toHaveLength(events / everyBad);
    const done = async () =>
      (
        await database.rows<{ n: number }>(
          'SELECT count(*)::int AS n FROM test_effects WHERE reader = $1 AND seq <= $2',
          `${kind}_bad`,
          events,
        )
      )[0]?.n;
    expect(await done()).toBe(events - trashed.length);
    // One at a time is named by its reaction: itself and two tries more. Of many, each is found by halving.
    expect(calls).toBeLessThanOrEqual(
      kind === 'one' ? events + 5 * trashed.length : clean.calls + trashed.length * (2 * Math.log2(everyBad) + 6),
    );
    bad.repaired = true;
    const event = z.custom<Parameters<Subscriber['handle']>[0][number]>((value) => typeof value === 'object');
    for (const { payload } of trashed) await badReader.handle([event.parse(payload)]);
    expect(await done()).toBe(events);
  });
});
