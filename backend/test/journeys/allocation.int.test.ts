/** Orders and stock over HTTP: promised as they are placed, waited for in turn, given back, found again. */
import { saveChannelRules } from '@gantry/shared/api/inventory/places';
import { mapListing, saveProduct } from '@gantry/shared/api/inventory/products';
import { cancelOrder, getOrder, placeOrder } from '@gantry/shared/api/orders';
import { getTrashed, repairTrashed, retryTrashed } from '@gantry/shared/api/trash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stockIdOf } from '../../src/contexts/inventory/public.ts';
import { unmappedListings } from '../../src/platform/trash/waiting.ts';
import { connectCarrier, fresh, newOrder, newShipment, type OrderBody, orderBody } from '../doings.ts';
import { contradictions, stockedTower } from '../stocked.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
const [north, south] = [fresh('north'), fresh('south')];
beforeAll(async () => {
  tower = await startTestTower();
  stock = await stockedTower(tower.config);
  await stock.warehouse(north, { city: 'Hamburg', country: 'DE', latitude: 53.55, longitude: 9.99 });
  await stock.warehouse(south, { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
});
const made = new Set<string>();
afterAll(async () => {
  const found = await contradictions(stock.platform, 'main');
  expect(found.filter(({ id }) => made.has(id))).toEqual([]);
  await stock.close();
  await tower.stop();
});

/** A product of the catalog with so many units in the south. */
const product = async (
  quantity = 0,
  more: { components?: { sku: string; quantity: number }[] } = {},
): Promise<string> => {
  const sku = fresh('SKU');
  made.add(stockIdOf('main', sku));
  await stock.product({ sku, ...more });
  if (quantity > 0) await stock.receive({ sku, warehouse: south, quantity });
  return sku;
};
const of = (sku: string, quantity = 1, lineId?: string) => ({
  sku,
  quantity,
  unitPrice: 100,
  ...(lineId ? { lineId } : {}),
});
const place = async (change: Partial<OrderBody>): Promise<string> => {
  const orderId = await newOrder(tower, change);
  made.add(orderId);
  return orderId;
};
const order = async (orderId: string) => (await tower.call(getOrder, { params: { orderId } })).body;
const orderWhen = (orderId: string, stage: string) =>
  until(
    async () => {
      const one = await order(orderId);
      if (one.stage !== stage) throw new Error(`${one.stage} ${JSON.stringify(one.waiting)}`);
      return one;
    },
    { what: `${orderId} ${stage}` },
  );

describe('an order', () => {
  it('is promised its units as it is placed, each line its own', async () => {
    const sku = await product(50);
    const placed = await order(await place({ lines: [of(sku, 10), of(sku, 5)] }));
    expect(placed).toMatchObject({
      stage: 'allocated',
      lines: [
        { allocated: 10, open: 10 },
        { allocated: 5, open: 5 },
      ],
    });
    expect(await stock.balance(sku)).toEqual({ onHand: 50, reserved: 15 });
  });
  it('of a SKU that is not in the catalog goes on as it always did', async () => {
    expect(await order(await place({ lines: [of(fresh('none'))] }))).toMatchObject({
      stage: 'placed',
      lines: [{ tracked: false }],
    });
  });
  it('sent twice at once is one order with its units once', async () => {
    const sku = await product(10);
    const body = orderBody({ lines: [of(sku, 2)] });
    const both = await Promise.all([tower.call(placeOrder, { body }), tower.call(placeOrder, { body })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(new Set(both.map(({ body: { orderId } }) => orderId)).size).toBe(1);
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 2 });
  });
  it('fs-002: with the number of another one is another order', async () => {
    const sku = await product(10);
    const ids = await Promise.all(['a', 'b'].map(() => place({ number: '9f31c0', lines: [of(sku)] })));
    expect(new Set(ids).size).toBe(2);
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 2 });
  });
  it('is served from the nearest warehouse, by its town where it has no point', async () => {
    const sku = await product();
    for (const warehouse of [north, south]) await stock.receive({ sku, warehouse, quantity: 5, lot: warehouse });
    const [near, far] = [
      await order(await place({ lines: [of(sku)], shipTo: { city: 'Málaga', country: 'ES' } })),
      await order(await place({ lines: [of(sku)], shipTo: { city: 'Bremen', country: 'DE' }, deliverBy: undefined })),
    ];
    expect([near.allocations[0]?.warehouse, far.allocations[0]?.warehouse]).toEqual([south, north]);
  });
  it('that changes in the shop gives back and takes what differs; ids of its lines stay', async () => {
    const [one, other] = [await product(10), await product(10)];
    const body = orderBody({ lines: [of(one, 4), of(other, 1)] });
    const { body: placed } = await tower.call(placeOrder, { body });
    const orderId = placed.orderId ?? '';
    const less = { ...body, lines: [of(other, 3)] };
    expect((await tower.call(placeOrder, { body: less })).body.outcome).toBe('amended');
    expect((await tower.call(placeOrder, { body: less })).body.outcome).toBe('unchanged');
    expect([await stock.balance(one), await stock.balance(other)]).toEqual([
      { onHand: 10, reserved: 0 },
      { onHand: 10, reserved: 3 },
    ]);
    expect((await order(orderId)).lines).toMatchObject([{ lineId: '2', allocated: 3 }]);
    await tower.call(cancelOrder, { params: { orderId }, body: { reason: 'no' } });
    expect(await stock.balance(other)).toEqual({ onHand: 10, reserved: 0 });
  });
  it('of a kit is promised whole sets only', async () => {
    const [card, ribbon] = [await product(10), await product()];
    const gift = await product(0, {
      components: [
        { sku: card, quantity: 1 },
        { sku: ribbon, quantity: 2 },
      ],
    });
    const id = await place({ lines: [of(gift, 2)] });
    expect(await order(id)).toMatchObject({ stage: 'backordered', lines: [{ allocated: 0, waiting: 2 }] });
    expect((await stock.balance(card)).reserved).toBe(0);
    await stock.receive({ sku: ribbon, warehouse: south, quantity: 3 });
    const partly = await orderWhen(id, 'partly_allocated');
    expect(partly.lines).toMatchObject([{ allocated: 1, waiting: 1 }]);
    expect([(await stock.balance(card)).reserved, (await stock.balance(ribbon)).reserved]).toEqual([1, 2]);
  });
});

describe('what there is nothing of', () => {
  it('is waited for and promised when it comes, the oldest promise first', async () => {
    const sku = await product();
    const late = await place({ lines: [of(sku, 2)], deliverBy: '2026-12-20' });
    const soon = await place({ lines: [of(sku, 2)], deliverBy: '2026-12-10' });
    const never = await place({ lines: [of(sku, 2)], deliverBy: undefined });
    expect(await stock.waiting(sku)).toBe(6);
    await stock.receive({ sku, warehouse: south, quantity: 3 });
    await orderWhen(soon, 'allocated');
    await orderWhen(late, 'partly_allocated');
    expect((await order(never)).stage).toBe('backordered');
    await tower.call(cancelOrder, { params: { orderId: soon }, body: { reason: 'no' } });
    await orderWhen(late, 'allocated');
    await orderWhen(never, 'partly_allocated');
    expect(await stock.balance(sku)).toEqual({ onHand: 3, reserved: 3 });
    expect(await stock.waiting(sku)).toBe(1);
  });
  it('is given to nobody before those who wait longer', async () => {
    const sku = await product();
    const first = await place({ lines: [of(sku, 3)], deliverBy: '2026-12-10' });
    await stock.receive({ sku, warehouse: south, quantity: 3 });
    const second = await place({ lines: [of(sku, 3)], deliverBy: '2026-12-11' });
    await orderWhen(first, 'allocated');
    expect((await order(second)).stage).toBe('backordered');
  });
});

describe('units that leave', () => {
  it('fs-025: were the order’s until they left, and are nobody else’s then', async () => {
    const sku = await product(5);
    const first = await place({ lines: [of(sku, 5)] });
    const second = await place({ lines: [of(sku, 5)] });
    expect([(await order(first)).stage, (await order(second)).stage]).toEqual(['allocated', 'backordered']);
    await connectCarrier(tower);
    await newShipment(tower, { orderId: first });
    await orderWhen(first, 'shipped');
    expect(await stock.balance(sku)).toEqual({ onHand: 0, reserved: 0 });
    expect((await order(second)).stage).toBe('backordered');
  });
});

describe('what changes about the catalog', () => {
  it('lets orders of before wait for a product that is added, and be served', async () => {
    const sku = fresh('SKU');
    const orderId = await place({ lines: [of(sku, 2)] });
    expect((await order(orderId)).stage).toBe('placed');
    await tower.call(saveProduct, { body: { sku, name: 'New' } });
    await orderWhen(orderId, 'backordered');
    await stock.receive({ sku, warehouse: south, quantity: 2 });
    await orderWhen(orderId, 'allocated');
  });
  it('lets a channel that may draw on more be served', async () => {
    const sku = await product(4);
    const channel = fresh('picky');
    await tower.call(saveChannelRules, { body: { channel, warehouses: [north] } });
    const orderId = await place({ channel, lines: [of(sku, 2)] });
    expect((await order(orderId)).stage).toBe('backordered');
    await tower.call(saveChannelRules, { body: { channel, warehouses: [north, south], keepBack: 3 } });
    await orderWhen(orderId, 'partly_allocated');
    expect(await stock.balance(sku)).toEqual({ onHand: 4, reserved: 1 });
  });
});

describe('an order that is not paid', () => {
  it('keeps its units for as long as its channel says, and looks for them again when it is paid', async () => {
    const sku = await product(1);
    const channel = fresh('slow-payers');
    await stock.rules(channel, { unpaidMinutes: 30 });
    const body = orderBody({ channel, lines: [of(sku)], payment: 'pending' });
    const orderId = (await tower.call(placeOrder, { body })).body.orderId ?? '';
    const held = await order(orderId);
    expect(held).toMatchObject({ stage: 'held', holds: [{ kind: 'payment' }], lines: [{ allocated: 1 }] });
    expect(held.reservedUntil).not.toBeNull();
    const other = await place({ lines: [of(sku)] });
    // The clock of a tower cannot be turned; what it looks by can.
    await tower.database.query(`UPDATE orders SET reserved_until = now() - interval '1 minute' WHERE id = $1`, [
      orderId,
    ]);
    const tick = { name: 'orders.expire_reservations', payload: z.object({}) };
    await stock.platform.jobs.enqueue(tick, {}, { key: fresh('tick'), thread: { correlationId: 'test' } });
    await orderWhen(other, 'allocated');
    expect(await order(orderId)).toMatchObject({ stage: 'held', reservedUntil: null, lines: [{ allocated: 0 }] });
    await stock.receive({ sku, warehouse: south, quantity: 1, lot: 'more' });
    expect((await tower.call(placeOrder, { body: { ...body, payment: 'paid' } })).body.outcome).toBe('amended');
    expect(await order(orderId)).toMatchObject({ stage: 'allocated', holds: [], reservedUntil: null });
  });
});

describe('a listing that nobody has mapped', () => {
  const mapped = async (channel: string, channelSku: string, sku: string): Promise<void> => {
    const { status } = await tower.call(mapListing, { body: { channel, channelSku, sku } });
    expect(status).toBe(201);
  };
  const entryIs = (trashId: string, state: string) =>
    until(
      async () => {
        const { body } = await tower.call(getTrashed, { params: { trashId } });
        if (body.state !== state) throw new Error(`${body.state} ${body.reason} ${body.detail}`);
        return body;
      },
      { what: `${trashId} ${state}` },
    );
  it('keeps the order in the Trash, once, until it is mapped; then exactly those orders go on', async () => {
    const sku = await product(10);
    const [channel, cup, pot] = [fresh('craft'), fresh('CUP'), fresh('POT')];
    const lined = (...listed: string[]) =>
      orderBody({ channel, lines: listed.map((channelSku) => ({ channelSku, quantity: 2, unitPrice: 100 })) });
    const [one, both] = [lined(cup), lined(cup, pot)];
    const first = await tower.call(placeOrder, { body: one });
    expect([first.status, first.body]).toMatchObject([
      202,
      { outcome: 'trashed', orderId: null, reason: 'sku_unmapped' },
    ]);
    expect((await tower.call(placeOrder, { body: one })).body.trashId).toBe(first.body.trashId);
    const second = await tower.call(placeOrder, { body: both });
    const counted = (await unmappedListings(stock.platform.database, ['main'])).filter(
      (row) => row.channel === channel,
    );
    expect(counted.map(({ channelSku, messages }) => [channelSku, messages]).sort()).toEqual(
      [
        [cup, 2],
        [pot, 1],
      ].sort(),
    );
    await mapped(channel, cup, sku);
    await entryIs(first.body.trashId ?? '', 'resolved');
    await entryIs(second.body.trashId ?? '', 'open');
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 2 });
    await mapped(channel, pot, sku);
    await entryIs(second.body.trashId ?? '', 'resolved');
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 6 });
  });
  it('is told to a person at once, by its line', async () => {
    const lines = [
      { sku: 'X', quantity: 1, unitPrice: 1 },
      { channelSku: 'NEW', quantity: 1, unitPrice: 1 },
    ];
    const { status, body } = await tower.call(placeOrder, { body: orderBody({ channel: 'phone', lines }) });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ path: 'lines.1.channelSku' }] });
  });
  it('trs-01: an older message that goes on after a newer one is closed as overtaken', async () => {
    const sku = await product(20);
    const [channel, unknown] = [fresh('craft'), fresh('CUP-R')];
    const body = orderBody({ channel, lines: [of(sku, 1)] });
    const orderId = (await tower.call(placeOrder, { body })).body.orderId ?? '';
    const third = { ...body, lines: [{ channelSku: unknown, quantity: 2, unitPrice: 100 }] };
    const trashId = (await tower.call(placeOrder, { body: third })).body.trashId ?? '';
    expect((await tower.call(placeOrder, { body: { ...body, lines: [of(sku, 5)] } })).body.outcome).toBe('amended');
    await stock.listing(channel, unknown, sku);
    const edited = { ...third, number: 'edited' };
    await tower.call(repairTrashed, { params: { trashId }, body: { payload: edited } });
    const again = await tower.call(retryTrashed, { body: { trashIds: [trashId] } });
    const closed = await entryIs(trashId, 'resolved');
    expect(closed).toMatchObject({
      reason: 'overtaken',
      payload: { number: 'edited' },
      originalPayload: { externalId: body.externalId },
    });
    expect(closed.detail).toMatch(/^overtaken by orders\.order_amended of /);
    expect(closed.originalPayload).not.toHaveProperty('number');
    expect(again.body.retrying.length + again.body.refused.length).toBe(1);
    expect((await tower.call(retryTrashed, { body: { trashIds: [trashId] } })).body.refused).toHaveLength(1);
    expect((await order(orderId)).lines).toMatchObject([{ quantity: 5, allocated: 5 }]);
  });
  it('older and newer messages that wait for it go on in their order', async () => {
    const sku = await product(20);
    const [channel, unknown] = [fresh('craft'), fresh('CUP')];
    const lined = (quantity: number) => ({ lines: [{ channelSku: unknown, quantity, unitPrice: 100 }] });
    const body = orderBody({ channel, ...lined(1) });
    const trashed = [];
    for (const n of [1, 2, 3])
      trashed.push((await tower.call(placeOrder, { body: { ...body, ...lined(n) } })).body.trashId ?? '');
    expect(new Set(trashed).size).toBe(3);
    await mapped(channel, unknown, sku);
    for (const trashId of trashed) await entryIs(trashId, 'resolved');
    expect(await stock.balance(sku)).toEqual({ onHand: 20, reserved: 3 });
  });
});
