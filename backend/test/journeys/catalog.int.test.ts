/** The catalog and places over HTTP: products, kits and barcodes, listings, channel rules, warehouses, bins, vendors; two who write at once; whose what is. */
import {
  closeWarehouse,
  listChannelRules,
  listLocations,
  listVendors,
  listWarehouses,
  saveChannelRules,
  saveLocation,
  saveVendor,
  saveWarehouse,
} from '@gantry/shared/api/inventory/places';
import {
  archiveProduct,
  getProduct,
  listMappings,
  listProducts,
  mapListing,
  saveProduct,
  unmapListing,
} from '@gantry/shared/api/inventory/products';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import { getOrder, placeOrder } from '@gantry/shared/api/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { fresh, orderBody } from '../doings.ts';
import { type Merchant, newMerchant } from '../planted-merchant.ts';
import { startTestTower, type TestTower } from '../tower.ts';

let tower: TestTower;
let ours: Merchant;
let theirs: Merchant;
let warehouse: string;
beforeAll(async () => {
  tower = await startTestTower();
  ours = await newMerchant(tower, fresh('cat'), 'Catalog');
  theirs = await newMerchant(tower, fresh('cat'), 'Other catalog');
  warehouse = fresh('mad');
  await tower.call(saveWarehouse, { body: site(warehouse) });
});
afterAll(() => tower?.stop());

type ProductBody = z.input<(typeof saveProduct)['body']>;
const site = (name: string) => ({ warehouse: name, name, address: { city: 'Madrid', country: 'ES' } });
const save = (body: Partial<ProductBody> & { sku: string }, key = ours.key) =>
  tower.call(saveProduct, { key, body: { name: 'Lamp', ...body } });
const shown = async (productId: string, key = ours.key) =>
  (await tower.call(getProduct, { key, params: { productId } })).body;
const receive = (sku: string, quantity: number, more: object = {}) =>
  tower.call(moveStock, { key: ours.key, body: { kind: 'receipt', sku, warehouse, quantity, ...more } });
const pathsOf = ({ body }: { body: Record<string, unknown> }): string[] =>
  (body.errors as { path: string }[] | undefined)?.map(({ path }) => path) ?? [];

describe('products', () => {
  it('are added, changed and unchanged by what is said of them, and found by SKU, name and barcode', async () => {
    const sku = fresh('LMP');
    const barcodes = [{ code: '0012345678905' }, { code: `${sku}-X`, kind: 'case' as const, quantity: 6 }];
    const said = { sku, name: `100% lamp_of ${sku}`, barcodes, reorderPoint: 5 };
    const [added, again, changed] = [await save(said), await save(said), await save({ ...said, hsCode: '940521' })];
    expect([added, again, changed].map(({ status, body: { outcome } }) => [status, outcome])).toEqual([
      [201, 'added'],
      [200, 'unchanged'],
      [200, 'changed'],
    ]);
    expect(await shown(added.body.productId)).toMatchObject({
      sku,
      merchant: ours.merchant,
      archived: false,
      available: 0,
      hsCode: '940521',
      barcodes: [{ code: '0012345678905', kind: 'unit', quantity: 1 }, { quantity: 6 }],
    });
    const find = async (q: string) =>
      (await tower.call(listProducts, { key: ours.key, query: { q } })).body.items.map((one) => one.sku);
    for (const q of [sku, sku.slice(1).toLowerCase(), `lamp_of ${sku}`, '12345678905', '012345678905', `${sku}-X`])
      expect(await find(q), q).toEqual([sku]);
    expect(await find('2345678905')).toEqual([]);
    // What the language of patterns means by signs is meant by nobody who searches.
    expect([await find('100_ lamp'), await find(`l%of ${sku}`)]).toEqual([[], []]);
  });
  it('have barcodes of their own: of two that claim one at once, one is told whose it is', async () => {
    const code = fresh('code');
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => save({ sku: fresh('TWIN'), barcodes: [{ code }] })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect([refused?.body.code, refused && pathsOf(refused)]).toEqual(['barcode_taken', ['barcodes.0.code']]);
    // Another merchant may sell the same thing.
    expect((await save({ sku: 'A', barcodes: [{ code }] }, theirs.key)).status).toBe(201);
    const bad = await save({ sku: fresh('BAD'), barcodes: [{ code: 'X' }, { code: '4006381333932' }] });
    expect([bad.status, pathsOf(bad)]).toEqual([422, ['barcodes.1.code']]);
  });
  it('are no kits and parts at once, whoever is faster', async () => {
    const [a, b, c] = [fresh('A'), fresh('B'), fresh('C')];
    for (const sku of [a, b, c]) await save({ sku });
    const kitOf = (sku: string, part: string) => save({ sku, components: [{ sku: part, quantity: 2 }] });
    for (let i = 0; i < 5; i++) {
      const [one, other] = await Promise.all([kitOf(a, b), kitOf(b, c)]);
      expect([one.status, other.status].filter((status) => status === 200)).toHaveLength(1);
      for (const sku of [a, b]) await save({ sku });
    }
    expect(pathsOf(await kitOf(a, a))).toEqual(['components.0.sku']);
    expect(pathsOf(await kitOf(a, fresh('NONE')))).toEqual(['components.0.sku']);
  });
  it('have what could be promised of them; kits what their parts allow', async () => {
    const [leg, top, desk] = [fresh('LEG'), fresh('TOP'), fresh('DESK')];
    for (const sku of [leg, top]) await save({ sku });
    const components = [
      { sku: leg, quantity: 4 },
      { sku: top, quantity: 1 },
    ];
    const kit = (await save({ sku: desk, components })).body.productId;
    await receive(leg, 11);
    await receive(leg, 50, { expiresOn: '2020-01-01' });
    await receive(leg, 50, { condition: 'damaged' });
    await receive(top, 9);
    expect((await shown(kit)).available).toBe(2);
    const { body } = await tower.call(listProducts, { key: ours.key, query: { q: leg } });
    expect(body.items[0]).toMatchObject({ sku: leg, available: 11 });
  });
  it('leave the catalog once nothing hangs on them', async () => {
    const [part, kit] = [fresh('PART'), fresh('KIT')];
    const { productId } = (await save({ sku: part })).body;
    const made = await save({ sku: kit, components: [{ sku: part, quantity: 1 }] });
    const archive = (id: string, key = ours.key) => tower.call(archiveProduct, { key, params: { productId: id } });
    expect((await archive(productId)).body.code).toBe('part_of_kit');
    expect((await archive(made.body.productId)).body).toMatchObject({ outcome: 'archived' });
    await receive(part, 3);
    expect((await archive(productId)).body.code).toBe('stock_left');
    await tower.call(moveStock, {
      key: ours.key,
      body: { kind: 'adjust', sku: part, warehouse, change: -3, reason: 'lost' },
    });
    expect([(await archive(productId)).body.outcome, (await archive(productId)).body.outcome]).toEqual([
      'archived',
      'unchanged',
    ]);
    expect(
      (await tower.call(listProducts, { key: ours.key, query: { q: part, archived: 'false' } })).body.items,
    ).toEqual([]);
    expect((await save({ sku: part })).body.outcome).toBe('changed');
    expect((await shown(productId)).archived).toBe(false);
  });
  it('are shown page by page, each once', async () => {
    const skus = Array.from({ length: 5 }, (_, i) => `${fresh('PAGE')}-${i}`).sort();
    for (const sku of skus) await save({ sku, name: 'paged' });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { q: 'paged', limit: 2, ...(after === undefined ? {} : { cursor: after }) };
      const { body } = await tower.call(listProducts, { key: ours.key, query });
      seen.push(...body.items.map(({ sku }) => sku));
      after = body.nextCursor ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(skus);
    expect((await tower.call(listProducts, { query: { cursor: 'bm8' } })).status).toBe(400);
  });
});

describe('listings and channel rules', () => {
  it('map a channel’s names to the catalog', async () => {
    const [sku, channel] = [fresh('LST'), fresh('shop')];
    await save({ sku });
    const map = (body: object) =>
      tower.call(mapListing, { key: ours.key, body: { channel, channelSku: 'X-1', sku, ...body } });
    const [first, again, more] = [await map({}), await map({}), await map({ quantity: 6 })];
    expect([first, again, more].map(({ status, body }) => [status, body.outcome])).toEqual([
      [201, 'mapped'],
      [200, 'unchanged'],
      [200, 'changed'],
    ]);
    expect(pathsOf(await map({ sku: fresh('NONE') }))).toEqual(['sku']);
    const listed = async (key: string) =>
      (await tower.call(listMappings, { key, query: { channel } })).body.items.map((one) => [
        one.channelSku,
        one.quantity,
      ]);
    expect(await listed(ours.key)).toEqual([['X-1', 6]]);
    expect(await listed(theirs.key)).toEqual([]);
    const params = { listingId: first.body.listingId };
    expect((await tower.call(unmapListing, { key: theirs.key, params })).status).toBe(404);
    expect((await tower.call(unmapListing, { key: ours.key, params })).body.outcome).toBe('unmapped');
    expect((await tower.call(unmapListing, { key: ours.key, params })).body.outcome).toBe('unchanged');
    expect(await listed(ours.key)).toEqual([]);
    expect((await map({})).status).toBe(201);
  });
  it('say how a channel is served, from warehouses that there are', async () => {
    const channel = fresh('shop');
    const rule = (body: object) => tower.call(saveChannelRules, { key: ours.key, body: { channel, ...body } });
    expect(pathsOf(await rule({ warehouses: [warehouse, 'nowhere'] }))).toEqual(['warehouses.1']);
    expect((await rule({ warehouses: [warehouse], keepBack: 3 })).body.outcome).toBe('added');
    expect((await rule({ warehouses: [warehouse], keepBack: 3 })).body.outcome).toBe('unchanged');
    expect((await rule({ strategy: 'oldest_cost' })).body.outcome).toBe('changed');
    const { items } = (await tower.call(listChannelRules, { key: ours.key })).body;
    expect(items.filter((one) => one.channel === channel)).toMatchObject([
      { merchant: ours.merchant, strategy: 'oldest_cost', warehouses: null, keepBack: 0 },
    ]);
    expect((await tower.call(listChannelRules, { key: theirs.key })).body.items).toEqual([]);
  });
});

describe('places', () => {
  it('are warehouses with a clock, hours and what lies in them', async () => {
    const name = fresh('spr');
    const springfield = { ...site(name), address: { city: 'Springfield', country: 'US' } };
    expect(pathsOf(await tower.call(saveWarehouse, { body: springfield }))).toEqual(['timeZone']);
    const shifts = [
      { days: [1, 2], from: '06:00', to: '14:00' },
      { days: [2], from: '13:00', to: '22:00' },
    ];
    expect(pathsOf(await tower.call(saveWarehouse, { body: { ...site(name), shifts } }))).toEqual(['shifts.1']);
    const named = { ...site(name), address: { city: 'Madrid', country: 'ES', name: 'Ana' } };
    expect((await tower.call(saveWarehouse, { body: named })).status).toBe(422);
    const body = { ...springfield, timeZone: 'America/Chicago', shifts: shifts.slice(0, 1) };
    const outcomes = [await tower.call(saveWarehouse, { body }), await tower.call(saveWarehouse, { body })];
    expect(outcomes.map((one) => one.body.outcome)).toEqual(['added', 'unchanged']);
    const params = { warehouse: name };
    expect((await tower.call(closeWarehouse, { params })).body.outcome).toBe('closed');
    expect((await tower.call(closeWarehouse, { params })).body.outcome).toBe('unchanged');
    const find = async (key?: string) =>
      (await tower.call(listWarehouses, key === undefined ? {} : { key })).body.items.find(
        (one) => one.warehouse === name,
      );
    expect(await find(theirs.key)).toMatchObject({ state: 'closed', timeZone: 'America/Chicago', units: 0 });
    expect((await tower.call(saveWarehouse, { body })).body.outcome).toBe('changed');
    expect(await find()).toMatchObject({ state: 'open', address: springfield.address });
    // They are the operator's.
    expect((await tower.call(saveWarehouse, { key: ours.key, body })).status).toBe(403);
  });
  it('lie where their towns do where they were given no coordinates', async () => {
    const [far, near, channel, sku] = [fresh('a-bcn'), fresh('b-agp'), fresh('shop'), fresh('NEAR')];
    for (const [name, city] of [
      [far, 'Barcelona'],
      [near, 'Málaga'],
    ] as const)
      await tower.call(saveWarehouse, { body: { warehouse: name, name, address: { city, country: 'ES' } } });
    await save({ sku });
    await tower.call(saveChannelRules, { key: ours.key, body: { channel, warehouses: [far, near] } });
    for (const where of [far, near]) await receive(sku, 5, { warehouse: where });
    const shipTo = { city: 'Sevilla', country: 'ES', postalCode: '41001' };
    const lines = [{ sku, quantity: 1, unitPrice: 100 }];
    const { body } = await tower.call(placeOrder, { key: ours.key, body: orderBody({ channel, shipTo, lines }) });
    const order = await tower.call(getOrder, { key: ours.key, params: { orderId: body.orderId ?? '' } });
    expect(order.body.allocations.map((one) => one.warehouse)).toEqual([near]);
    const kept = (await tower.call(listWarehouses)).body.items.find((one) => one.warehouse === near);
    expect(kept?.address).toEqual({ city: 'Málaga', country: 'ES' });
  });
  it('are bins that cannot come to hold less than lies there', async () => {
    const sku = fresh('BIN');
    await save({ sku });
    const bin = (change: object = {}, key?: string) =>
      tower.call(saveLocation, {
        ...(key === undefined ? {} : { key }),
        body: { warehouse, bin: 'A-01-1', zone: 'A', capacity: 10, ...change },
      });
    expect([(await bin()).status, (await bin()).body.outcome]).toEqual([201, 'unchanged']);
    expect(pathsOf(await bin({ warehouse: 'nowhere' }))).toEqual(['warehouse']);
    expect((await bin({}, ours.key)).status).toBe(403);
    await receive(sku, 8, { bin: 'A-01-1' });
    const less = await bin({ capacity: 7 });
    expect([less.status, less.body.code, pathsOf(less)]).toEqual([409, 'over_capacity', ['capacity']]);
    await bin({ bin: 'A-01-2' });
    const list = async (key: string | undefined, query: Record<string, string | number>) =>
      (await tower.call(listLocations, { ...(key === undefined ? {} : { key }), query: { warehouse, ...query } })).body;
    const page = await list(undefined, { limit: 1 });
    const next = await list(undefined, { limit: 1, cursor: page.nextCursor ?? '' });
    expect([...page.items, ...next.items].map((one) => [one.bin, one.occupancy])).toEqual([
      ['A-01-1', 8],
      ['A-01-2', 0],
    ]);
    // How much of others lies there is told to nobody else.
    expect((await list(theirs.key, { zone: 'A' })).items.map(({ occupancy }) => occupancy)).toEqual([0, 0]);
    const units = async (key: string) =>
      (await tower.call(listWarehouses, { key })).body.items.find((one) => one.warehouse === warehouse)?.units;
    expect(await units(ours.key)).toBeGreaterThanOrEqual(8);
    expect(await units(theirs.key)).toBe(0);
  });
  it('are vendors, each its merchant’s', async () => {
    const vendor = fresh('ven');
    const body = { vendor, name: 'Lumina', country: 'PT', leadTimeDays: 14 };
    const saved = [
      await tower.call(saveVendor, { key: ours.key, body }),
      await tower.call(saveVendor, { key: ours.key, body }),
    ];
    expect(saved.map((one) => one.body.outcome)).toEqual(['added', 'unchanged']);
    expect((await tower.call(listVendors, { key: ours.key })).body.items).toMatchObject([
      { ...body, merchant: ours.merchant },
    ]);
    expect((await tower.call(listVendors, { key: theirs.key })).body.items).toEqual([]);
  });
});

it('what is another’s is answered as what is not there', async () => {
  const { body } = await save({ sku: fresh('OURS') });
  const ask = async (productId: string) => {
    const params = { productId };
    const answers = [
      await tower.call(getProduct, { key: theirs.key, params }),
      await tower.call(archiveProduct, { key: theirs.key, params }),
    ];
    return answers.map(({ status, body: { code, detail } }) => [status, code, detail]);
  };
  expect(await ask(body.productId)).toEqual(await ask('prd_0'));
  expect((await shown(body.productId)).archived).toBe(false);
});
