/**
 * A tower that keeps stock, in memory and as simply as can be, for tests of the sandbox's actors: it takes orders, promises
 * them what is there, raises alerts, and books what vendors bring. It throws where a shop sends what it was not given.
 */
import { warehouses } from '../../src/sandbox/data/network.data.ts';
import { type GivenTower, givenTower } from '../sandbox-actors.ts';
import { alertsIn, type Buying, buy, demandIn, incomingOf, purchaseIn, receive } from './buying.ts';
import { type Input, keyOf, newKept, type Product } from './kept.ts';
import { cancel, orderIn, place, ship, shownOrder } from './ordering.ts';

type Replies = Parameters<typeof givenTower>[0];

const nothing = () => ({ items: [], nextCursor: null });

const catalogReplies = ({ kept, days }: Buying): Replies => ({
  'inventory.list_warehouses': nothing,
  'inventory.list_vendors': nothing,
  'inventory.list_products': nothing,
  'inventory.list_mappings': nothing,
  'inventory.list_channel_rules': nothing,
  'inventory.save_vendor': ({ body }) => {
    const { vendor, leadTimeDays } = body as { vendor: string; leadTimeDays: number };
    days.set(vendor, leadTimeDays);
    return {};
  },
  'inventory.save_product': ({ body, merchant = 'main' }) => {
    const { sku, ...product } = body as Product & { sku: string };
    kept.products.set(keyOf(merchant, sku), product);
    return {};
  },
  'inventory.map_listing': ({ body, merchant = 'main' }) => {
    const { channelSku, sku } = body as { channelSku: string; sku: string };
    kept.listings.set(keyOf(merchant, channelSku), sku);
    return {};
  },
});

const levelsIn = (buying: Buying, { query, merchant = 'main' }: Input) => {
  const { q: sku } = query as { q: string };
  return warehouses.map(({ name: warehouse }) => ({
    sku,
    warehouse,
    available: buying.kept.shelves.get(keyOf(merchant, sku, warehouse)) ?? 0,
    incoming: incomingOf(buying, merchant, sku, warehouse),
  }));
};

const buyingReplies = (buying: Buying): Replies => ({
  'inventory.place_purchase_order': (input) => buy(buying, input),
  'inventory.receive_purchase_order': (input) => receive(buying, input),
  'inventory.change_purchase_order': (input) => Object.assign(purchaseIn(buying, input), input.body),
  'inventory.purchase_orders': ({ query }) => ({
    items: [...buying.purchases.values()].filter(({ state }) => state === (query as { state: string }).state),
    nextCursor: null,
  }),
  'inventory.reorder_alerts': () => ({ items: alertsIn(buying) }),
  'inventory.levels': (input) => ({ items: levelsIn(buying, input), nextCursor: null }),
});

/** `clock` is the world's. */
export const stockTower = (clock: { now: number }) => {
  const kept = newKept(clock);
  const buying: Buying = { kept, purchases: new Map(), days: new Map() };
  const tower: GivenTower = givenTower({
    ...catalogReplies(buying),
    ...buyingReplies(buying),
    'orders.board': () => ({ columns: [], unallocated: demandIn(kept) }),
    'orders.place': (input) => place(kept, input),
    'orders.get': (input) => shownOrder(kept, orderIn(kept, input)),
    'orders.cancel': (input) => cancel(kept, input),
    'shipping.create': (input) => ship(kept, input),
  });
  return { tower, kept, purchases: buying.purchases };
};
