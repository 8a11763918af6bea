/** What people do on the floor, in a day that is replayed: a station, work given to it, a walk, units packed, and what goes wrong. */
import { changeDropship } from '@gantry/shared/api/fulfillment/collecting';
import {
  changeFulfillment,
  getFulfillment,
  listFulfillment,
  settleFloorException,
} from '@gantry/shared/api/fulfillment/orders';
import { sendJob } from '@gantry/shared/api/fulfillment/outside';
import { assignToStation, changeStation, openPackage, saveStation } from '@gantry/shared/api/fulfillment/packing';
import { endWalk, pickScan, shortPick, startWalk, walkScan } from '@gantry/shared/api/fulfillment/picking';
import { saveLocation, saveVendor } from '@gantry/shared/api/inventory/places';
import { saveProduct } from '@gantry/shared/api/inventory/products';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import { cancelOrder } from '@gantry/shared/api/orders';
import { mergeOrders } from '@gantry/shared/api/orders/changes';
import { newOrder } from '../doings.ts';
import { type SpokenTower, until } from '../tower.ts';

/** Throws where a step is refused. */
const done = async <Body>(what: string, answer: Promise<{ status: number; body: Body }>): Promise<Body> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${what}: ${status} ${JSON.stringify(body)}`);
  return body;
};

/** Lets an order of these units be picked in a walk and packed at a station. */
export const workOnFloor = async (tower: SpokenTower, sku: string, quantity: number): Promise<void> => {
  const orderId = await newOrder(tower, { lines: [{ lineId: '1', sku, quantity, unitPrice: 500 }] });
  const found = await until(
    async () =>
      (await tower.call(listFulfillment, { query: { orderId } })).body.items.find(({ kind }) => kind === 'ship'),
    { what: `the work of ${orderId}` },
  );
  const { fulfillmentId, warehouse } = found;
  const station = 'bench';
  const params = { fulfillmentId };
  await done('a station', tower.call(saveStation, { body: { station, name: 'Bench', warehouse: warehouse ?? '' } }));
  for (const state of ['paused', 'open'] as const)
    await done(state, tower.call(changeStation, { params: { station }, body: { state } }));
  await done('assigned', tower.call(assignToStation, { params: { station }, body: { ids: [fulfillmentId] } }));
  await done('processing', tower.call(changeFulfillment, { params, body: { status: 'processing' } }));
  const walk = await done('a walk', tower.call(startWalk, { body: { kind: 'batch', members: [{ fulfillmentId }] } }));
  const { walkId } = walk;
  const { lines } = await done('read', tower.call(getFulfillment, { params }));
  for (const { bin, quantity: units } of lines.flatMap(({ toPick }) => toPick)) {
    const body = { clientScanId: `pick ${bin}`, sku, quantity: units, location: bin };
    await done('picked', tower.call(walkScan, { params: { walkId }, body }));
  }
  await done('the end of the walk', tower.call(endWalk, { params: { walkId } }));
  await done('packing', tower.call(changeFulfillment, { params, body: { status: 'packing' } }));
  await done('packed', tower.call(openPackage, { params, body: { everything: true } }));
};

/** A fulfillment order of an order with one line, once it is planned. */
const plannedOf = async (tower: SpokenTower, change: Parameters<typeof newOrder>[1]) => {
  const orderId = await newOrder(tower, change);
  const found = await until(
    async () => (await tower.call(listFulfillment, { query: { orderId } })).body.items.find(({ lines }) => lines[0]),
    { what: `the work of ${orderId}` },
  );
  return { orderId, fulfillmentId: found.fulfillmentId, params: { fulfillmentId: found.fulfillmentId } };
};

/** An outside warehouse is sent its job; a unit of it is not there, and somebody settles that. */
const missUnit = async (tower: SpokenTower, sku: string): Promise<void> => {
  const { params } = await plannedOf(tower, { lines: [{ lineId: '1', sku, quantity: 2, unitPrice: 500 }] });
  await done('processing', tower.call(changeFulfillment, { params, body: { status: 'processing' } }));
  await done('a job', tower.call(sendJob, { params }));
  const body = { clientScanId: `short ${sku}`, sku, location: 'F-1', quantity: 1 };
  const { exceptionId } = await done('a short pick', tower.call(shortPick, { params, body }));
  await done('settled', tower.call(settleFloorException, { params: { exceptionId } }));
};

/** A vendor sends what was called off. The day it was expected on is over, so that nothing waits for it. */
const sendAnyway = async (tower: SpokenTower): Promise<void> => {
  await done('a vendor', tower.call(saveVendor, { body: { vendor: 'acme-chairs', name: 'Acme Chairs' } }));
  const line = {
    sku: 'CHAIR',
    quantity: 1,
    unitPrice: 900,
    fulfillmentType: 'dropship',
    vendor: 'acme-chairs',
  } as const;
  const { orderId, fulfillmentId, params } = await plannedOf(tower, { lines: [line] });
  const send = { action: 'send', fulfillmentId, expectedOn: '2026-11-20' } as const;
  await done('sent', tower.call(changeDropship, { body: send }));
  await done('called off', tower.call(cancelOrder, { params: { orderId }, body: { reason: 'changed' } }));
  await until(async () => (await tower.call(getFulfillment, { params })).body.status === 'cancelled');
  const ship = { action: 'ship', fulfillmentId, carrier: tower.carrier, trackingNumber: 'V-ANYWAY' } as const;
  const { status, body } = await tower.call(changeDropship, { body: ship });
  if (body.code !== 'called_off') throw new Error(`sent anyway: ${status} ${JSON.stringify(body)}`);
};

/** Two orders to one door are packed into one parcel. */
const packTogether = async (tower: SpokenTower, sku: string): Promise<void> => {
  const lines = [{ lineId: '1', sku, quantity: 1, unitPrice: 500 }];
  const both = [await plannedOf(tower, { lines }), await plannedOf(tower, { lines })];
  await done('merged', tower.call(mergeOrders, { body: { orderIds: both.map(({ orderId }) => orderId) } }));
  for (const { fulfillmentId, params } of both) {
    for (const status of ['processing', 'picking'] as const)
      await done(status, tower.call(changeFulfillment, { params, body: { status } }));
    const body = { clientScanId: `pick ${fulfillmentId}`, sku, location: 'F-1' };
    await done('picked', tower.call(pickScan, { params, body }));
    await done('packing', tower.call(changeFulfillment, { params, body: { status: 'packing' } }));
  }
  const [first] = both;
  if (first) await done('packed', tower.call(openPackage, { params: first.params, body: { everything: true } }));
};

/** What goes wrong on the floor or goes another way, each once, of a product of its own in a warehouse. */
export const trouble = async (tower: SpokenTower, warehouse: string): Promise<void> => {
  const sku = 'FLOOR-1';
  await done('a product', tower.call(saveProduct, { body: { sku, name: 'Floor mat' } }));
  await done('a bin', tower.call(saveLocation, { body: { warehouse, bin: 'F-1' } }));
  await done('units', tower.call(moveStock, { body: { kind: 'receipt', sku, warehouse, bin: 'F-1', quantity: 9 } }));
  await packTogether(tower, sku);
  await missUnit(tower, sku);
  await sendAnyway(tower);
};
