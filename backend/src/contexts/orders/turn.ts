/**
 * Whose turn it is: orders that want the same stock are served by what was promised to their customers, the oldest promise
 * first, and nobody overtakes an order that waits and could be served. Pure over the stock as it stands.
 */
import type { ChannelRulesContent } from '@gantry/shared/events/inventory/products';
import type { Allocation, WaitingFor } from '@gantry/shared/events/orders';
import { pointOf } from '@gantry/shared/values/address';
import { distanceKm, type Point } from '@gantry/shared/values/geo';
import {
  allocate,
  type Considered,
  type Drawing,
  eachOf,
  type Need,
  type OpenWarehouse,
  type Stock,
  stockIdOf,
} from '../inventory/public.ts';
import { type Balance, balanceOf, type Catalog } from './allocation.ts';
import type { Order } from './order.ts';

/** By what orders stand in line. `promiseDay` null: nothing was promised. */
export type Turn = { promiseDay: string | null; placedAt: string; orderId: string };

export const turnOf = ({ content, placedAt, orderId }: Pick<Order, 'content' | 'placedAt' | 'orderId'>): Turn => ({
  promiseDay: content.promise?.day ?? null,
  placedAt,
  orderId,
});

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The oldest promise first, no promise last; then who ordered first; then by id, so that no two are equal. */
export const byTurn = (a: Turn, b: Turn): number => {
  if (a.promiseDay !== b.promiseDay) {
    if (a.promiseDay === null) return 1;
    if (b.promiseDay === null) return -1;
    return text(a.promiseDay, b.promiseDay);
  }
  return text(a.placedAt, b.placedAt) || text(a.orderId, b.orderId);
};

/** Everything that is looked at when stock is promised. */
export type World = {
  catalog: Catalog;
  stocks: Map<string, Stock>;
  warehouses: readonly OpenWarehouse[];
  rulesOf(order: Pick<Order, 'merchant' | 'channel'>): ChannelRulesContent | undefined;
  /** Where an address lies. */
  locate(address: Order['content']['shipTo']): Point | undefined;
  now: Date;
};

/**
 * Orders that waited before. `beyond`: of a stock for which more wait than were looked at, how far the look went; whoever
 * comes after that has to wait in line.
 */
export type Ahead = { orders: readonly Order[]; beyond: ReadonlyMap<string, Turn> };

/** How an order draws on stock: by the rules of its channel, from where it goes; what is collected, only where it is. */
const drawingOf = ({ content }: Order, rules: ChannelRulesContent, { warehouses, locate, now }: World): Drawing => {
  const door = locate(content.shipTo);
  const { pickupAt } = content;
  const allowed = warehouses.filter(
    ({ warehouse }) => (rules.warehouses?.includes(warehouse) ?? true) && (pickupAt ?? warehouse) === warehouse,
  );
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

/** Stocks as they stand once an order was given (+1), or gave back (-1), some of them. */
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

export type Settlement = {
  order: Order;
  released: Allocation[];
  taken: Allocation[];
  waiting: WaitingFor[];
  rules: ChannelRulesContent | undefined;
  /** Warehouses that were looked at; none where nothing was looked for. */
  considered: Considered;
};

const lackingAll = (needs: readonly Need[]): WaitingFor[] =>
  needs.flatMap(({ lineId, quantity, parts }) =>
    parts.map((part) => ({ lineId, sku: part.sku, quantity: quantity * eachOf(part), perUnit: part.perUnit })),
  );

/** One entry of each part of a line, since units of one line may lack different parts. */
const summed = (waiting: readonly WaitingFor[]): WaitingFor[] => {
  const byPart = new Map<string, WaitingFor>();
  for (const one of waiting) {
    const key = JSON.stringify([one.lineId, one.sku]);
    byPart.set(key, { ...one, quantity: one.quantity + (byPart.get(key)?.quantity ?? 0) });
  }
  return [...byPart.values()];
};

/** Gives an order what there is for it, and takes that off the stocks. */
const serve = (order: Order, needs: readonly Need[], { world, beyond }: { world: World; beyond: Ahead['beyond'] }) => {
  const { stocks, rulesOf } = world;
  const rules = rulesOf(order);
  if (!rules || needs.length === 0) return { rules, taken: [], waiting: summed(lackingAll(needs)), considered: [] };
  const turn = turnOf(order);
  const mayTake = ({ parts }: Need): boolean =>
    parts.every(({ stockId }) => {
      const end = beyond.get(stockId);
      return end === undefined || byTurn(turn, end) <= 0;
    });
  const open = needs.filter(mayTake);
  const stockIds = [...new Set(open.flatMap(({ parts }) => parts.map(({ stockId }) => stockId)))];
  const offered = stockIds.flatMap((id) => stocks.get(id) ?? []);
  const served = allocate(open, offered, drawingOf(order, rules, world));
  promise(stocks, order.merchant, served.taken, 1);
  const waiting = summed([...served.waiting, ...lackingAll(needs.filter((need) => !open.includes(need)))]);
  const place = new Map(needs.map(({ lineId }, i) => [lineId, i]));
  return {
    rules,
    taken: served.taken,
    considered: served.considered,
    waiting: waiting.sort((a, b) => (place.get(a.lineId) ?? 0) - (place.get(b.lineId) ?? 0)),
  };
};

/** An order with what it gives back and lacks. */
export type Balanced = { order: Order; balance: Balance };

export const balancesOf = (orders: readonly Order[], catalog: Catalog): Balanced[] =>
  orders.map((order) => ({ order, balance: balanceOf(order, catalog) }));

/** The world once orders have given back what they may not keep, which may serve the others. */
export const givenBack = (own: readonly Balanced[], world: World): World => {
  const stocks = new Map(world.stocks);
  for (const { order, balance } of own) promise(stocks, order.merchant, balance.released, -1);
  return { ...world, stocks };
};

/**
 * Settles orders, each in its turn: before it those that waited already and come before it take theirs, which stays on the
 * shelf for them. The stocks of the world fall with what is taken. Answers in the order of the turns.
 */
export const settlementsOf = (own: readonly Balanced[], ahead: Ahead, world: World): Settlement[] => {
  const waited = balancesOf(ahead.orders, world.catalog).map((one) => ({ ...one, mine: false }));
  return [...own.map((one) => ({ ...one, mine: true })), ...waited]
    .sort((a, b) => byTurn(turnOf(a.order), turnOf(b.order)))
    .flatMap(({ order, balance: { released, needs }, mine }): Settlement[] => {
      const served = serve(order, needs, { world, beyond: mine ? ahead.beyond : new Map() });
      return mine ? [{ order, released, ...served }] : [];
    });
};
