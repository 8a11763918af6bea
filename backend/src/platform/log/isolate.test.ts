/** Isolation of events that cannot be handled: how many calls it takes, what is refused, what flows on. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { describe, expect, it } from 'vitest';
import { StoreAway } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import { FailedAt, handleAround } from './isolate.ts';

const eventAt = (seq: number): RecordedEvent => ({
  seq,
  id: `evt_${seq}`,
  stream: 'test',
  streamId: 'one',
  version: seq,
  name: 'test.counted',
  payload: {},
  occurredAt: '2026-01-01T00:00:00.000Z',
  zone: 'given',
  receivedAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:00.000Z',
  correlationId: 'one',
  causationId: null,
  actor: 'test',
  merchant: 'main',
});
const window = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => eventAt(from + n));

type Way = { fails(events: readonly RecordedEvent[]): unknown; judge?: (thrown: unknown) => boolean; tries?: number };

/** Works a window and says what happened; `tries` of an event alone, with the first. */
const worked = async (events: RecordedEvent[], { fails, judge = isOutage, tries = 3 }: Way) => {
  const seen: number[] = [];
  const refused: [number, unknown][] = [];
  const passed: number[] = [];
  let calls = 0;
  const done = await handleAround(
    {
      handle: async (batch) => {
        calls++;
        const error = fails(batch);
        if (error !== undefined) throw error;
        seen.push(...batch.map(({ seq }) => seq));
      },
      isOutage: judge,
      passed: async (seq) => passed.push(seq) > 0,
      again: async (attempt) => attempt < tries,
      refuse: async ({ seq }, error) => refused.push([seq, error]) > 0,
    },
    events,
  ).catch((error: unknown) => error);
  return { done, calls, seen, refused, passed };
};
const poison = new Error('cannot digest this');
const failsOn =
  (...seqs: number[]) =>
  (events: readonly RecordedEvent[]): unknown =>
    events.some(({ seq }) => seqs.includes(seq)) ? poison : undefined;

describe('handleAround', () => {
  it('hands over a window that can be handled in one call', async () => {
    const { calls, seen, passed } = await worked(window(1, 500), { fails: () => undefined });
    expect([calls, seen.length, passed]).toEqual([1, 500, [500]]);
  });
  it.each([1, 2, 250, 251, 337, 512])('finds the one of 512 that fails (%i) in 2 log2(n) calls', async (bad) => {
    const { done, calls, seen, refused, passed } = await worked(window(1, 512), { fails: failsOn(bad) });
    expect(done).toBe(true);
    // The window, two halves at each of nine levels, and two more tries of the one.
    expect(calls).toBe(1 + 2 * 9 + 2);
    expect(refused).toEqual([[bad, poison]]);
    expect(seen).toEqual(window(1, 512).flatMap(({ seq }) => (seq === bad ? [] : [seq])));
    expect(passed).toEqual(passed.toSorted((a, b) => a - b));
    expect(passed.at(-1)).toBe(512);
  });
  it('finds many, and every other event is handled once, in order', async () => {
    const bad = Array.from({ length: 10 }, (_, n) => 7 + n * 50);
    const { calls, seen, refused } = await worked(window(1, 500), { fails: failsOn(...bad) });
    expect(refused.map(([seq]) => seq)).toEqual(bad);
    expect(seen).toEqual(window(1, 500).flatMap(({ seq }) => (bad.includes(seq) ? [] : [seq])));
    expect(calls).toBeLessThan(10 * 2 * Math.log2(500));
  });
  it('takes two calls for one that the handler names, and repeats nothing before it', async () => {
    const bad = new Set([3, 4, 9]);
    const handled: number[] = [];
    const { calls, refused } = await worked(window(1, 10), {
      tries: 1,
      fails: (events) => {
        for (const { seq } of events) {
          if (bad.has(seq)) return new FailedAt(seq, poison);
          handled.push(seq);
        }
        return undefined;
      },
    });
    expect(refused).toEqual([3, 4, 9].map((seq) => [seq, poison]));
    expect(handled).toEqual([1, 2, 5, 6, 7, 8, 10]);
    expect(calls).toBe(4);
  });
  it('tries again before it refuses, so that a race is no poison', async () => {
    let races = 0;
    const { refused, seen } = await worked(window(1, 8), {
      fails: (events) => (events.some(({ seq }) => seq === 5) && races++ < 5 ? poison : undefined),
    });
    expect(refused).toEqual([]);
    expect(seen).toHaveLength(8);
  });
  it('goes no further when it is told that the partition is not its own', async () => {
    let left = 2;
    const handled: number[] = [];
    const done = await handleAround(
      {
        handle: async (events) => {
          if (events.length > 1) throw poison;
          handled.push(...events.map(({ seq }) => seq));
        },
        isOutage,
        passed: async () => --left > 0,
        again: async () => false,
        refuse: async () => true,
      },
      window(1, 16),
    );
    expect(done).toBe(false);
    expect(handled).toEqual([1, 2]);
  });
});

describe('an outage in the middle', () => {
  // The engine's disk is full for a while, as ClickHouse says it: its own words, its own code.
  const full = new StoreAway('clickhouse', new Error('Cannot reserve 1.00 MiB, not enough space'));
  const ofOld = (thrown: unknown): boolean =>
    /socket hang up|Connection terminated|connection closed|not queryable|Timeout error|ECONN|server closed|Client is closed/i.test(
      thrown instanceof Error ? thrown.message : '',
    );
  it('is thrown on, with nothing refused and no halving', async () => {
    const { done, calls, refused } = await worked(window(1, 64), { fails: () => full });
    expect([done, calls, refused]).toEqual([full, 1, []]);
  });
  it('is thrown on while one event that fails is being looked for', async () => {
    let calls = 0;
    const { done, refused, passed } = await worked(window(1, 64), {
      fails: (events) => (++calls > 4 ? full : failsOn(1)(events)),
    });
    expect([done, refused, passed]).toEqual([full, [], []]);
  });
  it('throws good events away when words decide: the negative control', async () => {
    const { refused } = await worked(window(1, 64), { fails: () => full, judge: ofOld });
    expect(refused).toHaveLength(64);
  });
});
