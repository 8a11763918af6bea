/** Subscribers: one runner a partition, everything in order, replay, poison to the Trash, outages waited out. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendSome, openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/tower.ts';
import { trashOf as entriesOf } from '../../../test/trash-entries.ts';
import { claim, newOwner, rewind, seize, stillHeld } from './checkpoints.ts';
import { headOf } from './event-log.ts';
import { runSubscribers } from './subscribe.ts';
import type { Subscriber } from './subscriber.ts';

let test: TestPlatform;
const streams = Array.from({ length: 16 }, (_, n) => `sub-${n}`);
beforeAll(async () => {
  test = await openTestPlatform();
  test.sequence();
});
afterAll(() => test.close());

const position = async (name: string): Promise<number> => {
  const { rows } = await test.platform.database.pool.query<{ p: string | null }>(
    'SELECT min(position) AS p FROM checkpoints WHERE subscriber = $1',
    [name],
  );
  return Number(rows[0]?.p ?? -1);
};
const caughtUp = (name: string) =>
  until(async () => (await position(name)) >= (await headOf(test.platform.database)), { what: `${name} at the head` });
const trashOf = async (name: string) =>
  (await entriesOf(test.platform, name)).map(({ payload, reason, state, detail }) => ({
    reason,
    state,
    detail,
    seq: (payload as { seq: number }).seq,
  }));
const inLog = async (): Promise<number> =>
  (await test.platform.database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM event_log')).rows[0]?.n ?? 0;
/** Appends and waits until the log has positions for all; what the test before wrote last has one by then. */
const logSome = async (n: number): Promise<number> => {
  await until(async () => (await headOf(test.platform.database)) === (await inLog()), { what: 'positions for all' });
  const head = await headOf(test.platform.database);
  await appendSome(test.platform, streams, n);
  await until(async () => (await headOf(test.platform.database)) === head + n, { what: 'positions' });
  return head;
};
/** Runs loops until the work is done. */
const during = async (loops: ((stop: AbortSignal) => Promise<void>)[], work: () => Promise<unknown>): Promise<void> => {
  const stop = new AbortController();
  const running = loops.map((loop) => loop(stop.signal));
  try {
    await work();
  } finally {
    stop.abort();
    await Promise.all(running);
  }
};
const own = (subscriber: Subscriber) => (stop: AbortSignal) => runSubscribers(test.platform, [subscriber], stop);

describe('two workers', () => {
  it('share the partitions, one runner each, every event once and in order', async () => {
    const other = await test.another();
    const seen: RecordedEvent[] = [];
    let busy = 0;
    let most = 0;
    const subscriber: Subscriber = {
      name: 'test.shared',
      partitions: 2,
      batch: 7,
      handle: async (events) => {
        most = Math.max(most, ++busy);
        await new Promise((done) => setImmediate(done));
        seen.push(...events);
        busy--;
      },
    };
    const loops = [
      own(subscriber),
      // A second loop in the same process and one in another.
      own(subscriber),
      (stop: AbortSignal) => runSubscribers(other.platform, [subscriber], stop),
    ];
    await during(loops, async () => {
      for (let n = 0; n < 6; n++) await logSome(50);
      await caughtUp('test.shared');
    });
    const head = await headOf(test.platform.database);
    expect(seen.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: head }, (_, n) => n + 1));
    for (const events of Map.groupBy(seen, ({ streamId }) => streamId).values())
      expect(events.map(({ version }) => version)).toEqual(events.map((_, n) => n + 1));
    expect(most).toBeLessThanOrEqual(2);
  });
  it('one takes over from the other where it stopped', async () => {
    const other = await test.another();
    const by: string[] = [];
    const taker = (who: string): Subscriber => ({
      name: 'test.takeover',
      handle: async (events) => void by.push(...events.map(({ seq }) => `${who}:${seq}`)),
    });
    await during([own(taker('first'))], async () => {
      await logSome(10);
      await caughtUp('test.takeover');
    });
    const before = by.length;
    const head = await logSome(10);
    await during([(stop) => runSubscribers(other.platform, [taker('second')], stop)], () => caughtUp('test.takeover'));
    expect(by.slice(before)).toEqual(Array.from({ length: 10 }, (_, n) => `second:${head + n + 1}`));
  });
});

it('a holder that was stopped for longer than its lease asks whether it still has it before it goes on', async () => {
  const where = { partition: 0, owner: newOwner() };
  const lease = await claim(test.platform, 'test.stopped', where);
  if (!lease) throw new Error('a free partition is claimed');
  expect(await stillHeld(test.platform, { ...lease, until: 0 })).toBe(true);
  await seize(test.platform, 'test.stopped', { partition: 0, owner: newOwner() });
  // Nobody can have taken it before the lease ended by its own clock, so nobody is asked.
  expect(await stillHeld(test.platform, lease)).toBe(true);
  expect(await stillHeld(test.platform, { ...lease, until: 0 })).toBe(false);
});

it('a replay shows everything again, from where it was sent back to', async () => {
  let seen: number[] = [];
  let forgotten = 0;
  const subscriber: Subscriber = {
    name: 'test.replay',
    forget: () => void forgotten++,
    handle: async (events) => void seen.push(...events.map(({ seq }) => seq)),
  };
  await logSome(20);
  await during([own(subscriber)], async () => {
    await caughtUp('test.replay');
    const head = await headOf(test.platform.database);
    expect(seen).toHaveLength(head);
    seen = [];
    await rewind(test.platform, 'test.replay', head - 5);
    await until(async () => seen.length >= 5, { what: 'the replay' });
    expect(seen).toEqual(Array.from({ length: 5 }, (_, n) => head - 4 + n));
    expect(forgotten).toBe(2);
  });
});

describe('an event that cannot be handled', () => {
  it('is tried five times and thrown away; the others flow, in order', async () => {
    const start = await logSome(30);
    const poison = start + 12;
    const seen: number[] = [];
    let tries = 0;
    const subscriber: Subscriber = {
      name: 'test.poison',
      batch: 10,
      handle: async (events) => {
        for (const { seq } of events) {
          if (seq === poison && events.length === 1) tries++;
          if (seq === poison) throw new Error('cannot digest this');
        }
        seen.push(...events.map(({ seq }) => seq));
      },
    };
    await during([own(subscriber)], () => caughtUp('test.poison'));
    expect(tries).toBe(5);
    expect(await trashOf('test.poison')).toEqual([
      { reason: 'poison_event', state: 'open', detail: 'cannot digest this', seq: poison },
    ]);
    const fine = [...new Set(seen)].filter((seq) => seq > start && seq <= start + 30);
    expect(fine).toEqual(Array.from({ length: 30 }, (_, n) => start + n + 1).filter((seq) => seq !== poison));
  });
  it('and what tells of that, refused by every reader, ends with an entry for each', async () => {
    const start = await logSome(3);
    const reader = (name: string): Subscriber => ({
      name,
      handle: async (events) => {
        const refused = events.find(
          (event) => event.seq === start + 2 || (event.seq > start && event.stream === 'trash'),
        );
        if (refused) throw new Error(`${refused.name} is beyond me`);
      },
    });
    const names = ['test.loop_a', 'test.loop_b'];
    await during(names.map(reader).map(own), async () => {
      for (const name of names)
        await until(async () => (await position(name)) >= start + 3 && (await trashOf(name)).length > 0, {
          what: name,
        });
      for (const name of [...names, ...names]) await caughtUp(name);
    });
    for (const name of names) expect(await trashOf(name)).toHaveLength(1);
  });
  it('is left to the next runner when the subscriber is sent back meanwhile', async () => {
    const start = await logSome(3);
    const seen = new Set<number>();
    let alone = 0;
    const subscriber: Subscriber = {
      name: 'test.sent_back',
      handle: async (events) => {
        if (events.some(({ seq }) => seq === start + 2)) {
          if (events.length === 1 && ++alone === 2) await rewind(test.platform, 'test.sent_back');
          throw new Error('not now');
        }
        for (const { seq } of events) seen.add(seq);
      },
    };
    await during([own(subscriber)], () => caughtUp('test.sent_back'));
    expect(seen.size).toBe((await headOf(test.platform.database)) - 1);
    expect(await trashOf('test.sent_back')).toMatchObject([{ seq: start + 2 }]);
    // Five times in vain, for it was sent back before it could be refused, and five times anew.
    expect(alone).toBe(5 + 5);
  });
  it('in a hundred of them: none holds up the rest for a pause, and every one lies in the Trash', async () => {
    const start = await logSome(4_000);
    const isBad = (seq: number): boolean => seq > start && (seq - start) % 40 === 7;
    const seen = new Set<number>();
    let calls = 0;
    const subscriber: Subscriber = {
      name: 'test.many_bad',
      handle: async (events) => {
        calls++;
        if (events.some(({ seq }) => isBad(seq))) throw new Error('cannot digest this');
        for (const { seq } of events) seen.add(seq);
      },
    };
    await during([own(subscriber)], () => caughtUp('test.many_bad'));
    expect(await trashOf('test.many_bad')).toHaveLength(100);
    // The Trash itself writes events meanwhile.
    expect([...seen].filter((seq) => seq > start && seq <= start + 4_000)).toHaveLength(3_900);
    // Each is found in a window of 500 and tried twice more.
    expect(calls).toBeLessThan(100 * (2 * Math.log2(500) + 2));
  });
  it('an outage is waited out: it costs no try and throws nothing away', async () => {
    await logSome(5);
    let outages = 0;
    let handled = 0;
    const subscriber: Subscriber = {
      name: 'test.outage',
      handle: async (events) => {
        // Met by a batch as well as by events alone, because the batch failed for another reason.
        if (events.length > 1 && outages < 4) throw new Error('one of them');
        if (++outages <= 4) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
        handled += events.length;
      },
    };
    await during([own(subscriber)], () => caughtUp('test.outage'));
    expect(outages).toBeGreaterThan(4);
    expect(handled).toBeGreaterThanOrEqual(await headOf(test.platform.database));
    expect(await trashOf('test.outage')).toEqual([]);
  });
  it('an outage is told of while it lasts, whatever words it has, and the partition is kept', async () => {
    const start = await logSome(5);
    const { vitals } = test.platform;
    const told = () => vitals.troubles().filter(({ name }) => name === 'test.waiting');
    let away = true;
    let tries = 0;
    const subscriber: Subscriber = {
      name: 'test.waiting',
      partitions: 2,
      handle: async () => {
        tries++;
        if (away)
          throw Object.assign(new Error('Not enough space'), { store: 'clickhouse', fault: 'engine', code: '243' });
      },
    };
    await during([own(subscriber)], async () => {
      const [trouble] = await until(async () => tries > 4 && told());
      expect(trouble).toMatchObject({ text: 'waiting for clickhouse: Not enough space (243)' });
      const { rows } = await test.platform.database.pool.query(
        "SELECT 1 FROM checkpoints WHERE subscriber = 'test.waiting' AND owner IS NOT NULL",
      );
      expect(rows).toHaveLength(2);
      away = false;
      await caughtUp('test.waiting');
      await until(async () => told().length === 0, { what: 'the trouble taken back' });
    });
    expect(await position('test.waiting')).toBeGreaterThanOrEqual(start + 5);
    expect(await trashOf('test.waiting')).toEqual([]);
  });
  it('a race that is over after a moment is no poison', async () => {
    await logSome(5);
    let races = 0;
    const subscriber: Subscriber = {
      name: 'test.race',
      handle: async (events) => {
        if (events.length === 1 && ++races < 4) throw Object.assign(new Error('duplicate key'), { code: '23505' });
        if (events.length > 1 && races < 4) throw new Error('one of them');
      },
    };
    await during([own(subscriber)], () => caughtUp('test.race'));
    expect(races).toBeGreaterThanOrEqual(4);
    expect(await trashOf('test.race')).toEqual([]);
  });
});
