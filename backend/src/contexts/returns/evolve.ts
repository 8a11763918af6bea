/** The fold of a return: its state after each of its events. */
import type * as events from '@gantry/shared/events/returns';
import type { ReturnState } from '@gantry/shared/vocabulary/returns';
import { fold } from '../../kernel/decider.ts';
import { toInspect } from './counts.ts';
import { hasCome, type Rma } from './rma.ts';

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
      refund: { state: 'not_due', amount: null, lines: [], reference: null, paid: 0, agreed: false },
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
    const after = {
      ...rma,
      receipts: [...rma.receipts, receiptId],
      received,
      unexpected: joined(rma.unexpected, unexpected),
    };
    if (!all && !hasCome(rma)) return { ...after, state: 'in_transit' };
    return { ...after, state: toInspect(after).length > 0 ? 'received' : 'inspected' };
  },
  'returns.inspected': (rma, { inspectionId, warehouse, units, complete }, { occurredAt }) => {
    const more = units.map((one) => ({ ...one, inspectionId, warehouse, at: occurredAt }));
    const after = { ...rma, inspections: [...rma.inspections, ...more] };
    const done = hasCome(rma) && (complete || toInspect(after).length === 0);
    return { ...after, state: done ? 'inspected' : rma.state };
  },
  'returns.closed': ended('closed'),
  'returns.expired': ended('expired'),
  'returns.cancelled': ended('cancelled'),
  'returns.refund_changed': (rma, { returnId: _, ...refund }) => ({ ...rma, refund }),
  'returns.replacement_sent': (rma, { returnId: _, ...replacement }) => ({
    ...rma,
    replacements: [...rma.replacements, replacement],
  }),
});
