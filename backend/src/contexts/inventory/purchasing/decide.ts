/** What may happen to a purchase order: placed once by its number, received in parts, postponed, called off. Pure. */
import { isDeepStrictEqual } from 'node:util';
import {
  discrepanciesSettled,
  type PurchaseOrderEvent,
  purchaseOrderClosed,
  purchaseOrderPlaced,
  purchaseOrderPostponed,
  purchaseOrderReceived,
  receiptDiscrepancy,
} from '@gantry/shared/events/inventory/purchasing';
import type { Money } from '@gantry/shared/values/money';
import { stateAfter } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import {
  type Discrepancy,
  evolve,
  openOf,
  type PurchaseLine,
  type PurchaseOrder,
  receivedOf,
} from './purchase-order.ts';

export type Placement = {
  purchaseOrderId: string;
  merchant: string;
  number: string;
  vendor: string;
  warehouse: string;
  expectedOn: string | null;
  lines: readonly { sku: string; quantity: number; unitCost: Money | null }[];
};

type Decision = (state: PurchaseOrder | undefined) => PurchaseOrderEvent[];

/** What tells two purchase orders of one number apart; the day may have been put off since. */
const wanted = ({ vendor, warehouse, lines }: Pick<Placement, 'vendor' | 'warehouse' | 'lines'>) => ({
  vendor,
  warehouse,
  lines: lines
    .filter(({ quantity }) => quantity > 0)
    .map(({ sku, quantity, unitCost }) => ({ sku, quantity, unitCost })),
});

/** Orders from a vendor. The same again is nothing, and other lines under a number that is taken are refused. */
export const placePurchase =
  (placement: Placement, now: Date): Decision =>
  (state) => {
    if (state) {
      if (isDeepStrictEqual(wanted(state), wanted(placement))) return [];
      const text = `The purchase order ${state.number} is another one: of ${state.vendor} for ${state.warehouse}, ${state.lines.length} lines`;
      throw new Refusal('conflict', 'purchase_order_differs', text);
    }
    const lines = placement.lines.map((line, index) => ({ ...line, lineId: String(index + 1) }));
    return [purchaseOrderPlaced({ ...placement, lines }, { occurredAt: now.toISOString() })];
  };

/** Whose eyes, and what time it is. One of a merchant that the caller does not see is none. */
export type Looking = { sees(merchant: string): boolean; now: Date };

const known = (state: PurchaseOrder | undefined, { sees }: Looking): PurchaseOrder => {
  if (!state || !sees(state.merchant))
    throw new Refusal('missing', 'no_such_purchase_order', 'There is no such purchase order');
  return state;
};

const isClosed = ({ state }: PurchaseOrder): boolean => state === 'received' || state === 'cancelled';

const stillOpen = (order: PurchaseOrder): PurchaseOrder => {
  if (isClosed(order))
    throw new Refusal('conflict', 'purchase_order_closed', `The purchase order ${order.number} is ${order.state}`);
  return order;
};

/** What a dock counted of one SKU, in units. */
export type Came = {
  sku: string;
  accepted: number;
  damaged: number;
  packs?: { count: number; size: number } | undefined;
};
export type Receipt = { receiptId: string; lines: readonly Came[]; last: boolean };

/** The lines of the order that what came belongs to; of what nobody ordered, new ones. */
const namedIn = ({ lines }: PurchaseOrder, came: readonly Came[]) => {
  const ids = new Map(lines.map(({ sku, lineId }) => [sku, lineId]));
  return came.map(({ sku, accepted, damaged, packs }) => {
    const lineId = ids.get(sku) ?? String(ids.size + 1);
    ids.set(sku, lineId);
    return { lineId, sku, accepted, damaged, ...(packs ? { packs } : {}) };
  });
};

type Difference = Pick<Discrepancy, 'lineId' | 'sku' | 'kind' | 'difference'>;

/** What of a line is more than was ordered; all of it where nobody ordered any. */
const surplus = (line: PurchaseLine): number => Math.max(0, receivedOf(line) - line.quantity);

/** What differs in units after a delivery: how many packs there were says nothing of how much came. */
const differencesOf = (before: PurchaseOrder, after: PurchaseOrder, last: boolean): Difference[] =>
  after.lines.flatMap((line) => {
    const { lineId, sku, quantity } = line;
    const was = before.lines.find((one) => one.lineId === lineId) ?? { ...line, accepted: 0, damaged: 0 };
    const over = surplus(line) - surplus(was);
    const broken = line.damaged - was.damaged;
    const short = last ? openOf(after, line) : 0;
    return [
      ...(over > 0
        ? [{ lineId, sku, kind: quantity === 0 ? ('unexpected' as const) : ('over' as const), difference: over }]
        : []),
      ...(broken > 0 ? [{ lineId, sku, kind: 'damaged' as const, difference: broken }] : []),
      ...(short > 0 ? [{ lineId, sku, kind: 'short' as const, difference: -short }] : []),
    ];
  });

/**
 * Books a delivery; the same one again is nothing. An order all of which has come is closed, and so is one of which nothing
 * more will come. What comes late to one that is received is booked all the same, since it lies there.
 */
export const receivePurchase =
  ({ receiptId, lines, last }: Receipt, looking: Looking): Decision =>
  (state) => {
    const order = known(state, looking);
    if (order.receipts.includes(receiptId)) return [];
    if (order.state === 'cancelled') stillOpen(order);
    const { purchaseOrderId, merchant } = order;
    const times = { occurredAt: looking.now.toISOString() };
    const received = purchaseOrderReceived(
      { purchaseOrderId, merchant, receiptId, lines: namedIn(order, lines) },
      times,
    );
    const after = stateAfter(evolve, order, { facts: [received], now: times.occurredAt }) ?? order;
    const found = differencesOf(order, after, last).map((one) =>
      receiptDiscrepancy({ purchaseOrderId, merchant, ...one }, times),
    );
    const over = last || after.lines.every((line) => openOf(after, line) === 0);
    const closed =
      over && !isClosed(order) ? [purchaseOrderClosed({ purchaseOrderId, merchant, outcome: 'received' }, times)] : [];
    return [received, ...found, ...closed];
  };

/** Expects it on another day. */
export const postponePurchase =
  (expectedOn: string | null, looking: Looking): Decision =>
  (state) => {
    const order = known(state, looking);
    if (order.expectedOn === expectedOn) return [];
    const { purchaseOrderId, merchant } = stillOpen(order);
    return [
      purchaseOrderPostponed({ purchaseOrderId, merchant, expectedOn }, { occurredAt: looking.now.toISOString() }),
    ];
  };

/** Calls off what has not come; what has come stays. */
export const cancelPurchase =
  (looking: Looking): Decision =>
  (state) => {
    const order = known(state, looking);
    if (order.state === 'cancelled') return [];
    const { purchaseOrderId, merchant } = stillOpen(order);
    const times = { occurredAt: looking.now.toISOString() };
    return [purchaseOrderClosed({ purchaseOrderId, merchant, outcome: 'cancelled' }, times)];
  };

/** Notes that what differs so far was cleared with the vendor. */
export const settleDiscrepancies =
  (looking: Looking): Decision =>
  (state) => {
    const { purchaseOrderId, merchant, discrepancies } = known(state, looking);
    if (discrepancies.every(({ settled }) => settled)) return [];
    return [discrepanciesSettled({ purchaseOrderId, merchant }, { occurredAt: looking.now.toISOString() })];
  };
