/**
 * Random walks over everything that may happen to orders and on the floor: whatever comes after whatever, what is planned is what
 * is promised, what is picked lies where picked units lie, bins hold what the ledger says, and the log tells it all.
 */
import { orderInput } from '@gantry/shared/api/orders';
import { mainMerchant } from '@gantry/shared/caller';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { FulfillmentStatus } from '@gantry/shared/vocabulary/fulfillment';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FulfillmentOrder } from '../../src/contexts/fulfillment/fulfillment-order.ts';
import { open } from '../../src/contexts/fulfillment/packing/commands.ts';
import { putOn, takeOff } from '../../src/contexts/fulfillment/packing/labels.ts';
import { openScanLane, type PickingNeeds } from '../../src/contexts/fulfillment/picking/lane.ts';
import { pick, unpick } from '../../src/contexts/fulfillment/picking/picking.ts';
import { scanners } from '../../src/contexts/fulfillment/picking/scanner-settings.ts';
import { reportMissing } from '../../src/contexts/fulfillment/picking/short.ts';
import { planOrders } from '../../src/contexts/fulfillment/planning/planning.ts';
import { changeFulfillment } from '../../src/contexts/fulfillment/queue/changing.ts';
import { followParcels } from '../../src/contexts/fulfillment/queue/following.ts';
import { isOpen } from '../../src/contexts/fulfillment/queue/promised.ts';
import { toPickOf } from '../../src/contexts/fulfillment/queue/shown.ts';
import { splitFulfillment } from '../../src/contexts/fulfillment/queue/split.ts';
import { nextOf } from '../../src/contexts/fulfillment/queue/status.ts';
import { fulfillmentRows, fulfillmentStream } from '../../src/contexts/fulfillment/store.ts';
import { locationIdOf } from '../../src/contexts/inventory/places/location.ts';
import { readOccupancy } from '../../src/contexts/inventory/places/queries.ts';
import { type Inventory, openInventory, stockIdOf } from '../../src/contexts/inventory/public.ts';
import { stockStream } from '../../src/contexts/inventory/stock/store.ts';
import { cancelUnits } from '../../src/contexts/orders/changes/cancel-line.ts';
import { type Change, changeOrders } from '../../src/contexts/orders/changes/changing.ts';
import { holdOrder, releaseOrder } from '../../src/contexts/orders/changes/hold.ts';
import { moveGoods } from '../../src/contexts/orders/changes/issuing.ts';
import { openKeptMerges } from '../../src/contexts/orders/changes/merging.ts';
import { cancelOrder } from '../../src/contexts/orders/decide.ts';
import { serveLine } from '../../src/contexts/orders/demand/serve.ts';
import { openIntake } from '../../src/contexts/orders/intake/intake.ts';
import { orderIdOf } from '../../src/contexts/orders/intake/reading.ts';
import { openOrders } from '../../src/contexts/orders/public.ts';
import { orderRows, orderStream } from '../../src/contexts/orders/store.ts';
import { shipping } from '../../src/contexts/shipping/context.ts';
import { Refusal } from '../../src/kernel/errors.ts';
import { openGazetteer } from '../../src/platform/gazetteer.ts';
import { streamEvents } from '../../src/platform/log/event-log.ts';
import { openSettings } from '../../src/platform/settings/settings.ts';
import { wholeEvents } from '../../src/platform/write/sealing.ts';
import { replayed, type Stream } from '../../src/platform/write/stream.ts';
import { hold } from '../../src/platform/write/transact.ts';
import { loadWhole } from '../../src/platform/write/write-sealed.ts';
import { fresh } from '../doings.ts';
import { contradictions, moveNow, stocker } from '../stocked.ts';
import { openTestPlatform, type TestPlatform } from '../test-platform.ts';
import { walks } from '../volume.ts';

let test: TestPlatform;
let inventory: Inventory;
let needs: PickingNeeds;
let close: (() => Promise<void>) | undefined;
beforeAll(async () => {
  test = await openTestPlatform();
  const { platform } = test;
  inventory = openInventory({ gazetteer: openGazetteer(), demandIs: () => undefined });
  const merchants = {
    find: async (merchant: string) => ({
      merchant,
      name: '',
      state: 'active' as const,
      retentionDays: null,
      createdAt: null,
    }),
  };
  const intake = openIntake({ platform, merchants, inventory });
  const orders = openOrders({ platform, inventory, intake, merges: openKeptMerges() });
  const ship = shipping.open({ platform, orders });
  close = ship.close;
  const floor = { platform, inventory, orders, shipping: ship.public, settings: openSettings(platform, [scanners]) };
  needs = { ...floor, lane: openScanLane(floor) };
  const stock = stocker(platform);
  await stock.warehouse('north', { city: 'Hamburg', country: 'DE', latitude: 53.55, longitude: 9.99 });
  await stock.warehouse('south', { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
});
afterAll(async () => {
  await close?.();
  await test?.close();
});

const nat = (max: number) => fc.integer({ min: 0, max });
const count = fc.integer({ min: 1, max: 5 });
const keys = 1;
const of = <Do extends string>(...names: Do[]) =>
  fc.record({ do: fc.constantFrom(...names), key: nat(keys), nth: nat(2), quantity: count });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      key: nat(keys),
      lines: fc.array(fc.record({ sku: fc.constantFrom('A', 'B', 'KIT'), quantity: count }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      sku: fc.constantFrom('A', 'B'),
      north: fc.boolean(),
      bin: fc.constantFrom('A-1', 'Z-2'),
      quantity: count,
      lot: nat(1),
    }),
  },
  { weight: 2, arbitrary: of('cancel', 'hold', 'release', 'less', 'past', 'serve') },
  { weight: 16, arbitrary: of('forward') },
  { weight: 4, arbitrary: of('next', 'pick', 'pickAll') },
  { weight: 4, arbitrary: of('unpick', 'short', 'split', 'giveUp') },
  { weight: 4, arbitrary: of('pack', 'ship', 'ship', 'callOff', 'scanned', 'unlabel') },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type OnFloor = Exclude<Step, { do: 'place' | 'receive' }>;

type Walk = { merchant: string; placed: Set<number> };
const thread = { correlationId: '', actor: 'test' };
const sees = (): boolean => true;
const idOf = ({ merchant }: Walk, key: number): string =>
  orderIdOf(merchant, { channel: 'shop', externalId: `w-${key}` });

const place = async (walk: Walk, { key, lines }: Extract<Step, { do: 'place' }>): Promise<void> => {
  const { merchant } = walk;
  walk.placed.add(key);
  const merchants = {
    find: async () => ({
      merchant: mainMerchant,
      name: '',
      state: 'active' as const,
      retentionDays: null,
      createdAt: null,
    }),
  };
  const input = orderInput.parse({
    channel: 'shop',
    externalId: `w-${key}`,
    customer: {},
    shipTo: { name: 'N', lines: ['1 Way'], city: 'Sevilla', country: 'ES', postalCode: '41001' },
    lines: lines.map((line) => ({ ...line, unitPrice: 100 })),
    currency: 'EUR',
    placedAt: '2026-11-16T08:00:00Z',
  });
  const intake = openIntake({ platform: test.platform, merchants, inventory });
  await intake.place({ input, merchant, thread: { ...thread, merchant } });
};

const receive = ({ merchant }: Walk, { sku, north, bin, quantity, lot }: Extract<Step, { do: 'receive' }>) =>
  moveNow(test.platform, {
    merchant,
    sku,
    kind: 'receipt',
    entries: [
      {
        warehouse: north ? 'north' : 'south',
        bin,
        condition: 'sellable',
        lot: `${sku}${lot}`,
        onHand: quantity,
        reserved: 0,
      },
    ],
    lots: [{ lot: `${sku}${lot}`, receivedAt: '2026-10-01T00:00:00.000Z', unitCost: null, expiresOn: null }],
  });

const change = async (orderId: string, decide: Change['decide']): Promise<void> => {
  const changes = [{ orderId, thread, decide }];
  const [outcome] = await changeOrders({ platform: test.platform, inventory }, { changes, cause: 'manual' });
  if (outcome && !outcome.ok) throw outcome.error;
};

const onOrder = async (walk: Walk, { do: what, key, nth, quantity }: OnFloor): Promise<boolean> => {
  const orderId = idOf(walk, key);
  const at = new Date().toISOString();
  const { merchant } = walk;
  if (what === 'cancel') await change(orderId, ({ now }) => cancelOrder('no', now));
  else if (what === 'hold')
    await change(orderId, ({ now }) =>
      holdOrder({ kind: 'manual', note: '', until: null, keepsStock: quantity > 2 }, now),
    );
  else if (what === 'release') await change(orderId, ({ now }) => releaseOrder({}, now));
  else if (what === 'less')
    await change(orderId, ({ now }) => cancelUnits({ lineId: String(nth + 1), quantity, reason: '' }, now));
  else if (what === 'past') {
    const shipmentId = `past_${merchant}_${key}_${nth}`;
    await moveGoods({ platform: test.platform, inventory }, [
      { orderId, thread, issuing: { shipmentId, warehouse: null, at, lines: [{ lineId: '1', quantity }] } },
    ]);
  } else if (what === 'serve')
    for (const sku of ['A', 'B'])
      await serveLine(
        { platform: test.platform, inventory },
        { stockId: stockIdOf(merchant, sku), most: 1_000 },
        { actor: 'test', causationId: undefined },
      );
  else return false;
  return true;
};

const working = (fulfillmentId: string) => ({ fulfillmentId, sees, threadOf: () => thread });

/** Scans of the next units that are to be picked. */
const pickSome = async (state: FulfillmentOrder, most: number): Promise<void> => {
  for (const { sku, bin, quantity } of await toPickOf(needs, test.platform.database, state)) {
    const sent = { clientScanId: fresh('s'), sku, location: bin, quantity: Math.min(quantity, most) };
    await pick(needs, { fulfillmentId: state.fulfillmentId, sent }, { sees, thread: () => thread });
    if (most < 100) return;
  }
};

const onPicks = async (state: FulfillmentOrder, { do: what, quantity }: OnFloor): Promise<boolean> => {
  const { fulfillmentId, lines } = state;
  const [line] = lines;
  const by = { sees, thread: () => thread };
  const [first] = await toPickOf(needs, test.platform.database, state);
  if (what === 'pick') await pickSome(state, quantity);
  else if (what === 'pickAll') await pickSome(state, 100);
  else if (what === 'unpick' && line) {
    const sent = { clientScanId: fresh('s'), sku: line.sku, quantity, location: 'A-1' };
    await unpick(needs, { fulfillmentId, sent }, by);
  } else if (what === 'short' && first) {
    const short = {
      sku: first.sku,
      lineId: first.lineId,
      location: first.bin,
      quantity: Math.min(quantity, first.quantity),
    };
    await reportMissing(needs, { fulfillmentId, clientScanId: fresh('s'), short }, by);
  } else if (what === 'split' && line) {
    const parts = [{ lineId: line.lineId, sku: line.sku, quantity }];
    await splitFulfillment(needs, { fulfillmentId, parts, sees, thread });
  } else return false;
  return true;
};

const stepTo = (state: FulfillmentOrder, status: FulfillmentStatus | undefined): Promise<unknown> =>
  status === undefined
    ? Promise.resolve()
    : changeFulfillment(needs, { fulfillmentId: state.fulfillmentId, said: { status }, sees, thread });

const labelAll = async ({ fulfillmentId }: FulfillmentOrder, everything: boolean): Promise<void> => {
  const { packageId } = await open(needs, working(fulfillmentId), { parcel: {}, everything, together: true });
  const label = { carrier: 'walk', service: 'std', trackingNumber: fresh('T') };
  await putOn(needs, { ...working(fulfillmentId), packageId }, label);
};

/** What people do next with it where nothing goes wrong. */
const forward = async (state: FulfillmentOrder): Promise<void> => {
  const { status, packages, lines, picks } = state;
  const units = (all: readonly { quantity: number }[]): number => all.reduce((sum, { quantity }) => sum + quantity, 0);
  if (status === 'picking' && units(picks) < units(lines)) await pickSome(state, 100);
  else if (status === 'packing' && packages.every(({ label }) => label === null)) await labelAll(state, true);
  else await stepTo(state, nextOf[status][0]);
};

const onParcels = async (state: FulfillmentOrder, { do: what, quantity }: OnFloor): Promise<void> => {
  const { fulfillmentId, packages, orderId } = state;
  const labelled = packages.find(({ label }) => label !== null);
  if (what === 'forward') await forward(state);
  else if (what === 'pack') await labelAll(state, quantity > 2);
  else if (what === 'ship') await stepTo(state, 'shipped');
  else if (what === 'unlabel' && labelled)
    await takeOff(needs, { ...working(fulfillmentId), packageId: labelled.packageId });
  else if (what === 'callOff' && labelled?.label) {
    const { shipmentId } = labelled.label;
    await needs.shipping.cancelShipment(shipmentId, { reason: 'no', thread });
    const calledOff = { shipmentId, at: new Date().toISOString() };
    await moveGoods({ platform: test.platform, inventory }, [{ orderId, thread, calledOff }]);
  } else if (what === 'scanned' && labelled?.label) {
    const standings = new Map([[labelled.label.shipmentId, quantity > 4 ? ('delivered' as const) : ('left' as const)]]);
    await followParcels(needs, { fulfillmentIds: [fulfillmentId], standings, thread, at: new Date().toISOString() });
  } else if (what === 'giveUp') await stepTo(state, 'cancelled');
  else if (what === 'next') await stepTo(state, nextOf[state.status][0]);
};

const ofWalk = async ({ merchant }: Walk): Promise<FulfillmentOrder[]> =>
  fulfillmentRows.list(test.platform.database, 'WHERE merchant = $1 ORDER BY id', merchant);

const take = async (walk: Walk, one: Step): Promise<void> => {
  if (one.do === 'place') return place(walk, one);
  if (one.do === 'receive') return receive(walk, one);
  if (await onOrder(walk, one)) return;
  const orderId = idOf(walk, one.key);
  const all = (await ofWalk(walk)).filter(
    (state) => state.orderId === orderId && (isOpen(state) || one.do === 'callOff'),
  );
  const state = all[one.nth % Math.max(1, all.length)];
  if (!state) return;
  if (!(await onPicks(state, one))) await onParcels(state, one);
};

type Count = Map<string, number>;
const add = (into: Count, parts: readonly unknown[], quantity: number): unknown =>
  into.set(JSON.stringify(parts), (into.get(JSON.stringify(parts)) ?? 0) + quantity);

/** What is planned is what is promised, and what is picked lies with the picked units of its order. */
const expectPlanned = async (walk: Walk): Promise<void> => {
  const orders = await orderRows.byIds(
    test.platform.database,
    [...walk.placed].map((key) => idOf(walk, key)),
  );
  const all = (await ofWalk(walk)).filter(isOpen);
  const [promised, planned, picked, lying]: [Count, Count, Count, Count] = [new Map(), new Map(), new Map(), new Map()];
  for (const { orderId, allocations, holds } of orders.values())
    for (const { lineId, sku, warehouse, bin, lot, quantity } of allocations) {
      // Of a held order nothing new is planned.
      if (holds.length === 0) add(promised, [orderId, lineId, sku, warehouse], quantity);
      if (bin === pickedBin && holds.length === 0) add(lying, [orderId, lineId, sku, warehouse, lot], quantity);
    }
  for (const { orderId, warehouse, lines, picks } of all) {
    if ((orders.get(orderId)?.holds.length ?? 0) > 0) continue;
    for (const { lineId, sku, quantity } of lines) add(planned, [orderId, lineId, sku, warehouse], quantity);
    for (const { lineId, sku, lot, quantity } of picks) add(picked, [orderId, lineId, sku, warehouse, lot], quantity);
  }
  expect(planned).toEqual(promised);
  expect(picked).toEqual(lying);
};

/** Bins hold what the stock of their SKUs says. */
const expectOccupied = async ({ merchant }: Walk): Promise<void> => {
  const { database } = test.platform;
  const bins = ['north', 'south'].flatMap((warehouse) => ['A-1', 'Z-2'].map((bin) => ({ warehouse, bin })));
  const stocks = await inventory.stocks(
    database,
    ['A', 'B'].map((sku) => stockIdOf(merchant, sku)),
  );
  const lying = new Map<string, number>();
  for (const { buckets } of stocks.values())
    for (const { warehouse, bin, onHand } of buckets)
      if (bins.some((one) => one.warehouse === warehouse && one.bin === bin)) {
        const id = locationIdOf({ warehouse, bin });
        lying.set(id, (lying.get(id) ?? 0) + onHand);
      }
  expect(await readOccupancy(database, bins, [merchant])).toEqual(lying);
};

const planAll = async (walk: Walk): Promise<void> => {
  const ids = [...walk.placed].map((key) => idOf(walk, key));
  await planOrders(needs, ids, (correlationId) => ({ correlationId, actor: 'system:fulfillment' }));
};

/** Every stream's row is the fold of its events. */
const expectFolded = async <State>(stream: Stream<State>, ids: readonly string[]): Promise<void> => {
  const { database, privacy } = test.platform;
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

let walked = 0;
const walkOf = async (): Promise<Walk> => {
  const merchant = `floor-${++walked}`;
  const stock = stocker(test.platform);
  for (const sku of ['A', 'B']) await stock.product({ sku, merchant });
  const components = [
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity: 2 },
  ];
  await stock.product({ sku: 'KIT', merchant, components });
  return { merchant, placed: new Set() };
};

it(
  'of commands leave orders, floor and stock whole, whatever their order',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: walks.steps + 10 }), async (steps) => {
        const walk = await walkOf();
        for (const sku of ['A', 'B'] as const)
          for (const north of [true, false])
            await receive(walk, { do: 'receive', sku, north, bin: 'A-1', quantity: 4, lot: 0 });
        await place(walk, {
          do: 'place',
          key: 0,
          lines: [
            { sku: 'A', quantity: 6 },
            { sku: 'KIT', quantity: 1 },
          ],
        });
        await planAll(walk);
        for (const one of steps) {
          try {
            await take(walk, one);
          } catch (error) {
            // Refused is what a command may be; whatever else is thrown is a finding.
            if (!(error instanceof Refusal)) throw error;
          }
          await planAll(walk);
          await expectPlanned(walk);
        }
        expect(await contradictions(test.platform, walk.merchant)).toEqual([]);
        await expectOccupied(walk);
        await expectFolded(
          orderStream,
          [...walk.placed].map((key) => idOf(walk, key)),
        );
        await expectFolded(
          stockStream,
          ['A', 'B'].map((sku) => stockIdOf(walk.merchant, sku)),
        );
        await expectFolded(
          fulfillmentStream,
          (await ofWalk(walk)).map(({ fulfillmentId }) => fulfillmentId),
        );
      }),
      walks.runs,
    );
  },
  walks.ms,
);

it('hold orders before what is found by them, so that whoever reads an order first waits for nobody who holds both', () => {
  const keys = [...hold(fulfillmentStream, ['f']).and(stockStream, ['s']).and(orderStream, ['o']).keys].sort();
  expect(keys.map((key) => key.slice(-1))).toEqual(['o', 'f', 's']);
});
