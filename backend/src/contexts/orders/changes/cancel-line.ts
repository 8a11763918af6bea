/** Cancelling units of a line. Pure. */
import { type OrderEvent, quantityCancelled } from '@gantry/shared/events/orders';
import { stateAfter } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { allowed, endOf, known } from '../decide.ts';
import { evolve, type Order } from '../order.ts';
import { linesOf } from '../standing.ts';

/** All that is open of the line where no quantity is said. */
export type LineCancellation = { lineId: string; quantity?: number | undefined; reason: string };

/**
 * Cancels open units of a line; with the last open unit of an order of which nothing has left, the order. A line of which all is
 * cancelled already is left as it is.
 */
export const cancelUnits =
  ({ lineId, quantity, reason }: LineCancellation, now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    const order = known(state);
    const line = linesOf(order).find((one) => one.lineId === lineId);
    if (!line) throw new Refusal('missing', 'no_such_line', `The order has no line ${lineId}`);
    if (quantity === undefined && line.open === 0 && line.cancelled > 0) return [];
    allowed(order, 'cancel_line');
    const wanted = quantity ?? line.open;
    if (wanted > line.open || wanted === 0)
      throw new Refusal(
        'conflict',
        'units_gone',
        `Of line ${lineId} ${line.open} are open: ${line.shipped} have left and ${line.cancelled} are cancelled`,
      );
    const { orderId } = order;
    const cancelled = quantityCancelled(
      { orderId, lineId, quantity: wanted, reason },
      { occurredAt: now.toISOString() },
    );
    const after = stateAfter(evolve, order, { facts: [cancelled], now: now.toISOString() });
    return after ? [cancelled, ...endOf(after, reason, now)] : [cancelled];
  };
