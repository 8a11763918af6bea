/** What may happen to a transfer: it is sent once, and no unit of it arrives twice. Pure. */
import {
  type TransferEvent,
  transferDiscrepancy,
  transferReceived,
  transferSent,
} from '@gantry/shared/events/inventory/purchasing';
import { Refusal } from '../../../kernel/errors.ts';
import type { Taken } from '../stock/taking-off.ts';
import { type Arrival, arrivedOf, type Transfer } from './transfer.ts';

/** Units that leave a warehouse for another. */
export const send =
  (sent: Parameters<typeof transferSent>[0], now: Date) =>
  (state: Transfer | undefined): TransferEvent[] =>
    state ? [] : [transferSent(sent, { occurredAt: now.toISOString() })];

/** The arrival of this name, where it was booked. Throws a Refusal when it was booked with other numbers. */
export const bookedBefore = ({ arrivals }: Transfer, arrival: Arrival): Arrival | undefined => {
  const known = arrivals.find(({ receiptId }) => receiptId === arrival.receiptId);
  if (!known) return undefined;
  const same = (['accepted', 'damaged', 'missing'] as const).every((part) => known[part] === arrival[part]);
  if (!same)
    throw new Refusal('conflict', 'receipt_taken', `Receipt ${arrival.receiptId} was booked with other numbers`);
  return known;
};

/** Books what arrived. The same receipt again changes nothing. */
export const arrive =
  (arrival: Arrival, now: Date) =>
  (state: Transfer | undefined): TransferEvent[] => {
    if (!state) throw new Refusal('missing', 'no_such_transfer', 'There is no such transfer');
    if (bookedBefore(state, arrival)) return [];
    const { accepted, damaged, missing, receiptId } = arrival;
    const { open } = arrivedOf(state);
    if (accepted + damaged + missing > open)
      throw new Refusal(
        'conflict',
        'transfer_short',
        `${open} units are on their way, and ${accepted + damaged + missing} were to be booked`,
      );
    const { transferId, merchant, sku } = state;
    const times = { occurredAt: now.toISOString() };
    const amiss = [
      { kind: 'damaged' as const, quantity: damaged },
      { kind: 'missing' as const, quantity: missing },
    ].filter(({ quantity }) => quantity > 0);
    return [
      transferReceived({ transferId, merchant, receiptId, accepted, damaged, missing }, times),
      ...amiss.map((one) => transferDiscrepancy({ transferId, merchant, receiptId, sku, ...one }, times)),
    ];
  };

/** Lots of what arrived, in the order in which they are on their way: good units first, then broken ones, then missing ones. */
export const lotsOfArrival = (
  onTheWay: readonly Taken[],
  { accepted, damaged, missing }: Omit<Arrival, 'receiptId'>,
): { accepted: Taken[]; damaged: Taken[]; missing: Taken[] } => {
  const left = onTheWay.map((one) => ({ ...one }));
  const some = (quantity: number): Taken[] => {
    const taken: Taken[] = [];
    let open = quantity;
    for (const one of left) {
      const part = Math.min(open, one.quantity);
      if (part === 0) continue;
      one.quantity -= part;
      open -= part;
      taken.push({ lot: one.lot, quantity: part });
    }
    return taken;
  };
  return { accepted: some(accepted), damaged: some(damaged), missing: some(missing) };
};
