/** Orders that are changed after they were placed, over HTTP: by people, by their shop, by the clock, by their shipments. */

import { issueKey } from '@gantry/shared/api/access/keys';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { cancelOrder, getOrder, listOrders, placeOrder } from '@gantry/shared/api/orders';
import { bulkOrders, orderBoard } from '@gantry/shared/api/orders/board';
import {
  amendOrder,
  cancelLine,
  holdOrder,
  mergeOrders,
  orderActions,
  releaseOrder,
  unmergeOrder,
} from '@gantry/shared/api/orders/changes';
import { createShipment } from '@gantry/shared/api/shipping';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventory } from '../../src/contexts/inventory/context.ts';
import { endHoldsJob } from '../../src/contexts/orders/changes/jobs.ts';
import { connectCarrier, fresh, newOrder, newShipment, type OrderBody, orderBody, shipmentBody } from '../doings.ts';
import { contradictions, stockedTower } from '../stocked.ts';
import { startTestTower, type TestTower, until as waitUntil } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
const house = fresh('house');
beforeAll(async () => {
  tower = await startTestTower();
  stock = await stockedTower(tower.config);
  await stock.warehouse(house, { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
  await connectCarrier(tower);
});
afterAll(async () => {
  expect(await contradictions(stock.platform, 'main')).toEqual([]);
  await stock.close();
  await tower.stop();
});

const product = async (quantity: number): Promise<string> => {
  const sku = fresh('SKU');
  await stock.product({ sku });
  if (quantity > 0) await stock.receive({ sku, warehouse: house, quantity });
  return sku;
};
const of = (sku: string, quantity = 1) => ({ sku, quantity, unitPrice: 100 });
const place = (change: Partial<OrderBody>) => newOrder(tower, change);
const order = async (orderId: string) => (await tower.call(getOrder, { params: { orderId } })).body;
const orderWhen = (orderId: string, stage: string) =>
  waitUntil(
    async () => {
      const one = await order(orderId);
      return one.stage === stage ? one : undefined;
    },
    { what: `${orderId} ${stage}` },
  );
/** What a change answered: its status, and what it did or why not. */
const said = (answer: { status: number; body: Record<string, unknown> }) => [
  answer.status,
  answer.body.outcome ?? answer.body.code,
];
const hold = async (orderId: string, body: object = {}) =>
  said(await tower.call(holdOrder, { params: { orderId }, body }));
const release = async (orderId: string, body: object = {}) =>
  said(await tower.call(releaseOrder, { params: { orderId }, body }));
const amend = async (orderId: string, body: object) =>
  said(await tower.call(amendOrder, { params: { orderId }, body }));

describe('an order that is held', () => {
  it('keeps its stock or gives it back, gets none meanwhile, and what it lacks when it is released', async () => {
    const sku = await product(10);
    const orderId = await place({ lines: [of(sku, 4)] });
    expect(await hold(orderId, { kind: 'fraud', note: 'call first' })).toEqual([200, 'changed']);
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 4 });
    expect(await hold(orderId, { keepsStock: false })).toEqual([200, 'changed']);
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 0 });
    expect(await order(orderId)).toMatchObject({ stage: 'held', holds: [{ kind: 'fraud' }, { kind: 'manual' }] });
    expect(await release(orderId, { kind: 'manual' })).toEqual([200, 'changed']);
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 0 });
    expect(await release(orderId)).toEqual([200, 'changed']);
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 4 });
    expect(await release(orderId)).toEqual([200, 'unchanged']);
    expect(await order(orderId)).toMatchObject({ stage: 'allocated', holds: [] });
  });
  it('goes on by itself when the day has come, once', async () => {
    const sku = await product(5);
    const orderId = await place({ lines: [of(sku, 2)] });
    const until = new Date(Date.now() + 400).toISOString();
    expect(await hold(orderId, { until, keepsStock: false })).toEqual([200, 'changed']);
    const { platform } = stock;
    const clock = endHoldsJob({ platform, inventory: inventory.open({ platform }).public });
    const tick = () => clock.run({}, { jobId: 'test', attempt: 1, thread: { correlationId: 'test', actor: 'test' } });
    await waitUntil(async () => {
      await Promise.all([tick(), tick()]);
      return (await order(orderId)).stage === 'allocated';
    });
    await tick();
    // Placed, allocated, held, given back, released, allocated.
    expect(await order(orderId)).toMatchObject({ holds: [], version: 6 });
    expect(await hold(orderId, { until: '2026-01-01T00:00:00Z' })).toEqual([422, 'invalid']);
  });
  it('changes in its shop and by hand, and has what it wants then when it is released', async () => {
    const [one, other] = [await product(10), await product(10)];
    const body = orderBody({ lines: [{ ...of(one, 4), lineId: 'a' }] });
    const { body: placed } = await tower.call(placeOrder, { body });
    const orderId = placed.orderId ?? '';
    await hold(orderId);
    const changed = {
      ...body,
      lines: [
        { ...of(one, 2), lineId: 'a' },
        { ...of(other, 3), lineId: 'b' },
      ],
    };
    expect((await tower.call(placeOrder, { body: changed })).body.outcome).toBe('amended');
    // What is wanted less is free at once, what is wanted more waits for the release.
    expect([await stock.balance(one), await stock.balance(other)]).toEqual([
      { onHand: 10, reserved: 2 },
      { onHand: 10, reserved: 0 },
    ]);
    expect(await amend(orderId, { lines: [{ lineId: 'b', quantity: 1 }] })).toEqual([200, 'changed']);
    expect((await tower.call(placeOrder, { body: changed })).body.outcome).toBe('unchanged');
    expect(await release(orderId)).toEqual([200, 'changed']);
    expect(await order(orderId)).toMatchObject({
      stage: 'allocated',
      lines: [{ allocated: 2 }, { quantity: 1, allocated: 1 }],
    });
    expect([await stock.balance(one), await stock.balance(other)]).toEqual([
      { onHand: 10, reserved: 2 },
      { onHand: 10, reserved: 1 },
    ]);
  });
  it('is no other one meanwhile for whoever says which they know', async () => {
    const orderId = await place({});
    const { version } = await order(orderId);
    await hold(orderId, { expectedVersion: version });
    const late = await tower.call(holdOrder, {
      params: { orderId },
      body: { kind: 'fraud', expectedVersion: version },
    });
    expect([late.status, late.body.code, late.body.errors]).toEqual([
      409,
      'version_conflict',
      [{ path: 'expectedVersion', message: `is ${version + 1} now` }],
    ]);
  });
});

describe('lines', () => {
  it('are cancelled by units and whole; with the last one the order (fs-005, fs-009)', async () => {
    const sku = await product(50);
    await place({ lines: [of(sku, 20)] });
    const orderId = await place({ lines: [of(sku, 10), of(sku, 5)] });
    expect((await stock.balance(sku)).reserved).toBe(35);
    const cancel = async (lineId: string, body: object = {}) =>
      said(await tower.call(cancelLine, { params: { orderId, lineId }, body: { reason: 'no', ...body } }));
    expect(await cancel('2')).toEqual([200, 'changed']);
    expect((await stock.balance(sku)).reserved).toBe(30);
    expect(await cancel('2')).toEqual([200, 'unchanged']);
    expect(await cancel('1', { quantity: 11 })).toEqual([409, 'units_gone']);
    expect(await cancel('1', { quantity: 4 })).toEqual([200, 'changed']);
    expect(await cancel('9')).toEqual([404, 'no_such_line']);
    expect(await cancel('1')).toEqual([200, 'changed']);
    expect(await order(orderId)).toMatchObject({
      stage: 'cancelled',
      shipments: [],
      lines: [{ open: 0 }, { open: 0 }],
    });
    expect(await stock.balance(sku)).toEqual({ onHand: 50, reserved: 20 });
  });
  it('are added and become another SKU, with their stock', async () => {
    const [one, other] = [await product(10), await product(10)];
    const orderId = await place({ lines: [of(one, 4)] });
    expect(await amend(orderId, { lines: [{ lineId: '1', sku: other }], addLines: [of(one, 1)] })).toEqual([
      200,
      'changed',
    ]);
    expect([(await stock.balance(one)).reserved, (await stock.balance(other)).reserved]).toEqual([1, 4]);
    const listed = await tower.call(amendOrder, {
      params: { orderId },
      body: { addLines: [{ channelSku: fresh('listing'), quantity: 1, unitPrice: 1 }] },
    });
    expect([listed.status, listed.body.errors]).toMatchObject([422, [{ path: 'addLines.0.channelSku' }]]);
  });
});

describe('goods', () => {
  it('leave with shipments, the rest stays promised; they come back when one is called off (fs-003, fs-015)', async () => {
    const sku = await product(5);
    const orderId = await place({ lines: [of(sku, 5)] });
    const waiting = await place({ lines: [of(sku, 1)] });
    const part = { orderId, lines: [{ lineId: '1', quantity: 2 }] };
    const { shipmentId } = await newShipment(tower, part);
    expect(await orderWhen(orderId, 'partly_shipped')).toMatchObject({
      shipments: [shipmentId],
      lines: [{ shipped: 2, open: 3, allocated: 3 }],
    });
    expect(await stock.balance(sku)).toEqual({ onHand: 3, reserved: 3 });
    const over = await tower.call(createShipment, {
      body: shipmentBody(tower, orderId, { lines: [{ lineId: '1', quantity: 4 }] }),
    });
    expect([over.status, over.body.errors]).toMatchObject([422, [{ path: 'lines.0.quantity' }]]);
    await newShipment(tower, { orderId });
    await orderWhen(orderId, 'shipped');
    expect(await stock.balance(sku)).toEqual({ onHand: 0, reserved: 0 });
    await tower.call(cancelOrder, { params: { orderId }, body: { reason: 'no' } });
    // Both shipments were labels only: their units are free, and whoever waits gets them.
    await orderWhen(waiting, 'allocated');
    await waitUntil(async () => (await stock.balance(sku)).onHand === 5);
    expect(await stock.balance(sku)).toEqual({ onHand: 5, reserved: 1 });
  });
  it('do not leave in part where they are to leave together, nor of a held order', async () => {
    const sku = await product(1);
    const make = async (orderId: string) =>
      said(await tower.call(createShipment, { body: shipmentBody(tower, orderId) }));
    const whole = await place({ lines: [of(sku, 2)], shipPolicy: 'ship_complete' });
    expect(await make(whole)).toEqual([409, 'not_complete']);
    expect(await amend(whole, { shipPolicy: 'ship_partial' })).toEqual([200, 'changed']);
    await hold(whole);
    expect(await make(whole)).toEqual([409, 'order_held']);
    await release(whole);
    expect(await make(whole)).toEqual([201, 'created']);
    expect(await orderWhen(whole, 'partly_shipped')).toMatchObject({ lines: [{ shipped: 1, waiting: 1 }] });
    const channel = fresh('complete');
    await stock.rules(channel, { shipPolicy: 'ship_complete' });
    expect(await make(await place({ channel, lines: [of(sku, 1)] }))).toEqual([409, 'not_complete']);
    expect(await make(await place({ lines: [of(sku, 1)] }))).toEqual([409, 'not_allocated']);
  });
  it('of which no stock is kept leave all the same', async () => {
    const orderId = await place({ lines: [of(fresh('none'), 2)] });
    const { shipmentId } = await newShipment(tower, { orderId });
    expect(await orderWhen(orderId, 'shipped')).toMatchObject({
      shipments: [shipmentId],
      lines: [{ shipped: 2, open: 0 }],
    });
  });
});

describe('an address', () => {
  const wrong = { name: 'Eva', lines: ['Calle Mayor 5'], city: 'Sevilla', postalCode: '4100', country: 'ES' };
  const recent = { placedAt: new Date().toISOString() };
  it('that cannot be right is flagged, or held by the rule of its channel until it is repaired or forced', async () => {
    const sku = await product(10);
    const channel = fresh('strict');
    await stock.rules(channel, { addressCheck: 'hold' });
    const body = { ...recent, lines: [of(sku)], shipTo: wrong };
    const flagged = await order(await place(body));
    expect(flagged).toMatchObject({ stage: 'allocated', addressFindings: [{ path: 'postalCode', code: 'format' }] });
    const held = orderBody({ ...body, channel });
    const orderId = (await tower.call(placeOrder, { body: held })).body.orderId ?? '';
    expect(await order(orderId)).toMatchObject({ stage: 'held', holds: [{ kind: 'address_check' }] });
    const { body: listed } = await tower.call(listOrders, { query: { channel, address: 'wrong' } });
    expect(listed.items.map((one) => one.orderId)).toEqual([orderId]);
    expect(await release(orderId)).toEqual([409, 'address_wrong']);
    expect(await release(orderId, { forceAddress: true })).toEqual([200, 'changed']);
    expect(await order(orderId)).toMatchObject({ stage: 'allocated', addressForced: true });
    const repaired = await place({ ...body, channel });
    expect(await amend(repaired, { shipTo: { ...wrong, postalCode: '41001' } })).toEqual([200, 'changed']);
    expect(await order(repaired)).toMatchObject({ stage: 'allocated', addressFindings: [], holds: [] });
    const shop = await place({ ...body, channel, externalId: held.externalId.replace('order', 'shop') });
    const again = {
      ...held,
      externalId: held.externalId.replace('order', 'shop'),
      shipTo: { ...wrong, postalCode: '41001' },
    };
    expect((await tower.call(placeOrder, { body: again })).body.outcome).toBe('amended');
    expect(await order(shop)).toMatchObject({ stage: 'allocated', addressFindings: [] });
  });
});

describe('merged orders', () => {
  const merge = (orderIds: string[]) => tower.call(mergeOrders, { body: { orderIds } });
  it('stay together as long as they go to one address', async () => {
    const { shipTo } = orderBody();
    const ids = [
      await place({}),
      await place({ shipTo: { ...shipTo, lines: ['77, gallows lane'], name: 'ursula QUIMBY' } }),
      await place({}),
    ];
    const other = await place({ shipTo: { ...shipTo, lines: ['78 Gallows Lane'] } });
    expect(await merge([...ids, other])).toMatchObject({ status: 409, body: { code: 'other_address' } });
    expect((await merge([ids[0] ?? '', ids[0] ?? ''])).body).toMatchObject({ errors: [{ path: 'orderIds' }] });
    const { status, body } = await merge(ids);
    expect([status, [...body.orderIds].sort()]).toEqual([200, [...ids].sort()]);
    expect((await merge(ids)).body.mergeId).toBe(body.mergeId);
    const [one = '', two = '', three = ''] = ids;
    expect((await order(two)).merge?.orderIds).toHaveLength(3);
    expect(await amend(one, { shipTo: { ...shipTo, lines: ['1 Elm Street'] } })).toEqual([200, 'changed']);
    expect((await order(one)).merge).toBeNull();
    await waitUntil(async () => (await order(two)).merge?.orderIds.length === 2);
    const left = await tower.call(unmergeOrder, { params: { orderId: three }, body: {} });
    expect(said(left)).toEqual([200, 'changed']);
    await waitUntil(async () => (await order(two)).merge === null);
  });
});

describe('many at a time', () => {
  it('are released, each answering for itself: 500 with three that fail', async () => {
    const sku = await product(1_000);
    const ids: string[] = [];
    for (let from = 0; from < 499; from += 100)
      ids.push(
        ...(await Promise.all(Array.from({ length: Math.min(100, 499 - from) }, () => place({ lines: [of(sku)] })))),
      );
    const bulk = (body: object) => tower.call(bulkOrders, { body: body as { action: 'hold'; orderIds: string[] } });
    const { body: held } = await bulk({ action: 'hold', orderIds: ids, kind: 'fraud', reason: 'a wave of fraud' });
    expect([held.done, held.failed]).toEqual([499, 0]);
    const [off = '', gone = ''] = ids;
    await tower.call(cancelOrder, { params: { orderId: off }, body: { reason: 'no' } });
    await tower.call(cancelOrder, { params: { orderId: gone }, body: { reason: 'no' } });
    const begun = performance.now();
    const { body: released } = await bulk({ action: 'release', orderIds: [...ids, 'ord_none'] });
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect([released.done, released.unchanged, released.failed]).toEqual([497, 0, 3]);
    const failed = released.rows.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ orderId, code }) => [orderId, code])).toEqual([
      [off, 'order_cancelled'],
      [gone, 'order_cancelled'],
      ['ord_none', 'no_such_order'],
    ]);
    expect(released.rows.map(({ orderId }) => orderId)).toEqual([...ids, 'ord_none']);
    expect(await stock.balance(sku)).toEqual({ onHand: 1_000, reserved: 497 });
    expect((await bulk({ action: 'release', orderIds: ids.slice(2, 4) })).body).toMatchObject({
      done: 0,
      unchanged: 2,
    });
    expect((await bulk({ action: 'cancel', orderIds: ids.slice(2, 4) })).status).toBe(422);
    const { body: cancelled } = await bulk({ action: 'cancel', reason: 'no', orderIds: ids.slice(2, 4) });
    expect(cancelled).toMatchObject({ done: 2, rows: [{ stage: 'cancelled' }, { stage: 'cancelled' }] });
    expect((await bulk({ action: 'allocate', orderIds: ids.slice(3, 5) })).body).toMatchObject({
      unchanged: 1,
      failed: 1,
    });
  });
});

describe('what is another merchant’s', () => {
  it('is changed by nobody else, one at a time or many', async () => {
    const merchant = fresh('other');
    await tower.call(addMerchant, { body: { merchant, name: 'Other' } });
    const { body } = await tower.call(issueKey, {
      body: { name: 'their key', area: 'manager', merchants: [merchant] },
    });
    const orderId = await place({});
    const { key, params } = { key: body.secret, params: { orderId } };
    const tries = [
      await tower.call(holdOrder, { params, key, body: {} }),
      await tower.call(releaseOrder, { params, key, body: {} }),
      await tower.call(amendOrder, { params, key, body: { shipPolicy: 'ship_complete' } }),
      await tower.call(cancelOrder, { params, key, body: { reason: 'no' } }),
      await tower.call(cancelLine, { params: { orderId, lineId: '1' }, key, body: { reason: 'no' } }),
      await tower.call(unmergeOrder, { params, key, body: {} }),
      await tower.call(orderActions, { params, key }),
      await tower.call(mergeOrders, { key, body: { orderIds: [orderId, await place({})] } }),
    ];
    expect(tries.map(({ status, body: { code } }) => [status, code])).toEqual(tries.map(() => [404, 'no_such_order']));
    const many = await tower.call(bulkOrders, { key, body: { action: 'hold', orderIds: [orderId] } });
    expect(many.body.rows).toMatchObject([{ outcome: 'failed', code: 'no_such_order' }]);
    expect(await order(orderId)).toMatchObject({ stage: 'placed', version: 1 });
  });
});

describe('reading', () => {
  it('finds orders by every filter, in both orders, page by page', async () => {
    const channel = fresh('read');
    const sku = await product(1);
    const days = ['2026-12-03', undefined, '2026-12-01', '2026-12-02'];
    const ids: string[] = [];
    for (const [i, deliverBy] of days.entries())
      ids.push(
        await place({
          channel,
          deliverBy,
          number: `N%-${channel}-${i}`,
          lines: [of(i === 0 ? sku : fresh('none'))],
          placedAt: `2026-11-1${i}T08:00:00Z`,
        }),
      );
    const [first = '', second = '', third = '', fourth = ''] = ids;
    await hold(second, { kind: 'fraud' });
    await tower.call(cancelOrder, { params: { orderId: third }, body: { reason: 'no' } });
    const found = async (query: Record<string, string | number>) =>
      (await tower.call(listOrders, { query: { channel, ...query } })).body.items.map(({ orderId }) => orderId);
    expect(await found({})).toEqual([fourth, third, second, first]);
    expect(await found({ sort: 'promise' })).toEqual([third, fourth, first, second]);
    expect(await found({ status: 'cancelled' })).toEqual([third]);
    expect(await found({ status: 'placed' })).toEqual([fourth, second, first]);
    expect(await found({ stage: 'held' })).toEqual([second]);
    expect(await found({ hold: 'fraud' })).toEqual([second]);
    expect(await found({ hold: 'payment' })).toEqual([]);
    expect(await found({ warehouse: house })).toEqual([first]);
    expect(await found({ sku })).toEqual([first]);
    expect(await found({ q: `n%-${channel}-3` })).toEqual([fourth]);
    expect(await found({ q: `N_-${channel}` })).toEqual([]);
    expect(await found({ from: '2026-11-11T00:00:00Z', to: '2026-11-12T12:00:00Z' })).toEqual([third, second]);
    const pages: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: Awaited<ReturnType<typeof tower.call<typeof listOrders>>> = await tower.call(listOrders, {
        query: { channel, sort: 'promise', limit: 3, ...(cursor === null ? {} : { cursor }) },
      });
      pages.push(...body.items.map(({ orderId }) => orderId));
      cursor = body.nextCursor;
    } while (cursor);
    expect(pages).toEqual([third, fourth, first, second]);
    const { body: board } = await tower.call(orderBoard, { query: { channel } });
    const column = (stage: string) => board.columns.find((one) => one.stage === stage);
    expect(board.columns).toHaveLength(8);
    expect(column('held')).toMatchObject({ count: 1, ages: [0, 0, 0, 0, 1], orders: [{ orderId: second }] });
    expect(column('cancelled')).toMatchObject({ count: 1 });
    expect(column('allocated')?.orders.map(({ orderId }) => orderId)).toEqual([first]);
    await place({ channel, lines: [of(sku, 3)] });
    const { body: later } = await tower.call(orderBoard, { query: { channel } });
    expect(later.unallocated).toEqual([{ sku, merchant: 'main', units: 3, orders: 1 }]);
  });
});
