/** Orders as large as they may be: whatever is written of them can be read again, and harms nobody's figures. */
import { availability } from '@gantry/shared/api/inventory/stock';
import { cancelOrder, getOrder, placeOrder } from '@gantry/shared/api/orders';
import { orderBoard } from '@gantry/shared/api/orders/board';
import { orderAllocated } from '@gantry/shared/events/orders';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { namedEvents } from '../../src/platform/log/event-log.ts';
import { fresh, newOrder, orderBody } from '../doings.ts';
import { contradictions, moveNow, stockedTower } from '../stocked.ts';
import { startTestTower, type TestTower } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
const [yard, made] = [fresh('yard'), new Set<string>()];
beforeAll(async () => {
  tower = await startTestTower();
  stock = await stockedTower(tower.config);
  await stock.warehouse(yard);
});
afterAll(async () => {
  for (const orderId of made)
    await tower.call(cancelOrder, { params: { orderId }, body: { reason: 'the test is over' } });
  expect((await contradictions(stock.platform, 'main')).filter(({ id }) => made.has(id))).toEqual([]);
  await stock.close();
  await tower.stop();
});

const place = async (lines: { sku: string; quantity: number; unitPrice: number }[]): Promise<string> => {
  const orderId = await newOrder(tower, { lines });
  made.add(orderId);
  return orderId;
};
const kitOf = async (parts: number, quantity: number): Promise<{ sku: string; part: string }> => {
  const [sku, part] = [fresh('KIT'), fresh('PART')];
  const components = Array.from({ length: parts }, (_, n) => ({ sku: n === 0 ? part : `${part}-${n}`, quantity }));
  for (const one of components) await stock.product({ sku: one.sku });
  await stock.product({ sku, components });
  return { sku, part };
};

it('of many kits of many parts leave events that can be read', async () => {
  const { sku } = await kitOf(50, 1);
  const orderId = await place(Array.from({ length: 101 }, () => ({ sku, quantity: 1, unitPrice: 1 })));
  const [told] = await namedEvents(stock.platform.database, [orderId], [orderAllocated.name]);
  expect(orderAllocated.payload.parse(told?.payload).waiting).toHaveLength(5_050);
});

it('may wait for more units than an integer holds, and everybody still has a board', async () => {
  const { sku, part } = await kitOf(1, 10_000);
  await place([{ sku, quantity: 1_000_000, unitPrice: 1 }]);
  const seen = await tower.call(availability, { query: { sku: part } });
  expect([seen.status, seen.body.waiting]).toEqual([200, 10_000_000_000]);
  expect((await tower.call(orderBoard, { query: {} })).status).toBe(200);
});

it('take units of more lots than a movement can name, and give them back', async () => {
  const sku = fresh('LOTS');
  await stock.product({ sku });
  for (const half of ['a', 'b'])
    await moveNow(stock.platform, {
      merchant: 'main',
      sku,
      kind: 'receipt',
      entries: Array.from({ length: 600 }, (_, n) => ({
        ...{ warehouse: yard, bin: '', condition: 'sellable' as const },
        ...{ lot: `${half}${n}`, onHand: 1, reserved: 0 },
      })),
    });
  const orderId = await place([{ sku, quantity: 1_150, unitPrice: 1 }]);
  expect((await tower.call(getOrder, { params: { orderId } })).body.stage).toBe('allocated');
  expect(await stock.balance(sku)).toEqual({ onHand: 1_200, reserved: 1_150 });
  await tower.call(cancelOrder, { params: { orderId }, body: { reason: 'enough' } });
  expect(await stock.balance(sku)).toEqual({ onHand: 1_200, reserved: 0 });
});

it('larger than what can be counted are refused with the field', async () => {
  const body = orderBody({ lines: [{ sku: fresh('DEAR'), quantity: 1_000_000, unitPrice: 1e12 }] });
  expect(await tower.call(placeOrder, { body })).toMatchObject({ status: 422, body: { errors: [{ path: 'lines' }] } });
});
