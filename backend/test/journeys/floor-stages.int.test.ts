/** What becomes of an order that is cancelled or changed while the floor has it: picked, packed, labelled, handed over (docs/orders.md). */
import { listPutBacks, putBackUnits } from '@gantry/shared/api/fulfillment/put-backs';
import { cancelOrder, getOrder } from '@gantry/shared/api/orders';
import { amendOrder, cancelLine } from '@gantry/shared/api/orders/changes';
import { getShipment } from '@gantry/shared/api/shipping';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCarrier, fresh, newOrder, postScans, timelineWhen } from '../doings.ts';
import { floorOf } from '../floor-doings.ts';
import { stockedTower } from '../stocked.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
let floor: ReturnType<typeof floorOf>;
const site = fresh('site');
beforeAll(async () => {
  tower = await startTestTower();
  floor = floorOf(tower);
  await connectCarrier(tower);
  stock = await stockedTower(tower.config);
  await stock.warehouse(site, { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
});
afterAll(async () => {
  await stock?.close();
  await tower?.stop();
});

/** An order of three units, all of them picked. */
const picked = async () => {
  const sku = fresh('SKU');
  await stock.product({ sku });
  await floor.receive(sku, site, { bin: 'A-1', quantity: 3 });
  const orderId = await newOrder(tower, { deliverBy: undefined, lines: [{ sku, quantity: 3, unitPrice: 100 }] });
  const [first] = await floor.when(orderId, (all) => all.length === 1);
  const fulfillmentId = first?.fulfillmentId ?? '';
  await floor.walk(fulfillmentId, 'processing', 'picking');
  await floor.pickAll(fulfillmentId);
  return { sku, orderId, fulfillmentId };
};
const labelled = async () => {
  const one = await picked();
  await floor.walk(one.fulfillmentId, 'packing');
  return { ...one, ...(await floor.packAll(one.fulfillmentId)) };
};
const order = async (orderId: string) => (await tower.call(getOrder, { params: { orderId } })).body;
const cancel = (orderId: string) => tower.call(cancelOrder, { params: { orderId }, body: { reason: 'no' } });
const shipmentNow = async (shipmentId: string) =>
  (await tower.call(getShipment, { params: { shipmentId } })).body.status;
const toPutBack = async (sku: string) =>
  (await tower.call(listPutBacks, { query: { warehouse: site } })).body.items.filter((one) => one.sku === sku);
const isOff = (shipmentId: string) =>
  until(async () => (await shipmentNow(shipmentId)) === 'cancelled', { what: `${shipmentId} called off` });

describe('an order that is cancelled', () => {
  it('in picking leaves what was taken to be laid back; before that nobody gets it', async () => {
    const { sku, orderId, fulfillmentId } = await picked();
    await cancel(orderId);
    await floor.when(orderId, ([one]) => one?.status === 'cancelled');
    expect(await stock.balance(sku)).toEqual({ onHand: 3, reserved: 0 });
    const next = await newOrder(tower, { deliverBy: undefined, lines: [{ sku, quantity: 1, unitPrice: 100 }] });
    expect((await order(next)).stage).toBe('backordered');
    const [put] = await toPutBack(sku);
    expect(put).toMatchObject({ quantity: 3 });
    const { lot = '' } = put ?? {};
    const body = { clientScanId: fresh('scan'), warehouse: site, sku, lot, quantity: 3, location: 'A-1' };
    expect((await tower.call(putBackUnits, { body })).status).toBe(200);
    await until(async () => (await order(next)).stage === 'allocated', { what: 'the next one served' });
    expect((await floor.get(fulfillmentId)).status).toBe('cancelled');
  });
  it('labelled has its shipment called off, and its units lie picked', async () => {
    const { sku, orderId, shipmentId } = await labelled();
    expect((await order(orderId)).stage).toBe('allocated');
    await cancel(orderId);
    await isOff(shipmentId);
    await floor.when(orderId, ([one]) => one?.status === 'cancelled');
    expect(await toPutBack(sku)).toMatchObject([{ quantity: 3 }]);
    expect(await stock.balance(sku)).toEqual({ onHand: 3, reserved: 0 });
  });
  it('handed over goes on; its lines are refused', async () => {
    const { sku, orderId, fulfillmentId, shipmentId, trackingNumber } = await labelled();
    await floor.walk(fulfillmentId, 'shipped');
    await postScans(tower, { number: trackingNumber, code: 'PU', at: new Date().toISOString(), city: 'Sevilla' });
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'picked_up');
    const refused = await tower.call(cancelLine, { params: { orderId, lineId: '1' }, body: { reason: 'no' } });
    expect(refused.body).toMatchObject({ status: 409, code: 'order_shipped' });
    await cancel(orderId);
    expect(await shipmentNow(shipmentId)).toBe('label_created');
    expect(await stock.balance(sku)).toEqual({ onHand: 0, reserved: 0 });
    expect((await floor.get(fulfillmentId)).status).toBe('shipped');
  });
});

describe('a label', () => {
  it('is void once the order goes elsewhere: the package waits for another one, its units promised and packed', async () => {
    const { sku, orderId, shipmentId } = await labelled();
    const shipTo = { name: 'N', lines: ['Other way 2'], city: 'Cádiz', country: 'ES', postalCode: '11001' };
    await tower.call(amendOrder, { params: { orderId }, body: { shipTo } });
    await isOff(shipmentId);
    const [one] = await floor.when(orderId, ([is]) => is?.packages[0]?.label === null);
    expect(one).toMatchObject({ status: 'packing', lines: [{ packedQuantity: 3 }] });
    expect(await stock.balance(sku)).toEqual({ onHand: 3, reserved: 3 });
  });
  it('is void once fewer units are in its package', async () => {
    const { sku, orderId, shipmentId } = await labelled();
    await tower.call(cancelLine, { params: { orderId, lineId: '1' }, body: { quantity: 1, reason: 'no' } });
    await isOff(shipmentId);
    const [one] = await floor.when(orderId, ([is]) => is?.packages[0]?.label === null);
    expect(one).toMatchObject({ status: 'packing', lines: [{ quantity: 2, packedQuantity: 2 }] });
    expect(await toPutBack(sku)).toMatchObject([{ quantity: 1 }]);
  });
});
