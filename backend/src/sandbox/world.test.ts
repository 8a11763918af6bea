/** The world as a plan: the same every time, possible in itself, of the announced size, and good enough to be believed. */
import { orderInput } from '@gantry/shared/api/orders';
import { shipmentInput } from '@gantry/shared/api/shipping';
import { distanceKm } from '@gantry/shared/values/geo';
import { isTimeZone, usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { carriers } from './data/carriers.data.ts';
import { cities, hubs, warehouses } from './data/network.data.ts';
import { realCarriers } from './data/real-carriers.data.ts';
import { defaultDials, dialsFrom } from './dials.ts';
import { dayLength, planDay, planParcel } from './world.ts';

const start = new Date('2026-11-20T00:00:00Z');
const day = planDay('gantry', start);

describe('a day', () => {
  it('is the same for one seed and another for another', () => {
    expect(planDay('gantry', start, { ...defaultDials, perDay: 40 })).toEqual(
      planDay('gantry', start, { ...defaultDials, perDay: 40 }),
    );
    expect(planDay('other', start, { ...defaultDials, perDay: 40 })).not.toEqual(
      planDay('gantry', start, { ...defaultDials, perDay: 40 }),
    );
    expect(planParcel({ seed: 'gantry' }, start.getTime() / dayLength, 17)).toEqual(day[17]);
  });
  it('has parcels around the clock, one after the other, each with a name of its own', () => {
    const moments = day.map((plan) => plan.placedAt - start.getTime());
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    const perHour = Array.from(
      { length: 24 },
      (_, h) => moments.filter((at) => Math.floor(at / 3_600_000) === h).length,
    );
    expect(Math.min(...perHour)).toBeGreaterThan(50);
    expect(Math.max(...perHour)).toBeLessThan(260);
    expect(new Set(day.map((plan) => plan.order.externalId)).size).toBe(3500);
    expect(new Set(day.map((plan) => plan.trackingNumber)).size).toBe(3500);
  });
  it('is what the API takes', () => {
    for (const plan of day) {
      orderInput.parse(plan.order);
      if (plan.shipment) shipmentInput.parse({ ...plan.shipment.input, orderId: 'ord_1' });
    }
  });
  it('keeps 93 to 97 of a hundred promises, about 20 hours after the order, and uses every carrier', () => {
    const delivered = day.filter((plan) => plan.ending === 'delivered');
    const onTime = delivered.filter((plan) => {
      const at = plan.scans.at(-1)?.at ?? 0;
      return (
        (DateTime.fromMillis(at, { zone: plan.order.deliverByTimeZone ?? '' }).toISODate() ?? '') <=
        (plan.order.deliverBy ?? '')
      );
    });
    const hours = delivered.map((plan) => ((plan.scans.at(-1)?.at ?? 0) - plan.placedAt) / 3_600_000);
    expect(onTime.length / delivered.length).toBeGreaterThan(0.93);
    expect(onTime.length / delivered.length).toBeLessThan(0.97);
    expect(hours.reduce((sum, one) => sum + one, 0) / hours.length).toBeGreaterThan(17);
    expect(hours.reduce((sum, one) => sum + one, 0) / hours.length).toBeLessThan(24);
    expect(new Set(day.map((plan) => plan.carrier)).size).toBe(carriers.length + realCarriers.length);
    expect(new Set(day.map((plan) => plan.ending))).toEqual(
      new Set(['delivered', 'returned', 'lost', 'silent', 'cancelled', 'broken']),
    );
  });
});

describe('a parcel', () => {
  it('is announced first, moves at a believable pace and ends once', () => {
    for (const plan of day) {
      const { scans } = plan;
      if (scans.length === 0) continue;
      expect(scans[0]?.kind).toBe('announced');
      expect(scans[0]?.at).toBeGreaterThan(plan.shipment?.at ?? Number.POSITIVE_INFINITY);
      for (const [index, scan] of scans.entries()) {
        const before = scans[index - 1];
        if (!before) continue;
        expect(scan.at).toBeGreaterThanOrEqual(before.at);
        const { latitude = 0, longitude = 0 } = scan.place;
        const from = { latitude: before.place.latitude ?? 0, longitude: before.place.longitude ?? 0 };
        expect(distanceKm(from, { latitude, longitude })).toBeLessThan(25 + ((scan.at - before.at) / 3_600_000) * 900);
      }
      const ends = scans.filter((scan) => ['delivered', 'returned', 'lost'].includes(scan.kind)).length;
      expect(ends).toBe(plan.ending === 'silent' ? 0 : 1);
    }
  });
  it('shows itself about every twenty minutes between two places', () => {
    const gaps = day.flatMap(({ scans }) =>
      scans.flatMap((scan, index) => (scan.kind === 'position' ? [scan.at - (scans[index - 1]?.at ?? 0)] : [])),
    );
    expect(Math.max(...gaps)).toBeLessThan(25 * 60_000);
  });
});

it('every place has a zone and real coordinates', () => {
  for (const site of [...cities, ...hubs, ...warehouses]) {
    expect(isTimeZone(usualTimeZoneOf(site.country, site.state) ?? 'nowhere')).toBe(true);
    const [south, north, west, east] = site.continent === 'europe' ? [35, 61, -10, 22] : [24, 49, -125, -66];
    expect([
      site.city,
      site.latitude > south && site.latitude < north && site.longitude > west && site.longitude < east,
    ]).toEqual([site.city, true]);
  }
  expect(cities.filter((city) => city.continent === 'europe').length).toBeGreaterThanOrEqual(60);
  expect(cities.filter((city) => city.continent === 'america').length).toBeGreaterThanOrEqual(50);
});

it('dials come from the environment', () => {
  expect(
    dialsFrom({ GANTRY_SANDBOX_PER_DAY: '10', GANTRY_SANDBOX_OUT_OF_ORDER: '0.5', GANTRY_SANDBOX_LATE: '' }),
  ).toEqual({
    ...defaultDials,
    perDay: 10,
    outOfOrder: 0.5,
  });
  expect(() => dialsFrom({ GANTRY_SANDBOX_LOST: '2' })).toThrow();
});
