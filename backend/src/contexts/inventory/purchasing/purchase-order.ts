/** A purchase order: what a vendor is to send, what came of it, and what differs. State and its fold. */

import type { PurchaseOrderEvent } from '@gantry/shared/events/inventory/purchasing';
import type { Money } from '@gantry/shared/values/money';
import type { PurchaseOrderState } from '@gantry/shared/vocabulary/inventory';
import { fold } from '../../../kernel/decider.ts';

/** `quantity` is 0 of a SKU that nobody ordered and that came all the same. */
export type PurchaseLine = {
  lineId: string;
  sku: string;
  quantity: number;
  unitCost: Money | null;
  accepted: number;
  damaged: number;
};
export type Discrepancy = {
  lineId: string;
  sku: string;
  kind: 'over' | 'short' | 'damaged' | 'unexpected';
  difference: number;
  at: string;
  settled: boolean;
};
export type PurchaseOrder = {
  purchaseOrderId: string;
  merchant: string;
  number: string;
  vendor: string;
  warehouse: string;
  state: PurchaseOrderState;
  expectedOn: string | null;
  placedAt: string;
  lines: PurchaseLine[];
  /** Deliveries that were booked, by the names the dock gave them. */
  receipts: string[];
  discrepancies: Discrepancy[];
};

/** Units that came, good and broken. */
export const receivedOf = ({ accepted, damaged }: Pick<PurchaseLine, 'accepted' | 'damaged'>): number =>
  accepted + damaged;

/** Units that are still expected: none of an order that is closed. */
export const openOf = ({ state }: Pick<PurchaseOrder, 'state'>, line: PurchaseLine): number =>
  state === 'received' || state === 'cancelled' ? 0 : Math.max(0, line.quantity - receivedOf(line));

type Came = Extract<PurchaseOrderEvent, { name: 'inventory.purchase_order_received' }>['payload'];

const linesAfter = (before: readonly PurchaseLine[], came: Came['lines']): PurchaseLine[] => {
  const lines = before.map((line) => ({ ...line }));
  for (const { lineId, sku, accepted, damaged } of came) {
    const known = lines.find((line) => line.lineId === lineId);
    if (known) Object.assign(known, { accepted: known.accepted + accepted, damaged: known.damaged + damaged });
    else lines.push({ lineId, sku, quantity: 0, unitCost: null, accepted, damaged });
  }
  return lines;
};

export const evolve = fold<PurchaseOrder, PurchaseOrderEvent>({
  'inventory.purchase_order_placed': {
    begin: ({ lines, ...placed }, { occurredAt }) => ({
      ...placed,
      state: 'open',
      placedAt: occurredAt,
      lines: lines.map((line) => ({ ...line, accepted: 0, damaged: 0 })),
      receipts: [],
      discrepancies: [],
    }),
  },
  'inventory.purchase_order_postponed': (order, { expectedOn }) => ({ ...order, expectedOn }),
  'inventory.purchase_order_received': (order, { receiptId, lines }) => ({
    ...order,
    state: order.state === 'open' ? 'partly_received' : order.state,
    lines: linesAfter(order.lines, lines),
    receipts: [...order.receipts, receiptId],
  }),
  'inventory.receipt_discrepancy_found': (order, { lineId, sku, kind, difference }, { occurredAt }) => ({
    ...order,
    discrepancies: [...order.discrepancies, { lineId, sku, kind, difference, at: occurredAt, settled: false }],
  }),
  'inventory.purchase_order_closed': (order, { outcome }) => ({ ...order, state: outcome }),
  'inventory.discrepancies_settled': (order) => ({
    ...order,
    discrepancies: order.discrepancies.map((one) => ({ ...one, settled: true })),
  }),
});
