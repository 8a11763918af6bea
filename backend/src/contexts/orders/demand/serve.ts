/**
 * Serving those who wait for stock, in their turns: some orders in a transaction, and the next ones, until nothing is left of
 * the stock or nobody waits who could be served.
 */
import type { ReleaseCause } from '@gantry/shared/vocabulary/orders';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { transact } from '../../../platform/write/transact.ts';
import type { Inventory } from '../../inventory/public.ts';
import { holdingToSettle, settle } from '../settle.ts';
import type { Turn } from '../turn.ts';
import { readLine } from './line.ts';

export type Needs = { platform: Platform; inventory: Inventory };
type By = Pick<Thread, 'actor' | 'causationId'>;

/** Settles orders in a transaction of their own, as they stand by then. */
export const settleAgain = async (
  { platform, inventory }: Needs,
  orderIds: readonly string[],
  { by, cause = 'manual' }: { by: By; cause?: ReleaseCause },
): Promise<void> => {
  if (orderIds.length === 0) return;
  const { actor, causationId } = by;
  await transact(platform, holdingToSettle(inventory, orderIds), (unit) =>
    settle(unit, inventory, {
      orderIds,
      cause,
      threadOf: (orderId) => ({ correlationId: orderId, actor, causationId }),
    }),
  );
};

const together = 100;

/** Who waits for a stock and could be served now, the next after a turn. */
const nextOf = async ({ platform, inventory }: Needs, stockId: string, after: Turn | undefined): Promise<Turn[]> => {
  const { database, clock } = platform;
  const stocks = await inventory.stocks(database, [stockId]);
  const warehouses = await inventory.warehouses(database);
  const asked = { stocks, warehouses, now: clock.now(), after, most: together };
  const { waiters } = await readLine(database, inventory, asked);
  const orders = new Map(waiters.map((one) => [one.orderId, one]));
  return [...orders.values()].slice(0, together);
};

/** Serves a stock's line up to `most` orders; answers whose turn was last where there may be more. */
export const serveLine = async (
  needs: Needs,
  { stockId, after, most }: { stockId: string; after?: Turn | undefined; most: number },
  by: By,
): Promise<Turn | undefined> => {
  let last = after;
  for (let served = 0; served < most; served += together) {
    const turns = await nextOf(needs, stockId, last);
    await settleAgain(
      needs,
      turns.map(({ orderId }) => orderId),
      { by },
    );
    const end = turns.at(-1);
    if (!end || turns.length < together) return undefined;
    last = { promiseDay: end.promiseDay, placedAt: end.placedAt, orderId: end.orderId };
  }
  return last;
};
