/** Orders of the small tower: promised what is there, warehouse by warehouse, and sent only what they were promised. */
import { derivedId } from '../../src/kernel/ids.ts';
import {
  type Allocation,
  availableOf,
  type Input,
  type Kept,
  type KeptOrder,
  keyOf,
  type Line,
  lackingOf,
  lay,
  namedIn,
  partsOf,
  placesOf,
} from './kept.ts';

const raise = (kept: Kept, merchant: string, sku: string): void => {
  const point = kept.products.get(keyOf(merchant, sku))?.reorderPoint;
  if (point !== undefined && availableOf(kept, merchant, sku) <= point) kept.raised.add(keyOf(merchant, sku));
};

type Part = { sku: string; quantity: number };

/** Promises units of a part to a line; as many are there. */
const take = (kept: Kept, { order, line }: { order: KeptOrder; line: Line }, part: Part & { units: number }): void => {
  let left = part.units;
  for (const [place, there] of placesOf(kept, order.merchant, part.sku)) {
    const quantity = Math.min(left, there);
    if (quantity === 0) continue;
    lay(kept, place, -quantity);
    left -= quantity;
    const { warehouse } = namedIn(place);
    const of = { lineId: line.lineId, sku: part.sku, warehouse, bin: '', lot: 'L', perUnit: part.quantity };
    order.allocations.push({ ...of, quantity });
  }
  raise(kept, order.merchant, part.sku);
};

const allocate = (kept: Kept, order: KeptOrder): void => {
  if (order.status === 'cancelled' || order.pending) return;
  for (const line of order.lines) {
    const parts = partsOf(kept, order.merchant, line.sku);
    const most = parts.map(({ sku, quantity }) => Math.floor(availableOf(kept, order.merchant, sku) / quantity));
    const sets = Math.min(lackingOf(kept, order, line), ...most);
    if (sets > 0) for (const part of parts) take(kept, { order, line }, { ...part, units: sets * part.quantity });
  }
  if (order.lines.some((line) => lackingOf(kept, order, line) > 0)) kept.lacking.add(order);
  else kept.lacking.delete(order);
};

/** Serves those who wait with what has come. */
export const retry = (kept: Kept): void => {
  for (const order of [...kept.lacking]) allocate(kept, order);
};

const giveBack = (kept: Kept, order: KeptOrder): void => {
  kept.lacking.delete(order);
  for (const { sku, warehouse, quantity } of order.allocations.splice(0))
    lay(kept, keyOf(order.merchant, sku, warehouse), quantity);
};

type GivenOrder = {
  externalId: string;
  placedAt: string;
  payment?: string;
  lines: { channelSku: string; quantity: number }[];
};

export const place = (kept: Kept, { body, merchant = 'main' }: Input) => {
  const given = body as GivenOrder;
  const skus = given.lines.map(({ channelSku }) => kept.listings.get(keyOf(merchant, channelSku)));
  if (skus.length === 0 || skus.includes(undefined)) return { orderId: null, outcome: 'trashed' };
  const orderId = derivedId('ord', [merchant, given.externalId]);
  const before = kept.orders.get(orderId);
  if (before?.status === 'cancelled') throw new Error('a cancelled order is changed');
  if (before) giveBack(kept, before);
  const order: KeptOrder = {
    orderId,
    merchant,
    content: body,
    placedAt: given.placedAt,
    status: 'placed',
    pending: given.payment === 'pending',
    lines: given.lines.map(({ quantity }, n) => ({ lineId: String(n + 1), sku: skus[n] ?? '', quantity, shipped: 0 })),
    allocations: [],
    shipments: before?.shipments ?? [],
  };
  kept.orders.set(orderId, order);
  allocate(kept, order);
  return { orderId, outcome: 'placed' };
};

const knownIn = ({ orders }: Kept, orderId: string): KeptOrder => {
  const order = orders.get(orderId);
  if (!order) throw new Error('an order that was never placed');
  return order;
};
export const orderIn = (kept: Kept, { params }: Input): KeptOrder =>
  knownIn(kept, (params as { orderId: string }).orderId);

/** Units of SKUs that an order waits for. */
export const waitingFor = (kept: Kept, order: KeptOrder) =>
  order.lines.flatMap((line) =>
    partsOf(kept, order.merchant, line.sku).map(({ sku, quantity }) => ({
      sku,
      quantity: lackingOf(kept, order, line) * quantity,
    })),
  );

/** An order as the tower says it stands. */
export const shownOrder = (kept: Kept, order: KeptOrder) => {
  const lines = order.lines.map((line) => {
    const waiting = lackingOf(kept, order, line);
    const open = line.quantity - line.shipped;
    return { ...line, open, waiting, allocated: open - waiting, tracked: true, weightGrams: 500 };
  });
  const left = lines.reduce((sum, { open }) => sum + open, 0);
  const standing = left === 0 ? 'shipped' : order.pending ? 'held' : 'allocated';
  const stage = order.status === 'cancelled' ? 'cancelled' : standing;
  const waiting = waitingFor(kept, order).filter(({ quantity }) => quantity > 0);
  return { ...order, stage, lines, waiting, shipments: order.shipments.map((_, n) => `shp_${n}`) };
};

type GivenShipment = {
  orderId: string;
  warehouse: string;
  createdAt: string;
  lines?: { lineId: string; quantity: number }[];
};

/** Takes units of a part off what a line was promised, first from the warehouse that they leave from. */
const takeOff = (order: KeptOrder, wanted: { lineId: string; sku: string; units: number }, warehouse: string): void => {
  let left = wanted.units;
  const first = (one: Allocation): number => (one.warehouse === warehouse ? 0 : 1);
  for (const one of order.allocations.toSorted((a, b) => first(a) - first(b))) {
    if (one.lineId !== wanted.lineId || one.sku !== wanted.sku) continue;
    const some = Math.min(left, one.quantity);
    one.quantity -= some;
    left -= some;
  }
};

/** Sends units of an order. Throws where they were not promised to it. */
export const ship = (kept: Kept, { body }: Input) => {
  const { orderId, warehouse, createdAt, lines } = body as GivenShipment;
  const order = knownIn(kept, orderId);
  if (order.status === 'cancelled' || order.pending) throw new Error(`${orderId} is not to be sent`);
  const named = lines ?? order.lines.map(({ lineId, quantity, shipped }) => ({ lineId, quantity: quantity - shipped }));
  for (const { lineId, quantity } of named) {
    const line = order.lines.find((one) => one.lineId === lineId);
    if (!line) throw new Error(`${orderId} has no line ${lineId}`);
    if (quantity > line.quantity - line.shipped - lackingOf(kept, order, line))
      throw new Error(`${orderId}: sent what was not there`);
    for (const part of partsOf(kept, order.merchant, line.sku))
      takeOff(order, { lineId, sku: part.sku, units: quantity * part.quantity }, warehouse);
    line.shipped += quantity;
  }
  order.allocations = order.allocations.filter(({ quantity }) => quantity > 0);
  order.shipments.push({ warehouse, at: createdAt });
  return { trackingUrl: `/track/${orderId}` };
};

export const cancel = (kept: Kept, input: Input) => {
  const order = orderIn(kept, input);
  order.status = 'cancelled';
  giveBack(kept, order);
  retry(kept);
  return { outcome: 'cancelled' };
};
