/** What vendors bring and what is bought of them: the same for the same order, near enough to what was ordered, where it lacks. */
import type { ReorderAlert } from '@gantry/shared/api/inventory/purchasing';
import { describe, expect, it } from 'vitest';
import { dateOf, dayMs, hourOf, isDeliveryDay } from '../calendar.ts';
import { warehouses } from '../data/network.data.ts';
import { needsOf, purchasesOf, spread } from './buying.ts';
import { type DeliveryBody, deliveriesOf, latenessOf, type Wanted } from './deliveries.ts';

const placed = Date.UTC(2026, 4, 13, 10);
const wanted = (n: number, change: Partial<Wanted> = {}): Wanted => ({
  purchaseOrderId: `pur_${n}`,
  vendor: 'volta-parts',
  warehouse: 'leipzig',
  expectedOn: '2026-05-15',
  placedAt: new Date(placed).toISOString(),
  lines: ['ELC-401', 'BTH-702'].map((sku, i) => ({
    lineId: String(i + 1),
    sku,
    quantity: 120,
    unitCost: null,
    received: 0,
    damaged: 0,
    open: 120,
  })),
  ...change,
});
const many = Array.from({ length: 400 }, (_, n) => wanted(n));
const unitsIn = ({ accepted, packs, damaged = 0 }: DeliveryBody['lines'][number]): number =>
  (accepted ?? (packs ? packs.count * (packs.size ?? 0) : 0)) + damaged;

describe('deliveries', () => {
  it('of an order are the same each time they are thought of', () => {
    for (const order of many.slice(0, 20)) expect(deliveriesOf('s', order)).toEqual(deliveriesOf('s', order));
    expect(deliveriesOf('s', wanted(1))).not.toEqual(deliveriesOf('other', wanted(1)));
  });
  it('come at the dock on the day or a day or two later, when people are there', () => {
    for (const order of many)
      for (const { at } of deliveriesOf('s', order)) {
        expect(at).toBeGreaterThan(placed);
        expect(at).toBeLessThan(Date.UTC(2026, 4, 19, 16));
        const hour = hourOf(at, { timeZone: 'Europe/Berlin' });
        expect(hour >= 7 && hour <= 15 && isDeliveryDay(Math.floor(at / dayMs), 'DE')).toBe(true);
      }
  });
  it('bring what was ordered, now and then less, more, broken, something else; the last one says so', () => {
    const came = many.map((order) => deliveriesOf('s', order));
    const lines = came.map((all) => all.flatMap(({ body }) => body.lines));
    const sums = lines.flatMap((all) =>
      ['ELC-401', 'BTH-702'].map((sku) =>
        all.filter((one) => one.sku === sku).reduce((sum, one) => sum + unitsIn(one), 0),
      ),
    );
    expect(sums.filter((sum) => sum === 120).length).toBeGreaterThan(sums.length * 0.85);
    expect(sums.some((sum) => sum < 120) && sums.some((sum) => sum > 120)).toBe(true);
    expect(lines.flat().some(({ damaged = 0 }) => damaged > 0)).toBe(true);
    expect(lines.flat().some(({ sku }) => sku !== 'ELC-401' && sku !== 'BTH-702')).toBe(true);
    expect(came.filter((all) => all.length > 1).length).toBeGreaterThan(40);
    for (const all of came) expect(all.map(({ body }) => body.last)).toEqual(all.map((_, n) => n === all.length - 1));
    for (const one of lines.flat()) expect(unitsIn(one)).toBeGreaterThan(0);
  });
  it('tell what expires when', () => {
    const [line] = wanted(1).lines;
    const bulbs = wanted(1, { lines: line ? [{ ...line, sku: 'GRD-640' }] : [] });
    const days = deliveriesOf('s', bulbs).map(({ at, body }) => [
      body.lines[0]?.expiresOn,
      dateOf(Math.floor(at / dayMs) + 60),
    ]);
    for (const [said, due] of days) expect(said).toBe(due);
  });
  it('are late for a few, who say so once', () => {
    const late = many.filter((order) => latenessOf('s', order) !== null);
    expect(late.length).toBeGreaterThan(10);
    expect(late.length).toBeLessThan(70);
    for (const order of late) expect(latenessOf('s', { ...order, expectedOn: latenessOf('s', order) })).toBeNull();
  });
});

const alert = (change: Partial<ReorderAlert> = {}): ReorderAlert => ({
  sku: 'ELC-401',
  merchant: 'main',
  name: 'Charger',
  vendor: 'volta-parts',
  available: 50,
  reorderPoint: 60,
  reorderQuantity: 240,
  incoming: 0,
  since: '2026-05-13T00:00:00.000Z',
  ...change,
});
const demand = (units: number, sku = 'ELC-401') => ({ sku, merchant: 'main', units });

describe('what is needed', () => {
  it('is what an alert says, once: what is on its way counts', () => {
    expect(needsOf([alert()], [], new Map())).toMatchObject([{ sku: 'ELC-401', units: 240 }]);
    expect(needsOf([alert({ incoming: 240 })], [], new Map())).toEqual([]);
  });
  it('is what orders wait for and nothing brings, also without an alert', () => {
    const coming = new Map([[JSON.stringify(['main', 'ELC-401']), 30]]);
    expect(needsOf([], [demand(100)], coming)).toMatchObject([{ units: 70, vendor: 'volta-parts' }]);
    expect(needsOf([], [demand(30)], coming)).toEqual([]);
    expect(needsOf([alert()], [demand(500)], new Map())).toMatchObject([{ units: 500 }]);
  });
  it('is nothing of what no vendor makes', () => {
    expect(needsOf([alert({ vendor: null, sku: 'SET-010' })], [demand(5, 'XYZ-1')], new Map())).toEqual([]);
  });
});

describe('what is bought', () => {
  it('goes where it lacks most for its share, in cases', () => {
    const held = [{ warehouse: 'leipzig', available: 400, incoming: 0 }];
    const bought = new Map(spread(240, held).map(({ warehouse, quantity }) => [warehouse, quantity]));
    expect(bought.has('leipzig')).toBe(false);
    expect([...bought.values()].every((quantity) => quantity % 12 === 0 && quantity > 0)).toBe(true);
    expect([...bought.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(240);
    expect(spread(240, []).map(({ warehouse }) => warehouse)).toEqual(warehouses.map(({ name }) => name));
  });
  it('is one order for each vendor and warehouse', () => {
    const needs = needsOf(
      [alert(), alert({ sku: 'BTH-702' }), alert({ sku: 'PET-801', vendor: 'greenfold' })],
      [],
      new Map(),
    );
    const purchases = purchasesOf(needs, () => []);
    expect(purchases.length).toBe(12);
    const [one] = purchases.filter(({ vendor }) => vendor === 'volta-parts');
    expect(one?.lines.map(({ sku }) => sku)).toEqual(['ELC-401', 'BTH-702']);
  });
});
