/** What may be done with an order that stands. Pure. */
import { type OrderEvent, orderCancelled } from '@gantry/shared/events/orders';
import { Refusal } from '../../kernel/errors.ts';
import type { Order } from './order.ts';

/** Cancels an order; once is enough. One of a merchant that the caller does not see is none. */
export const cancelOrder =
  (reason: string, now: Date, sees: (merchant: string) => boolean = () => true) =>
  (state: Order | undefined): OrderEvent[] => {
    if (!state || !sees(state.merchant)) throw new Refusal('missing', 'no_such_order', 'There is no such order');
    return state.status === 'cancelled'
      ? []
      : [orderCancelled({ orderId: state.orderId, reason }, { occurredAt: now.toISOString() })];
  };
