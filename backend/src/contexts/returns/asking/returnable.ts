/** What of an order may come back, as it stands: what was shipped of each line, less what its returns bring back. */
import type { Sql } from '../../../platform/database.ts';
import type { Fulfillment, FulfillmentOrder } from '../../fulfillment/public.ts';
import type { LineParts, Order, Orders } from '../../orders/public.ts';
import type { Tracking } from '../../tracking/public.ts';
import { broughtBack } from '../counts.ts';
import type { Rma } from '../rma.ts';
import { returnRows } from '../store.ts';
import type { Returnable } from './request.ts';

/** Of a kit what left says what it was made of; else the catalog does. */
const kitParts = ({ issued }: Order, { standing, parts }: LineParts): Returnable['parts'] => {
  const { lineId, line } = standing;
  const left = issued.flatMap((issue) => issue.parts ?? []).filter((part) => part.lineId === lineId);
  const own = new Map([...parts, ...left].map(({ sku, perUnit }) => [sku, perUnit]));
  own.delete(line.sku);
  return [...own].map(([sku, perUnit]) => ({ sku, perUnit }));
};

/** What a line is called: as the order says it, which may name people, or as the catalog does, which anybody may read. */
export type Naming = 'order' | 'catalog';
const nameOf = ({ standing: { line }, names }: LineParts, naming: Naming): string =>
  naming === 'order' ? line.name || (names.get(line.sku) ?? '') : (names.get(line.sku) ?? line.sku);

/** The lines of an order with what may come back of each. What is delivered as a file cannot. */
export const linesThatMayReturn = (
  order: Order,
  lines: readonly LineParts[],
  { returns, naming }: { returns: readonly Rma[]; naming: Naming },
): Returnable[] =>
  lines.map((one) => {
    const { lineId, line, shipped } = one.standing;
    const returned = broughtBack(returns, lineId);
    const most = line.fulfillmentType === 'digital' ? 0 : shipped;
    return {
      lineId,
      sku: line.sku,
      name: nameOf(one, naming),
      shipped,
      returned,
      returnable: Math.max(0, most - returned),
      parts: kitParts(order, one),
    };
  });

/** The returns of an order, the oldest first. */
export const returnsOf = (sql: Sql, orderId: string): Promise<Rma[]> =>
  returnRows.list(sql, 'WHERE order_id = $1 ORDER BY requested_at, id', orderId);

/** What of an order may still come back, as it stands in the caller's transaction. */
export const readReturnable = async (
  orders: Orders,
  tx: Sql,
  { order, naming = 'order' }: { order: Order; naming?: Naming },
): Promise<Returnable[]> => {
  const parts = await orders.partsOf(tx, [order]);
  const returns = await returnsOf(tx, order.orderId);
  return linesThatMayReturn(order, parts.get(order.orderId) ?? [], { returns, naming });
};

const handedOver = ({ kind, status, doneAt }: FulfillmentOrder): boolean =>
  (kind === 'pickup' || kind === 'digital') && (status === 'delivered' || status === 'returned') && doneAt !== null;

type Needs = { fulfillment: Fulfillment; tracking: Tracking };

/** When what left of an order was delivered: by the carrier, or handed over in person. */
export const readDelivered = async (
  { fulfillment, tracking }: Needs,
  sql: Sql,
  { orderId, issued }: Order,
): Promise<Map<string, string>> => {
  const floor = await fulfillment.ofOrders(sql, [orderId]);
  const labels = floor.flatMap(({ fulfillmentId, packages }) =>
    packages.flatMap(({ label }) => (label ? [{ fulfillmentId, shipmentId: label.shipmentId }] : [])),
  );
  const ids = [...issued.map(({ shipmentId }) => shipmentId), ...labels.map(({ shipmentId }) => shipmentId)];
  const delivered = await tracking.deliveredAt(sql, [...new Set(ids)]);
  // What a vendor sends leaves under its fulfillment order and arrives with the vendor's parcel.
  for (const { fulfillmentId, shipmentId } of labels) {
    const at = delivered.get(shipmentId);
    if (at !== undefined && !delivered.has(fulfillmentId)) delivered.set(fulfillmentId, at);
  }
  for (const one of floor) if (handedOver(one) && one.doneAt !== null) delivered.set(one.fulfillmentId, one.doneAt);
  return delivered;
};
