/**
 * Random walks over everything that may happen to orders and stock: whatever comes after whatever, the ledger is the balances,
 * what is reserved is what orders were promised, nothing is below zero, no money of a lot is lost, and the log tells it all.
 */

import { orderInput } from '@gantry/shared/api/orders';
import { mainMerchant } from '@gantry/shared/caller';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { OrderEvent } from '@gantry/shared/events/orders';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Inventory, openInventory, stockIdOf } from '../../src/contexts/inventory/public.ts';
import { stockStream } from '../../src/contexts/inventory/stock/store.ts';
import { cancelUnits } from '../../src/contexts/orders/changes/cancel-line.ts';
import { changeOrders, type Deciding } from '../../src/contexts/orders/changes/changing.ts';
import { holdOrder, releaseOrder } from '../../src/contexts/orders/changes/hold.ts';
import { moveGoods } from '../../src/contexts/orders/changes/issuing.ts';
import { cancelOrder } from '../../src/contexts/orders/decide.ts';
import { expireReservations } from '../../src/contexts/orders/demand/expiry.ts';
import { serveLine } from '../../src/contexts/orders/demand/serve.ts';
import { openFloor } from '../../src/contexts/orders/floor/floor.ts';
import { type OrderIntake, openIntake } from '../../src/contexts/orders/intake/intake.ts';
import { orderIdOf } from '../../src/contexts/orders/intake/reading.ts';
import type { Order } from '../../src/contexts/orders/order.ts';
import { orderStream } from '../../src/contexts/orders/store.ts';
import type { Decide } from '../../src/kernel/decider.ts';
import { Refusal } from '../../src/kernel/errors.ts';
import { openGazetteer } from '../../src/platform/gazetteer.ts';
import { streamEvents } from '../../src/platform/log/event-log.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { wholeEvents } from '../../src/platform/write/sealing.ts';
import { replayed, type Stream } from '../../src/platform/write/stream.ts';
import { transact } from '../../src/platform/write/transact.ts';
import { loadWhole } from '../../src/platform/write/write-sealed.ts';
import { contradictions, moveNow, stocker } from '../stocked.ts';
import { openTestPlatform, type TestPlatform } from '../test-platform.ts';
import { walks } from '../volume.ts';

let test: TestPlatform;
let inventory: Inventory;
beforeAll(async () => {
  test = await openTestPlatform();
  inventory = openInventory({ gazetteer: openGazetteer(), demandIs: () => undefined });
  const stock = stocker(test.platform);
  await stock.warehouse('north', { city: 'Hamburg', country: 'DE', latitude: 53.55, longitude: 9.99 });
  await stock.warehouse('south', { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
});
afterAll(() => test?.close());

const skus = ['A', 'B', 'C', 'KIT', 'NONE'];
const channels = ['shop', 'north-only', 'one-place', 'oldest'];
const days = [undefined, '2027-01-05', '2027-01-03', '2027-02-01'];
const nat = (max: number) => fc.integer({ min: 0, max });
const count = fc.integer({ min: 1, max: 5 });
const lines = fc.array(fc.record({ sku: fc.constantFrom(...skus), quantity: count }), { minLength: 1, maxLength: 3 });

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      key: nat(7),
      channel: nat(3),
      lines,
      day: nat(3),
      pending: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      sku: fc.constantFrom('A', 'B', 'C'),
      north: fc.boolean(),
      quantity: count,
      lot: nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('adjust' as const),
      sku: fc.constantFrom('A', 'B', 'C'),
      north: fc.boolean(),
      change: fc.integer({ min: -3, max: 3 }),
      lot: nat(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('cancel' as const, 'release' as const, 'ship' as const, 'unship' as const),
      key: nat(7),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), key: nat(7), keepsStock: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('less' as const), key: nat(7), line: count, quantity: count }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('serve' as const, 'expire' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'pick' as const,
        'pick' as const,
        'putBack' as const,
        'lose' as const,
        'leave' as const,
        'calledOff' as const,
      ),
      key: nat(7),
      from: nat(2),
      most: count,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const by = { actor: 'test', causationId: undefined };
type Walk = {
  platform: Platform;
  inventory: Inventory;
  intake: OrderIntake;
  merchant: string;
  placed: Map<number, { channel: number }>;
};

const idOf = ({ merchant, placed }: Walk, key: number): string =>
  orderIdOf(merchant, { channel: channels[placed.get(key)?.channel ?? 0] ?? '', externalId: `w-${key}` });

const place = async (walk: Walk, one: Extract<Step, { do: 'place' }>): Promise<void> => {
  const { placed, merchant, intake } = walk;
  // An order stays in its channel: another one is another order.
  const { channel } = placed.get(one.key) ?? one;
  placed.set(one.key, { channel });
  const input = orderInput.parse({
    channel: channels[channel],
    externalId: `w-${one.key}`,
    customer: {},
    shipTo: {
      name: 'N',
      lines: ['1 Way'],
      city: one.key % 2 ? 'Sevilla' : 'Bremen',
      country: one.key % 2 ? 'ES' : 'DE',
      postalCode: one.key % 2 ? '41001' : '28195',
    },
    lines: one.lines.map((line) => ({ ...line, unitPrice: 100 })),
    currency: 'EUR',
    placedAt: '2026-11-16T08:00:00Z',
    ...(days[one.day] ? { deliverBy: days[one.day] } : {}),
    ...(one.pending ? { payment: 'pending' } : {}),
  });
  await intake.place({ input, merchant, thread: { correlationId: '', actor: 'test', merchant } });
};

const change = async (
  walk: Walk,
  key: number,
  decide: (about: Deciding) => Decide<Order, OrderEvent>,
): Promise<void> => {
  const orderId = idOf(walk, key);
  const [outcome] = await changeOrders(walk, {
    changes: [{ orderId, thread: { correlationId: orderId, actor: 'test' }, decide }],
    cause: 'cancelled',
  });
  if (outcome && !outcome.ok) throw outcome.error;
};

const move = (
  walk: Walk,
  { sku, north, lot }: { sku: string; north: boolean; lot: number },
  change: number,
  kind: 'receipt' | 'adjust',
) => {
  // The third lot is about to expire: nothing that is promised for later may be of it.
  const expiresOn = lot === 2 ? '2027-01-04' : null;
  return moveNow(walk.platform, {
    merchant: walk.merchant,
    sku,
    kind,
    entries: [
      {
        warehouse: north ? 'north' : 'south',
        bin: '',
        condition: 'sellable',
        lot: `${sku}${lot}`,
        onHand: change,
        reserved: 0,
      },
    ],
    lots:
      change > 0
        ? [
            {
              lot: `${sku}${lot}`,
              receivedAt: `2026-10-0${lot + 1}T00:00:00.000Z`,
              unitCost: { amount: 333 + lot, currency: 'EUR' },
              expiresOn,
            },
          ]
        : [],
  });
};

const shipmentOf = (walk: Walk, key: number): string => `shp_${walk.merchant}_${key}`;
const at = '2026-11-28T12:00:00.000Z';
const serve = async (walk: Walk): Promise<void> => {
  for (const sku of ['A', 'B', 'C']) await serveLine(walk, { stockId: stockIdOf(walk.merchant, sku), most: 1_000 }, by);
};
const expire = ({ platform, ...walk }: Walk): Promise<void> =>
  expireReservations(
    { ...walk, platform: { ...platform, clock: { now: () => new Date('2027-06-01T00:00:00Z') } } },
    by,
  );

type OnFloor = Extract<Step, { do: 'pick' | 'putBack' | 'lose' | 'leave' | 'calledOff' }>;

/** Something of the floor with some of an order's units: those of one allocation, or all that are picked. */
const workOnFloor = async (walk: Walk, one: OnFloor): Promise<void> => {
  const orderId = idOf(walk, one.key);
  const floor = openFloor(walk);
  const of = { orderId, thread: { correlationId: '', actor: 'test' }, reference: `${orderId}/1` };
  await transact(walk.platform, floor.holding([orderId]), async (unit) => {
    const order = (await unit.load(orderStream, [orderId])).get(orderId);
    const all = order?.allocations ?? [];
    const some = all
      .slice(one.from, one.from + 1)
      .map((each) => ({ ...each, quantity: Math.min(each.quantity, one.most) }));
    const picked = all.filter(({ bin }) => bin === pickedBin);
    const shipmentId = `flr_${orderId}_${one.most}`;
    const laid = (bin: string) => some.map((allocation) => ({ allocation, bin }));
    if (one.do === 'pick') await floor.move(unit, of, laid(pickedBin));
    else if (one.do === 'putBack') await floor.move(unit, of, laid('B1'));
    else if (one.do === 'lose') await floor.lose(unit, of, some);
    else if (one.do === 'leave') await floor.issue(unit, of, { shipmentId, taken: picked, lines: [], at });
    else await floor.takeBack(unit, of, shipmentId, at);
  });
};

const take = (walk: Walk, one: Step): Promise<void> => {
  switch (one.do) {
    case 'place':
      return place(walk, one);
    case 'receive':
      return move(walk, one, one.quantity, 'receipt');
    case 'adjust':
      return move(walk, one, one.change, 'adjust');
    case 'cancel':
      return change(walk, one.key, ({ now }) => cancelOrder('no', now));
    case 'hold':
      return change(walk, one.key, ({ now }) =>
        holdOrder({ kind: 'manual', note: '', until: null, keepsStock: one.keepsStock }, now),
      );
    case 'release':
      return change(walk, one.key, ({ now }) => releaseOrder({}, now));
    case 'less':
      return change(walk, one.key, ({ now }) =>
        cancelUnits({ lineId: String(one.line), quantity: one.quantity, reason: '' }, now),
      );
    case 'ship':
      return moveGoods(walk, [
        {
          orderId: idOf(walk, one.key),
          thread: { correlationId: '', actor: 'test' },
          issuing: { shipmentId: shipmentOf(walk, one.key), warehouse: null, at },
        },
      ]);
    case 'unship':
      return moveGoods(walk, [
        {
          orderId: idOf(walk, one.key),
          thread: { correlationId: '', actor: 'test' },
          calledOff: { shipmentId: shipmentOf(walk, one.key), at },
        },
      ]);
    case 'serve':
      return serve(walk);
    case 'pick':
    case 'putBack':
    case 'lose':
    case 'leave':
    case 'calledOff':
      return workOnFloor(walk, one);
    case 'expire':
      return expire(walk);
  }
};

/** Every stream's row is the fold of its events. */
const expectFolded = async <State>(
  { platform: { database, privacy } }: Walk,
  stream: Stream<State>,
  ids: readonly string[],
) => {
  const histories = await streamEvents(database, stream.name, ids);
  const rows = await database.transaction((tx) => loadWhole(privacy, tx, { stream, ids }));
  for (const [id, history] of histories) {
    const whole = await wholeEvents(privacy, database, history);
    expect(rows.get(id)?.version, id).toBe(history.length);
    expect(JSON.parse(JSON.stringify(rows.get(id)?.state)), id).toEqual(
      JSON.parse(JSON.stringify(replayed(stream, whole))),
    );
  }
};

/** What lots cost that lie there, and what those cost that came and left, by the ledger. */
const expectCostKept = async ({ platform: { database }, merchant }: Walk): Promise<void> => {
  const [row] = await database.rows<{ here: string; ledger: string }>(
    `SELECT (SELECT COALESCE(sum(b.on_hand * l.unit_cost), 0) FROM stock_balances b JOIN stock_lots l USING (stock_id, lot) WHERE b.merchant = $1) AS here,
       (SELECT COALESCE(sum((e->>'onHand')::int * l.unit_cost), 0) FROM stock_movements m, jsonb_array_elements(m.entries) e, stock_lots l
        WHERE m.merchant = $1 AND l.stock_id = m.stock_id AND l.lot = e->>'lot') AS ledger`,
    merchant,
  );
  expect(row?.here).toBe(row?.ledger);
};

/** Who waits cannot be served: serving again changes nothing. */
const expectNobodyForgotten = async (walk: Walk): Promise<void> => {
  await serve(walk);
  const eventsOf = async (): Promise<number> => {
    const [row] = await walk.platform.database.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM event_log WHERE merchant = $1',
      walk.merchant,
    );
    return row?.n ?? 0;
  };
  const before = await eventsOf();
  await serve(walk);
  expect(await eventsOf()).toBe(before);
};

let walked = 0;
const walkOf = async (): Promise<Walk> => {
  const merchant = `walk-${++walked}`;
  const stock = stocker(test.platform);
  for (const sku of ['A', 'B', 'C']) await stock.product({ sku, merchant });
  await stock.product({
    sku: 'KIT',
    merchant,
    components: [
      { sku: 'A', quantity: 1 },
      { sku: 'B', quantity: 2 },
    ],
  });
  await stock.rules('north-only', { warehouses: ['north'], keepBack: 1, unpaidMinutes: 10 }, merchant);
  await stock.rules('one-place', { strategy: 'single_warehouse' }, merchant);
  await stock.rules('oldest', { strategy: 'oldest_cost', unpaidMinutes: 10 }, merchant);
  const merchants = {
    find: async () => ({
      merchant: mainMerchant,
      name: '',
      state: 'active' as const,
      retentionDays: null,
      createdAt: null,
    }),
  };
  const intake = openIntake({ platform: test.platform, merchants, inventory });
  return { platform: test.platform, inventory, intake, merchant, placed: new Map() };
};

it(
  'of commands leave stock and orders whole, whatever their order',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: walks.steps }), async (steps) => {
        const walk = await walkOf();
        for (const one of steps) {
          try {
            await take(walk, one);
          } catch (error) {
            // Refused is what a command may be; whatever else is thrown is a finding.
            if (!(error instanceof Refusal)) throw error;
          }
        }
        expect(await contradictions(walk.platform, walk.merchant)).toEqual([]);
        await expectCostKept(walk);
        await expectNobodyForgotten(walk);
        expect(await contradictions(walk.platform, walk.merchant)).toEqual([]);
        await expectFolded(
          walk,
          orderStream,
          [...walk.placed.keys()].map((key) => idOf(walk, key)),
        );
        await expectFolded(
          walk,
          stockStream,
          ['A', 'B', 'C'].map((sku) => stockIdOf(walk.merchant, sku)),
        );
      }),
      walks.runs,
    );
  },
  walks.ms,
);
