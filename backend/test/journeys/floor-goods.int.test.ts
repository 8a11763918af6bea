/** Units that are promised to an order as the floor works on them: taken, laid back, missing, gone; the order and its stocks agree. */
import { orderInput } from '@gantry/shared/api/orders';
import { mainMerchant } from '@gantry/shared/caller';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { Allocation, OrderEvent } from '@gantry/shared/events/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPromisable } from '../../src/contexts/inventory/catalog/queries.ts';
import { type Inventory, openInventory, stockIdOf } from '../../src/contexts/inventory/public.ts';
import { readInStock } from '../../src/contexts/inventory/reading.ts';
import { stockDifferences } from '../../src/contexts/inventory/stock/verify.ts';
import { amendOrder } from '../../src/contexts/orders/changes/amend.ts';
import { cancelUnits } from '../../src/contexts/orders/changes/cancel-line.ts';
import { changeOrders, type Deciding } from '../../src/contexts/orders/changes/changing.ts';
import { holdOrder } from '../../src/contexts/orders/changes/hold.ts';
import { moveGoods } from '../../src/contexts/orders/changes/issuing.ts';
import { cancelOrder } from '../../src/contexts/orders/decide.ts';
import { type Floor, openFloor } from '../../src/contexts/orders/floor/floor.ts';
import { type OrderIntake, openIntake } from '../../src/contexts/orders/intake/intake.ts';
import type { Order } from '../../src/contexts/orders/order.ts';
import { shownOf } from '../../src/contexts/orders/shown.ts';
import { orderRows } from '../../src/contexts/orders/store.ts';
import type { Decide } from '../../src/kernel/decider.ts';
import { openGazetteer } from '../../src/platform/gazetteer.ts';
import { transact, type Unit } from '../../src/platform/write/transact.ts';
import { contradictions, moveNow, stocker } from '../stocked.ts';
import { openTestPlatform, type TestPlatform } from '../test-platform.ts';

const merchant = 'main';
const at = '2026-11-28T12:00:00.000Z';
let test: TestPlatform;
let inventory: Inventory;
let intake: OrderIntake;
let floor: Floor;
let stock: ReturnType<typeof stocker>;

beforeAll(async () => {
  test = await openTestPlatform();
  inventory = openInventory({ gazetteer: openGazetteer(), demandIs: () => undefined });
  const merchants = {
    find: async () => ({ merchant, name: '', state: 'active' as const, retentionDays: null, createdAt: null }),
  };
  intake = openIntake({ platform: test.platform, merchants, inventory });
  floor = openFloor({ inventory });
  stock = stocker(test.platform);
  await stock.warehouse('north', { city: 'Hamburg', country: 'DE', latitude: 53.55, longitude: 9.99 });
  await stock.warehouse('south', { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
  await stock.warehouse('closed');
  await test.platform.database.run(`UPDATE warehouses SET state = 'closed' WHERE id = 'closed'`);
  for (const sku of ['LEG', 'TOP']) await stock.product({ sku });
  const components = [
    { sku: 'LEG', quantity: 2 },
    { sku: 'TOP', quantity: 1 },
  ];
  await stock.product({ sku: 'DESK', components });
});
afterAll(async () => {
  expect(await contradictions(test.platform, mainMerchant)).toEqual([]);
  expect(await stockDifferences(test.platform)).toEqual([]);
  await test?.close();
});

let made = 0;
/** A product with units in a bin of `north`, and more in `south`. */
const product = async (north: number, south = 0): Promise<string> => {
  const sku = `FLOOR-${++made}`;
  await stock.product({ sku });
  await lay(sku, { warehouse: 'north', quantity: north });
  if (south > 0) await lay(sku, { warehouse: 'south', quantity: south });
  return sku;
};
const lay = (sku: string, { warehouse, quantity }: { warehouse: string; quantity: number }): Promise<void> =>
  moveNow(test.platform, {
    merchant,
    sku,
    kind: 'receipt',
    entries: [
      { warehouse, bin: 'A1', condition: 'sellable', lot: `${sku}-${warehouse}`, onHand: quantity, reserved: 0 },
    ],
    lots: [{ lot: `${sku}-${warehouse}`, receivedAt: at, unitCost: null, expiresOn: null }],
  });

const place = (...lines: { sku: string; quantity: number }[]): Promise<string> => placeAt(undefined, ...lines);
const placeAt = async (
  pickupAt: string | undefined,
  ...lines: { sku: string; quantity: number }[]
): Promise<string> => {
  const input = orderInput.parse({
    ...(pickupAt === undefined ? {} : { pickupAt }),
    channel: 'shop',
    externalId: `floor-${++made}`,
    customer: {},
    shipTo: { name: 'N', lines: ['1 Way'], city: 'Bremen', country: 'DE', postalCode: '28195' },
    lines: lines.map((line) => ({ ...line, unitPrice: 100 })),
    currency: 'EUR',
    placedAt: '2026-11-16T08:00:00Z',
  });
  const { orderId } = await intake.place({ input, merchant, thread: { correlationId: '', actor: 'test', merchant } });
  return orderId ?? '';
};

const order = async (orderId: string): Promise<Order> => {
  const found = (await orderRows.byIds(test.platform.database, [orderId])).get(orderId);
  if (!found) throw new Error(`no ${orderId}`);
  return found;
};
const lineOf = async (orderId: string) => {
  const state = await order(orderId);
  const [line] = (await shownOf({ database: test.platform.database, inventory }, [state]))(state).lines;
  return line;
};
const of = (orderId: string) => ({ orderId, thread: { correlationId: '', actor: 'test' }, reference: `${orderId}/1` });
const onFloor = <T>(orderId: string, work: (unit: Unit) => Promise<T>): Promise<T> =>
  transact(test.platform, floor.holding([orderId]), work);

/** Units of an order's allocations: all of them, or so many of a SKU. */
const some = async (
  orderId: string,
  { sku, bin, most = Number.MAX_SAFE_INTEGER }: { sku?: string; bin?: string; most?: number } = {},
) => {
  let open = most;
  return (await order(orderId)).allocations.flatMap((one): Allocation[] => {
    if ((sku !== undefined && one.sku !== sku) || (bin !== undefined && one.bin !== bin) || open === 0) return [];
    const quantity = Math.min(open, one.quantity);
    open -= quantity;
    return [{ ...one, quantity }];
  });
};
const pick = async (orderId: string, which: Parameters<typeof some>[1] = {}): Promise<Order> => {
  const units = await some(orderId, which);
  return onFloor(orderId, (unit) =>
    floor.move(
      unit,
      of(orderId),
      units.map((allocation) => ({ allocation, bin: pickedBin })),
    ),
  );
};
const leave = async (orderId: string, shipmentId: string): Promise<Order> => {
  const taken = await some(orderId, { bin: pickedBin });
  return onFloor(orderId, (unit) => floor.issue(unit, of(orderId), { shipmentId, taken, lines: [], at }));
};
const change = async (orderId: string, decide: (about: Deciding) => Decide<Order, OrderEvent>): Promise<void> => {
  const thread = { correlationId: orderId, actor: 'test' };
  const [done] = await changeOrders(
    { platform: test.platform, inventory },
    { changes: [{ orderId, thread, decide }], cause: 'cancelled' },
  );
  if (!done?.ok) throw done?.error;
};

const buckets = async (sku: string): Promise<string[]> => {
  const id = stockIdOf(merchant, sku);
  const found = (await inventory.stocks(test.platform.database, [id])).get(id);
  return (found?.buckets ?? []).map(
    ({ warehouse, bin, onHand, reserved }) => `${warehouse} ${bin}: ${onHand}, ${reserved} reserved`,
  );
};
/** What everything that counts says is available. */
const available = async (sku: string): Promise<number> => {
  const id = stockIdOf(merchant, sku);
  const { database } = test.platform;
  const promisable = await readPromisable(database, [id], '2026-11-28');
  const units = promisable.get(id) ?? 0;
  expect((await readInStock(database, [id])).length > 0).toBe(units > 0);
  return units;
};

describe('units taken from their bin', () => {
  it('stay promised, wherever they are laid, and are asked for where they lie', async () => {
    const sku = await product(5);
    const orderId = await place({ sku, quantity: 3 });
    const before = await some(orderId);
    await pick(orderId, { most: 2 });
    expect(await buckets(sku)).toEqual(['north @picked: 2, 2 reserved', 'north A1: 3, 1 reserved']);
    await expect(
      onFloor(orderId, (unit) =>
        floor.move(
          unit,
          of(orderId),
          before.map((allocation) => ({ allocation, bin: pickedBin })),
        ),
      ),
    ).rejects.toMatchObject({ code: 'not_allocated' });
    const picked = await some(orderId, { bin: pickedBin });
    const back = await onFloor(orderId, (unit) =>
      floor.move(
        unit,
        of(orderId),
        picked.map((allocation) => ({ allocation, bin: 'B7' })),
      ),
    );
    expect(back.allocations.map(({ bin, quantity }) => [bin, quantity])).toEqual([
      ['A1', 1],
      ['B7', 2],
    ]);
    expect(await buckets(sku)).toEqual(['north A1: 3, 1 reserved', 'north B7: 2, 2 reserved']);
  });

  it('fs-025: are nobody else’s, and leave once', async () => {
    const sku = await product(5);
    const one = await place({ sku, quantity: 5 });
    await pick(one);
    const late = await place({ sku, quantity: 5 });
    expect([await available(sku), (await order(late)).allocations]).toEqual([0, []]);
    const shipped = await leave(one, 'shp_once');
    expect(shipped).toMatchObject({ allocations: [], issued: [{ shipmentId: 'shp_once', lines: [{ quantity: 5 }] }] });
    expect(await leave(one, 'shp_once')).toEqual(shipped);
    expect(await buckets(sku)).toEqual([]);
    expect((await order(late)).allocations).toEqual([]);
  });

  it('come back as picked when their shipment is called off, once', async () => {
    const sku = await product(4);
    const orderId = await place({ sku, quantity: 3 });
    await pick(orderId);
    await leave(orderId, 'shp_off');
    for (let time = 0; time < 2; time++)
      await onFloor(orderId, (unit) => floor.takeBack(unit, of(orderId), 'shp_off', at));
    expect(await buckets(sku)).toEqual(['north @picked: 3, 3 reserved', 'north A1: 1, 0 reserved']);
    expect(await order(orderId)).toMatchObject({ issued: [], allocations: [{ bin: pickedBin, quantity: 3 }] });
  });

  it('of an order that was cancelled meanwhile come back unpromised, and are available once they lie in a bin', async () => {
    const sku = await product(3);
    const orderId = await place({ sku, quantity: 3 });
    await pick(orderId);
    await leave(orderId, 'shp_late');
    await change(orderId, ({ now }) => cancelUnits({ lineId: '1', quantity: 1, reason: '' }, now)).catch(
      () => undefined,
    );
    await onFloor(orderId, (unit) => floor.takeBack(unit, of(orderId), 'shp_late', at));
    await change(orderId, ({ now }) => cancelOrder('no', now));
    expect(await buckets(sku)).toEqual(['north @picked: 3, 0 reserved']);
    expect(await available(sku)).toBe(0);
    const lot = `${sku}-north`;
    const entry = { warehouse: 'north', condition: 'sellable' as const, lot, reserved: 0 };
    const entries = [
      { ...entry, bin: pickedBin, onHand: -3 },
      { ...entry, bin: 'A1', onHand: 3 },
    ];
    await moveNow(test.platform, { merchant, sku, kind: 'transfer', entries });
    expect(await available(sku)).toBe(3);
  });
});

describe('while units are picked', () => {
  it('an amendment to fewer gives up first what nobody has taken', async () => {
    const sku = await product(5);
    const orderId = await place({ sku, quantity: 5 });
    await pick(orderId, { most: 3 });
    await change(orderId, (about) => amendOrder({ lines: [{ lineId: '1', quantity: 3 }] }, about));
    expect(await buckets(sku)).toEqual(['north @picked: 3, 3 reserved', 'north A1: 2, 0 reserved']);
    await change(orderId, ({ now }) => cancelUnits({ lineId: '1', quantity: 2, reason: '' }, now));
    expect(await buckets(sku)).toEqual(['north @picked: 3, 1 reserved', 'north A1: 2, 0 reserved']);
    expect(await available(sku)).toBe(2);
  });
  it('a hold that keeps no stock leaves them unpromised where they are', async () => {
    const sku = await product(2);
    const orderId = await place({ sku, quantity: 2 });
    await pick(orderId);
    await change(orderId, ({ now }) => holdOrder({ kind: 'manual', note: '', until: null, keepsStock: false }, now));
    expect(await buckets(sku)).toEqual(['north @picked: 2, 0 reserved']);
    expect(await available(sku)).toBe(0);
  });
});

describe('units that are missing', () => {
  it('are written off, and others are promised at once, from another warehouse too', async () => {
    const sku = await product(3, 2);
    const orderId = await place({ sku, quantity: 3 });
    const lacking = await some(orderId, { most: 2 });
    const after = await onFloor(orderId, (unit) => floor.lose(unit, of(orderId), lacking));
    expect(after).toMatchObject({
      waiting: [],
      allocations: [
        { warehouse: 'north', quantity: 1 },
        { warehouse: 'south', quantity: 2 },
      ],
    });
    const [row] = await test.platform.database.rows(
      `SELECT kind, reason, on_hand AS "onHand", reference FROM stock_movements WHERE sku = $1 AND kind = 'adjust'`,
      sku,
    );
    expect(row).toEqual({ kind: 'adjust', reason: 'lost', onHand: -2, reference: `${orderId}/1` });
  });
  it('are waited for where there are no others', async () => {
    const sku = await product(1);
    const orderId = await place({ sku, quantity: 1 });
    const lacking = await some(orderId);
    await onFloor(orderId, (unit) => floor.lose(unit, of(orderId), lacking));
    expect(await order(orderId)).toMatchObject({ allocations: [], waiting: [{ sku, quantity: 1 }] });
    await expect(onFloor(orderId, (unit) => floor.lose(unit, of(orderId), lacking))).rejects.toMatchObject({
      code: 'not_allocated',
    });
  });
});

describe('a kit', () => {
  const desks = async (quantity: number): Promise<string> => {
    await lay('LEG', { warehouse: 'north', quantity: 2 * quantity });
    await lay('TOP', { warehouse: 'north', quantity });
    return place({ sku: 'DESK', quantity });
  };

  it('fs-024: of which parts left is gone as far as all its parts are; what left ahead is not looked for again', async () => {
    const orderId = await desks(3);
    await pick(orderId, { sku: 'LEG', most: 4 });
    await pick(orderId, { sku: 'TOP', most: 3 });
    await leave(orderId, 'shp_desk');
    expect(await lineOf(orderId)).toMatchObject({
      shipped: 2,
      open: 1,
      allocated: 1,
      waiting: 0,
      openParts: [
        { sku: 'LEG', shipped: 4, open: 2 },
        { sku: 'TOP', shipped: 3, open: 0 },
      ],
    });
    expect((await order(orderId)).allocations.map(({ sku, quantity }) => [sku, quantity])).toEqual([['LEG', 2]]);
    // What comes back lies beside what is promised, and nobody takes it for what the order lacks.
    const before = await stock.balance('LEG');
    for (const sku of ['LEG', 'TOP'])
      await moveNow(test.platform, {
        merchant,
        sku,
        kind: 'return_restock',
        entries: [
          { warehouse: 'north', bin: 'R1', condition: 'sellable', lot: `${sku}-north`, onHand: 1, reserved: 0 },
        ],
      });
    expect(await stock.balance('LEG')).toEqual({ onHand: before.onHand + 1, reserved: before.reserved });
    await pick(orderId);
    const done = await leave(orderId, 'shp_desk_2');
    expect(done).toMatchObject({ allocations: [], waiting: [] });
    expect(await lineOf(orderId)).toMatchObject({ shipped: 3, open: 0, openParts: [] });
  });

  it('of which parts left goes on with a shipment made without the floor', async () => {
    const orderId = await desks(2);
    await pick(orderId, { sku: 'TOP', most: 1 });
    await leave(orderId, 'shp_top');
    expect(await lineOf(orderId)).toMatchObject({ shipped: 0, open: 2, allocated: 2 });
    await moveGoods({ platform: test.platform, inventory }, [
      {
        orderId,
        thread: { correlationId: '', actor: 'test' },
        issuing: { shipmentId: 'shp_rest', warehouse: 'north', at },
      },
    ]);
    expect(await lineOf(orderId)).toMatchObject({ shipped: 2, open: 0, openParts: [] });
    expect((await order(orderId)).allocations).toEqual([]);
  });

  it('of which the open unit is cancelled looks for nothing more, and what left of it has left', async () => {
    const orderId = await desks(1);
    await pick(orderId, { sku: 'TOP' });
    await leave(orderId, 'shp_lone_top');
    await change(orderId, ({ now }) => cancelUnits({ lineId: '1', reason: '' }, now));
    expect(await order(orderId)).toMatchObject({ status: 'placed', allocations: [], waiting: [] });
    expect(await lineOf(orderId)).toMatchObject({
      shipped: 0,
      open: 0,
      openParts: [{ sku: 'LEG', open: 0 }, { open: 0 }],
    });
  });

  it('that lacks a part keeps what is picked of the others, and waits for that part alone', async () => {
    const [leg, top, desk] = [await product(2), await product(1), `DESK-${++made}`];
    const components = [
      { sku: leg, quantity: 2 },
      { sku: top, quantity: 1 },
    ];
    await stock.product({ sku: desk, components });
    const orderId = await place({ sku: desk, quantity: 1 });
    await pick(orderId, { sku: top });
    await pick(orderId, { sku: leg, most: 1 });
    const lacking = await some(orderId, { sku: leg, bin: 'A1' });
    await onFloor(orderId, (unit) => floor.lose(unit, of(orderId), lacking));
    expect(await order(orderId)).toMatchObject({
      allocations: [
        { sku: leg, bin: pickedBin, quantity: 1 },
        { sku: top, bin: pickedBin, quantity: 1 },
      ],
      waiting: [{ sku: leg, quantity: 1, perUnit: 2 }],
    });
    expect(await lineOf(orderId)).toMatchObject({ allocated: 0, waiting: 1 });
  });
});

describe('an order that is collected', () => {
  it('is promised units of that warehouse alone, and of another one once it is collected there', async () => {
    const sku = await product(5, 1);
    const orderId = await placeAt('south', { sku, quantity: 2 });
    expect(await order(orderId)).toMatchObject({
      content: { pickupAt: 'south' },
      allocations: [{ warehouse: 'south', quantity: 1 }],
      waiting: [{ quantity: 1 }],
    });
    await pick(orderId);
    await change(orderId, (about) => amendOrder({ pickupAt: 'north' }, about));
    expect(await order(orderId)).toMatchObject({ allocations: [{ warehouse: 'north', quantity: 2 }], waiting: [] });
    expect(await buckets(sku)).toContain('south @picked: 1, 0 reserved');
    await change(orderId, (about) => amendOrder({ pickupAt: null }, about));
    expect((await order(orderId)).content.pickupAt).toBeUndefined();
  });
  it('is refused where nobody can collect it', async () => {
    const sku = await product(1);
    for (const pickupAt of ['nowhere', 'closed'])
      await expect(placeAt(pickupAt, { sku, quantity: 1 })).rejects.toMatchObject({
        kind: 'invalid',
        errors: [{ path: 'pickupAt' }],
      });
    await stock.rules('shop', { warehouses: ['south'] });
    await expect(placeAt('north', { sku, quantity: 1 })).rejects.toMatchObject({ errors: [{ path: 'pickupAt' }] });
    await stock.rules('shop', {});
  });
});
