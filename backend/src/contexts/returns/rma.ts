/** A return (RMA): what of an order is to come back, what came, what was found, what became of the money. State and its fold. */
import type * as events from '@gantry/shared/events/returns';
import type { Money } from '@gantry/shared/values/money';
import type { RefundState, ReturnReason, ReturnState, ReturnWay } from '@gantry/shared/vocabulary/returns';
import type { z } from 'zod';
import { fold } from '../../kernel/decider.ts';

export type ReturnLine = { lineId: string; quantity: number; reason: ReturnReason };
type Inspected = z.output<typeof events.returnInspected.payload>;
export type Inspection = Inspected['units'][number] & { inspectionId: string; at: string };

export type Rma = {
  returnId: string;
  merchant: string;
  number: string;
  orderId: string;
  orderNumber: string;
  channel: string;
  by: 'customer' | 'staff' | 'carrier';
  shipmentId: string | null;
  state: ReturnState;
  lines: ReturnLine[];
  note: string;
  photos: string[];
  warehouse: string | null;
  way: ReturnWay | null;
  dropOffCode: string | null;
  carrier: string | null;
  trackingNumber: string | null;
  expiresAt: string | null;
  /** Names of deliveries that were counted. */
  receipts: string[];
  /** Units that came, of each line. */
  received: Record<string, number>;
  unexpected: { sku: string; quantity: number }[];
  inspections: Inspection[];
  refund: {
    state: RefundState;
    amount: Money | null;
    lines: { lineId: string; amount: number }[];
    reference: string | null;
  };
  replacements: { replacementId: string; orderId: string; lines: { lineId: string; quantity: number }[] }[];
  /** Why it was rejected or cancelled. */
  reason: string | null;
  requestedAt: string;
  closedAt: string | null;
};

const ended =
  (state: ReturnState) =>
  (rma: Rma, payload: { returnId: string; reason?: string }, { occurredAt }: { occurredAt: string }): Rma => ({
    ...rma,
    state,
    reason: payload.reason ?? rma.reason,
    closedAt: occurredAt,
  });

const plus = (
  before: Readonly<Record<string, number>>,
  lines: readonly { lineId: string; quantity: number }[],
): Record<string, number> => {
  const after = { ...before };
  for (const { lineId, quantity } of lines) after[lineId] = (after[lineId] ?? 0) + quantity;
  return after;
};

const joined = (before: Rma['unexpected'], more: readonly { sku: string; quantity: number }[]): Rma['unexpected'] => {
  const bySku = new Map(before.map(({ sku, quantity }) => [sku, quantity]));
  for (const { sku, quantity } of more) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
  return [...bySku].map(([sku, quantity]) => ({ sku, quantity }));
};

export const evolve = fold<Rma, events.ReturnEvent>({
  'returns.requested': {
    begin: (asked, { occurredAt }) => ({
      ...asked,
      state: 'requested',
      warehouse: null,
      way: null,
      dropOffCode: null,
      carrier: null,
      trackingNumber: null,
      expiresAt: null,
      receipts: [],
      received: {},
      unexpected: [],
      inspections: [],
      refund: { state: 'not_due', amount: null, lines: [], reference: null },
      replacements: [],
      reason: null,
      requestedAt: occurredAt,
      closedAt: null,
    }),
  },
  'returns.authorized': (rma, { returnId: _, ...how }) => ({ ...rma, ...how, state: 'authorized' }),
  'returns.rejected': ended('rejected'),
  'returns.sent': (rma, { carrier, trackingNumber }) => ({
    ...rma,
    state: 'in_transit',
    carrier: carrier ?? rma.carrier,
    trackingNumber: trackingNumber ?? rma.trackingNumber,
  }),
  'returns.received': (rma, { receiptId, lines, unexpected, complete }) => {
    const received = plus(rma.received, lines);
    const all = complete || rma.lines.every(({ lineId, quantity }) => (received[lineId] ?? 0) >= quantity);
    return {
      ...rma,
      state: all ? 'received' : rma.state,
      receipts: [...rma.receipts, receiptId],
      received,
      unexpected: joined(rma.unexpected, unexpected),
    };
  },
  'returns.inspected': (rma, { inspectionId, units }, { occurredAt }) => ({
    ...rma,
    inspections: [...rma.inspections, ...units.map((one) => ({ ...one, inspectionId, at: occurredAt }))],
  }),
  'returns.closed': ended('closed'),
  'returns.expired': ended('expired'),
  'returns.cancelled': ended('cancelled'),
  'returns.refund_changed': (rma, { returnId: _, ...refund }) => ({ ...rma, refund }),
  'returns.replacement_sent': (rma, { returnId: _, ...replacement }) => ({
    ...rma,
    replacements: [...rma.replacements, replacement],
  }),
});
