/**
 * Weeks of the world over a tower that keeps stock, on a clock that jumps from one thing to the next: orders leave from where
 * they were allocated, what waits is waited for and served, vendors bring what is short, and nothing piles up.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { givenWorld } from '../../../test/sandbox-actors.ts';
import { shownOrder } from '../../../test/sandbox-stock/ordering.ts';
import { stockTower } from '../../../test/sandbox-stock/tower.ts';
import type { Actor, News } from '../actor.ts';
import { openShopper } from '../actors/shopper.ts';
import { openSupplier } from '../actors/supplier.ts';
import { dayMs } from '../calendar.ts';
import { defaultDials } from '../dials.ts';
import { openStock } from './open-stock.ts';

const start = Date.UTC(2026, 4, 11, 0);
const days = 21;
const end = start + days * dayMs;
const dials = { ...defaultDials, perDay: 60, broken: 0.01 };
const past = { days: 5, perDay: 20 };

/** Takes every parcel it is asked to take, at once. */
const carrier = (news: News): News[] =>
  news.what === 'parcel_wanted'
    ? [
        {
          what: 'parcel_made',
          request: news.request,
          trackingNumber: `N-${news.request.reference}`,
          price: { amount: 500, currency: 'EUR' },
          estimatedDay: '2026-05-15',
        },
      ]
    : [];

const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** Lets actors live until an instant; `clock` is the tower's. */
const live = async (actors: readonly Actor[], clock: { now: number }): Promise<void> => {
  const tell = (news: readonly News[]): void => {
    for (const one of news) {
      tell(carrier(one));
      for (const actor of actors) tell(actor.hear(one, clock.now));
    }
  };
  for (const actor of actors) actor.due(end, 'now');
  for (let n = 0; n < 100; n++) await breathe();
  while (clock.now <= end) {
    for (const actor of actors)
      while (actor.due(clock.now, 'past') <= clock.now) tell(await actor.act(clock.now, 'past'));
    const next = [...actors].sort((a, b) => a.due(clock.now, 'now') - b.due(clock.now, 'now'))[0];
    clock.now = Math.max(clock.now, next?.due(clock.now, 'now') ?? Number.POSITIVE_INFINITY);
    if (next && clock.now <= end) tell(await next.act(clock.now, 'now'));
  }
};

const clock = { now: start };
const world = stockTower(clock);
const refused: object[] = [];
beforeAll(async () => {
  const log = { info: () => undefined, warn: (facts: object) => void refused.push(facts) };
  const context = givenWorld(world.tower, start, { dials, past, log });
  await openStock(world.tower, { seed: context.state.seed, dials, past }, { stocked: false, now: start });
  await live([await openShopper(context), await openSupplier(context)], clock);
}, 60_000);

const ordersOf = () => [...world.kept.orders.values()];
const stageOf = (order: ReturnType<typeof ordersOf>[number]) => shownOrder(world.kept, order).stage;

describe('three weeks of the world', () => {
  it('go by without anything that failed', () => {
    expect(refused).toEqual([]);
  });
  it('take in an order for every one that was due, and leave none lying for long', () => {
    expect(ordersOf().length).toBeGreaterThan(days * dials.perDay * 0.85);
    const open = ordersOf().filter((order) => !['shipped', 'cancelled'].includes(stageOf(order)));
    expect(open.length).toBeLessThan(2 * dials.perDay);
    const old = open.filter(({ placedAt }) => Date.parse(placedAt) < end - 6 * dayMs);
    expect(old).toEqual([]);
  });
  it('have orders that were changed, paid late, cancelled, and that nobody could make anything of', () => {
    const placed = world.tower.of('orders.place').map(({ body }) => body as { externalId: string; payment?: string });
    const times = Map.groupBy(placed, ({ externalId }) => externalId);
    expect([...times.values()].filter((all) => all.length > 1).length).toBeGreaterThan(20);
    expect(
      placed.some(({ payment }) => payment === 'pending') && placed.some(({ payment }) => payment === 'paid'),
    ).toBe(true);
    expect(ordersOf().filter(({ status }) => status === 'cancelled').length).toBeGreaterThan(5);
    const unknown = [...times.keys()].filter((id) =>
      ordersOf().every(({ content }) => (content as { externalId: string }).externalId !== id),
    );
    expect(unknown.length).toBeGreaterThan(5);
  });
  it('send from where an order was allocated, some in more than one parcel', () => {
    const sent = ordersOf().flatMap(({ shipments }) => shipments);
    expect(new Set(sent.map(({ warehouse }) => warehouse)).size).toBe(6);
    expect(ordersOf().some(({ shipments }) => new Set(shipments.map(({ warehouse }) => warehouse)).size > 1)).toBe(
      true,
    );
    for (const { at } of sent) expect(Date.parse(at)).toBeLessThanOrEqual(end);
  });
  it('buy again what runs out, and have it brought: in parts, late, broken, too little, too much', () => {
    const bought = [...world.purchases.values()].filter(({ number }) => !number.startsWith('START-'));
    expect(bought.length).toBeGreaterThan(30);
    const done = bought.filter(({ state }) => state === 'received');
    expect(done.length).toBeGreaterThan(bought.length / 2);
    for (const { state, placedAt } of bought)
      if (state !== 'received') expect(Date.parse(placedAt)).toBeGreaterThan(end - 12 * dayMs);
    expect(done.some(({ receipts }) => receipts.length > 1)).toBe(true);
    const lines = done.flatMap((one) => one.lines);
    expect(lines.some(({ received, quantity }) => received > quantity)).toBe(true);
    expect(lines.some(({ received, quantity }) => received < quantity)).toBe(true);
    expect(world.tower.of('inventory.change_purchase_order').length).toBeGreaterThan(0);
    const came = world.tower
      .of('inventory.receive_purchase_order')
      .flatMap(({ body }) => (body as { lines: { damaged?: number }[] }).lines);
    expect(came.some(({ damaged = 0 }) => damaged > 0)).toBe(true);
  });
  it('ask the tower for little: a look at an order or two, and a vendor’s look every half hour', () => {
    expect(world.tower.of('orders.get').length).toBeLessThan(ordersOf().length * 1.6);
    expect(world.tower.of('inventory.reorder_alerts').length).toBeLessThanOrEqual(days * 48);
  });
});
