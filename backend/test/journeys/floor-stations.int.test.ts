/**
 * The stations of a warehouse over HTTP: work given and taken, units scanned into packages, labels that are shipments, and the
 * figures that the dashboard and the wall make of all that.
 */
import { invitePerson } from '@gantry/shared/api/access/people';
import { acceptInvitation } from '@gantry/shared/api/access/session';
import { type OperationsDashboard, operationsDashboard } from '@gantry/shared/api/fulfillment/dashboard';
import { floorNames } from '@gantry/shared/api/fulfillment/names';
import { changeFulfillment, getFulfillment } from '@gantry/shared/api/fulfillment/orders';
import * as api from '@gantry/shared/api/fulfillment/packing';
import { pickScan } from '@gantry/shared/api/fulfillment/picking';
import { saveWarehouse } from '@gantry/shared/api/inventory/places';
import { saveProduct } from '@gantry/shared/api/inventory/products';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import { placeOrder } from '@gantry/shared/api/orders';
import { holdOrder } from '@gantry/shared/api/orders/changes';
import { getShipment, listShipments } from '@gantry/shared/api/shipping';
import { wallSnapshot } from '@gantry/shared/api/wall';
import type { FulfillmentStatus } from '@gantry/shared/vocabulary/fulfillment';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeSample } from '../../src/contexts/fulfillment/dashboard/samples.ts';
import { readSites } from '../../src/contexts/inventory/reading.ts';
import { orderTiles } from '../../src/contexts/orders/tiles.ts';
import { cancelShipment } from '../../src/contexts/shipping/decide.ts';
import { shipmentStream } from '../../src/contexts/shipping/store.ts';
import { shippingTiles } from '../../src/contexts/shipping/tiles.ts';
import { execute } from '../../src/platform/write/transact.ts';
import { connectCarrier, cookiesOf, fresh, orderBody } from '../doings.ts';
import { type Merchant, newMerchant } from '../planted-merchant.ts';
import { stockedTower } from '../stocked.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
let mine: Merchant;
let other: Merchant;
const [mad, bcn] = [fresh('mad'), fresh('bcn')];
const cup = { sku: 'CUP', barcode: '4006381333931' };

beforeAll(async () => {
  tower = await startTestTower();
  stock = await stockedTower(tower.config);
  mine = await newMerchant(tower, fresh('floor'), 'Floor');
  other = await newMerchant(tower, fresh('other'), 'Other');
  for (const [warehouse, city] of [
    [mad, 'Madrid'],
    [bcn, 'Barcelona'],
  ] as const) {
    const cutoffs = [{ carrier: null, days: [1, 2, 3, 4, 5, 6, 7], at: '23:59' }];
    await tower.call(saveWarehouse, { body: { warehouse, name: city, address: { city, country: 'ES' }, cutoffs } });
  }
  for (const { key } of [mine, other]) {
    const barcodes = [{ code: cup.barcode }];
    await tower.call(saveProduct, { key, body: { sku: cup.sku, name: 'Cup', barcodes } });
    await tower.call(moveStock, {
      key,
      body: { kind: 'receipt', sku: cup.sku, warehouse: mad, quantity: 500, lot: 'l' },
    });
  }
}, 120_000);
afterAll(async () => {
  await stock?.close();
  await tower?.stop();
});

/** An order of cups with its fulfillment order, once that is planned. */
const planned = async (quantity: number, { key }: Pick<Merchant, 'key'> = mine) => {
  const lines = [{ sku: cup.sku, name: 'Cup', quantity, unitPrice: 100 }];
  const { body } = await tower.call(placeOrder, { key, body: orderBody({ channel: fresh('shop'), lines }) });
  const orderId = body.orderId ?? '';
  const fulfillmentId = await until(
    async () => {
      const { rows } = await tower.database.query('SELECT id FROM fulfillment_orders WHERE order_id = $1', [orderId]);
      return rows[0]?.id as string | undefined;
    },
    { what: `the fulfillment order of ${orderId}` },
  );
  return { orderId, fulfillmentId };
};

/** Takes it through statuses, one after the other. */
const step = async (fulfillmentId: string, key: string, ...to: FulfillmentStatus[]): Promise<void> => {
  for (const status of to) {
    const changed = await tower.call(changeFulfillment, { key, params: { fulfillmentId }, body: { status } });
    expect(changed.body).toMatchObject({ status });
  }
};

/** One that is picked and is packed now. */
const inPacking = async (quantity: number, merchant: Merchant = mine) => {
  const { orderId, fulfillmentId } = await planned(quantity, merchant);
  await step(fulfillmentId, merchant.key, 'processing', 'picking');
  const body = { clientScanId: fresh('pick'), sku: cup.sku, quantity };
  const { status } = await tower.call(pickScan, { key: merchant.key, params: { fulfillmentId }, body });
  expect(status).toBe(200);
  await step(fulfillmentId, merchant.key, 'packing');
  return { orderId, fulfillmentId };
};

const addStation = async (warehouse = mad) => {
  const name = fresh('station');
  const { status } = await tower.call(api.saveStation, { body: { station: name, name: 'Station', warehouse } });
  expect(status).toBe(201);
  return name;
};
const stationNow = async (name: string, key = mine.key) =>
  (await tower.call(api.listStations, { key })).body.items.find(({ station }) => station === name);
const assign = (station: string, ids: string[], key = mine.key) =>
  tower.call(api.assignToStation, { key, params: { station }, body: { ids } });

const openBox = (fulfillmentId: string, body: object = {}) =>
  tower.call(api.openPackage, { key: mine.key, params: { fulfillmentId }, body });
const pack = (fulfillmentId: string, packageId: string, body: object = {}) =>
  tower.call(api.packScan, {
    key: mine.key,
    params: { fulfillmentId },
    body: { clientScanId: fresh('scan'), packageId, sku: cup.sku, ...body },
  });
const labelOf = (trackingNumber = fresh('T')) => ({ carrier: tower.carrier, service: 'standard', trackingNumber });
const label = (fulfillmentId: string, packageId: string, body: object = labelOf()) =>
  tower.call(api.labelPackage, { key: mine.key, params: { fulfillmentId, packageId }, body: body as never });
const packageNow = async (fulfillmentId: string, packageId: string) =>
  (await tower.call(getFulfillment, { key: mine.key, params: { fulfillmentId } })).body.packages.find(
    (one) => one.packageId === packageId,
  );

describe('stations', () => {
  it('are set in a warehouse that there is, and changed as they were seen', async () => {
    const body = { station: fresh('s'), name: 'One', warehouse: mad };
    expect((await tower.call(api.saveStation, { body })).status).toBe(201);
    expect((await tower.call(api.saveStation, { body })).status).toBe(200);
    const nowhere = await tower.call(api.saveStation, { body: { ...body, station: fresh('s'), warehouse: 'nowhere' } });
    expect(nowhere.body).toMatchObject({ status: 422, errors: [{ path: 'warehouse' }] });
    const change = (change: object) =>
      tower.call(api.changeStation, { params: { station: body.station }, body: change });
    expect((await change({ state: 'paused', expectedVersion: 1 })).body).toMatchObject({ state: 'paused', version: 2 });
    expect((await change({ state: 'open', expectedVersion: 1 })).body).toMatchObject({
      status: 409,
      code: 'changed_meanwhile',
    });
    expect((await tower.call(api.changeStation, { params: { station: 'none' }, body: {} })).status).toBe(404);
    // The operator's: whoever serves only some merchants sees them and changes nothing.
    expect(await stationNow(body.station)).toMatchObject({ name: 'One', activeOrders: 0 });
    expect(
      (await tower.call(api.changeStation, { key: mine.key, params: { station: body.station }, body: {} })).status,
    ).toBe(403);
  });

  it('are given work, each row for itself, and none while they are paused or closed', async () => {
    const [one, two, far] = [await addStation(), await addStation(), await addStation(bcn)];
    const [a, b] = [await planned(2), await planned(3)];
    const [gone, foreign] = [await inPacking(1), await planned(1, other)];
    await openBox(gone.fulfillmentId, { packageId: 'box', everything: true });
    await label(gone.fulfillmentId, 'box');
    await step(gone.fulfillmentId, mine.key, 'shipped');
    const { body } = await assign(
      one,
      [a, b, gone, foreign, { fulfillmentId: 'ful_none' }].map(({ fulfillmentId }) => fulfillmentId),
    );
    expect(body.rows.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'assigned',
      'assigned',
      'wrong_status',
      'no_such_fulfillment_order',
      'no_such_fulfillment_order',
    ]);
    expect(body.station).toMatchObject({
      activeOrders: 2,
      pace: { remainingUnits: 5, unitsPerHour: null, projectedAt: null },
    });
    expect((await assign(far, [a.fulfillmentId])).body.rows[0]).toMatchObject({ code: 'other_warehouse' });
    // Another merchant's people see the station without our work.
    expect(await stationNow(one, other.key)).toMatchObject({ activeOrders: 0, pace: { remainingUnits: 0 } });

    const close = (station: string, state: string) =>
      tower.call(api.changeStation, { params: { station }, body: { state: state as never } });
    const refused = await close(one, 'closed');
    expect(refused.body).toMatchObject({ status: 409, code: 'station_has_work' });
    expect(refused.body.detail).toContain('2 orders with 5 units');
    await close(two, 'paused');
    expect((await assign(two, [a.fulfillmentId])).body).toMatchObject({ status: 409, code: 'station_paused' });
    await close(two, 'open');
    const moved = await assign(two, [a.fulfillmentId, b.fulfillmentId, a.fulfillmentId]);
    expect(moved.body.rows.map(({ outcome, from }) => [outcome, from])).toEqual([
      ['assigned', one],
      ['assigned', one],
    ]);
    expect((await close(one, 'closed')).body).toMatchObject({ state: 'closed' });
    expect((await assign(one, [a.fulfillmentId])).body).toMatchObject({ status: 409, code: 'station_closed' });
    expect((await assign('none', [a.fulfillmentId])).status).toBe(404);
  });

  it('of a closing and of an assignment at once, one is refused', async () => {
    const station = await addStation();
    const { fulfillmentId } = await planned(1);
    const [closed, given] = await Promise.all([
      tower.call(api.changeStation, { params: { station }, body: { state: 'closed' } }),
      assign(station, [fulfillmentId]),
    ]);
    expect([closed.status, given.status].sort()).toEqual([200, 409]);
    const { rows } = await tower.database.query('SELECT station FROM fulfillment_orders WHERE id = $1', [
      fulfillmentId,
    ]);
    expect(rows[0].station).toBe(given.status === 200 ? station : null);
  });
});

describe('packing', () => {
  it('counts each scan once, never more than is picked, and logs what it refuses', async () => {
    const { fulfillmentId } = await inPacking(14);
    const { body: box, status } = await openBox(fulfillmentId, { packageId: 'box', parcel: { weightGrams: 100 } });
    expect([status, box.packageId]).toEqual([201, 'box']);
    expect((await openBox(fulfillmentId, { packageId: 'box' })).status).toBe(200);
    // Twenty scans in a moment, six of them twice, out of order: fourteen are different.
    const ids = Array.from({ length: 14 }, () => fresh('burst'));
    const sent = [...ids, ...ids.slice(0, 6)].sort(() => Math.random() - 0.5);
    const answers = await Promise.all(
      sent.map((clientScanId) => pack(fulfillmentId, 'box', { clientScanId, sku: undefined, barcode: cup.barcode })),
    );
    expect(answers.map(({ status }) => status)).toEqual(sent.map(() => 200));
    expect(answers.filter(({ body }) => body.outcome === 'before')).toHaveLength(6);
    expect((await packageNow(fulfillmentId, 'box'))?.lines).toMatchObject([{ sku: cup.sku, quantity: 14 }]);

    const again = { clientScanId: fresh('over') };
    const over = await pack(fulfillmentId, 'box', again);
    expect(over.body).toMatchObject({ status: 409, code: 'line_complete' });
    expect((await pack(fulfillmentId, 'box', again)).body).toMatchObject({ status: 409, code: 'line_complete' });
    const wrong = await pack(fulfillmentId, 'box', { sku: undefined, barcode: '5901234123457' });
    expect(wrong.body).toMatchObject({ status: 409, code: 'unknown_barcode' });
    const misread = await pack(fulfillmentId, 'box', { sku: undefined, barcode: '4006381333932' });
    expect(misread.body).toMatchObject({ status: 409, code: 'misread' });
    const { rows } = await tower.database.query(
      `SELECT payload ->> 'code' AS code FROM event_log WHERE stream_id = $1 AND name = 'fulfillment.scan_refused' ORDER BY id`,
      [fulfillmentId],
    );
    expect(rows.map(({ code }) => code)).toEqual(['line_complete', 'unknown_barcode', 'misread']);

    const out = { clientScanId: fresh('out'), packageId: 'box', sku: cup.sku, quantity: 4 };
    const unpack = () => tower.call(api.unpackScan, { key: mine.key, params: { fulfillmentId }, body: out });
    expect((await unpack()).body).toMatchObject({ outcome: 'counted', quantity: 4 });
    expect((await unpack()).body).toMatchObject({ outcome: 'before', quantity: 4 });
    const everything = await openBox(fulfillmentId, { packageId: 'rest', everything: true });
    expect(everything.body.fulfillment.packages.map(({ lines }) => lines.map(({ quantity }) => quantity))).toEqual([
      [10],
      [4],
    ]);
  });

  it('is of those whose order it is, while it is packed, at a station of its warehouse', async () => {
    const { fulfillmentId } = await inPacking(2);
    await openBox(fulfillmentId, { packageId: 'box' });
    const params = { fulfillmentId };
    const body = { clientScanId: fresh('scan'), packageId: 'box', sku: cup.sku };
    expect((await tower.call(api.packScan, { key: other.key, params, body })).status).toBe(404);
    expect((await pack(fulfillmentId, 'none')).body).toMatchObject({ status: 404, code: 'no_such_package' });
    const far = await addStation(bcn);
    expect((await pack(fulfillmentId, 'box', { station: far })).body).toMatchObject({
      status: 422,
      errors: [{ path: 'station' }],
    });
    const early = await planned(1);
    expect((await openBox(early.fulfillmentId)).body).toMatchObject({ status: 409, code: 'wrong_status' });
  });
});

describe('a label', () => {
  const shipmentsOf = async (orderId: string) =>
    (await tower.call(listShipments, { key: mine.key, query: { orderId } })).body.items;
  const callOff = (orderId: string, shipmentId: string) =>
    execute(stock.platform, shipmentStream, {
      id: shipmentId,
      thread: { correlationId: orderId, actor: 'test' },
      decide: cancelShipment('called off', new Date()),
    });
  const packedBox = async (quantity = 2) => {
    const made = await inPacking(quantity);
    await openBox(made.fulfillmentId, { packageId: 'box', everything: true, parcel: { weightGrams: 700 } });
    return made;
  };

  it('makes the shipment of its package, once, however often it is asked for at once', async () => {
    const { orderId, fulfillmentId } = await packedBox();
    const wanted = labelOf();
    const answers = await Promise.all([1, 2, 3].map(() => label(fulfillmentId, 'box', wanted)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const [shipment, ...more] = await shipmentsOf(orderId);
    expect(more).toEqual([]);
    expect(shipment).toMatchObject({
      fulfillmentId,
      warehouse: mad,
      origin: { city: 'Madrid', country: 'ES' },
      packages: [{ weightGrams: 700 }],
      lines: [{ quantity: 2 }],
      status: 'label_created',
    });
    expect(new Set(answers.map(({ body }) => body.trackingUrl))).toEqual(new Set([shipment?.trackingUrl]));
    expect((await packageNow(fulfillmentId, 'box'))?.label).toMatchObject({ shipmentId: shipment?.shipmentId });
    // The goods stay on the floor until they leave.
    const { rows } = await tower.database.query('SELECT issued FROM orders WHERE id = $1', [orderId]);
    expect(rows[0].issued).toEqual([]);
    expect((await label(fulfillmentId, 'box')).body).toMatchObject({ status: 409, code: 'labelled' });
    expect((await pack(fulfillmentId, 'box')).body).toMatchObject({ status: 409, code: 'wrong_status' });
    expect(await shipmentsOf(orderId)).toHaveLength(1);
  });

  it('and its shipment are written together: what breaks between the two leaves neither, and may be asked for again', async () => {
    const { orderId, fulfillmentId } = await packedBox();
    await tower.database.query(`
      CREATE FUNCTION break_label() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.name = 'fulfillment.package_labelled' AND NEW.stream_id = '${fulfillmentId}' THEN
          RAISE EXCEPTION 'the connection broke' USING ERRCODE = '57P01'; END IF; RETURN NEW; END $$`);
    await tower.database.query(
      'CREATE TRIGGER break_label BEFORE INSERT ON event_log FOR EACH ROW EXECUTE FUNCTION break_label()',
    );
    const wanted = labelOf();
    try {
      expect((await label(fulfillmentId, 'box', wanted)).status).toBe(503);
    } finally {
      await tower.database.query('DROP FUNCTION break_label CASCADE');
    }
    expect(await shipmentsOf(orderId)).toEqual([]);
    expect((await packageNow(fulfillmentId, 'box'))?.label).toBeNull();
    expect((await label(fulfillmentId, 'box', wanted)).status).toBe(200);
    expect(await shipmentsOf(orderId)).toHaveLength(1);
  });

  it('is taken off with its shipment, is used up then, and makes room for another', async () => {
    const { orderId, fulfillmentId } = await packedBox();
    const wanted = labelOf();
    const { body } = await label(fulfillmentId, 'box', wanted);
    const params = { fulfillmentId, packageId: 'box' };
    for (const _ of [1, 2])
      expect((await tower.call(api.unlabelPackage, { key: mine.key, params })).body.packages).toMatchObject([
        { label: null },
      ]);
    const cancelled = await tower.call(getShipment, { key: mine.key, params: { shipmentId: body.shipmentId } });
    expect(cancelled.body.status).toBe('cancelled');
    expect((await label(fulfillmentId, 'box', wanted)).body).toMatchObject({ status: 409, code: 'label_called_off' });
    const next = await label(fulfillmentId, 'box');
    expect(next.status).toBe(200);
    // With its package it goes too.
    expect((await tower.call(api.removePackage, { key: mine.key, params })).body.packages).toEqual([]);
    expect((await shipmentsOf(orderId)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  });

  it('comes off when its shipment is called off elsewhere', async () => {
    const { orderId, fulfillmentId } = await packedBox();
    const { body } = await label(fulfillmentId, 'box');
    await callOff(orderId, body.shipmentId);
    await until(async () => (await packageNow(fulfillmentId, 'box'))?.label === null, {
      what: 'the label to come off',
    });
  });

  it('stays on a parcel that has left, until its shipment is called off: then it is to be packed again', async () => {
    const { orderId, fulfillmentId } = await packedBox();
    const { body } = await label(fulfillmentId, 'box');
    await step(fulfillmentId, mine.key, 'shipped');
    const params = { fulfillmentId, packageId: 'box' };
    for (const endpoint of [api.unlabelPackage, api.removePackage])
      expect((await tower.call(endpoint, { key: mine.key, params })).body).toMatchObject({
        status: 409,
        code: 'wrong_status',
      });
    await callOff(orderId, body.shipmentId);
    await until(
      async () => {
        const { body: now } = await tower.call(getFulfillment, { key: mine.key, params: { fulfillmentId } });
        return now.status === 'packing' && now.packages[0]?.label === null && now.packages[0]?.lines[0]?.quantity === 2;
      },
      { what: 'the fulfillment order to be packed again' },
    );
    expect((await label(fulfillmentId, 'box')).status).toBe(200);
    await step(fulfillmentId, mine.key, 'shipped');
  });

  it('is not made while the order is held, nor for an empty package', async () => {
    const { orderId, fulfillmentId } = await packedBox();
    await openBox(fulfillmentId, { packageId: 'empty' });
    expect((await label(fulfillmentId, 'empty')).body).toMatchObject({ status: 409, code: 'not_packed' });
    await tower.call(holdOrder, { key: mine.key, params: { orderId }, body: { kind: 'manual' } });
    expect((await label(fulfillmentId, 'box')).body).toMatchObject({ status: 409, code: 'order_held' });
    expect(await shipmentsOf(orderId)).toEqual([]);
  });
});

describe('figures', () => {
  it('say how fast a station packs, when it is done, and what today was completed there', async () => {
    const station = await addStation();
    const [a, b] = [await inPacking(6), await inPacking(9)];
    await assign(station, [a.fulfillmentId, b.fulfillmentId]);
    await openBox(a.fulfillmentId, { packageId: 'box', everything: true });
    await openBox(b.fulfillmentId, { packageId: 'box' });
    await pack(b.fulfillmentId, 'box', { quantity: 4, station });
    const out = { clientScanId: fresh('out'), packageId: 'box', sku: cup.sku, quantity: 1 };
    await tower.call(api.unpackScan, { key: mine.key, params: { fulfillmentId: b.fulfillmentId }, body: out });
    // Six and three of four in the last hour of a warehouse that works always; six are left, which take forty minutes.
    const shown = await until(
      async () => {
        const now = await stationNow(station);
        return now?.pace.unitsPerHour === 9 ? now : undefined;
      },
      { what: 'the pace of the station' },
    );
    expect(shown).toMatchObject({ activeOrders: 2, completedToday: 1, pace: { remainingUnits: 6, ordersPerHour: 1 } });
    const ahead = (Date.parse(shown.pace.projectedAt ?? '') - Date.now()) / 60_000;
    expect(ahead).toBeGreaterThan(39);
    expect(ahead).toBeLessThan(40.1);
    const { body: wall } = await tower.call(wallSnapshot, { key: mine.key });
    const tile = wall.tiles.floor.stations.find((one) => one.station === station);
    // Other files of the tower may have more stations than the tile shows.
    if (tile) expect(tile).toMatchObject({ activeOrders: 2, unitsPerHour: 9, remainingUnits: 6 });
    expect(wall.tiles.floor.warehouses.map(({ warehouse }) => warehouse)).toEqual([mad]);
  });

  it('of the dashboard are what a count of everything says, now and at the same minute yesterday', async () => {
    const waiting = { sku: fresh('NONE'), name: 'Nothing', quantity: 7, unitPrice: 100 };
    await tower.call(saveProduct, { key: mine.key, body: { sku: waiting.sku, name: 'Nothing' } });
    await tower.call(placeOrder, { key: mine.key, body: orderBody({ channel: fresh('shop'), lines: [waiting] }) });
    const late = await planned(1);
    await tower.database.query(
      `UPDATE fulfillment_orders SET ship_by = now() - interval '1 hour', planned_at = now() - interval '2 days' WHERE id = $1`,
      [late.fulfillmentId],
    );
    const spent = await inPacking(1);
    await openBox(spent.fulfillmentId, { packageId: 'box', everything: true });
    await label(spent.fulfillmentId, 'box', { ...labelOf(), cost: { amount: 540, currency: 'EUR' } });

    const dashboard = async (query = {}) => (await tower.call(operationsDashboard, { key: mine.key, query })).body;
    const count = async (text: string): Promise<Record<string, number>> => {
      const { rows } = await tower.database.query(text, [mine.merchant]);
      return Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)]));
    };
    const stages = await count(`
      SELECT CASE WHEN held THEN 'held' ELSE status END AS name, count(*) AS n FROM fulfillment_orders WHERE merchant = $1 AND open GROUP BY 1`);
    const { rows: ready } = await tower.database.query(
      `SELECT count(*)::int AS n FROM fulfillment_orders f WHERE merchant = $1 AND status = 'packing' AND NOT held AND packed = units
         AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(packages) p WHERE p ->> 'label' IS NULL)`,
      [mine.merchant],
    );
    const shown = await until(async () => {
      const now = await dashboard();
      return now.atRisk.now > 0 ? now : undefined;
    });
    const byStage = Object.fromEntries(shown.backlog.map(({ stage, orders }) => [stage, orders.now]));
    expect(byStage).toEqual({
      unallocated: 1,
      held: stages.held ?? 0,
      pending: stages.pending ?? 0,
      processing: stages.processing ?? 0,
      picking: stages.picking ?? 0,
      packing: (stages.packing ?? 0) - ready[0].n,
      ready: ready[0].n,
    });
    expect(ready[0].n).toBeGreaterThan(0);
    const pending = shown.backlog.find(({ stage }) => stage === 'pending');
    expect(pending?.ages.find(({ band }) => band === '1d_to_3d')?.orders).toBe(1);
    expect(shown.atRisk.now).toBe(1);
    expect(shown.unallocated).toEqual([{ sku: waiting.sku, units: 7, orders: 1, oldestPromise: '2026-11-18' }]);
    const { rows: gone } = await tower.database.query(
      `SELECT count(*)::int AS n FROM fulfillment_orders WHERE merchant = $1 AND status = 'shipped'`,
      [mine.merchant],
    );
    expect(shown.shippedToday).toEqual({ now: gone[0].n, yesterday: 0 });
    expect(shown.spend).toEqual([{ carrier: tower.carrier, currency: 'EUR', today: 540, yesterday: 0 }]);
    const { units } = await count(
      `SELECT 'units' AS name, sum(units - packed) AS n FROM fulfillment_orders WHERE merchant = $1 AND open`,
    );
    const here = shown.warehouses.find(({ warehouse }) => warehouse === mad);
    expect(here?.pace.remainingUnits).toBe(units);
    expect((await dashboard({ warehouse: bcn })).backlog.map(({ orders }) => orders.now)).toEqual([
      0, 0, 0, 0, 0, 0, 0,
    ]);
    const { body: theirs } = await tower.call(operationsDashboard, { key: other.key });
    expect([theirs.unallocated, theirs.spend, theirs.atRisk.now]).toEqual([[], [], 0]);
  });

  it('compare with what was counted at the same minute yesterday', async () => {
    const { platform } = stock;
    const tiles = { orders: orderTiles(platform), shipping: shippingTiles(platform) };
    await planned(1);
    const dashboard = async (query = {}) => (await tower.call(operationsDashboard, { key: mine.key, query })).body;
    const pending = ({ backlog }: OperationsDashboard) => backlog.find(({ stage }) => stage === 'pending')?.orders;
    const before = await dashboard();
    expect(before.backlog.map(({ orders }) => orders.yesterday)).toEqual([null, null, null, null, null, null, null]);
    await takeSample({ platform, inventory: { sites: readSites }, tiles });
    await tower.database.query(
      `INSERT INTO floor_samples SELECT minute - interval '1 day', merchant, warehouse, counts FROM floor_samples
       WHERE minute = (SELECT max(minute) FROM floor_samples) ON CONFLICT DO NOTHING`,
    );
    await planned(1);
    const after = await dashboard();
    expect(after.backlog.map(({ orders }) => orders.yesterday)).toEqual(before.backlog.map(({ orders }) => orders.now));
    expect(after.atRisk.yesterday).toBe(before.atRisk.now);
    expect(pending(after)).toEqual({ now: (pending(before)?.now ?? 0) + 1, yesterday: pending(before)?.now });
    // Of a warehouse its own; orders that stand still are of none.
    expect((await dashboard({ warehouse: bcn })).backlog.map(({ orders }) => orders.yesterday)).toEqual([
      null,
      null,
      0,
      0,
      0,
      0,
      0,
    ]);
    expect(pending(await dashboard({ warehouse: mad }))).toEqual(pending(after));
  });
});

it('tells whoever works on the floor what colleagues, warehouses and carriers are called, by the ids in the work', async () => {
  const email = `${fresh('picker')}@example.com`;
  const { body: invited } = await tower.call(invitePerson, {
    body: { email, area: 'personal', verticals: '*', merchants: [mine.merchant] },
  });
  const { personId } = invited;
  await connectCarrier(tower);
  const accepted = { token: invited.link.split('#')[1] ?? '', name: 'Pia Picker', password: 'three words together' };
  const joined = await tower.call(acceptInvitation, { body: accepted, key: null, headers: { origin: tower.origin } });
  const cookie = cookiesOf(joined.headers);
  const { body, status } = await tower.call(floorNames, {
    query: { workers: `${personId},prs_nobody` },
    key: null,
    headers: { cookie },
  });
  expect(status).toBe(200);
  expect(body.workers).toEqual([{ worker: personId, name: 'Pia Picker' }]);
  expect(body.warehouses).toContainEqual({ warehouse: mad, name: 'Madrid' });
  expect(body.carriers.map(({ carrier }) => carrier)).toContain(tower.carrier);
  const many = Array.from({ length: 101 }, (_, n) => `prs_${n}`).join(',');
  expect((await tower.call(floorNames, { query: { workers: many } })).status).toBe(400);
});
