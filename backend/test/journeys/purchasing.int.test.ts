/** Purchase orders over HTTP on real stores: what is expected, what came and what differs, with the stock it brings. */
import { saveVendor, saveWarehouse } from '@gantry/shared/api/inventory/places';
import { saveProduct } from '@gantry/shared/api/inventory/products';
import {
  changePurchaseOrder,
  getPurchaseOrder,
  listPurchaseOrders,
  listReorderAlerts,
  placePurchaseOrder,
  receivePurchaseOrder,
} from '@gantry/shared/api/inventory/purchasing';
import { listBalances, listMovements, moveStock } from '@gantry/shared/api/inventory/stock';
import { getOrder, placeOrder } from '@gantry/shared/api/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { fresh, orderBody } from '../doings.ts';
import { newMerchant } from '../planted-merchant.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

type Delivery = z.input<(typeof receivePurchaseOrder)['body']>;

let tower: TestTower;
const warehouse = fresh('wh');
const vendor = fresh('ven');
beforeAll(async () => {
  tower = await startTestTower();
  const address = { city: 'Leipzig', country: 'DE', latitude: 51.4, longitude: 12.4 };
  await tower.call(saveWarehouse, { body: { warehouse, name: 'Leipzig', address, timeZone: 'Europe/Berlin' } });
  await tower.call(saveVendor, { body: { vendor, name: 'Weaver', leadTimeDays: 3 } });
});
afterAll(() => tower?.stop());

const product = async (change: object = {}): Promise<string> => {
  const sku = fresh('SKU');
  await tower.call(saveProduct, { body: { sku, name: sku, vendor, ...change } });
  return sku;
};
const unitCost = { amount: 250, currency: 'EUR' };
const place = (lines: { sku: string; quantity: number }[], more: object = {}) =>
  tower.call(placePurchaseOrder, {
    body: { number: fresh('PO'), vendor, warehouse, lines: lines.map((line) => ({ ...line, unitCost })), ...more },
  });
const receive = (purchaseOrderId: string, lines: Delivery['lines'], more: Partial<Delivery> = {}) =>
  tower.call(receivePurchaseOrder, { params: { purchaseOrderId }, body: { receiptId: fresh('del'), lines, ...more } });
const balances = async (sku: string) =>
  (await tower.call(listBalances, { query: { sku } })).body.items.map(({ condition, onHand, lots }) => ({
    condition,
    onHand,
    lots,
  }));
const expected = async (sku: string) => {
  const { rows } = await tower.database.query<{ quantity: number; day: string | null }>(
    'SELECT quantity, expected_on::text AS day FROM expected_supply WHERE sku = $1 ORDER BY 2',
    [sku],
  );
  return rows.map(({ quantity, day }) => [quantity, day]);
};

describe('a purchase order', () => {
  it('is placed once by its number, and expected after the vendor’s lead time', async () => {
    const sku = await product();
    const first = await place([{ sku, quantity: 5 }]);
    expect([first.status, first.body.state]).toEqual([201, 'open']);
    const berlin = new Date(Date.parse(first.body.placedAt)).toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' });
    const day = new Date(Date.parse(berlin) + 3 * 86_400_000).toISOString().slice(0, 10);
    expect(first.body.expectedOn).toBe(day);
    expect(await expected(sku)).toEqual([[5, day]]);
    const again = await place([{ sku, quantity: 5 }], { number: first.body.number });
    expect([again.status, again.body.purchaseOrderId]).toEqual([200, first.body.purchaseOrderId]);
    const other = await place([{ sku, quantity: 6 }], { number: first.body.number });
    expect([other.status, other.body.code]).toEqual([409, 'purchase_order_differs']);
  });

  it('names what exists: vendor, warehouse, products that are no kits, each once', async () => {
    const sku = await product();
    const kit = await product({ components: [{ sku, quantity: 2 }] });
    const refused = await place(
      [
        { sku, quantity: 1 },
        { sku, quantity: 1 },
        { sku: kit, quantity: 1 },
        { sku: 'nowhere', quantity: 1 },
      ],
      { vendor: 'nobody', warehouse: 'nowhere' },
    );
    expect(refused.status).toBe(422);
    expect((refused.body.errors as { path: string }[]).map(({ path }) => path)).toEqual([
      'vendor',
      'warehouse',
      'lines.1.sku',
      'lines.2.sku',
      'lines.3.sku',
    ]);
  });

  it('received in parts raises stock at once, with its cost, broken units apart, and tells what differs in units', async () => {
    const [cup, pot] = [await product(), await product()];
    const { body: order } = await place([
      { sku: cup, quantity: 5 },
      { sku: pot, quantity: 4 },
    ]);
    const { purchaseOrderId, number } = order;
    const packs = { count: 5, size: 2 };
    const delivery: Partial<Delivery> = { receiptId: fresh('del') };
    const lines: Delivery['lines'] = [
      { sku: cup, packs, lot: 'B7', expiresOn: '2199-01-01' },
      { sku: pot, accepted: 1, damaged: 1 },
    ];
    const { body: partly } = await receive(purchaseOrderId, lines, delivery);
    expect([partly.state, partly.lines.map(({ received, open }) => [received, open])]).toEqual([
      'partly_received',
      [
        [10, 0],
        [2, 2],
      ],
    ]);
    // The same delivery again books nothing twice, also ten at a time.
    const answers = await Promise.all(Array.from({ length: 10 }, () => receive(purchaseOrderId, lines, delivery)));
    for (const { status, body } of answers) expect([status, body]).toEqual([200, partly]);
    expect(await balances(cup)).toMatchObject([
      { condition: 'sellable', onHand: 10, lots: [{ lot: 'B7', unitCost, expiresOn: '2199-01-01' }] },
    ]);
    expect((await balances(pot)).map(({ condition, onHand }) => [condition, onHand]).sort()).toEqual([
      ['damaged', 1],
      ['sellable', 1],
    ]);
    const { body: closed } = await receive(purchaseOrderId, [{ sku: pot, accepted: 1 }], { last: true });
    expect([closed.state, closed.discrepancies.map(({ sku, kind, difference }) => [sku, kind, difference])]).toEqual([
      'received',
      [
        [cup, 'over', 5],
        [pot, 'damaged', 1],
        [pot, 'short', -1],
      ],
    ]);
    expect(await expected(pot)).toEqual([]);
    const { body: ledger } = await tower.call(listMovements, { query: { reference: number } });
    expect(ledger.items.map(({ kind, sku, onHand }) => [kind, sku, onHand]).sort()).toEqual(
      [
        ['receipt', cup, 10],
        ['receipt', pot, 2],
        ['receipt', pot, 1],
      ].sort(),
    );
  });

  it('books a delivery whole or not at all', async () => {
    const sku = await product();
    const { body: order } = await place([{ sku, quantity: 5 }]);
    const refused = await receive(order.purchaseOrderId, [
      { sku, accepted: 5 },
      { sku: 'nowhere', accepted: 1 },
    ]);
    expect([refused.status, (refused.body.errors as { path: string }[])[0]?.path]).toEqual([422, 'lines.1.sku']);
    expect(await balances(sku)).toEqual([]);
    const { body: still } = await tower.call(getPurchaseOrder, { params: { purchaseOrderId: order.purchaseOrderId } });
    expect([still.state, still.lines[0]?.received]).toEqual(['open', 0]);
  });

  it('takes no batch for the same that cost something else', async () => {
    const sku = await product();
    const [one, two] = [await place([{ sku, quantity: 1 }]), await place([{ sku, quantity: 1 }])];
    await receive(one.body.purchaseOrderId, [{ sku, accepted: 1, lot: 'B7' }]);
    expect((await receive(two.body.purchaseOrderId, [{ sku, accepted: 1, lot: 'B7' }])).status).toBe(200);
    const { body: dearer } = await tower.call(placePurchaseOrder, {
      body: {
        number: fresh('PO'),
        vendor,
        warehouse,
        lines: [{ sku, quantity: 1, unitCost: { ...unitCost, amount: 9 } }],
      },
    });
    const differs = await receive(dearer.purchaseOrderId, [{ sku, accepted: 1, lot: 'B7' }]);
    expect([differs.status, (differs.body.errors as { path: string }[])[0]?.path]).toEqual([422, 'lines.0.lot']);
  });

  it('is put off and called off as long as something is to come', async () => {
    const sku = await product();
    const { body: order } = await place([{ sku, quantity: 5 }], { expectedOn: '2199-01-01' });
    const params = { purchaseOrderId: order.purchaseOrderId };
    await tower.call(changePurchaseOrder, { params, body: { expectedOn: '2199-02-01' } });
    expect(await expected(sku)).toEqual([[5, '2199-02-01']]);
    const { body: off } = await tower.call(changePurchaseOrder, { params, body: { state: 'cancelled' } });
    expect([off.state, await expected(sku)]).toEqual(['cancelled', []]);
    const late = await receive(order.purchaseOrderId, [{ sku, accepted: 1 }]);
    expect([late.status, late.body.code]).toEqual([409, 'purchase_order_closed']);
  });

  it('is found by what differs until that is settled, and by its number', async () => {
    const sku = await product();
    const { body: order } = await place([{ sku, quantity: 5 }]);
    const { purchaseOrderId, number } = order;
    await receive(purchaseOrderId, [{ sku, accepted: 6 }]);
    const found = async (query: Record<string, string>) =>
      (await tower.call(listPurchaseOrders, { query: { number, ...query } })).body.items.map(
        (one) => one.purchaseOrderId,
      );
    expect(await found({ discrepancy: 'open' })).toEqual([purchaseOrderId]);
    await tower.call(changePurchaseOrder, { params: { purchaseOrderId }, body: { discrepancies: 'settled' } });
    expect([await found({ discrepancy: 'open' }), await found({ state: 'received', warehouse, vendor })]).toEqual([
      [],
      [purchaseOrderId],
    ]);
  });

  it('of another merchant is none, in every way of asking', async () => {
    const theirs = await newMerchant(tower, fresh('mer').slice(0, 40), 'Theirs');
    const sku = await product();
    const { body: order } = await place([{ sku, quantity: 1 }]);
    const params = { purchaseOrderId: order.purchaseOrderId };
    const key = theirs.key;
    const answers = await Promise.all([
      tower.call(getPurchaseOrder, { params, key }),
      tower.call(receivePurchaseOrder, { params, key, body: { receiptId: 'x', lines: [{ sku, accepted: 1 }] } }),
      tower.call(changePurchaseOrder, { params, key, body: { state: 'cancelled' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    // Nothing was done behind the answer, either.
    const { body: still } = await tower.call(getPurchaseOrder, { params });
    expect([still, await balances(sku)]).toEqual([order, []]);
    const { body: list } = await tower.call(listPurchaseOrders, { query: { number: order.number }, key });
    const { body: alerts } = await tower.call(listReorderAlerts, { key });
    expect([list.items, alerts.items]).toEqual([[], []]);
  });
});

it('an order that waits shows the day on which a purchase order brings what it lacks', async () => {
  const sku = await product();
  const { body: placed } = await tower.call(placeOrder, {
    body: orderBody({ lines: [{ sku, quantity: 2, unitPrice: 100 }] }),
  });
  const params = { orderId: placed.orderId ?? '' };
  await place([{ sku, quantity: 5 }], { expectedOn: '2199-01-01' });
  await until(async () => {
    const [line] = (await tower.call(getOrder, { params })).body.lines;
    expect([line?.waiting, line?.expectedOn]).toEqual([2, '2199-01-01']);
    return true;
  });
});

it('what falls to its reorder point is to be bought again since then, with what is on its way, until enough came', async () => {
  const sku = await product({ reorderPoint: 3, reorderQuantity: 20 });
  const alertOf = async () => (await tower.call(listReorderAlerts)).body.items.find((alert) => alert.sku === sku);
  const { body: first } = await place([{ sku, quantity: 5 }]);
  await receive(first.purchaseOrderId, [{ sku, accepted: 5 }]);
  expect(await alertOf()).toBeUndefined();
  const began = new Date().toISOString();
  await tower.call(moveStock, { body: { kind: 'adjust', sku, warehouse, change: -2, reason: 'lost' } });
  const { body: next } = await place([{ sku, quantity: 20 }]);
  const raised = await alertOf();
  expect(raised).toMatchObject({ vendor, available: 3, reorderPoint: 3, reorderQuantity: 20, incoming: 20 });
  expect((raised?.since ?? '') >= began).toBe(true);
  await tower.call(moveStock, { body: { kind: 'adjust', sku, warehouse, change: -1, reason: 'lost' } });
  expect(await alertOf()).toMatchObject({ available: 2, since: raised?.since });
  await receive(next.purchaseOrderId, [{ sku, accepted: 20 }]);
  expect(await alertOf()).toBeUndefined();
});
