/** Merged orders leave in one parcel: packed together, one label, one departure; and what becomes of it when one of them changes. */
import { findAudits, readAudit } from '@gantry/shared/api/audit';
import {
  labelPackage,
  openPackage,
  packScan,
  removePackage,
  unlabelPackage,
} from '@gantry/shared/api/fulfillment/packing';
import { startWalk, walkScan } from '@gantry/shared/api/fulfillment/picking';
import { cancelOrder, getOrder } from '@gantry/shared/api/orders';
import { cancelLine, holdOrder, mergeOrders, orderActions, unmergeOrder } from '@gantry/shared/api/orders/changes';
import { customersReturns } from '@gantry/shared/api/returns/customers';
import { listReturns } from '@gantry/shared/api/returns/staff';
import { searchShipments } from '@gantry/shared/api/shipments';
import { getShipment, listShipments } from '@gantry/shared/api/shipping';
import { lookupTracking, publicTracking } from '@gantry/shared/api/tracking-page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCarrier, fresh, newOrder, postScans } from '../doings.ts';
import { fetchPage } from '../fetch-page.ts';
import { floorOf, type Shown } from '../floor-doings.ts';
import { stockedTower } from '../stocked.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
let floor: ReturnType<typeof floorOf>;
const site = fresh('site');
beforeAll(async () => {
  tower = await startTestTower();
  floor = floorOf(tower);
  await connectCarrier(tower, { statuses: { RTS: { status: 'returned_to_sender' } } });
  stock = await stockedTower(tower.config);
  await stock.warehouse(site, { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
});
afterAll(async () => {
  await stock?.close();
  await tower?.stop();
});

type Made = { orderId: string; number: string; email: string; sku: string; fulfillmentId: string };

/** Orders of two units each, of other customers at one door, merged; each is planned. */
const merged = async (count: number): Promise<Made[]> => {
  const made: Made[] = [];
  for (let i = 0; i < count; i++) {
    const [sku, number] = [fresh('SKU'), fresh('M')];
    const email = `${number.toLowerCase()}@example.invalid`;
    await stock.product({ sku });
    await floor.receive(sku, site, { bin: 'A-1', quantity: 2 });
    const lines = [{ sku, quantity: 2, unitPrice: 100 }];
    const orderId = await newOrder(tower, { deliverBy: undefined, number, customer: { email }, lines });
    const [first] = await floor.when(orderId, (all) => all.length === 1);
    made.push({ orderId, number, email, sku, fulfillmentId: first?.fulfillmentId ?? '' });
  }
  const { status } = await tower.call(mergeOrders, { body: { orderIds: made.map(({ orderId }) => orderId) } });
  expect(status).toBe(200);
  return made;
};
/** The same, picked and being packed. */
const packing = async (count: number): Promise<Made[]> => {
  const made = await merged(count);
  for (const { fulfillmentId } of made) {
    await floor.walk(fulfillmentId, 'processing', 'picking');
    await floor.pickAll(fulfillmentId);
    await floor.walk(fulfillmentId, 'packing');
  }
  return made;
};
const labelled = async (count: number) => {
  const made = await packing(count);
  return { made, ...(await floor.packAll(made[0]?.fulfillmentId ?? '')) };
};
const order = async (orderId: string) => (await tower.call(getOrder, { params: { orderId } })).body;
const unmerge = (orderId: string) => tower.call(unmergeOrder, { params: { orderId }, body: {} });
const read = (made: readonly Made[]): Promise<Shown[]> =>
  Promise.all(made.map(({ fulfillmentId }) => floor.get(fulfillmentId)));
const when = (made: readonly Made[], what: string, is: (all: Shown[]) => boolean): Promise<Shown[]> =>
  until(
    async () => {
      const all = await read(made);
      return is(all) ? all : undefined;
    },
    { what },
  );
const isOff = (shipmentId: string) =>
  until(async () => (await tower.call(getShipment, { params: { shipmentId } })).body.status === 'cancelled', {
    what: `${shipmentId} called off`,
  });
const put = (fulfillmentId: string, packageId: string, trackingNumber: string) =>
  tower.call(labelPackage, {
    params: { fulfillmentId, packageId },
    body: { carrier: tower.carrier, service: 'standard', trackingNumber },
  });
const labelOf = (is: Shown | undefined) => is?.packages[0]?.label ?? null;
const both = (made: readonly Made[]): [Made, Made] => {
  const [one, other] = made;
  if (!one || !other) throw new Error('two orders were made');
  return [one, other];
};

describe('merged orders that are packed', () => {
  it('leave in one parcel, for each of them, and arrive for each of them', async () => {
    const made = await packing(3);
    const [one, two] = both(made);
    const params = { fulfillmentId: one.fulfillmentId };
    const opened = await tower.call(openPackage, { params, body: { parcel: { weightGrams: 900 } } });
    const { packageId, fulfillment } = opened.body;
    expect(fulfillment.together.map(({ orderId }) => orderId).sort()).toEqual(
      made
        .slice(1)
        .map(({ orderId }) => orderId)
        .sort(),
    );
    // The scanner knows one order; units of all of them go into its parcel, each once.
    for (const { sku } of made) {
      const scan = { clientScanId: fresh('scan'), packageId, sku, quantity: 2 };
      const first = await tower.call(packScan, { params, body: scan });
      expect(first.body).toMatchObject({ outcome: 'counted', quantity: 2 });
      expect((await tower.call(packScan, { params, body: scan })).body.outcome).toBe('before');
      const more = { ...scan, clientScanId: fresh('scan'), quantity: 1 };
      expect((await tower.call(packScan, { params, body: more })).body).toMatchObject({ code: 'line_complete' });
    }
    const labels = await Promise.all(
      made.map(({ fulfillmentId }) => put(fulfillmentId, packageId, `LBL-${packageId}`)),
    );
    expect(labels.map(({ status }) => status)).toEqual([200, 200, 200]);
    const [shipmentId = '', ...others] = new Set(labels.map(({ body }) => body.shipmentId));
    expect(others).toEqual([]);
    const shown = await read(made);
    for (const [i, is] of shown.entries()) {
      expect(is.packages).toMatchObject([
        { packageId, label: { shipmentId }, lines: [{ sku: made[i]?.sku, quantity: 2 }] },
      ]);
      expect(is.packages[0]?.sharedWith.map(({ number }) => number)).toHaveLength(2);
      const found = await tower.call(listShipments, { query: { orderId: is.orderId } });
      expect(found.body.items.map((shipment) => shipment.shipmentId)).toEqual([shipmentId]);
    }
    expect((await unmerge(two.orderId)).body).toMatchObject({ status: 409, code: 'labelled' });
    const may = await tower.call(orderActions, { params: { orderId: two.orderId } });
    expect(may.body.actions.find(({ action }) => action === 'unmerge')).toMatchObject({ allowed: false });
    // Two people say at once that the carrier has it.
    const left = await Promise.all([
      floor.change(one.fulfillmentId, { status: 'shipped' }),
      floor.change(two.fulfillmentId, { status: 'shipped' }),
    ]);
    expect(left.map(({ status }) => status)).toEqual([200, 200]);
    expect((await read(made)).map(({ status }) => status)).toEqual(['shipped', 'shipped', 'shipped']);
    for (const { orderId, sku } of made) {
      expect((await order(orderId)).stage).toBe('shipped');
      expect(await stock.balance(sku)).toEqual({ onHand: 0, reserved: 0 });
    }
    await postScans(tower, { number: `LBL-${packageId}`, code: 'OK', at: new Date().toISOString(), city: 'Sevilla' });
    await when(made, 'delivered for all', (all) => all.every(({ status }) => status === 'delivered'));
    // Whichever of them is audited, its parcel was made, scanned and told by the carrier; its number leads to all of them.
    for (const { orderId } of made) {
      const { body } = await tower.call(readAudit, { params: { orderId }, query: { about: shipmentId } });
      expect(body.items.map(({ title }) => title)).toEqual(
        expect.arrayContaining([expect.stringMatching(/^Shipment made/), expect.stringMatching(/^Scan: Delivered/)]),
      );
      expect(body.items.flatMap(({ witnesses }) => witnesses)).not.toEqual([]);
    }
    for (const q of [`LBL-${packageId}`, shipmentId]) {
      const found = await tower.call(findAudits, { query: { q } });
      expect(found.body.items.map(({ orderId }) => orderId).sort()).toEqual(made.map(({ orderId }) => orderId).sort());
    }
  });
  it('has a link for each order, which says which others are in it and shows nothing else of them', async () => {
    const { made, shipmentId, trackingNumber } = await labelled(2);
    await floor.walk(made[0]?.fulfillmentId ?? '', 'shipped');
    const links = new Map<string, string>();
    for (const [i, { number, email, orderId }] of made.entries()) {
      // Tries at links are counted: the parcel is waited for by another way.
      await until(
        async () => {
          const { body } = await tower.call(searchShipments, { query: { search: number } });
          return body.items.some((one) => one.shipmentId === shipmentId);
        },
        { what: `${number} followed` },
      );
      const from = { key: null, headers: { 'x-forwarded-for': `198.51.100.${200 + i}` } };
      const { body } = await tower.call(lookupTracking, { body: { orderNumber: number, email }, ...from });
      const [found] = body.items;
      if (!found) throw new Error(`${number} has no link`);
      links.set(orderId, found.token);
      const page = await tower.call(publicTracking, { params: { token: found.token }, key: null });
      const other = made.find((one) => one.orderId !== orderId);
      expect(page.body).toMatchObject({ trackingNumber, alsoOrders: [other?.number] });
      const text = JSON.stringify(page.body);
      for (const secret of [...made.map((one) => one.email), 'Quimby', 'Gallows']) expect(text).not.toContain(secret);
      const returns = await tower.call(customersReturns, { params: { token: found.token }, key: null });
      expect(JSON.stringify(returns.body)).toContain(made.find((one) => one.orderId === orderId)?.sku);
      expect(JSON.stringify(returns.body)).not.toContain(other?.sku);
    }
    expect(new Set(links.values()).size).toBe(2);
    // Who looks is the customer of the order whose link it is, and is told in its audit alone.
    const agent =
      'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1';
    for (const [i, language] of ['fr', 'de'].entries())
      await fetchPage(tower, `/track/${links.get(made[i]?.orderId ?? '')}`, {
        headers: { 'user-agent': agent, 'sec-fetch-dest': 'document', 'accept-language': language },
      });
    for (const [i, language] of ['fr', 'de'].entries()) {
      const params = { orderId: made[i]?.orderId ?? '' };
      const items = await until(
        async () => {
          const { body } = await tower.call(readAudit, { params, query: { kind: 'view' } });
          return body.items.length > 0 ? body.items : undefined;
        },
        { what: `the look at ${made[i]?.number}` },
      );
      expect(items.map(({ body }) => body)).toMatchObject([{ language, shipmentId, orderId: made[i]?.orderId }]);
    }
    expect((await tower.call(getShipment, { params: { shipmentId } })).body.others).toMatchObject([
      { trackingUrl: `/track/${links.get(made[1]?.orderId ?? '')}` },
    ]);
  });
  it('comes back for each of them: each has a return of its own units', async () => {
    const { made, trackingNumber } = await labelled(2);
    await floor.walk(made[0]?.fulfillmentId ?? '', 'shipped');
    await postScans(tower, { number: trackingNumber, code: 'RTS', at: new Date().toISOString(), city: 'Sevilla' });
    await when(made, 'returned for both', (all) => all.every(({ status }) => status === 'returned'));
    for (const { orderId, number } of made) {
      const [first, ...others] = await until(
        async () => {
          const { items } = (await tower.call(listReturns, { query: { orderId } })).body;
          return items.length > 0 ? items : undefined;
        },
        { what: `the return of ${number}` },
      );
      expect(others).toEqual([]);
      expect(first).toMatchObject({ orderNumber: number, lines: [{ lineId: '1', quantity: 2 }] });
    }
  });
  it('leaves no one behind: a shared parcel goes when all in it may go', async () => {
    const { made } = await labelled(2);
    const [one, two] = both(made);
    const hold = await tower.call(holdOrder, { params: { orderId: two.orderId }, body: {} });
    expect(hold.status).toBe(200);
    expect((await floor.change(one.fulfillmentId, { status: 'shipped' })).body).toMatchObject({
      status: 409,
      code: 'order_held',
      detail: expect.stringContaining(two.number),
    });
    expect(await stock.balance(one.sku)).toEqual({ onHand: 2, reserved: 2 });
  });
  it('is packed alone where that is asked for, or where the others are held or not picked', async () => {
    const made = await packing(3);
    const [one, two] = both(made);
    await tower.call(holdOrder, { params: { orderId: two.orderId }, body: {} });
    await when(made, 'held', (all) => all[1]?.held === true);
    const params = { fulfillmentId: one.fulfillmentId };
    const alone = await tower.call(openPackage, { params, body: { together: false } });
    expect(alone.body.fulfillment.packages).toMatchObject([{ sharedWith: [] }]);
    await tower.call(removePackage, { params: { ...params, packageId: alone.body.packageId } });
    const opened = await tower.call(openPackage, { params, body: { everything: true } });
    const others = opened.body.fulfillment.packages[0]?.sharedWith.map(({ fulfillmentId }) => fulfillmentId);
    expect(others).toEqual([made[2]?.fulfillmentId]);
  });
});

describe('one of merged orders that is packed', () => {
  it('cancelled leaves the others packed: their parcel gets another label', async () => {
    const { made, shipmentId, packageId } = await labelled(3);
    const [one, two] = both(made);
    await tower.call(cancelOrder, { params: { orderId: one.orderId }, body: { reason: 'no' } });
    await isOff(shipmentId);
    const after = await when(
      made,
      'one given up, the others without a label',
      ([first, ...rest]) => first?.status === 'cancelled' && rest.every((is) => labelOf(is) === null),
    );
    expect(after.slice(1)).toMatchObject([{ status: 'packing' }, { status: 'packing' }]);
    expect(after[1]?.packages).toMatchObject([
      { packageId, lines: [{ quantity: 2 }], sharedWith: [{ orderId: made[2]?.orderId }] },
    ]);
    const again = await put(two.fulfillmentId, packageId, fresh('T'));
    expect(again.status).toBe(200);
    await floor.walk(two.fulfillmentId, 'shipped');
    expect((await order(made[2]?.orderId ?? '')).stage).toBe('shipped');
    expect((await order(one.orderId)).stage).toBe('cancelled');
    expect(await stock.balance(one.sku)).toEqual({ onHand: 2, reserved: 0 });
  });
  it('cancelled in part voids the label of all, and leaves what is packed of the others', async () => {
    const { made, shipmentId } = await labelled(2);
    const [one, two] = both(made);
    const body = { quantity: 1, reason: 'no' };
    await tower.call(cancelLine, { params: { orderId: two.orderId, lineId: '1' }, body });
    await isOff(shipmentId);
    const after = await when(made, 'no label', (all) => all.every((is) => labelOf(is) === null));
    expect(after).toMatchObject([{ lines: [{ packedQuantity: 2 }] }, { lines: [{ quantity: 1, packedQuantity: 1 }] }]);
    expect(after.map(({ number }) => number)[0]).toContain(one.number);
  });
  it('leaves the merge until the label: its units are to be packed again, the others stay packed', async () => {
    const { made, packageId, shipmentId } = await labelled(3);
    const [one, two] = both(made);
    expect((await unmerge(two.orderId)).status).toBe(409);
    await tower.call(unlabelPackage, { params: { fulfillmentId: made[2]?.fulfillmentId ?? '', packageId } });
    await isOff(shipmentId);
    expect((await read(made)).map(labelOf)).toEqual([null, null, null]);
    expect((await unmerge(two.orderId)).status).toBe(200);
    const after = await when(made, 'its part is out', (all) => all[1]?.packages.length === 0);
    expect(after[1]).toMatchObject({ status: 'packing', lines: [{ packedQuantity: 0, pickedQuantity: 2 }] });
    expect(after[0]?.packages).toMatchObject([{ packageId, sharedWith: [{ orderId: made[2]?.orderId }] }]);
    const alone = await tower.call(openPackage, {
      params: { fulfillmentId: two.fulfillmentId },
      body: { everything: true },
    });
    expect(alone.body.fulfillment.packages).toMatchObject([{ sharedWith: [] }]);
    // The last two: whoever is left by itself keeps its parcel.
    expect((await unmerge(made[2]?.orderId ?? '')).status).toBe(200);
    await until(async () => (await order(one.orderId)).merge === null, { what: 'one left' });
    const [last] = await when(made, 'alone', (all) => all[0]?.packages[0]?.sharedWith.length === 0);
    expect(last?.packages).toMatchObject([{ packageId, lines: [{ quantity: 2 }] }]);
  });
  it('called off after it left is packed again for each, its units promised to each', async () => {
    const { made, shipmentId } = await labelled(2);
    const [one, two] = both(made);
    await floor.walk(two.fulfillmentId, 'shipped');
    await tower.call(cancelOrder, { params: { orderId: two.orderId }, body: { reason: 'no' } });
    await isOff(shipmentId);
    const after = await when(
      made,
      'back',
      ([first, second]) => first?.status === 'packing' && second?.status === 'cancelled',
    );
    expect(labelOf(after[0])).toBeNull();
    expect(await stock.balance(one.sku)).toEqual({ onHand: 2, reserved: 2 });
    await until(async () => (await stock.balance(two.sku)).reserved === 0, { what: 'freed' });
  });
});

it('merged orders lie in one tote of a walk; others do not', async () => {
  const [one, two] = both(await merged(2));
  const [alone] = await merged(2);
  const members = (other: Made | undefined) =>
    [one, other].map((made) => ({ fulfillmentId: made?.fulfillmentId ?? '', tote: 'T1' }));
  for (const { fulfillmentId } of [one, two]) await floor.walk(fulfillmentId, 'processing');
  const refused = await tower.call(startWalk, { body: { kind: 'tote', members: members(alone) } });
  expect(refused.body).toMatchObject({ errors: [{ path: 'members.1.tote' }] });
  const walk = await tower.call(startWalk, { body: { kind: 'tote', members: members(two) } });
  expect(walk.status).toBe(201);
  for (const { sku } of [one, two]) {
    const body = { clientScanId: fresh('scan'), sku, quantity: 2, location: 'A-1', tote: 'T1' };
    expect((await tower.call(walkScan, { params: { walkId: walk.body.walkId }, body })).status).toBe(200);
  }
  expect((await read([one, two])).map(({ lines }) => lines[0]?.pickedQuantity)).toEqual([2, 2]);
});
