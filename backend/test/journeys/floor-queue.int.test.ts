/** Work on the floor over HTTP: planned from orders, moved through its statuses, listed, changed by many at once, split. */
import {
  changeFulfillment,
  changeMany,
  changeOfQueue,
  countFulfillment,
  listFulfillment,
  splitFulfillment,
} from '@gantry/shared/api/fulfillment/orders';
import { labelPackage, openPackage, packScan } from '@gantry/shared/api/fulfillment/packing';
import { cancelOrder, getOrder, placeOrder } from '@gantry/shared/api/orders';
import { amendOrder, holdOrder, releaseOrder } from '@gantry/shared/api/orders/changes';
import { getShipment } from '@gantry/shared/api/shipping';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelShipment } from '../../src/contexts/shipping/decide.ts';
import { shipmentStream } from '../../src/contexts/shipping/store.ts';
import { execute } from '../../src/platform/write/transact.ts';
import { connectCarrier, fresh, newOrder, newShipment, type OrderBody, orderBody, postScans } from '../doings.ts';
import { floorOf, type Shown } from '../floor-doings.ts';
import { contradictions, stockedTower } from '../stocked.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
let floor: ReturnType<typeof floorOf>;
const [north, south] = [fresh('north'), fresh('south')];
beforeAll(async () => {
  tower = await startTestTower();
  floor = floorOf(tower);
  await connectCarrier(tower);
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

const product = async (...places: [warehouse: string, bin: string, quantity: number][]): Promise<string> => {
  const sku = fresh('SKU');
  await stock.product({ sku });
  for (const [warehouse, bin, quantity] of places) await floor.receive(sku, warehouse, { bin, quantity });
  return sku;
};
const of = (sku: string, quantity: number, more: object = {}) => ({ sku, quantity, unitPrice: 100, ...more });
const place = async (change: Partial<OrderBody>): Promise<string> => {
  const orderId = await newOrder(tower, { deliverBy: undefined, ...change });
  made.add(orderId);
  return orderId;
};
const planned = async (
  change: Partial<OrderBody>,
  count = 1,
): Promise<{ orderId: string; all: Shown[]; first: Shown }> => {
  const orderId = await place(change);
  const all = await floor.when(orderId, (found) => found.length === count);
  const [first] = all;
  if (!first) throw new Error('nothing was planned');
  return { orderId, all, first };
};
const quantities = (all: Shown[]): (string | number)[][] =>
  all.map(({ warehouse, status, lines }) => [warehouse ?? '-', status, ...lines.map(({ quantity }) => quantity)]);
const order = async (orderId: string) => (await tower.call(getOrder, { params: { orderId } })).body;

describe('planning', () => {
  it('plans an order by warehouse, and says where its units are, in the order of the walk', async () => {
    const sku = await product([south, 'B-10', 2], [south, 'B-2', 3], [north, 'A-1', 9]);
    const { orderId, all } = await planned({ lines: [of(sku, 8)], shipBy: '2026-12-01T15:00:00Z' }, 2);
    expect(quantities(all).sort()).toEqual([
      [north, 'pending', 3],
      [south, 'pending', 5],
    ]);
    const here = all.find(({ warehouse }) => warehouse === south);
    expect(here?.lines).toMatchObject([{ toPick: [], pickedQuantity: 0, name: sku }]);
    const { orderNumber, shipBy, lines } = await floor.get(here?.fulfillmentId ?? '');
    expect([orderNumber, shipBy]).toEqual([(await order(orderId)).number, '2026-12-01T15:00:00.000Z']);
    expect(lines[0]?.toPick.map(({ bin, quantity }) => `${quantity} ${bin}`)).toEqual(['3 B-2', '2 B-10']);
  });
  it('follows amendments, holds and releases, and gives up what is cancelled', async () => {
    const sku = await product([south, 'A-1', 20]);
    const { orderId } = await planned({ lines: [of(sku, 4)] });
    const lines = async (quantity: number) => {
      const { status } = await tower.call(amendOrder, {
        params: { orderId },
        body: { lines: [{ lineId: '1', quantity }] },
      });
      expect(status).toBe(200);
    };
    await lines(7);
    await floor.when(orderId, ([one]) => one?.lines[0]?.quantity === 7);
    await lines(2);
    await floor.when(orderId, ([one]) => one?.lines[0]?.quantity === 2);
    await tower.call(holdOrder, { params: { orderId }, body: { kind: 'manual' } });
    const [held] = await floor.when(orderId, ([one]) => one?.held === true);
    await floor.walk(held?.fulfillmentId ?? '', 'processing');
    const refused = await floor.change(held?.fulfillmentId ?? '', { status: 'picking' });
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'order_held' }]);
    await tower.call(releaseOrder, { params: { orderId }, body: {} });
    await floor.when(orderId, ([one]) => one?.held === false);
    await tower.call(cancelOrder, { params: { orderId }, body: { reason: 'no' } });
    await floor.when(orderId, ([one]) => one?.status === 'cancelled');
  });
  it('shrinks away what leaves past the floor', async () => {
    const sku = await product([south, 'A-1', 20]);
    const { orderId } = await planned({ lines: [of(sku, 4, { lineId: 'a' })] });
    await newShipment(tower, { orderId, lines: [{ lineId: 'a', quantity: 3 }] });
    await floor.when(orderId, ([one]) => one?.lines[0]?.quantity === 1);
    await newShipment(tower, { orderId });
    await floor.when(orderId, ([one]) => one?.status === 'cancelled');
  });
  it('plans what vendors send, and what is digital, once', async () => {
    const lines = [
      of(fresh('D'), 1, { fulfillmentType: 'dropship', vendor: 'lumen' }),
      of(fresh('E'), 1, { fulfillmentType: 'digital' }),
      of(fresh('none'), 1),
    ];
    const { all } = await planned({ lines }, 2);
    expect(all.map(({ kind, vendor, warehouse }) => [kind, vendor, warehouse])).toEqual([
      ['dropship', 'lumen', null],
      ['digital', null, null],
    ]);
    const digital = all[1]?.fulfillmentId ?? '';
    await floor.walk(digital, 'processing', 'picking', 'packing', 'shipped', 'delivered');
    expect((await order(all[0]?.orderId ?? '')).lines).toMatchObject([{ shipped: 0 }, { shipped: 1 }, { shipped: 0 }]);
  });
});

describe('statuses', () => {
  it('go from pending to delivered, and the goods leave with `shipped`', async () => {
    const sku = await product([south, 'A-1', 10]);
    const { orderId, first } = await planned({ lines: [of(sku, 4)] });
    const { fulfillmentId } = first;
    await floor.walk(fulfillmentId, 'processing', 'picking');
    const early = await floor.change(fulfillmentId, { status: 'packing' });
    expect([early.status, early.body]).toMatchObject([409, { code: 'not_picked' }]);
    await floor.pick(fulfillmentId, { sku, location: 'A-1', quantity: 3 });
    const one = await floor.change(fulfillmentId, { status: 'packing' });
    expect([one.status, one.body]).toMatchObject([
      409,
      { code: 'not_picked', errors: [{ path: 'lines.0', message: `1 of 4 × ${sku} are not picked` }] },
    ]);
    await floor.pickAll(fulfillmentId);
    await floor.walk(fulfillmentId, 'packing');
    expect((await floor.change(fulfillmentId, { status: 'shipped' })).body).toMatchObject({ code: 'not_packed' });
    const { shipmentId } = await floor.packAll(fulfillmentId);
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 4 });
    await floor.walk(fulfillmentId, 'shipped');
    expect(await stock.balance(sku)).toEqual({ onHand: 6, reserved: 0 });
    expect(await order(orderId)).toMatchObject({ stage: 'shipped', shipments: [shipmentId] });
    expect((await floor.get(fulfillmentId)).doneAt).not.toBeNull();
    expect((await floor.change(fulfillmentId, { status: 'shipped' })).status).toBe(200);
    expect((await floor.change(fulfillmentId, { status: 'cancelled' })).body).toMatchObject({ code: 'illegal_step' });
    await floor.walk(fulfillmentId, 'delivered', 'returned');
  });
  it('a labelled parcel that left and is called off comes back to packing, picked', async () => {
    const sku = await product([south, 'A-1', 10]);
    const { orderId, first } = await planned({ lines: [of(sku, 2)] });
    const { fulfillmentId } = first;
    await floor.walk(fulfillmentId, 'processing', 'picking');
    await floor.pickAll(fulfillmentId);
    await floor.walk(fulfillmentId, 'packing');
    const { shipmentId } = await floor.packAll(fulfillmentId);
    await floor.walk(fulfillmentId, 'shipped');
    const decide = cancelShipment('wrong box', new Date());
    await execute(stock.platform, shipmentStream, {
      id: shipmentId,
      thread: { correlationId: orderId, actor: 'test' },
      decide,
    });
    const [back] = await floor.when(orderId, ([one]) => one?.status === 'packing');
    expect(back).toMatchObject({
      doneAt: null,
      packages: [{ label: null }],
      lines: [{ pickedQuantity: 2, packedQuantity: 2 }],
    });
    expect(await stock.balance(sku)).toEqual({ onHand: 10, reserved: 2 });
    expect((await order(orderId)).allocations).toMatchObject([{ bin: '@picked', quantity: 2 }]);
  });
  it('of two changes at once that expect the same version one is refused', async () => {
    const sku = await product([south, 'A-1', 10]);
    const { first } = await planned({ lines: [of(sku, 2)] });
    const { fulfillmentId, version } = first;
    const both = await Promise.all([
      tower.call(changeFulfillment, {
        params: { fulfillmentId },
        body: { status: 'processing', expectedVersion: version },
      }),
      tower.call(changeOfQueue, { body: { id: fulfillmentId, status: 'processing', expectedVersion: version } }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'version_conflict' });
    expect((await floor.get(fulfillmentId)).version).toBe(version + 1);
  });
  it('stock that is gone is missed before picking', async () => {
    const sku = await product([south, 'A-1', 2]);
    const { orderId, first } = await planned({ lines: [of(sku, 2)] });
    await floor.walk(first.fulfillmentId, 'processing');
    // Promised to nobody any more, a moment before the floor is told.
    await stock.platform.database.run(`UPDATE orders SET allocations = '[]' WHERE id = $1`, orderId);
    const refused = await floor.change(first.fulfillmentId, { status: 'picking' });
    await stock.platform.database.run(
      `UPDATE orders SET allocations = $2::jsonb WHERE id = $1`,
      orderId,
      JSON.stringify([
        { lineId: '1', sku, warehouse: south, bin: 'A-1', lot: (await lotOf(sku)) ?? '', quantity: 2, perUnit: 1 },
      ]),
    );
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'not_allocated' }]);
  });
  it('given up here, the units stay those of its order, picked or not, and are planned anew; once is enough', async () => {
    const sku = await product([south, 'A-1', 5]);
    const { orderId, first } = await planned({ lines: [of(sku, 3)] });
    await floor.walk(first.fulfillmentId, 'processing', 'picking');
    await floor.pick(first.fulfillmentId, { sku, location: 'A-1', quantity: 2 });
    await floor.walk(first.fulfillmentId, 'cancelled');
    const all = await floor.when(orderId, (found) => found.length === 2);
    expect(quantities(all)).toEqual([
      [south, 'cancelled', 3],
      [south, 'pending', 3],
    ]);
    expect(all[1]?.lines).toMatchObject([{ pickedQuantity: 2 }]);
    expect((await floor.change(first.fulfillmentId, { status: 'cancelled' })).status).toBe(200);
    expect(await stock.balance(sku)).toEqual({ onHand: 5, reserved: 3 });
    expect((await order(orderId)).allocations).toMatchObject([
      { bin: '@picked', quantity: 2 },
      { bin: 'A-1', quantity: 1 },
    ]);
  });
});

const lotOf = async (sku: string): Promise<string | undefined> =>
  (await stock.platform.database.rows<{ lot: string }>('SELECT lot FROM stock_balances WHERE sku = $1', sku))[0]?.lot;

describe('the queue', () => {
  const channel = fresh('queue');
  const days = ['2026-12-03T10:00:00Z', undefined, '2026-12-01T10:00:00Z', '2026-12-02T10:00:00Z', undefined];
  let ids: string[];
  beforeAll(async () => {
    const sku = await product([south, 'A-1', 50]);
    ids = [];
    for (const [i, shipBy] of days.entries()) {
      const customer = { tier: i === 4 ? ('vip' as const) : ('standard' as const) };
      const { first } = await planned({ channel, customer, lines: [of(sku, 1)], ...(shipBy ? { shipBy } : {}) });
      ids.push(first.fulfillmentId);
    }
  });
  const listed = async (query: object): Promise<number[]> => {
    const { body } = await tower.call(listFulfillment, { query: { channel, ...query } });
    return body.items.map(({ fulfillmentId }) => ids.indexOf(fulfillmentId));
  };

  it('shows what must leave first, first, then by priority; pages follow each other', async () => {
    expect(await listed({})).toEqual([2, 3, 0, 4, 1]);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await tower.call(listFulfillment, {
        query: { channel, limit: 2, ...(cursor ? { cursor } : {}) },
      });
      seen.push(...body.items.map(({ fulfillmentId }) => ids.indexOf(fulfillmentId)));
      cursor = body.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([2, 3, 0, 4, 1]);
    const bad = await tower.call(listFulfillment, { query: { cursor: 'WyJ4IDEiLCJhIl0' } });
    expect(bad.status).toBe(400);
  });
  it('is changed by many at once, each for itself, and found by what is asked', async () => {
    const some = ids.slice(0, 3);
    const bulk = (change: object, more: string[] = []) =>
      tower.call(changeMany, { body: { ids: [...some, ...more], change } });
    const unknown = 'ful_0000000000000000000';
    const { body } = await bulk({ priority: 'urgent', assignee: 'key:somebody' }, [unknown]);
    expect(body.rows.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['changed', null],
      ['changed', null],
      ['changed', null],
      ['refused', 'no_such_fulfillment_order'],
    ]);
    await floor.walk(some[0] ?? '', 'processing');
    const steps = await bulk({ status: 'picking' });
    expect(steps.body.rows.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['changed', null],
      ['refused', 'illegal_step'],
      ['refused', 'illegal_step'],
    ]);
    expect((await bulk({ priority: 'urgent' })).body.rows.map(({ outcome }) => outcome)).toEqual(
      Array(3).fill('unchanged'),
    );
    expect((await listed({ priority: 'urgent' })).sort()).toEqual([0, 1, 2]);
    expect(await listed({ priority: 'high,normal' })).toEqual([3, 4]);
    expect((await listed({ assignee: 'key:somebody' })).sort()).toEqual([0, 1, 2]);
    expect(await listed({ assignee: 'none', kind: 'ship' })).toEqual([3, 4]);
    expect(await listed({ status: 'picking' })).toEqual([0]);
    expect(await listed({ status: 'pending', station: 'none', warehouse: north })).toEqual([]);
    expect(await listed({ kind: 'dropship,digital' })).toEqual([]);
    expect(await listed({ atRisk: 'true' })).toEqual([]);
    const { number } = await floor.get(ids[3] ?? '');
    expect(await listed({ q: number.slice(0, -1).toLowerCase() })).toEqual([3]);
    expect((await tower.call(listFulfillment, { query: { status: 'lost' } })).status).toBe(400);
  });
  it('is counted by status', async () => {
    const { body } = await tower.call(countFulfillment, { query: { warehouse: south } });
    const { body: all } = await tower.call(listFulfillment, {
      query: { warehouse: south, status: 'picking', limit: 200 },
    });
    expect(body.statuses.find(({ status }) => status === 'picking')?.count).toBe(all.items.length);
    expect(body.statuses).toHaveLength(8);
    expect((await tower.call(countFulfillment, { query: { warehouse: fresh('nowhere') } })).body).toMatchObject({
      atRisk: 0,
      held: 0,
    });
  });
  it('sends a first parcel before the rest: fs-038', async () => {
    const sku = await product([south, 'A-1', 30]);
    const { orderId, first } = await planned({ lines: [of(sku, 20, { lineId: 'a' })] });
    const { fulfillmentId } = first;
    await floor.walk(fulfillmentId, 'processing', 'picking');
    await floor.pick(fulfillmentId, { sku, location: 'A-1', quantity: 10 });
    const part = (quantity: number) => [{ lineId: 'a', sku, quantity }];
    const split = (quantity: number) =>
      tower.call(splitFulfillment, { params: { fulfillmentId }, body: { lines: part(quantity) } });
    expect([(await split(11)).status, (await split(20)).status]).toEqual([422, 422]);
    const { status, body } = await split(10);
    expect([status, body.from.lines[0]?.quantity, body.to.lines[0]?.quantity]).toEqual([201, 10, 10]);
    await floor.walk(fulfillmentId, 'packing');
    await floor.packAll(fulfillmentId);
    await floor.walk(fulfillmentId, 'shipped');
    const rest = body.to.fulfillmentId;
    await floor.walk(rest, 'processing', 'picking');
    const { lines } = await floor.get(rest);
    expect(lines).toMatchObject([{ quantity: 10, pickedQuantity: 0, toPick: [{ bin: 'A-1', quantity: 10 }] }]);
    for (let i = 0; i < 10; i++) expect((await floor.pick(rest, { sku, location: 'A-1' })).status).toBe(200);
    const eleventh = await floor.pick(rest, { sku, location: 'A-1' });
    expect([eleventh.status, eleventh.body]).toMatchObject([409, { code: 'line_complete' }]);
    expect((await order(orderId)).lines).toMatchObject([{ shipped: 10, open: 10, allocated: 10 }]);
  });
});

describe('parcels that their carrier has', () => {
  const packing = async (quantity: number) => {
    const sku = await product([south, 'A-1', 10]);
    const { orderId, first } = await planned({ lines: [of(sku, quantity, { lineId: 'a' })] });
    const { fulfillmentId } = first;
    await floor.walk(fulfillmentId, 'processing', 'picking');
    await floor.pickAll(fulfillmentId);
    await floor.walk(fulfillmentId, 'packing');
    return { sku, orderId, fulfillmentId };
  };
  const at = (minute: number) => new Date(Date.now() + minute * 60_000 - 3_600_000).toISOString();

  it('have left, have arrived and have come back, whatever people said and in whatever order it is heard', async () => {
    const { sku, orderId, fulfillmentId } = await packing(2);
    const { trackingNumber: number } = await floor.packAll(fulfillmentId);
    await postScans(tower, { number, code: 'IT', at: at(2) });
    await floor.when(orderId, ([one]) => one?.status === 'shipped');
    expect(await stock.balance(sku)).toEqual({ onHand: 8, reserved: 0 });
    await postScans(tower, { number, code: 'OK', at: at(9) }, { number, code: 'PU', at: at(1) });
    await floor.when(orderId, ([one]) => one?.status === 'delivered');
    const { version } = await floor.get(fulfillmentId);
    await postScans(tower, { number, code: 'OK', at: at(9) }, { number, code: 'IT', at: at(2) });
    expect(await floor.get(fulfillmentId)).toMatchObject({ status: 'delivered', version });
    expect(await stock.balance(sku)).toEqual({ onHand: 8, reserved: 0 });
  });
  it('leave by themselves where the rest is not ready: it is planned anew, picked as it is', async () => {
    const { sku, orderId, fulfillmentId } = await packing(3);
    const opened = await tower.call(openPackage, { params: { fulfillmentId }, body: {} });
    const { packageId } = opened.body;
    const body = { clientScanId: fresh('scan'), packageId, sku, quantity: 2 };
    expect((await tower.call(packScan, { params: { fulfillmentId }, body })).status).toBe(200);
    const number = fresh('T');
    const label = { carrier: tower.carrier, service: 'standard', trackingNumber: number };
    await tower.call(labelPackage, { params: { fulfillmentId, packageId }, body: label });
    await postScans(tower, { number, code: 'PU', at: at(1) });
    const all = await floor.when(orderId, (found) => found.length === 2);
    expect(quantities(all)).toEqual([
      [south, 'shipped', 2],
      [south, 'pending', 1],
    ]);
    expect(all[1]?.lines).toMatchObject([{ pickedQuantity: 1 }]);
    expect(await stock.balance(sku)).toEqual({ onHand: 8, reserved: 1 });
  });
  it('are called off with what the floor gives up', async () => {
    const { orderId, fulfillmentId } = await packing(1);
    const { shipmentId } = await floor.packAll(fulfillmentId);
    await floor.walk(fulfillmentId, 'cancelled');
    await until(
      async () => {
        const { body } = await tower.call(getShipment, { params: { shipmentId } });
        if (body.status !== 'cancelled') throw new Error(body.status);
        return true;
      },
      { what: `${shipmentId} called off` },
    );
    await floor.when(orderId, (all) => all.some(({ status }) => status === 'pending'));
  });
});

describe('an order placed twice', () => {
  it('is planned once', async () => {
    const sku = await product([south, 'A-1', 10]);
    const body = orderBody({ lines: [of(sku, 2)], deliverBy: undefined });
    const both = await Promise.all([tower.call(placeOrder, { body }), tower.call(placeOrder, { body })]);
    const orderId = both[0]?.body.orderId ?? '';
    made.add(orderId);
    expect(quantities(await floor.when(orderId, (all) => all.length > 0))).toEqual([[south, 'pending', 2]]);
  });
});
