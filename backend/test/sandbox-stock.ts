/**
 * A tower that keeps stock, in memory and as simply as can be, for tests of the sandbox's actors: it takes orders, promises
 * them what is there, nearest by name first, raises alerts, and books what vendors bring. It throws where a shop sends what it
 * was not given.
 */
import { createHash } from 'node:crypto';
import { warehouses } from '../src/sandbox/data/network.data.ts';
import { type Asking, type GivenTower, givenTower } from './sandbox-actors.ts';

type Input = Asking['input'];
type Line = { lineId: string; sku: string; quantity: number; shipped: number };
type Allocation = {
  lineId: string;
  sku: string;
  warehouse: string;
  bin: string;
  lot: string;
  quantity: number;
  perUnit: number;
};
export type KeptOrder = {
  orderId: string;
  merchant: string;
  content: unknown;
  placedAt: string;
  status: 'placed' | 'cancelled';
  pending: boolean;
  lines: Line[];
  allocations: Allocation[];
  shipments: { warehouse: string; at: string }[];
};
type PurchaseLine = { lineId: string; sku: string; quantity: number; received: number; open: number };
export type KeptPurchase = {
  purchaseOrderId: string;
  merchant: string;
  number: string;
  vendor: string;
  warehouse: string;
  state: string;
  expectedOn: string | null;
  placedAt: string;
  lines: PurchaseLine[];
  receipts: string[];
};
type Product = {
  components?: { sku: string; quantity: number }[];
  reorderPoint?: number;
  reorderQuantity?: number;
  vendor?: string;
};

const idOf = (prefix: string, ...parts: string[]): string =>
  `${prefix}_${createHash('sha256').update(parts.join('|')).digest('hex').slice(0, 20)}`;
const key = (...parts: string[]): string => parts.join('|');
const day = 86_400_000;

export const stockTower = (clock: { now: number }) => {
  const products = new Map<string, Product>();
  const listings = new Map<string, string>();
  const shelves = new Map<string, number>();
  const orders = new Map<string, KeptOrder>();
  const purchases = new Map<string, KeptPurchase>();
  const raised = new Set<string>();
  /** Orders that lack something. */
  const lacking = new Set<KeptOrder>();
  const vendorDays = new Map<string, number>();

  const partsOf = (merchant: string, sku: string) => {
    const { components = [] } = products.get(key(merchant, sku)) ?? {};
    return components.length > 0 ? components : [{ sku, quantity: 1 }];
  };
  const places = (merchant: string, sku: string): [string, number][] =>
    warehouses
      .map(({ name }) => key(merchant, sku, name))
      .flatMap((name): [string, number][] => ((shelves.get(name) ?? 0) > 0 ? [[name, shelves.get(name) ?? 0]] : []));
  const available = (merchant: string, sku: string): number =>
    places(merchant, sku).reduce((sum, [, units]) => sum + units, 0);
  const openIn = (order: KeptOrder, line: Line): number => {
    const own = order.allocations.filter(({ lineId }) => lineId === line.lineId);
    const sets = partsOf(order.merchant, line.sku).map(({ sku, quantity }) =>
      Math.floor(own.filter((one) => one.sku === sku).reduce((sum, one) => sum + one.quantity, 0) / quantity),
    );
    return line.quantity - line.shipped - Math.min(...sets);
  };
  const alert = (merchant: string, sku: string): void => {
    const point = products.get(key(merchant, sku))?.reorderPoint;
    if (point !== undefined && available(merchant, sku) <= point) raised.add(key(merchant, sku));
  };
  const take = (order: KeptOrder, line: Line, part: { sku: string; quantity: number }, units: number): void => {
    let left = units;
    for (const [name, there] of places(order.merchant, part.sku)) {
      const some = Math.min(left, there);
      if (some === 0) continue;
      shelves.set(name, there - some);
      left -= some;
      const warehouse = name.split('|')[2] ?? '';
      const of = { lineId: line.lineId, sku: part.sku, warehouse, bin: '', lot: 'L', perUnit: part.quantity };
      order.allocations.push({ ...of, quantity: some });
    }
    alert(order.merchant, part.sku);
  };
  const allocate = (order: KeptOrder): void => {
    if (order.status === 'cancelled' || order.pending) return;
    for (const line of order.lines) {
      const parts = partsOf(order.merchant, line.sku);
      const most = parts.map(({ sku, quantity }) => Math.floor(available(order.merchant, sku) / quantity));
      const sets = Math.min(openIn(order, line), ...most);
      if (sets > 0) for (const part of parts) take(order, line, part, sets * part.quantity);
    }
    if (order.lines.some((line) => openIn(order, line) > 0)) lacking.add(order);
    else lacking.delete(order);
  };
  const giveBack = (order: KeptOrder): void => {
    lacking.delete(order);
    for (const { sku, warehouse, quantity } of order.allocations.splice(0)) {
      const place = key(order.merchant, sku, warehouse);
      shelves.set(place, (shelves.get(place) ?? 0) + quantity);
    }
  };
  const retry = (): void => {
    for (const order of [...lacking]) allocate(order);
  };

  const place = ({ body, merchant = 'main' }: Input) => {
    const given = body as {
      externalId: string;
      placedAt: string;
      payment?: string;
      lines: { channelSku: string; quantity: number }[];
    };
    const skus = given.lines.map(({ channelSku }) => listings.get(key(merchant, channelSku)));
    if (skus.length === 0 || skus.includes(undefined)) return { orderId: null, outcome: 'trashed' };
    const orderId = idOf('ord', merchant, given.externalId);
    const before = orders.get(orderId);
    if (before?.status === 'cancelled') throw new Error('a cancelled order is changed');
    if (before) giveBack(before);
    const order: KeptOrder = {
      orderId,
      merchant,
      content: body,
      placedAt: given.placedAt,
      status: 'placed',
      pending: given.payment === 'pending',
      lines: given.lines.map(({ quantity }, n) => ({
        lineId: String(n + 1),
        sku: skus[n] ?? '',
        quantity,
        shipped: 0,
      })),
      allocations: [],
      shipments: before?.shipments ?? [],
    };
    orders.set(orderId, order);
    allocate(order);
    return { orderId, outcome: 'placed' };
  };
  const known = ({ params }: Input): KeptOrder => {
    const order = orders.get((params as { orderId: string }).orderId);
    if (!order) throw new Error('an order that was never placed');
    return order;
  };
  const waitingFor = (order: KeptOrder) =>
    order.lines.flatMap((line) =>
      partsOf(order.merchant, line.sku).map(({ sku, quantity }) => ({ sku, quantity: openIn(order, line) * quantity })),
    );
  const shown = (order: KeptOrder) => {
    const lines = order.lines.map((line) => {
      const waiting = openIn(order, line);
      const open = line.quantity - line.shipped;
      return { ...line, open, waiting, allocated: open - waiting, tracked: true, weightGrams: 500 };
    });
    const waiting = waitingFor(order).filter(({ quantity }) => quantity > 0);
    const left = lines.reduce((sum, { open }) => sum + open, 0);
    const stage =
      order.status === 'cancelled' ? 'cancelled' : left === 0 ? 'shipped' : order.pending ? 'held' : 'allocated';
    return { ...order, stage, lines, waiting, shipments: order.shipments.map((_, n) => `shp_${n}`) };
  };
  const ship = ({ body }: Input) => {
    const given = body as {
      orderId: string;
      warehouse: string;
      createdAt: string;
      lines?: { lineId: string; quantity: number }[];
    };
    const order = orders.get(given.orderId);
    if (!order || order.status === 'cancelled' || order.pending) throw new Error(`${given.orderId} is not to be sent`);
    const named =
      given.lines ?? order.lines.map(({ lineId, quantity, shipped }) => ({ lineId, quantity: quantity - shipped }));
    for (const { lineId, quantity } of named) {
      const line = order.lines.find((one) => one.lineId === lineId);
      if (!line) throw new Error(`${given.orderId} has no line ${lineId}`);
      if (quantity > line.quantity - line.shipped - openIn(order, line))
        throw new Error(`${given.orderId}: sent what was not there`);
      for (const part of partsOf(order.merchant, line.sku)) {
        let left = quantity * part.quantity;
        const first = (one: Allocation): number => (one.warehouse === given.warehouse ? 0 : 1);
        for (const one of order.allocations.toSorted((a, b) => first(a) - first(b))) {
          if (one.lineId !== lineId || one.sku !== part.sku) continue;
          const some = Math.min(left, one.quantity);
          one.quantity -= some;
          left -= some;
        }
      }
      line.shipped += quantity;
    }
    order.allocations = order.allocations.filter(({ quantity }) => quantity > 0);
    order.shipments.push({ warehouse: given.warehouse, at: given.createdAt });
    return { trackingUrl: `/track/${given.orderId}` };
  };

  const buy = ({ body, merchant = 'main' }: Input) => {
    const given = body as Pick<KeptPurchase, 'number' | 'vendor' | 'warehouse'> & {
      lines: { sku: string; quantity: number }[];
    };
    const purchaseOrderId = idOf('pur', merchant, given.number);
    const due = new Date(clock.now + (vendorDays.get(given.vendor) ?? 3) * day).toISOString().slice(0, 10);
    const fresh: KeptPurchase = {
      ...given,
      purchaseOrderId,
      merchant,
      state: 'open',
      expectedOn: due,
      placedAt: new Date(clock.now).toISOString(),
      lines: given.lines.map((line, n) => ({ ...line, lineId: String(n + 1), received: 0, open: line.quantity })),
      receipts: [],
    };
    const order = purchases.get(purchaseOrderId) ?? fresh;
    purchases.set(purchaseOrderId, order);
    return order;
  };
  const purchaseOf = ({ params }: Input): KeptPurchase => {
    const order = purchases.get((params as { purchaseOrderId: string }).purchaseOrderId);
    if (!order) throw new Error('a purchase order that was never placed');
    return order;
  };
  const receive = (input: Input) => {
    const order = purchaseOf(input);
    const {
      receiptId,
      lines,
      last = false,
    } = input.body as {
      receiptId: string;
      last?: boolean;
      lines: { sku: string; accepted?: number; damaged?: number; packs?: { count: number; size: number } }[];
    };
    if (order.receipts.includes(receiptId)) return order;
    order.receipts.push(receiptId);
    for (const { sku, accepted, packs, damaged = 0 } of lines) {
      const units = accepted ?? (packs ? packs.count * packs.size : 0);
      const place = key(order.merchant, sku, order.warehouse);
      shelves.set(place, (shelves.get(place) ?? 0) + units);
      const line = order.lines.find((one) => one.sku === sku);
      if (line)
        Object.assign(line, {
          received: line.received + units + damaged,
          open: Math.max(0, line.open - units - damaged),
        });
      if (available(order.merchant, sku) > (products.get(key(order.merchant, sku))?.reorderPoint ?? 0))
        raised.delete(key(order.merchant, sku));
    }
    const done = last || order.lines.every(({ open }) => open === 0);
    order.state = done ? 'received' : 'partly_received';
    if (done) for (const line of order.lines) line.open = 0;
    retry();
    return order;
  };
  const incoming = (merchant: string, sku: string, warehouse?: string): number =>
    [...purchases.values()]
      .filter((one) => one.merchant === merchant && (warehouse === undefined || one.warehouse === warehouse))
      .flatMap(({ lines }) => lines.filter((line) => line.sku === sku))
      .reduce((sum, { open }) => sum + open, 0);
  const demand = () => {
    const units = new Map<string, number>();
    for (const order of lacking)
      for (const { sku, quantity } of waitingFor(order))
        units.set(key(order.merchant, sku), (units.get(key(order.merchant, sku)) ?? 0) + quantity);
    return [...units].map(([name, waiting]) => {
      const [merchant = '', sku = ''] = name.split('|');
      return { merchant, sku, units: waiting, orders: 1 };
    });
  };

  const tower: GivenTower = givenTower({
    'inventory.list_warehouses': () => ({ items: [] }),
    'inventory.list_vendors': () => ({ items: [] }),
    'inventory.list_products': () => ({ items: [], nextCursor: null }),
    'inventory.list_mappings': () => ({ items: [], nextCursor: null }),
    'inventory.list_channel_rules': () => ({ items: [] }),
    'inventory.save_vendor': ({ body }) => {
      const { vendor, leadTimeDays } = body as { vendor: string; leadTimeDays: number };
      vendorDays.set(vendor, leadTimeDays);
      return {};
    },
    'inventory.save_product': ({ body, merchant = 'main' }) => {
      const { sku, ...product } = body as Product & { sku: string };
      products.set(key(merchant, sku), product);
      return {};
    },
    'inventory.map_listing': ({ body, merchant = 'main' }) => {
      const { channelSku, sku } = body as { channelSku: string; sku: string };
      listings.set(key(merchant, channelSku), sku);
      return {};
    },
    'inventory.place_purchase_order': buy,
    'inventory.receive_purchase_order': receive,
    'inventory.change_purchase_order': (input) => Object.assign(purchaseOf(input), input.body),
    'inventory.purchase_orders': ({ query }) => ({
      items: [...purchases.values()].filter(({ state }) => state === (query as { state: string }).state),
      nextCursor: null,
    }),
    'inventory.reorder_alerts': () => ({
      items: [...raised].map((name) => {
        const [merchant = '', sku = ''] = name.split('|');
        const { reorderPoint = 0, reorderQuantity = null, vendor = null } = products.get(name) ?? {};
        const held = { available: available(merchant, sku), incoming: incoming(merchant, sku) };
        return { merchant, sku, vendor, reorderPoint, reorderQuantity, ...held };
      }),
    }),
    'inventory.levels': ({ query, merchant = 'main' }) => {
      const sku = (query as { q: string }).q;
      const items = [...new Set([...purchases.values()].map(({ warehouse }) => warehouse))].map((warehouse) => ({
        sku,
        warehouse,
        available: shelves.get(key(merchant, sku, warehouse)) ?? 0,
        incoming: incoming(merchant, sku, warehouse),
      }));
      return { items, nextCursor: null };
    },
    'orders.board': () => ({ columns: [], unallocated: demand().filter(({ units }) => units > 0) }),
    'orders.place': place,
    'orders.get': (input) => shown(known(input)),
    'orders.cancel': (input) => {
      const order = known(input);
      order.status = 'cancelled';
      giveBack(order);
      retry();
      return { outcome: 'cancelled' };
    },
    'shipping.create': ship,
  });
  return { tower, orders, purchases, shelves, shown };
};
