/** People at stations: work by their shifts, count once what they scan twice, slip without harm, and let parcels out. */
import { describe, expect, it } from 'vitest';
import { givenWorld } from '../../../test/sandbox-actors.ts';
import { floorTower } from '../../../test/sandbox-floor.ts';
import type { Actor, News } from '../actor.ts';
import { products } from '../data/catalog.data.ts';
import { presenceAt, stationSites } from '../floor/crew.ts';
import { pickScans, readOff } from '../floor/scanner.ts';
import { randomOf } from '../random.ts';
import { barcodesOf } from '../stock/assortment.ts';
import { openFloor } from './floor.ts';

const minute = 60_000;
const hour = 60 * minute;
/** A Wednesday at nine in Leipzig. */
const morning = Date.UTC(2026, 4, 13, 7);
const barcodes = new Map(
  products
    .filter(({ parts }) => !parts)
    .flatMap(({ sku }) =>
      barcodesOf(sku)
        .slice(0, 1)
        .map(({ code }) => [code, sku] as const),
    ),
);

/** Lets the floor and a carrier that takes every parcel live until an instant. */
const live = async (floor: Actor, until: number): Promise<News[]> => {
  const said: News[] = [];
  for (let due = floor.due(until, 'now'); due <= until; due = floor.due(until, 'now'))
    for (const news of await floor.act(due, 'now')) {
      said.push(news);
      if (news.what === 'parcel_wanted')
        floor.hear(
          {
            what: 'parcel_made',
            request: news.request,
            trackingNumber: `N-${news.request.reference}`,
            price: { amount: 1, currency: 'EUR' },
            estimatedDay: '',
          },
          due,
        );
    }
  return said;
};
const floorWith = async (count: number, { now = morning, ...more }: { now?: number; refuse?: string } = {}) => {
  const world = floorTower({ barcodes, ...more });
  for (let n = 0; n < count; n++)
    world.add(`ful_${n}`, 'leipzig', { sku: products[n % 24]?.sku ?? '', quantity: 1 + (n % 3) });
  return { ...world, floor: await openFloor(givenWorld(world.tower, now)) };
};

describe('the floor', () => {
  it('opens its stations, and takes orders from the queue to the door with a carrier’s number', async () => {
    const { tower, orders, floor } = await floorWith(30);
    expect(tower.of('fulfillment.save_station')).toHaveLength(stationSites.length);
    const said = await live(floor, morning + 2 * hour);
    expect([...orders.values()].map(({ status }) => status)).toEqual(Array(30).fill('shipped'));
    for (const { lines, packages } of orders.values()) {
      expect(
        lines.every(
          ({ quantity, pickedQuantity, packedQuantity }) => pickedQuantity === quantity && packedQuantity === quantity,
        ),
      ).toBe(true);
      expect(packages[0]?.label?.trackingNumber).toMatch(/^N-SB-ful_/);
    }
    expect(said.filter(({ what }) => what === 'customer_told')).toHaveLength(30);
    expect(new Set([...orders.values()].map(({ station }) => station)).size).toBe(3);
  });
  it('counts once what it scans twice', async () => {
    const { tower, orders, floor } = await floorWith(100);
    await live(floor, morning + 6 * hour);
    const scans = tower.of('fulfillment.pick').map(({ body }) => body as { clientScanId: string });
    expect(scans.length).toBeGreaterThan(new Set(scans.map(({ clientScanId }) => clientScanId)).size + 3);
    for (const { lines } of orders.values())
      for (const { quantity, pickedQuantity } of lines) expect(pickedQuantity).toBe(quantity);
  });
  it('reads the wrong thing, reaches into the wrong bin and finds one empty, each now and then', () => {
    const step = { does: 'pick' as const, lineId: '1', sku: 'LMP-101', location: 'A1', lot: 'L', units: 2 };
    const all = Array.from({ length: 3_000 }, (_, n) => pickScans(step, `s${n}`, randomOf('slips', n)));
    const slips = all.flatMap(({ sent }) => sent.filter(({ isSlip }) => isSlip)).map(({ scan }) => scan);
    const own = readOff('LMP-101');
    const wrong = slips.filter(({ location }) => location === 'A1');
    expect(wrong.length).toBeGreaterThan(15);
    for (const scan of wrong) expect(scan).not.toMatchObject(own);
    expect(slips.length - wrong.length).toBeGreaterThan(10);
    const shorts = all.filter(({ short }) => short);
    expect(shorts.length).toBeGreaterThan(2);
    for (const { sent } of shorts) expect(sent.every(({ isSlip }) => isSlip)).toBe(true);
    expect(all.filter(({ sent }) => sent.at(-1)?.times === 2).length).toBeGreaterThan(150);
  });
  it('rests in its breaks and at night, and says so', async () => {
    const { tower, orders, floor } = await floorWith(6, { now: morning + 15 * hour });
    await live(floor, morning + 20 * hour);
    expect([...orders.values()].every(({ status }) => status === 'pending')).toBe(true);
    const paused = tower
      .of('fulfillment.change_station')
      .map(({ params, body }) => [(params as { station: string }).station, body]);
    expect(paused).toContainEqual(['leipzig-1', { state: 'paused' }]);
    await live(floor, morning + 24 * hour);
    expect([...orders.values()].every(({ status }) => status === 'shipped')).toBe(true);
    const resting = stationSites.filter((site) =>
      [...Array(24)].some((_, n) => {
        const presence = presenceAt(morning + n * 30 * minute, site);
        return presence !== 'work' && presence.why === 'break';
      }),
    );
    expect(resting.length).toBeGreaterThan(stationSites.length / 2);
  });
  it('leaves alone what the tower refuses, and goes on with the rest', async () => {
    const { tower, orders, floor } = await floorWith(5, { refuse: 'picking' });
    await live(floor, morning + 30 * minute);
    expect([...orders.values()].every(({ status }) => status === 'processing')).toBe(true);
    // Each is tried once in a while, not again and again.
    expect(tower.of('fulfillment.change').length).toBeLessThan(30);
  });
});
