/** What people order: the same every time, by the hours and weekdays of where they live, and nothing of what others decide. */
import { orderInput } from '@gantry/shared/api/orders';
import { isTimeZone, usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { describe, expect, it } from 'vitest';
import { dayOf, hourOf, isWorkday, weekdayOf } from '../calendar.ts';
import { cities, hubs, warehouses } from '../data/network.data.ts';
import { mainShop, smallerShops } from '../data/shops.data.ts';
import { defaultDials, dialsFrom } from '../dials.ts';
import { listingsOf } from '../stock/assortment.ts';
import { ordersOn } from './market-hours.ts';
import { planOrder } from './order-plan.ts';

const world = { seed: 'gantry' };
const day = Date.parse('2026-11-20') / 86_400_000;
const plans = Array.from({ length: 3_500 }, (_, n) => planOrder(world, day, n));

describe('the orders of a day', () => {
  it('are the same for one seed and others for another', () => {
    expect(planOrder(world, day, 17)).toEqual(plans[17]);
    expect(planOrder({ seed: 'other' }, day, 17)).not.toEqual(plans[17]);
    expect(new Set(plans.map(({ order }) => order.externalId)).size).toBe(3_500);
  });
  it('are what the API takes', () => {
    for (const { order } of plans) orderInput.parse(order);
  });
  it('follow the clock of who orders: evenings are busy, nights are quiet and never dead', () => {
    const perHour = Array.from({ length: 24 }, () => 0);
    for (const { placedAt, order } of plans) {
      const timeZone = order.deliverByTimeZone ?? '';
      expect(dayOf(placedAt, { timeZone })).toBe(day);
      const hour = Math.floor(hourOf(placedAt, { timeZone }));
      perHour[hour] = (perHour[hour] ?? 0) + 1;
    }
    const evening = perHour.slice(20, 22).reduce((sum, n) => sum + n, 0);
    const night = perHour.slice(2, 5).reduce((sum, n) => sum + n, 0);
    expect(night).toBeGreaterThan(10);
    expect(evening / 2).toBeGreaterThan((night / 3) * 8);
  });
  it('come around the clock all the same, from both continents', () => {
    const perHour = Array.from(
      { length: 24 },
      (_, hour) => plans.filter(({ placedAt }) => new Date(placedAt).getUTCHours() === hour).length,
    );
    expect(Math.min(...perHour)).toBeGreaterThan(15);
    expect(new Set(plans.map(({ order }) => order.currency))).toEqual(new Set(['EUR', 'USD']));
  });
  it('are promised for working days to come', () => {
    for (const { placedAt, order } of plans) {
      const promised = Date.parse(order.deliverBy ?? '') / 86_400_000;
      expect(isWorkday(promised, order.shipTo.country)).toBe(true);
      expect(promised).toBeGreaterThan(dayOf(placedAt, { timeZone: order.deliverByTimeZone ?? '' }));
      expect(promised).toBeLessThan(day + 13);
    }
  });
  it('say nothing of warehouse, carrier or number', () => {
    const { key: _, merchant, placedAt, cancelAt, changes, order, ...rest } = plans[0] ?? expect.unreachable();
    expect([typeof merchant, typeof placedAt, cancelAt, changes]).toEqual(['string', 'number', null, []]);
    expect(rest).toEqual({});
    for (const name of ['warehouse', 'carrier', 'trackingNumber', 'service']) expect(order).not.toHaveProperty(name);
  });
  it('are a smaller merchant’s for a sixth of them, from channels of its own', () => {
    const shops = [mainShop, ...smallerShops];
    for (const { merchant, order } of plans)
      expect(shops.find((shop) => shop.merchant === merchant)?.channels).toContain(order.channel);
    const small = plans.filter(({ merchant }) => merchant !== 'main').length / plans.length;
    expect(small).toBeGreaterThan(0.13);
    expect(small).toBeLessThan(0.2);
    expect(new Set(shops.flatMap(({ channels }) => [...new Set(channels)])).size).toBe(5);
  });
  it('have some that break and some that are cancelled', () => {
    expect(plans.some(({ order }) => order.lines.length === 0)).toBe(true);
    expect(plans.filter(({ cancelAt }) => cancelAt !== null).length).toBeGreaterThan(5);
  });
  it('name what they want as their channel lists it, now and then something that nobody has mapped', () => {
    const shops = [mainShop, ...smallerShops];
    const listed = new Map(
      shops.map((shop) => [shop.merchant, new Set(listingsOf(shop).map((one) => one.channelSku))]),
    );
    const strange = plans.filter(({ merchant, order }) =>
      order.lines.some((line) => line.sku !== undefined || !listed.get(merchant)?.has(line.channelSku ?? '')),
    );
    expect(strange.length).toBeGreaterThan(0);
    expect(strange.length).toBeLessThan(15);
    for (const { order } of strange) expect(order.lines[0]?.channelSku).toMatch(/:NEW-\d+$/);
  });
  it('are changed or paid for later, some of them, and a few never: each time the whole order anew', () => {
    const changed = plans.filter(({ changes }) => changes.length > 0);
    expect(changed.length).toBeGreaterThan(40);
    expect(changed.length).toBeLessThan(160);
    for (const { order, placedAt, changes } of changed)
      for (const { at, order: again } of changes) {
        expect(at).toBeGreaterThan(placedAt);
        expect([again.externalId, again.channel]).toEqual([order.externalId, order.channel]);
        expect(orderInput.parse(again)).not.toEqual(orderInput.parse(order));
      }
    const pending = plans.filter(({ order }) => order.payment === 'pending');
    expect(pending.some(({ changes }) => changes.at(-1)?.order.payment === 'paid')).toBe(true);
    for (const { changes, cancelAt } of pending) expect(changes.length > 0 || cancelAt !== null).toBe(true);
  });
});

it('weekdays differ: Mondays have most orders, Saturdays fewest', () => {
  const week = Array.from({ length: 7 }, (_, n) => day + n);
  const most = week.toSorted((a, b) => ordersOn(b, 3_500) - ordersOn(a, 3_500)).map(weekdayOf);
  expect([most[0], most.at(-1)]).toEqual([1, 6]);
});

it('every place has a zone and real coordinates', () => {
  for (const site of [...cities, ...hubs, ...warehouses]) {
    expect(site.timeZone).toBe(usualTimeZoneOf(site.country, site.state));
    expect(isTimeZone(site.timeZone)).toBe(true);
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
