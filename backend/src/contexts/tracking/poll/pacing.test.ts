/** Who is asked for and how many calls that may cost: due or not, in what order, within the day's quota. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowance, batchesOf, type Candidate, dueInOrder, isDue } from './pacing.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 4, 14, 12);
const parcel = (shipmentId: string, more: Partial<Candidate> = {}): Candidate => ({
  shipmentId,
  leg: 1,
  trackingNumber: shipmentId,
  status: 'in_transit',
  heardAt: now - 10 * hour,
  askedAt: null,
  ...more,
});
const at = { everyHours: 4, now };

describe('a parcel is due', () => {
  it('when nobody told us of it for the hours', () => {
    expect(isDue(parcel('a', { heardAt: now - 4 * hour }), at)).toBe(true);
    expect(isDue(parcel('a', { heardAt: now - 4 * hour + 1 }), at)).toBe(false);
  });
  it('not again while the last asking is fresh', () => {
    expect(isDue(parcel('a', { askedAt: now - hour }), at)).toBe(false);
    expect(isDue(parcel('a', { askedAt: now - 4 * hour }), at)).toBe(true);
  });
});

describe('the order', () => {
  it('is near the door first, then moving, then held, then announced, then still for weeks', () => {
    const old = now - 40 * 24 * hour;
    const parcels = [
      parcel('still', { heardAt: old }),
      parcel('label', { status: 'label_created' }),
      parcel('held', { status: 'customs_held' }),
      parcel('moving'),
      parcel('door', { status: 'out_for_delivery' }),
    ];
    expect(dueInOrder(parcels, at).map(({ shipmentId }) => shipmentId)).toEqual([
      'door',
      'moving',
      'held',
      'label',
      'still',
    ]);
  });
  it('among equals asks first for the one that has waited longest, so that nobody starves', () => {
    const parcels = [parcel('b', { askedAt: now - 5 * hour }), parcel('a', { askedAt: now - 9 * hour })];
    expect(dueInOrder(parcels, at).map(({ shipmentId }) => shipmentId)).toEqual(['a', 'b']);
  });
});

describe('the allowance', () => {
  it('is spread over the day, one interval ahead', () => {
    expect(allowance({ perDay: 240, used: 0, elapsedMs: 0, everyHours: 4 })).toBe(40);
    expect(allowance({ perDay: 240, used: 40, elapsedMs: 0, everyHours: 4 })).toBe(0);
    expect(allowance({ perDay: 240, used: 40, elapsedMs: 4 * hour, everyHours: 4 })).toBe(40);
    expect(allowance({ perDay: 240, used: 240, elapsedMs: 23 * hour, everyHours: 4 })).toBe(0);
  });
  it('never lets a day cost more than its quota', () => {
    const runs = fc.array(fc.record({ pause: fc.nat(6 * hour), want: fc.nat(500) }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.nat(2000), fc.integer({ min: 1, max: 24 }), runs, (perDay, everyHours, tries) => {
        let used = 0;
        let elapsedMs = 0;
        for (const { pause, want } of tries) {
          elapsedMs = Math.min(24 * hour - 1, elapsedMs + pause);
          used += Math.min(want, allowance({ perDay, used, elapsedMs, everyHours }));
        }
        expect(used).toBeLessThanOrEqual(perDay);
      }),
    );
  });
});

it('batches hold everything once, none too large', () => {
  expect(batchesOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(batchesOf([], 30)).toEqual([]);
});
