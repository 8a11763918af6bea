/**
 * The log under many writers: dense positions in commit order, nothing skipped although transactions commit late, beside a
 * reader that goes by the number taken at insert and does lose events.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendSome, counted, openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/tower.ts';
import { openDatabase } from '../database.ts';
import { append, headOf, readLog } from './event-log.ts';
import { sequenceOnce } from './sequencer.ts';

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
});
afterAll(() => test.close());

/** Holds at most six transactions open at a time; the oldest goes on when a seventh comes. */
const createBarrier = () => {
  const held: (() => void)[] = [];
  return {
    wait: () =>
      new Promise<void>((go) => {
        held.push(go);
        if (held.length > 6) held.shift()?.();
      }),
    open: () => {
      for (const go of held.splice(0)) go();
    },
    count: () => held.length,
  };
};

class RolledBack extends Error {}

describe('24 writers, some rolled back, some slow', () => {
  const writers = 24;
  const each = 40;
  it('every committed event gets one position, in order, and none is passed over', async () => {
    const database = openDatabase(test.config.databaseUrl, { name: 'test', role: 'command' }, 64);
    const barrier = createBarrier();
    const committed = new Set<string>();
    let rolledBack = 0;
    let slow = 0;
    let writing = writers;
    const writer = async (w: number): Promise<void> => {
      const versions = [0, 0, 0];
      for (let n = 0; n < each; n++) {
        const s = n % 3;
        const streamId = `w${w}-s${s}`;
        const version = (versions[s] ?? 0) + 1;
        const die = (w * each + n) % 20 === 0;
        const linger = (w * each + n) % 10 === 3;
        try {
          await database.transaction(async (tx) => {
            const thread = { correlationId: streamId, actor: 'test' };
            await append(tx, [{ stream: 'test', streamId, version, fact: counted({ by: n }), thread }], new Date());
            if (linger) await barrier.wait();
            if (die) throw new RolledBack();
          });
          versions[s] = version;
          committed.add(`${streamId}@${version}`);
          if (linger) slow++;
        } catch (error) {
          if (!(error instanceof RolledBack)) throw error;
          rolledBack++;
        }
      }
      writing--;
    };

    const seen: { seq: number; key: string }[] = [];
    const naive = new Set<string>();
    let over = false;
    const sequencer = async (): Promise<void> => {
      const client = await test.platform.database.pool.connect();
      while (!over) await sequenceOnce(client);
      client.release();
    };
    const reader = async (): Promise<void> => {
      let position = 0;
      while (!over) {
        const { events, through } = await readLog(test.platform.database, { after: position, limit: 37 });
        for (const { seq, streamId, version } of events) seen.push({ seq, key: `${streamId}@${version}` });
        position = through;
      }
    };
    const byNumber = async (): Promise<void> => {
      let last = '0';
      while (!over) {
        const { rows } = await test.platform.database.pool.query<{ id: string; stream_id: string; version: number }>(
          'SELECT id, stream_id, version FROM event_log WHERE id > $1 ORDER BY id',
          [last],
        );
        for (const row of rows) naive.add(`${row.stream_id}@${row.version}`);
        last = rows.at(-1)?.id ?? last;
      }
    };
    // Two sequencers, as in two workers: one at a time does the work.
    const watching = [sequencer(), sequencer(), reader(), byNumber()];
    const writes = Promise.all(Array.from({ length: writers }, (_, w) => writer(w)));
    // When all that still write are held, they are let go.
    await until(async () => {
      if (barrier.count() >= writing) barrier.open();
      return writing === 0;
    });
    await writes;
    await until(async () => seen.length >= committed.size, { what: 'every event at the reader' });
    over = true;
    await Promise.all(watching);
    await database.close();

    expect(rolledBack).toBe((writers * each) / 20);
    expect(slow).toBeGreaterThan(80);
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: committed.size }, (_, n) => n + 1));
    expect(new Set(seen.map(({ key }) => key))).toEqual(committed);
    expect(await headOf(test.platform.database)).toBe(committed.size);
    const streams = Map.groupBy(seen, ({ key }) => key.split('@')[0]);
    for (const events of streams.values())
      expect(events.map(({ key }) => Number(key.split('@')[1]))).toEqual(events.map((_, n) => n + 1));
    // The control: without the sequencer the same run loses events for ever.
    expect(committed.size - naive.size).toBeGreaterThan(0);
  });
});

describe('reading', () => {
  it('by partition and by name gives every event to somebody, and moves past the others', async () => {
    const { platform } = test;
    const start = await headOf(platform.database);
    await appendSome(
      platform,
      Array.from({ length: 30 }, (_, n) => `part-${n}`),
      60,
    );
    const client = await platform.database.pool.connect();
    await until(async () => {
      await sequenceOnce(client);
      return (await headOf(platform.database)) === start + 60;
    });
    client.release();
    const parts = await Promise.all(
      [0, 1, 2].map((index) => readLog(platform.database, { after: start, limit: 500, partition: { index, of: 3 } })),
    );
    expect(parts.map(({ through }) => through)).toEqual([start + 60, start + 60, start + 60]);
    const seqs = parts.flatMap(({ events }) => events.map(({ seq }) => seq)).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 60 }, (_, n) => start + n + 1));
    for (const { events } of parts) expect(events.length).toBeLessThan(60);
    expect(await readLog(platform.database, { after: start, limit: 500, names: ['other.name'] })).toEqual({
      events: [],
      through: start + 60,
    });
    expect((await readLog(platform.database, { after: start + 60, limit: 5 })).through).toBe(start + 60);
  });
});

describe('the past', () => {
  it.each(["UPDATE event_log SET name = 'x'", 'DELETE FROM event_log'])('refuses %s', async (sql) => {
    await expect(test.platform.database.pool.query(sql)).rejects.toThrow(/append-only/);
  });
  it('has each version of a stream once', async () => {
    const entry = { stream: 'test', streamId: 'w0-s0', version: 1, thread: { correlationId: 'x', actor: 'test' } };
    const again = test.platform.database.transaction((tx) =>
      append(tx, [{ ...entry, fact: counted({ by: 1 }) }], new Date()),
    );
    await expect(again).rejects.toThrow();
  });
});

describe('an event', () => {
  it('says whose it is, the main merchant’s when nobody said', async () => {
    const before = await headOf(test.platform.database);
    const entry = (streamId: string, merchant?: string) => ({
      stream: 'test',
      streamId,
      version: 1,
      fact: counted({ by: 1 }),
      thread: { correlationId: streamId, actor: 'test', ...(merchant === undefined ? {} : { merchant }) },
    });
    await test.platform.database.transaction((tx) =>
      append(tx, [entry('merchant-none'), entry('merchant-acme', 'acme')], new Date()),
    );
    const read = () => readLog(test.platform.database, { after: before, limit: 10 });
    const client = await test.platform.database.pool.connect();
    try {
      await until(async () => {
        await sequenceOnce(client);
        return (await read()).events.length === 2;
      });
    } finally {
      client.release();
    }
    expect((await read()).events.map(({ streamId, merchant }) => [streamId, merchant])).toEqual([
      ['merchant-none', 'main'],
      ['merchant-acme', 'acme'],
    ]);
  });
});
