/** Purchase orders of the small tower: placed, received in parts, what they still bring. */
import { derivedId } from '../../src/kernel/ids.ts';
import { availableOf, type Input, type Kept, keyOf, lay, namedIn } from './kept.ts';
import { retry, waitingFor } from './ordering.ts';

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
/** `days`: how long vendors take. */
export type Buying = { kept: Kept; purchases: Map<string, KeptPurchase>; days: Map<string, number> };

const dayMs = 86_400_000;

type GivenPurchase = Pick<KeptPurchase, 'number' | 'vendor' | 'warehouse'> & {
  lines: { sku: string; quantity: number }[];
};

export const buy = ({ kept, purchases, days }: Buying, { body, merchant = 'main' }: Input): KeptPurchase => {
  const given = body as GivenPurchase;
  const purchaseOrderId = derivedId('pur', [merchant, given.number]);
  const known = purchases.get(purchaseOrderId);
  if (known) return known;
  const { now } = kept.clock;
  const order: KeptPurchase = {
    ...given,
    purchaseOrderId,
    merchant,
    state: 'open',
    expectedOn: new Date(now + (days.get(given.vendor) ?? 3) * dayMs).toISOString().slice(0, 10),
    placedAt: new Date(now).toISOString(),
    lines: given.lines.map((line, n) => ({ ...line, lineId: String(n + 1), received: 0, open: line.quantity })),
    receipts: [],
  };
  purchases.set(purchaseOrderId, order);
  return order;
};

export const purchaseIn = ({ purchases }: Buying, { params }: Input): KeptPurchase => {
  const order = purchases.get((params as { purchaseOrderId: string }).purchaseOrderId);
  if (!order) throw new Error('a purchase order that was never placed');
  return order;
};

type GivenReceipt = {
  receiptId: string;
  last?: boolean;
  lines: { sku: string; accepted?: number; damaged?: number; packs?: { count: number; size: number } }[];
};

const bookLine = (
  kept: Kept,
  order: KeptPurchase,
  { sku, accepted, packs, damaged = 0 }: GivenReceipt['lines'][number],
) => {
  const { merchant, warehouse } = order;
  const units = accepted ?? (packs ? packs.count * packs.size : 0);
  lay(kept, keyOf(merchant, sku, warehouse), units);
  const line = order.lines.find((one) => one.sku === sku);
  if (line) {
    line.received += units + damaged;
    line.open = Math.max(0, line.open - units - damaged);
  }
  const point = kept.products.get(keyOf(merchant, sku))?.reorderPoint ?? 0;
  if (availableOf(kept, merchant, sku) > point) kept.raised.delete(keyOf(merchant, sku));
};

/** Books a delivery, once, and serves with it those who wait. */
export const receive = (buying: Buying, input: Input): KeptPurchase => {
  const { kept } = buying;
  const order = purchaseIn(buying, input);
  const { receiptId, lines, last = false } = input.body as GivenReceipt;
  if (order.receipts.includes(receiptId)) return order;
  order.receipts.push(receiptId);
  for (const line of lines) bookLine(kept, order, line);
  const done = last || order.lines.every(({ open }) => open === 0);
  order.state = done ? 'received' : 'partly_received';
  if (done) for (const line of order.lines) line.open = 0;
  retry(kept);
  return order;
};

/** Units of a SKU on their way, to a warehouse or to any. */
export const incomingOf = ({ purchases }: Buying, merchant: string, sku: string, warehouse?: string): number =>
  [...purchases.values()]
    .filter((one) => one.merchant === merchant && (warehouse === undefined || one.warehouse === warehouse))
    .flatMap(({ lines }) => lines.filter((line) => line.sku === sku))
    .reduce((sum, { open }) => sum + open, 0);

export const alertsIn = (buying: Buying) => {
  const { kept } = buying;
  return [...kept.raised].map((name) => {
    const { merchant, sku } = namedIn(name);
    const { reorderPoint = 0, reorderQuantity = null, vendor = null } = kept.products.get(name) ?? {};
    const held = { available: availableOf(kept, merchant, sku), incoming: incomingOf(buying, merchant, sku) };
    return { merchant, sku, vendor, reorderPoint, reorderQuantity, ...held };
  });
};

/** Units that orders wait for, by SKU. */
export const demandIn = (kept: Kept) => {
  const units = new Map<string, number>();
  for (const order of kept.lacking)
    for (const { sku, quantity } of waitingFor(kept, order)) {
      const name = keyOf(order.merchant, sku);
      units.set(name, (units.get(name) ?? 0) + quantity);
    }
  return [...units].flatMap(([name, waiting]) => {
    const { merchant, sku } = namedIn(name);
    return waiting > 0 ? [{ merchant, sku, units: waiting, orders: 1 }] : [];
  });
};
