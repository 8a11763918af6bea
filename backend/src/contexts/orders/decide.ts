/** Rules that every decision about a standing order asks: whether there is one, and what its stage allows. Cancelling it. Pure. */
import { type OrderEvent, orderCancelled, orderUnmerged } from '@gantry/shared/events/orders';
import { Refusal } from '../../kernel/errors.ts';
import type { Order } from './order.ts';
import { type OrderAction, stageTable } from './stages.ts';
import { hasLeft, linesOf, stageOf } from './standing.ts';

/** Whether whoever asks sees what is a merchant's; an order it does not see is none. */
export type Sees = (merchant: string) => boolean;
const seesAll: Sees = () => true;

/** The order, where there is one and whoever asks sees it. Throws a Refusal. */
export const known = (state: Order | undefined, sees: Sees = seesAll): Order => {
  if (!state || !sees(state.merchant)) throw new Refusal('missing', 'no_such_order', 'There is no such order');
  return state;
};

/** The order, where its stage allows something. Throws a Refusal that says why not and what would be needed. */
export const allowed = (order: Order, action: OrderAction): Order => {
  const rule = stageTable[stageOf(order)][action];
  if ('refusal' in rule) throw new Refusal('conflict', rule.code, rule.refusal);
  return order;
};

const cancellation = ({ orderId, merge }: Order, reason: string, at: string): OrderEvent[] => [
  ...(merge ? [orderUnmerged({ orderId, mergeId: merge.mergeId }, { occurredAt: at })] : []),
  orderCancelled({ orderId, reason }, { occurredAt: at }),
];

/** Cancels an order; once is enough. `at`: when it happened, which a channel may tell later. */
export const cancelOrder =
  (reason: string, at: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    const order = known(state);
    if (order.status === 'cancelled') return [];
    return cancellation(allowed(order, 'cancel'), reason, at.toISOString());
  };

/** The end of an order of which nothing is open any more and nothing has left. */
export const endOf = (order: Order, reason: string, now: Date): OrderEvent[] => {
  const isLeft = linesOf(order).some((line) => line.open > 0 || hasLeft(line));
  return isLeft || order.status === 'cancelled' ? [] : cancellation(order, reason, now.toISOString());
};
