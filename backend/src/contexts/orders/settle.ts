/**
 * Settling orders with stock, inside the transaction that changed them: what they may not keep goes back, what they lack is
 * looked for, and both are written as movements of the ledger and as events of the orders. Every command of orders that may
 * touch stock ends with it, so that there is one place where stock is promised.
 */

import { isDeepStrictEqual } from 'node:util';
import type { ChannelRulesContent } from '@gantry/shared/events/inventory/products';
import {
  type Allocation,
  allocationReleased,
  type OrderEvent,
  orderAllocated,
  type WaitingFor,
} from '@gantry/shared/events/orders';
import { pointOf } from '@gantry/shared/values/address';
import { distanceKm } from '@gantry/shared/values/geo';
import type { ReleaseCause } from '@gantry/shared/vocabulary/orders';
import { newId } from '../../kernel/ids.ts';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import { allDone } from '../../platform/write/stream.ts';
import { type Holding, hold, overtaken, take, type Unit } from '../../platform/write/transact.ts';
import {
  allocate,
  type Drawing,
  type Inventory,
  movementsOf,
  type OpenWarehouse,
  type Stock,
  type StockCommand,
  stockIdOf,
} from '../inventory/public.ts';
import { type Balance, balanceOf, type Catalog, partsOf } from './allocation.ts';
import type { Order } from './order.ts';
import { linesOf } from './standing.ts';
import { orderRows, orderStream } from './store.ts';

type Named = { merchant: string; sku: string };

/** Everything that orders name or hold: their lines, and what was promised to them. */
const namedIn = (orders: Iterable<Order>): Named[] =>
  [...orders].flatMap(({ merchant, content, allocations, waiting }) =>
    [...content.lines, ...allocations, ...waiting].map(({ sku }) => ({ merchant, sku })),
  );

/** The stocks of what is named, and of the parts of kits among it. */
const stockIdsOf = (named: readonly Named[], catalog: Catalog): string[] => {
  const parts = [...catalog.values()].flatMap(({ merchant, components }) =>
    components.map(({ sku }) => stockIdOf(merchant, sku)),
  );
  const own = named.map(({ merchant, sku }) => stockIdOf(merchant, sku)).filter((id) => catalog.has(id));
  return [...new Set([...own, ...parts])].sort();
};

/**
 * Holds orders, then the stocks of whatever they and `more` name: what a command must hold that ends with `settle`. Orders are
 * held before they are read, and everybody holds orders before stocks, so that nobody waits in a ring.
 */
export const holdingToSettle =
  (inventory: Inventory, orderIds: readonly string[], more: readonly Named[] = []) =>
  async (tx: Sql): Promise<Holding> => {
    const orders = hold(orderStream, orderIds);
    await take(tx, orders);
    const known = await orderRows.byIds(tx, orderIds);
    const named = [...namedIn(known.values()), ...more];
    const catalog = await inventory.products(tx, named);
    const promised = [...known.values()].flatMap(({ merchant, allocations }) =>
      allocations.map(({ sku }) => stockIdOf(merchant, sku)),
    );
    return orders.with(inventory.holding([...stockIdsOf(named, catalog), ...promised]));
  };

type World = {
  catalog: Catalog;
  stocks: Map<string, Stock>;
  warehouses: readonly OpenWarehouse[];
  rules: ReadonlyMap<string, ChannelRulesContent>;
  now: Date;
};

const worldOf = async ({ tx, now }: Unit, inventory: Inventory, orders: readonly Order[]): Promise<World> => {
  const named = namedIn(orders);
  const catalog = await inventory.products(tx, named);
  const promised = orders.flatMap(({ merchant, allocations }) =>
    allocations.map(({ sku }) => stockIdOf(merchant, sku)),
  );
  const ids = [...new Set([...stockIdsOf(named, catalog), ...promised])];
  if (ids.length === 0) return { catalog, stocks: new Map(), warehouses: [], rules: new Map(), now };
  const rules = await inventory.rules(tx, orders);
  return {
    catalog,
    stocks: await inventory.stocks(tx, ids),
    warehouses: await inventory.warehouses(tx),
    rules: new Map(orders.flatMap(({ orderId }, i) => (rules[i] ? [[orderId, rules[i]] as const] : []))),
    now,
  };
};

/** How an order draws on stock: by the rules of its channel, from where it goes. */
const drawingOf = ({ content }: Order, rules: ChannelRulesContent, { warehouses, now }: World): Drawing => {
  const door = pointOf(content.shipTo);
  const allowed = warehouses.filter(({ warehouse }) => rules.warehouses?.includes(warehouse) ?? true);
  const today = now.toISOString().slice(0, 10);
  const promised = content.promise?.day ?? today;
  return {
    strategy: rules.strategy,
    keepBack: rules.keepBack,
    day: [promised, today].sort().at(-1) ?? today,
    distances: new Map(
      allowed.map(({ warehouse, address }) => {
        const site = pointOf(address);
        return [warehouse, door && site ? distanceKm(site, door) : null];
      }),
    ),
  };
};

/** Stocks as they stand once an order was given, or gave back, some of them. */
const promise = (stocks: Map<string, Stock>, merchant: string, some: readonly Allocation[], sign: 1 | -1): void => {
  for (const { sku, warehouse, bin, lot, quantity } of some) {
    const id = stockIdOf(merchant, sku);
    const stock = stocks.get(id);
    if (!stock) continue;
    const buckets = stock.buckets.map((bucket) =>
      bucket.warehouse === warehouse && bucket.bin === bin && bucket.lot === lot && bucket.condition === 'sellable'
        ? { ...bucket, reserved: bucket.reserved + sign * quantity }
        : bucket,
    );
    stocks.set(id, { ...stock, buckets });
  }
};

type Settlement = {
  order: Order;
  released: Allocation[];
  taken: Allocation[];
  waiting: WaitingFor[];
  rules: ChannelRulesContent | undefined;
};

const settlementsOf = (orders: readonly Order[], world: World): Settlement[] => {
  const { stocks, catalog, rules } = world;
  const balances = orders.map((order): readonly [Order, Balance] => [order, balanceOf(order, catalog)]);
  // What some give back may serve the others.
  for (const [{ merchant }, { released }] of balances) promise(stocks, merchant, released, -1);
  return balances.map(([order, { released, needs }]) => {
    const own = rules.get(order.orderId);
    const stockIds = [...new Set(needs.flatMap(({ parts }) => parts.map(({ stockId }) => stockId)))];
    const offered = stockIds.flatMap((id) => stocks.get(id) ?? []);
    const served =
      own && needs.length > 0 ? allocate(needs, offered, drawingOf(order, own, world)) : { taken: [], waiting: [] };
    promise(stocks, order.merchant, served.taken, 1);
    return { order, released, ...served, rules: own };
  });
};

const commandsOf = (
  { order, released, taken }: Settlement,
  { thread, now }: { thread: Thread; now: Date },
): StockCommand[] =>
  (['release', 'reserve'] as const).flatMap((kind) =>
    movementsOf(kind, kind === 'release' ? released : taken).map(({ lineId, sku, entries }) => ({
      movementId: newId('mov', now),
      kind,
      entries,
      orderId: order.orderId,
      lineId,
      merchant: order.merchant,
      sku,
      thread,
    })),
  );

const untilOf = ({ order, rules }: Settlement, now: Date): string | null => {
  if (order.content.payment !== 'pending' || !rules || rules.unpaidMinutes === null) return null;
  return order.reservedUntil ?? new Date(now.getTime() + rules.unpaidMinutes * 60_000).toISOString();
};

const eventsOf = (settlement: Settlement, { cause, now }: { cause: ReleaseCause; now: Date }): OrderEvent[] => {
  const { order, released, taken, waiting, rules } = settlement;
  const { orderId } = order;
  const times = { occurredAt: now.toISOString() };
  const events: OrderEvent[] = [];
  if (released.length > 0) events.push(allocationReleased({ orderId, released, waiting: [], cause }, times));
  const before = released.length > 0 ? [] : order.waiting;
  if (taken.length > 0 || !isDeepStrictEqual(waiting, before)) {
    const reservedUntil = untilOf(settlement, now);
    events.push(
      orderAllocated({ orderId, taken, waiting, strategy: rules?.strategy ?? 'proximity', reservedUntil }, times),
    );
  }
  return events;
};

/** Why stock goes back, where some does, and the thread of each order. */
export type SettleCause = { cause: ReleaseCause; threadOf(orderId: string): Thread };

/**
 * Settles orders in the order given; earlier ones are served first. Their transaction holds them and the stocks they name
 * (`holdingToSettle`). Answers the orders as they stand then. Orders of which no stock is kept cost one question.
 */
export const settle = async (
  unit: Unit,
  inventory: Inventory,
  { orderIds, cause, threadOf }: { orderIds: readonly string[] } & SettleCause,
): Promise<Map<string, Order>> => {
  const { tx, now, apply } = unit;
  const known = await orderRows.byIds(tx, orderIds);
  const orders = orderIds.flatMap((id) => known.get(id) ?? []);
  const world = await worldOf(unit, inventory, orders);
  if (
    world.stocks.size === 0 &&
    orders.every(({ waiting, allocations }) => waiting.length + allocations.length === 0)
  ) {
    const waits = orders.some((order) =>
      linesOf(order).some((line) => partsOf(order.merchant, line, world.catalog).length > 0),
    );
    if (!waits) return known;
  }
  const settlements = settlementsOf(orders, world);
  const moves = settlements.flatMap((one) => commandsOf(one, { thread: threadOf(one.order.orderId), now }));
  const moved = await inventory.move(unit, moves);
  const failed = moved.find((outcome) => !outcome.ok);
  // The stocks are held and were just read: only another writer of what is not held can have been faster.
  if (failed && !failed.ok) throw overtaken('stock that was to be promised', failed.error);
  const changes = settlements.flatMap((one) => {
    const events = eventsOf(one, { cause, now });
    const { orderId } = one.order;
    return events.length > 0 ? [{ id: orderId, thread: threadOf(orderId), decide: () => events }] : [];
  });
  for (const { state } of allDone(await apply(orderStream, changes))) if (state) known.set(state.orderId, state);
  return known;
};
