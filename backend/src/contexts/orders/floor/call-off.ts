/** Units that the floor gives up because nobody came for them: cancelled, or held with their order until a person decides. */
import type { OrderEvent } from '@gantry/shared/events/orders';
import { stateAfter } from '../../../kernel/decider.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import type { Unit } from '../../../platform/write/transact.ts';
import type { Inventory } from '../../inventory/public.ts';
import { cancelUnits } from '../changes/cancel-line.ts';
import { holdOrder } from '../changes/hold.ts';
import { known } from '../decide.ts';
import { evolve, type Order } from '../order.ts';
import { settle } from '../settle.ts';
import { linesOf } from '../standing.ts';
import { orderStream } from '../store.ts';

/** `lines`: whole units of lines of the order. */
export type CalledOff = {
  lines: readonly { lineId: string; quantity: number }[];
  how: 'cancel' | 'hold';
  reason: string;
};

/** Cancels as many of the units as are still open, line by line. */
const cancelLines =
  ({ lines, reason }: CalledOff, now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    let order = known(state);
    const told: OrderEvent[] = [];
    for (const { lineId, quantity } of lines) {
      const open = linesOf(order).find((line) => line.lineId === lineId)?.open ?? 0;
      if (Math.min(open, quantity) === 0 || order.status === 'cancelled') continue;
      const facts = cancelUnits({ lineId, quantity: Math.min(open, quantity), reason }, now)(order);
      told.push(...facts);
      order = stateAfter(evolve, order, { facts, now: now.toISOString() }) ?? order;
    }
    return told;
  };

/** Calls units of an order off inside a transaction that holds it and its stocks. Answers the order as it stands then. */
export const callOff = async (
  unit: Unit,
  inventory: Inventory,
  { orderId, thread, ...what }: CalledOff & { orderId: string; thread: Thread },
): Promise<Order> => {
  const { now } = unit;
  const threaded = { ...thread, correlationId: orderId };
  const decide =
    what.how === 'cancel'
      ? cancelLines(what, now)
      : holdOrder({ kind: 'manual', note: what.reason, until: null, keepsStock: false }, now);
  const [done] = allDone(await unit.apply(orderStream, [{ id: orderId, thread: threaded, decide }]));
  const cause = what.how === 'cancel' ? 'cancelled' : 'held';
  const settled = await settle(unit, inventory, { orderIds: [orderId], cause, threadOf: () => threaded });
  return known(settled.get(orderId) ?? done?.state);
};
