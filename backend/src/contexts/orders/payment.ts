/**
 * What payment does to an order: one that is not paid is held with its stock, a payment ends that, and stock that was not
 * paid for in time goes back on the shelf. Pure.
 */
import { holdReleased, type OrderContent, type OrderEvent, orderHeld } from '@gantry/shared/events/orders';
import { derivedId } from '../../kernel/ids.ts';
import type { Order } from './order.ts';

/** Whether an order waits for its payment: held for it, and not taken for paid. */
export const isUnpaid = ({ content, holds }: Pick<Order, 'content' | 'holds'>): boolean =>
  content.payment === 'pending' && holds.some(({ kind }) => kind === 'payment');

type Paying = {
  orderId: string;
  before: Pick<Order, 'content' | 'holds'> | undefined;
  payment: OrderContent['payment'];
};

/** What follows where an order is said to be paid, or not to be. The stock of one that is not stays promised meanwhile. */
export const paymentEvents = ({ orderId, before, payment }: Paying, now: Date): OrderEvent[] => {
  const was = before?.content.payment;
  const times = { occurredAt: now.toISOString() };
  const holds = (before?.holds ?? []).filter(({ kind }) => kind === 'payment');
  if (payment === 'pending' && was !== 'pending' && holds.length === 0) {
    const holdId = derivedId('hld', [orderId, 'payment']);
    return [orderHeld({ orderId, holdId, kind: 'payment', note: '', until: null, keepsStock: true }, times)];
  }
  if (payment === 'pending' || was !== 'pending') return [];
  return holds.map(({ holdId }) => holdReleased({ orderId, holdId, expired: false }, times));
};

/** The time to pay is over: the hold keeps no stock from now on. Nothing where it was paid, released or given back before. */
export const expireReservation =
  (now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    if (state?.reservedUntil == null || state.reservedUntil > now.toISOString()) return [];
    const { orderId, holds } = state;
    return holds.flatMap(({ at: _, ...hold }) =>
      hold.kind === 'payment' && hold.keepsStock
        ? [orderHeld({ ...hold, orderId, keepsStock: false }, { occurredAt: now.toISOString() })]
        : [],
    );
  };
