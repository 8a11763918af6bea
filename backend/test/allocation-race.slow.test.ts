/**
 * Stock that cannot be sold twice: two hundred orders at once over two api processes for a hundred units, of one product, of
 * kits that share a part, of two channels; then a receipt, which is given to the oldest promises.
 */
import { placeOrder } from '@gantry/shared/api/orders';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OrderBody, orderBody } from './doings.ts';
import { type ProcessTower, startProcessTower } from './process-tower.ts';
import { contradictions, stockedTower } from './stocked.ts';
import { speakTo, until } from './tower.ts';

let tower: ProcessTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
let speakers: ReturnType<typeof speakTo>[];
beforeAll(async () => {
  tower = await startProcessTower({ apis: 2 });
  stock = await stockedTower(tower.config);
  speakers = tower.origins.map(speakTo);
  await stock.warehouse('north', { city: 'Hamburg', country: 'DE', latitude: 53.55, longitude: 9.99 });
  await stock.warehouse('south', { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
});
afterAll(async () => {
  await stock?.close();
  await tower?.stop();
});

const deadlocks = async (): Promise<number> => {
  const { rows } = await tower.database.query<{ n: string }>(
    'SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(rows[0]?.n);
};

const many = 200;
/** Promised days from the third of January on, in an order that has nothing to do with that of arrival. */
const dayOf = (n: number): string => new Date(Date.UTC(2027, 0, 3 + ((n * 37) % 100))).toISOString().slice(0, 10);

/** Places two hundred orders at once, by turns over both processes. */
const placeMany = async (bodyOf: (n: number) => Partial<OrderBody>): Promise<void> => {
  const answers = await Promise.all(
    Array.from({ length: many }, (_, n) =>
      speakers[n % speakers.length]?.call(placeOrder, { body: orderBody({ deliverBy: dayOf(n), ...bodyOf(n) }) }),
    ),
  );
  const statuses = answers.map((answer) => answer?.status);
  expect(statuses).toEqual(statuses.map(() => 201));
};

type Counts = { stage: string; n: number };
const stagesOf = async (sku: string): Promise<Record<string, number>> => {
  const { rows } = await tower.database.query<Counts>(
    'SELECT stage, count(*)::int AS n FROM orders WHERE skus @> ARRAY[$1] GROUP BY stage ORDER BY stage',
    [sku],
  );
  return Object.fromEntries(rows.map(({ stage, n }) => [stage, n]));
};
const reachStages = (sku: string, stages: Record<string, number>): Promise<true> =>
  until(
    async () => {
      const now = await stagesOf(sku);
      if (JSON.stringify(now) !== JSON.stringify(stages)) throw new Error(JSON.stringify(now));
      return true as const;
    },
    { what: `${sku} at ${JSON.stringify(stages)}` },
  );
const of = (sku: string) => [{ sku, quantity: 1, unitPrice: 100 }];

it('of one product: as many as there are, and the rest when it comes, the oldest promise first', async () => {
  await stock.product({ sku: 'ONE' });
  await stock.receive({ sku: 'ONE', warehouse: 'south', quantity: 100 });
  await placeMany(() => ({ lines: of('ONE') }));
  expect(await stagesOf('ONE')).toEqual({ allocated: 100, backordered: 100 });
  expect(await stock.balance('ONE')).toEqual({ onHand: 100, reserved: 100 });
  const { rows: waiting } = await tower.database.query<{ id: string }>(
    `SELECT order_id AS id FROM order_demand WHERE sku = 'ONE' ORDER BY promise_day, placed_at, order_id`,
  );
  await stock.receive({ sku: 'ONE', warehouse: 'north', quantity: 40, lot: 'more' });
  await reachStages('ONE', { allocated: 140, backordered: 60 });
  const { rows: left } = await tower.database.query<{ id: string }>(
    `SELECT order_id AS id FROM order_demand WHERE sku = 'ONE' ORDER BY promise_day, placed_at, order_id`,
  );
  expect(left).toEqual(waiting.slice(40));
  await stock.receive({ sku: 'ONE', warehouse: 'north', quantity: 60, lot: 'more' });
  await reachStages('ONE', { allocated: 200 });
  expect(await stock.balance('ONE')).toEqual({ onHand: 200, reserved: 200 });
});

it('fs-001: sent to both processes at once is one order with its units once', async () => {
  await stock.product({ sku: 'CUP' });
  await stock.receive({ sku: 'CUP', warehouse: 'south', quantity: 100 });
  const bodies = Array.from({ length: 20 }, () => orderBody({ lines: [{ sku: 'CUP', quantity: 2, unitPrice: 100 }] }));
  const answers = await Promise.all(
    bodies.flatMap((body) => speakers.map(async ({ call }) => (await call(placeOrder, { body })).status)),
  );
  expect(answers.filter((status) => status === 201)).toHaveLength(20);
  expect(answers.filter((status) => status === 200)).toHaveLength(20);
  expect(await stock.balance('CUP')).toEqual({ onHand: 100, reserved: 40 });
  const { rows } = await tower.database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM event_log WHERE name = 'orders.order_placed' AND stream_id IN (SELECT id FROM orders WHERE skus @> ARRAY['CUP'])`,
  );
  expect(rows[0]?.n).toBe(20);
});

it('of kits that share a part: whole sets, as many as it allows', async () => {
  for (const sku of ['PART', 'LEFT', 'RIGHT']) await stock.product({ sku });
  for (const side of ['LEFT', 'RIGHT'])
    await stock.product({
      sku: `KIT-${side}`,
      components: [
        { sku: side, quantity: 2 },
        { sku: 'PART', quantity: 1 },
      ],
    });
  await stock.receive({ sku: 'PART', warehouse: 'south', quantity: 100 });
  for (const sku of ['LEFT', 'RIGHT']) await stock.receive({ sku, warehouse: 'south', quantity: 400 });
  await placeMany((n) => ({ lines: of(n % 2 ? 'KIT-LEFT' : 'KIT-RIGHT') }));
  expect(await stock.balance('PART')).toEqual({ onHand: 100, reserved: 100 });
  const sides = await Promise.all(['LEFT', 'RIGHT'].map((sku) => stock.balance(sku)));
  expect(sides.reduce((sum, { reserved }) => sum + reserved, 0)).toBe(200);
  await stock.receive({ sku: 'PART', warehouse: 'south', quantity: 100, lot: 'more' });
  await reachStages('KIT-LEFT', { allocated: 100 });
  await reachStages('KIT-RIGHT', { allocated: 100 });
});

it('of two channels: each by its own rules', async () => {
  await stock.product({ sku: 'TWO' });
  await stock.rules('south-only', { warehouses: ['south'], keepBack: 10, strategy: 'oldest_cost' });
  await stock.rules('north-only', { warehouses: ['north'], strategy: 'single_warehouse' });
  for (const warehouse of ['north', 'south'])
    await stock.receive({ sku: 'TWO', warehouse, quantity: 50, lot: warehouse });
  await placeMany((n) => ({ channel: n % 2 ? 'south-only' : 'north-only', lines: of('TWO') }));
  expect(await stagesOf('TWO')).toEqual({ allocated: 90, backordered: 110 });
  await stock.receive({ sku: 'TWO', warehouse: 'south', quantity: 100, lot: 'south' });
  await reachStages('TWO', { allocated: 150, backordered: 50 });
  expect(await stock.balance('TWO')).toEqual({ onHand: 200, reserved: 150 });
  await stock.receive({ sku: 'TWO', warehouse: 'north', quantity: 50, lot: 'north' });
  await reachStages('TWO', { allocated: 200 });
});

it('left nothing that contradicts itself, and no deadlock', async () => {
  expect(await contradictions(stock.platform, 'main')).toEqual([]);
  expect(await deadlocks()).toBe(0);
});
