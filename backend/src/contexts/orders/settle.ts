/**
 * Settling orders with stock, inside the transaction that changed them: what they may not keep goes back, what they lack is
 * looked for, and both are written as movements of the ledger and as events of the orders. Every command of orders that may
 * touch stock ends with it, so that there is one place where stock is promised.
 */

import { isDeepStrictEqual } from 'node:util';
import { allocationReleased, type OrderEvent, orderAllocated } from '@gantry/shared/events/orders';
import type { ReleaseCause } from '@gantry/shared/vocabulary/orders';
import { newId } from '../../kernel/ids.ts';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import { allDone } from '../../platform/write/stream.ts';
import { type Holding, hold, overtaken, take, type Unit } from '../../platform/write/transact.ts';
import { type Inventory, movementsOf, type StockCommand, stockIdOf } from '../inventory/public.ts';
import type { Catalog } from './allocation.ts';
import type { Order } from './order.ts';
import { isUnpaid } from './payment.ts';
import { orderRows, orderStream } from './store.ts';
import { type Balanced, balancesOf, givenBack, type Settlement, settlementsOf } from './turn.ts';
import { aheadOf, type Named, namedIn, stocksOf, worldOf } from './world.ts';

/** The stocks of what is named, and of the parts of kits among it. */
export const stockIdsOf = (named: readonly Named[], catalog: Catalog): string[] => {
  const products = named.flatMap(({ merchant, sku }) => catalog.get(stockIdOf(merchant, sku)) ?? []);
  const ids = products.flatMap(({ merchant, stockId, components }) => [
    stockId,
    ...components.map(({ sku }) => stockIdOf(merchant, sku)),
  ]);
  return [...new Set(ids)].sort();
};

/** The stocks of what was promised to orders. */
export const promisedTo = (orders: Iterable<Order>): string[] =>
  [...orders].flatMap(({ merchant, allocations }) => allocations.map(({ sku }) => stockIdOf(merchant, sku)));

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
    return orders.with(inventory.holding([...stockIdsOf(named, catalog), ...promisedTo(known.values())]));
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

/** Until when an order that is not paid keeps what is promised to it: from the first unit on. */
const untilOf = ({ order, taken, released, rules }: Settlement, now: Date): string | null => {
  const units = order.allocations.length - released.length + taken.length;
  if (!isUnpaid(order) || units <= 0 || !rules || rules.unpaidMinutes === null) return null;
  return order.reservedUntil ?? new Date(now.getTime() + rules.unpaidMinutes * 60_000).toISOString();
};

/** Warehouses that one decision tells of. */
const mostConsidered = 200;

const eventsOf = (settlement: Settlement, { cause, now }: { cause: ReleaseCause; now: Date }): OrderEvent[] => {
  const { order, released, taken, waiting, rules, considered } = settlement;
  const { orderId } = order;
  const times = { occurredAt: now.toISOString() };
  const events: OrderEvent[] = [];
  if (released.length > 0) events.push(allocationReleased({ orderId, released, waiting: [], cause }, times));
  const before = released.length > 0 ? [] : order.waiting;
  if (taken.length > 0 || !isDeepStrictEqual(waiting, before)) {
    const reservedUntil = untilOf(settlement, now);
    const strategy = rules?.strategy ?? 'proximity';
    const why = considered.length > 0 ? { considered: considered.slice(0, mostConsidered) } : {};
    events.push(orderAllocated({ orderId, taken, waiting, strategy, reservedUntil, ...why }, times));
  }
  return events;
};

/** Why stock goes back, where some does, and the thread of each order. */
export type SettleCause = { cause: ReleaseCause; threadOf(orderId: string): Thread };

/** Whether there is nothing to give back, nothing to look for, and nothing that was waited for. */
const isSettled = ({ order, balance }: Balanced): boolean =>
  balance.released.length + balance.needs.length + order.waiting.length === 0;

const insistOnHeld = ({ held }: Unit, inventory: Inventory, balanced: readonly Balanced[]): void => {
  for (const key of inventory.holding(stocksOf(balanced)).keys)
    if (!held.keys.has(key)) throw overtaken(`${key}, which the catalog had not when it was chosen what to hold`);
};

/**
 * Moves the stock that follows from orders as they stand: what they may not keep goes back, what they lack is promised to each
 * in its turn. Answers what is to be written of each order with it; whoever asked writes that in the same transaction.
 */
export const promiseStock = async (
  unit: Unit,
  inventory: Inventory,
  { orders, catalog, cause, threadOf }: { orders: readonly Order[]; catalog: Catalog } & SettleCause,
): Promise<Map<string, OrderEvent[]>> => {
  const { tx, now } = unit;
  const own = balancesOf(orders, catalog).filter((one) => !isSettled(one));
  if (own.length === 0) return new Map();
  insistOnHeld(unit, inventory, own);
  const reading = { tx, now, inventory };
  const stocks = await inventory.held(unit, stocksOf(own));
  const world = givenBack(own, await worldOf(reading, own, { catalog, stocks }));
  const { ahead, world: wider } = await aheadOf(reading, own, world);
  const settlements = settlementsOf(own, ahead, wider);
  const moves = settlements.flatMap((one) => commandsOf(one, { thread: threadOf(one.order.orderId), now }));
  const moved = await inventory.move(unit, moves);
  const failed = moved.find((outcome) => !outcome.ok);
  // The stocks are held and were just read: only another writer of what is not held can have been faster.
  if (failed && !failed.ok) throw overtaken('stock that was to be promised', failed.error);
  const told = settlements.map((one) => [one.order.orderId, eventsOf(one, { cause, now })] as const);
  return new Map(told.filter(([, events]) => events.length > 0));
};

/** What whoever settles knows already: the orders as they stand, and the catalog of all they name. */
type Known = { orders?: ReadonlyMap<string, Order>; catalog?: Catalog };

/**
 * Settles orders. Their transaction holds them and the stocks they name (`holdingToSettle`). Answers the orders as they stand
 * then. Orders of which no stock is kept cost one question, none where the catalog is known.
 */
export const settle = async (
  unit: Unit,
  inventory: Inventory,
  { orderIds, known = {}, ...how }: { orderIds: readonly string[]; known?: Known } & SettleCause,
): Promise<Map<string, Order>> => {
  const { tx, apply } = unit;
  const standing = new Map(known.orders ?? (await orderRows.byIds(tx, orderIds)));
  const orders = [...new Set(orderIds)].flatMap((id) => standing.get(id) ?? []);
  const catalog = known.catalog ?? (await inventory.products(tx, namedIn(orders)));
  const told = await promiseStock(unit, inventory, { orders, catalog, ...how });
  if (told.size === 0) return standing;
  const changes = [...told].map(([id, events]) => ({ id, thread: how.threadOf(id), decide: () => events }));
  for (const { state } of allDone(await apply(orderStream, changes))) if (state) standing.set(state.orderId, state);
  return standing;
};
