/** The rhythm of carriers' days, over thousands of seeded parcels: when they collect, drive, sort, deliver and try again. */
import { distanceKm } from '@gantry/shared/values/geo';
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { describe, expect, it } from 'vitest';
import type { ParcelRequest } from '../actor.ts';
import { clockOf, dayOf, hourOf, isDeliveryDay, isHoliday, type Spot, weekdayOf } from '../calendar.ts';
import { defaultDials } from '../dials.ts';
import { randomOf } from '../random.ts';
import { dispatchOf } from '../shop/dispatch.ts';
import { planOrder } from '../shop/order-plan.ts';
import { collectionAfter, type PlannedScan } from './journey.ts';
import { routeBetween } from './network.ts';
import { journeyOf, numberFor, type Parcel, parcelFor } from './parcel.ts';

const world = { seed: 'rhythm', dials: { ...defaultDials, lost: 0.01, silent: 0.01, contradiction: 0.01 } };
const monday = Date.parse('2026-05-11') / 86_400_000;

const requestOf = (day: number, n: number): ParcelRequest => {
  const plan = planOrder(world, day, n);
  return dispatchOf(world.seed, plan, { orderId: `ord_${plan.key}`, heardAt: plan.placedAt }).request;
};
const parcelOf = (request: ParcelRequest) => {
  const bare = parcelFor(world, request, { trackingNumber: numberFor(world, request), told: null });
  return { ...bare, ...journeyOf(world, bare) };
};
const parcels = Array.from({ length: 14 }, (_, d) => d).flatMap((d) =>
  Array.from({ length: 220 }, (_, n) => parcelOf(requestOf(monday + d, n))),
);
const spotOf = ({ place }: PlannedScan): Spot => ({
  country: place.country ?? '',
  timeZone: usualTimeZoneOf(place.country, place.state) ?? 'UTC',
});
const localHour = (scan: PlannedScan): number => hourOf(scan.at, spotOf(scan));
const localDay = (scan: PlannedScan): number => dayOf(scan.at, spotOf(scan));
const scansOf = (kind: PlannedScan['kind']) =>
  parcels.flatMap(({ scans }) => scans.filter((scan) => scan.kind === kind));
const delivered = scansOf('delivered');

describe('deliveries', () => {
  it('are made between 8 and 20 h by the clock of the door, and so are attempts', () => {
    expect(delivered.length).toBeGreaterThan(2_500);
    for (const scan of [...delivered, ...scansOf('attempted')]) {
      expect(localHour(scan)).toBeGreaterThanOrEqual(8);
      expect(localHour(scan)).toBeLessThanOrEqual(20);
    }
  });
  it('are few on Sundays and none on holidays', () => {
    const perDay = [0, 1, 2, 3, 4, 5, 6].map(
      (day) => delivered.filter((scan) => weekdayOf(localDay(scan)) === day).length,
    );
    const [sunday = 0, ...week] = perDay;
    expect(sunday).toBeGreaterThan(0);
    expect(sunday).toBeLessThan(Math.min(...week) / 4);
    for (const scan of delivered) expect(isHoliday(localDay(scan), scan.place.country ?? '')).toBe(false);
  });
  it('come on the day the van left, which is in the morning; else it is tried on another day', () => {
    let same = 0;
    let left = 0;
    for (const { scans } of parcels)
      for (const [index, scan] of scans.entries()) {
        if (scan.kind !== 'out') continue;
        left++;
        expect(localHour(scan)).toBeGreaterThanOrEqual(7);
        expect(localHour(scan)).toBeLessThan(10);
        const next = scans[index + 1];
        if (next) expect(localDay(next)).toBe(localDay(scan));
        if (next?.kind === 'delivered') same++;
        const again = scans.slice(index + 1).find(({ kind }) => kind === 'out');
        if (again) expect(localDay(again)).toBeGreaterThan(localDay(scan));
      }
    expect(same / left).toBeGreaterThan(0.9);
  });
});

describe('the cut-off', () => {
  const request = requestOf(monday, 3);
  const [start] = routeBetween(request.origin, request.destination, randomOf('any')).stops;
  const warehouse = start ?? expect.unreachable();
  const cutOff = 16.5;
  const label = (day: number, hour: number) =>
    collectionAfter(clockOf(monday + day, hour, warehouse), warehouse, cutOff);
  it('parts today from the next working day', () => {
    expect(label(1, 16.4)).toBe(clockOf(monday + 1, cutOff, warehouse));
    expect(label(1, 16.6)).toBe(clockOf(monday + 2, cutOff, warehouse));
  });
  it('is at noon on Saturdays, and Sunday waits for Monday', () => {
    expect(label(4, 17)).toBe(clockOf(monday + 5, 12, warehouse));
    expect(label(5, 12.5)).toBe(clockOf(monday + 7, cutOff, warehouse));
    expect(label(6, 10)).toBe(clockOf(monday + 7, cutOff, warehouse));
  });
  it('is kept by every parcel: none is collected on a Sunday, or before its label', () => {
    for (const scan of scansOf('picked_up')) expect(isDeliveryDay(localDay(scan), scan.place.country ?? '')).toBe(true);
    for (const { scans, at } of parcels) expect(scans[0]?.at).toBeGreaterThan(at);
  });
});

describe('nights', () => {
  it('are when hubs send parcels on', () => {
    const fromHubs = scansOf('departed').filter(({ place }) => place.text?.startsWith('Hub'));
    expect(fromHubs.length).toBeGreaterThan(1_000);
    for (const scan of fromHubs) {
      const hour = localHour(scan);
      expect([scan.place.text, hour >= 20 || hour < 7.2]).toEqual([scan.place.text, true]);
    }
  });
  it('have parcels on the road at every hour of the day, three in the morning included', () => {
    const perHour = Array.from({ length: 24 }, () => 0);
    for (const { at } of scansOf('position'))
      perHour[new Date(at).getUTCHours()] = (perHour[new Date(at).getUTCHours()] ?? 0) + 1;
    expect(Math.min(...perHour)).toBeGreaterThan(Math.max(...perHour) / 10);
  });
});

describe('a parcel', () => {
  it('is announced first, moves at a believable pace and ends once', () => {
    for (const { scans, ending } of parcels) {
      expect(scans[0]?.kind).toBe('announced');
      for (const [index, scan] of scans.entries()) {
        const before = scans[index - 1];
        if (!before) continue;
        expect(scan.at).toBeGreaterThanOrEqual(before.at);
        const { latitude = 0, longitude = 0 } = scan.place;
        const from = { latitude: before.place.latitude ?? 0, longitude: before.place.longitude ?? 0 };
        expect(distanceKm(from, { latitude, longitude })).toBeLessThan(25 + ((scan.at - before.at) / 3_600_000) * 900);
      }
      const ends = scans.filter(({ kind }) => ['delivered', 'returned', 'lost'].includes(kind)).length;
      expect(ends).toBe(ending === 'silent' ? 0 : 1);
    }
  });
  it('has every ending and every trouble there is', () => {
    expect(new Set(parcels.map(({ ending }) => ending))).toEqual(new Set(['delivered', 'returned', 'lost', 'silent']));
    for (const kind of ['delayed', 'damaged', 'attempted', 'in_customs', 'customs_held', 'returning'] as const)
      expect([kind, scansOf(kind).length > 0]).toEqual([kind, true]);
    const contradicted = parcels.filter(
      ({ scans }) => scans.findIndex(({ kind }) => kind === 'delivered') === scans.length - 2,
    );
    expect(contradicted.length).toBeGreaterThan(10);
  });
  it('shows itself about every twenty minutes between two places', () => {
    const gaps = parcels.flatMap(({ scans }) =>
      scans.flatMap((scan, index) => (scan.kind === 'position' ? [scan.at - (scans[index - 1]?.at ?? 0)] : [])),
    );
    expect(Math.max(...gaps)).toBeLessThan(25 * 60_000);
  });
});

describe('what a carrier knows', () => {
  const request = requestOf(monday, 11);
  const bare = (one: ParcelRequest): Omit<Parcel, 'ends'> =>
    parcelFor(world, one, { trackingNumber: numberFor(world, one), told: null });
  it('makes the same journey of the same request, and another of another', () => {
    expect(journeyOf(world, bare(request))).toEqual(journeyOf(world, bare(structuredClone(request))));
    const later = { ...request, at: request.at + 86_400_000 };
    expect(journeyOf(world, bare(later)).scans[0]?.at).toBe(
      (journeyOf(world, bare(request)).scans[0]?.at ?? 0) + 86_400_000,
    );
    const other = { ...world, seed: 'other' };
    expect(numberFor(other, request)).not.toBe(numberFor(world, request));
  });
  it('follows from the service it was asked for: the faster one is there first', () => {
    const far = {
      ...request,
      carrier: 'northway',
      origin: { city: 'Edison', state: 'NJ', country: 'US', latitude: 40.5, longitude: -74.3 },
      destination: { city: 'Los Angeles', state: 'CA', country: 'US', latitude: 34, longitude: -118.2 },
    };
    const calm = { ...world, dials: { ...world.dials, lost: 0, silent: 0, contradiction: 0 } };
    const mean = (service: string): number => {
      const spans = Array.from({ length: 40 }, (_, n) => {
        const { scans } = journeyOf(calm, bare({ ...far, service, reference: `R${n}` }));
        return (scans.at(-1)?.at ?? 0) - far.at;
      });
      return spans.reduce((sum, one) => sum + one, 0) / spans.length;
    };
    expect(mean('express')).toBeLessThan(mean('economy') - 20 * 3_600_000);
  });
});
