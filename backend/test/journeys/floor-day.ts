/** What people do on the floor, in a day that is replayed: a station, work given to it, a walk, units packed. */
import { changeFulfillment, getFulfillment, listFulfillment } from '@gantry/shared/api/fulfillment/orders';
import { assignToStation, changeStation, openPackage, saveStation } from '@gantry/shared/api/fulfillment/packing';
import { endWalk, startWalk, walkScan } from '@gantry/shared/api/fulfillment/picking';
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
