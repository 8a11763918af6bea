/** Letting orders to one address leave in one shipment, and taking one out again. Pure. */
import { type OrderEvent, ordersMerged, orderUnmerged } from '@gantry/shared/events/orders';
import { Refusal } from '../../../kernel/errors.ts';
import { allowed, known } from '../decide.ts';
import type { Order } from '../order.ts';
import { sameAddress } from './same-address.ts';

const refused = (code: string, detail: string): Refusal => new Refusal('conflict', code, detail);
const called = ({ content }: Order): string => `Order ${content.number}`;

/**
 * Whether orders may share a shipment: their merchant is one, they go to one address, and nothing of them has left. Answers
 * the merge that they are in already, all of them together. Throws a Refusal that names the order at fault.
 */
export const mayMerge = (orders: readonly Order[]): { mergeId: string } | null => {
  const [first] = orders;
  if (!first) throw new Refusal('invalid', 'invalid', 'There is nothing to merge');
  for (const order of orders) {
    allowed(order, 'merge');
    if (order.merchant !== first.merchant)
      throw refused('other_merchant', `${called(order)} is another merchant’s: each merchant’s parcels are its own`);
    if (!sameAddress(first.content.shipTo, order.content.shipTo))
      throw refused(
        'other_address',
        `${called(order)} goes to another address: change it first, or leave the order out`,
      );
  }
  const { merge } = first;
  const ids = orders.map(({ orderId }) => orderId).sort();
  if (merge && JSON.stringify([...merge.orderIds].sort()) === JSON.stringify(ids)) return { mergeId: merge.mergeId };
  const other = orders.find((order) => order.merge);
  if (other) throw refused('already_merged', `${called(other)} is merged with others: take it out of that merge first`);
  return null;
};

/** One order's part in a merge that was found to be right. */
export const joinMerge =
  (mergeId: string, orderIds: readonly string[], now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    const { orderId } = known(state);
    return [ordersMerged({ orderId, mergeId, orderIds: [...orderIds] }, { occurredAt: now.toISOString() })];
  };

/** Takes an order out of its merge; nothing where it is in none. */
export const unmergeOrder =
  (now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    const { orderId, merge } = allowed(known(state), 'unmerge');
    return merge ? [orderUnmerged({ orderId, mergeId: merge.mergeId }, { occurredAt: now.toISOString() })] : [];
  };

/** What is left of a merge that others have left: the same with fewer orders, or none where one is by itself. */
export const restOfMerge =
  (mergeId: string, left: readonly string[], now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    if (state?.merge?.mergeId !== mergeId) return [];
    const { orderId, merge } = state;
    const times = { occurredAt: now.toISOString() };
    if (left.length < 2) return [orderUnmerged({ orderId, mergeId }, times)];
    const same = JSON.stringify(merge.orderIds) === JSON.stringify(left);
    return same ? [] : [ordersMerged({ orderId, mergeId, orderIds: [...left] }, times)];
  };
