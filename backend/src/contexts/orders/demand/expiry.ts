/** Stock of orders that were not paid in time goes back on the shelf, by the clock. */
import type { Thread } from '../../../platform/log/event-log.ts';
import { transact } from '../../../platform/write/transact.ts';
import { expireReservation } from '../payment.ts';
import { holdingToSettle, settle } from '../settle.ts';
import { orderStream } from '../store.ts';
import type { Needs } from './serve.ts';

const due = 'SELECT id FROM orders WHERE reserved_until <= $1 ORDER BY reserved_until, id LIMIT 100';

/** Gives back what is over, a hundred orders at a time. */
export const expireReservations = async (
  { platform, inventory }: Needs,
  { actor, causationId }: Pick<Thread, 'actor' | 'causationId'>,
): Promise<void> => {
  for (;;) {
    const rows = await platform.database.rows<{ id: string }>(due, platform.clock.now());
    const orderIds = rows.map(({ id }) => id);
    if (orderIds.length === 0) return;
    const threadOf = (orderId: string): Thread => ({ correlationId: orderId, actor, causationId });
    const expired = await transact(platform, holdingToSettle(inventory, orderIds), async (unit) => {
      const commands = orderIds.map((id) => ({ id, thread: threadOf(id), decide: expireReservation(unit.now) }));
      const outcomes = await unit.apply(orderStream, commands);
      await settle(unit, inventory, { orderIds, cause: 'expired', threadOf });
      return outcomes.filter((one) => one.ok && one.facts.length > 0).length;
    });
    // Whatever is due and does not end would be found again and again.
    if (expired < orderIds.length) return;
  }
};
