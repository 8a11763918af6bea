/** What settling looks at, read within its transaction: stocks, warehouses, rules, and who waits for the same stock already. */
import type { Sql } from '../../platform/database.ts';
import type { Unit } from '../../platform/write/transact.ts';
import { type Inventory, stockIdOf } from '../inventory/public.ts';
import { readLine } from './demand/line.ts';
import type { Order } from './order.ts';
import { orderRows } from './store.ts';
import { type Ahead, type Balanced, balancesOf, byTurn, turnOf, type World } from './turn.ts';

export type Named = { merchant: string; sku: string };

/** Everything that orders name or hold: their lines, and what was promised to them. */
export const namedIn = (orders: Iterable<Order>): Named[] =>
  [...orders].flatMap(({ merchant, content, allocations, waiting }) =>
    [...content.lines, ...allocations, ...waiting].map(({ sku }) => ({ merchant, sku })),
  );

const wantedBy = ({ balance }: Balanced): string[] =>
  balance.needs.flatMap(({ parts }) => parts.map(({ stockId }) => stockId));

/** The stocks that orders give back to, or look into. */
export const stocksOf = (balanced: readonly Balanced[]): string[] => [
  ...new Set(
    balanced.flatMap((one) => [
      ...one.balance.released.map(({ sku }) => stockIdOf(one.order.merchant, sku)),
      ...wantedBy(one),
    ]),
  ),
];

const channelOf = ({ merchant, channel }: Pick<Order, 'merchant' | 'channel'>): string =>
  JSON.stringify([merchant, channel]);

type Reading = Pick<Unit, 'tx' | 'now'> & { inventory: Inventory };

/** The world of orders, with the stocks that `stocksOf` them. */
export const worldOf = async (
  { tx, now, inventory }: Reading,
  balanced: readonly Balanced[],
  { catalog, stocks }: Pick<World, 'catalog' | 'stocks'>,
): Promise<World> => {
  const orders = balanced.map(({ order }) => order);
  const rules = await inventory.rules(tx, orders);
  const byChannel = new Map(orders.map((order, i) => [channelOf(order), rules[i]]));
  return {
    catalog,
    stocks,
    warehouses: await inventory.warehouses(tx),
    rulesOf: (order) => byChannel.get(channelOf(order)),
    locate: inventory.locate,
    now,
  };
};

/** Orders of each channel that are looked at before others may take what they wait for. */
const mostAhead = 100;

const ordersOf = async (tx: Sql, ids: readonly string[]): Promise<Order[]> => [
  ...(await orderRows.byIds(tx, [...new Set(ids)])).values(),
];

/** Orders that wait for what these want, come before one of them and could be served; and the world with what they need. */
export const aheadOf = async (
  reading: Reading,
  own: readonly Balanced[],
  world: World,
): Promise<{ ahead: Ahead; world: World }> => {
  const { tx, now, inventory } = reading;
  const wanted = new Set(own.flatMap(wantedBy));
  const stocks = new Map([...world.stocks].filter(([id]) => wanted.has(id)));
  const turns = own.filter(({ balance }) => balance.needs.length > 0).map(({ order }) => turnOf(order));
  const line = await readLine(tx, inventory, {
    stocks,
    warehouses: world.warehouses,
    now,
    until: turns.sort(byTurn).at(-1),
    without: own.map(({ order }) => order.orderId),
    most: mostAhead,
  });
  if (line.waiters.length === 0) return { ahead: { orders: [], beyond: new Map() }, world };
  const orders = await ordersOf(
    tx,
    line.waiters.map(({ orderId }) => orderId),
  );
  const catalog = new Map([...world.catalog, ...(await inventory.products(tx, namedIn(orders)))]);
  const waiting = balancesOf(orders, catalog);
  const theirs = await worldOf(reading, waiting, { catalog, stocks: await inventory.stocks(tx, stocksOf(waiting)) });
  return {
    ahead: { orders, beyond: line.beyond },
    world: {
      ...theirs,
      // What of theirs is not held may move meanwhile: whoever is passed over then is served a moment later.
      stocks: new Map([...theirs.stocks, ...world.stocks]),
      rulesOf: (order) => world.rulesOf(order) ?? theirs.rulesOf(order),
    },
  };
};
