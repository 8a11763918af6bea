/** What goes to walls and when: frames tile the log, no parcel more than four times a second, nothing held is skipped. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeed } from './wall-feed.ts';

const base = Date.parse('2026-11-20T12:00:00.000Z');
const event = (seq: number, parcel: string | null): RecordedEvent => ({
  seq,
  id: `evt_${seq}`,
  stream: parcel === null ? 'order' : 'tracked_shipment',
  streamId: parcel ?? 'ord_1',
  version: seq,
  name: parcel === null ? 'orders.order_placed' : 'tracking.scan_recorded',
  payload: { number: String(seq), trackingNumber: String(seq), status: 'in_transit' },
  occurredAt: new Date(base).toISOString(),
  zone: 'given',
  receivedAt: new Date(base).toISOString(),
  recordedAt: new Date(base + seq).toISOString(),
  correlationId: 'ord_1',
  causationId: null,
  actor: 'carrier:acme',
});

describe('a feed', () => {
  it('sends a parcel at once, and its next change when a quarter of a second has passed', () => {
    const feed = createFeed(10);
    feed.take([event(11, 'a')], 11);
    expect(feed.flush(base)).toMatchObject({ from: 10, to: 11, ids: ['a'] });
    feed.take([event(12, 'a'), event(13, 'b')], 13);
    expect(feed.flush(base + 100)).toMatchObject({ from: 11, to: 11, through: 13, ids: ['b'] });
    expect(feed.flush(base + 249)).toMatchObject({ from: 11, to: 11, ids: [] });
    expect(feed.flush(base + 250)).toMatchObject({ from: 11, to: 13, ids: ['a'] });
  });
  it('sends a parcel whose estimate of arrival has changed', () => {
    const feed = createFeed(10);
    feed.take([{ ...event(11, 'a'), stream: 'eta', name: 'tracking.eta_updated' }], 11);
    expect(feed.flush(base)).toMatchObject({ from: 10, to: 11, ids: ['a'] });
  });

  it('moves over positions that concern no parcel', () => {
    const feed = createFeed(0);
    feed.take([], 5);
    expect(feed.flush(base)).toMatchObject({ from: 0, to: 5, ids: [] });
    expect(feed.sent).toBe(5);
  });
  it('keeps the newest thirty ticks, each sent once', () => {
    const feed = createFeed(0);
    feed.take(
      Array.from({ length: 50 }, (_, n) => event(n + 1, null)),
      50,
    );
    expect(feed.ticks(null)).toHaveLength(30);
    expect(feed.flush(base).ticks.map((tick) => tick.seq)).toEqual(Array.from({ length: 30 }, (_, n) => n + 21));
    feed.take([event(51, null)], 51);
    expect(feed.flush(base + 1).ticks.map((tick) => tick.seq)).toEqual([51]);
    expect(feed.ticks(null).map((tick) => tick.seq)).toEqual(Array.from({ length: 30 }, (_, n) => n + 22));
    expect(feed.lastEventAt).toBe(new Date(base + 51).toISOString());
  });
});

type Step = { wait: number; events: (string | null)[]; gap: number };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 200 }),
    events: fc.array(fc.constantFrom('a', 'b', 'c', 'd', null), { maxLength: 6 }),
    // Positions at the window's end that were no event of ours.
    gap: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 60 },
);

describe('any history', () => {
  it('tiles the log, keeps to four changes a second and leaves nothing unsaid behind a frame', () => {
    fc.assert(
      fc.property(steps, fc.nat({ max: 100 }), (history, start) => {
        const feed = createFeed(start);
        const sends = new Map<string, number[]>();
        // The model: the oldest change of each parcel that no frame has told yet.
        const untold = new Map<string, number>();
        let [seq, now, end] = [start, base, start];
        const flush = (): void => {
          const due = feed.flush(now);
          expect(due.from).toBe(end);
          expect(due.to).toBeGreaterThanOrEqual(due.from);
          expect(due.through).toBe(seq);
          expect(new Set(due.ids).size).toBe(due.ids.length);
          for (const id of due.ids) {
            const times = sends.get(id) ?? [];
            if (times.length > 0) expect(now - (times.at(-1) ?? 0)).toBeGreaterThanOrEqual(250);
            sends.set(id, [...times, now]);
            expect(untold.delete(id), `${id} had changed`).toBe(true);
          }
          end = due.to;
          expect(end).toBe(Math.min(seq, ...[...untold.values()].map((oldest) => oldest - 1)));
          for (const id of untold.keys()) expect(now - (sends.get(id)?.at(-1) ?? 0)).toBeLessThan(250);
        };
        for (const { wait, events, gap } of history) {
          now += wait;
          const window = events.map((parcel) => event(++seq, parcel));
          for (const one of window)
            if (one.stream === 'tracked_shipment' && !untold.has(one.streamId)) untold.set(one.streamId, one.seq);
          seq += gap;
          feed.take(window, seq);
          flush();
        }
        now += 250;
        flush();
        expect(end).toBe(seq);
        expect(untold.size).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
