/** What the tracking page asks of returns, and contexts later on the ladder. */
import type { Sql } from '../../platform/database.ts';
import { numberOf } from './asking/request.ts';
import { askForReturn, type ReturnAsked, type ReturnGiven } from './asking/requesting.ts';
import { readDelivered, readReturnable, returnsOf } from './asking/returnable.ts';
import { type Window, windowOf } from './asking/window.ts';
import type { ReturnNeeds } from './needs.ts';
import type { Rma } from './rma.ts';

export type { Returnable } from './asking/request.ts';
export type { ReturnGiven } from './asking/requesting.ts';
export type { WhyNot, Window } from './asking/window.ts';
export type { Rma } from './rma.ts';

/** What a customer asks for. `requestId`: of their page's own making, the same again is the same return. */
export type CustomersRequest = Pick<ReturnAsked, 'orderId' | 'lines' | 'note' | 'photos' | 'thread'> & {
  requestId: string;
};

export type Returns = {
  /**
   * A customer asks for a return, within the window of the order's channel; it is allowed at once where the channel's rule says
   * so. Throws a Refusal: `not_delivered`, `window_over`, `never`, `nothing_left`, `more_than_shipped`, `no_such_order`.
   */
  request(asked: CustomersRequest): Promise<ReturnGiven>;
  /** What of an order its customer may send back now, until when, and why nothing may where nothing may. */
  returnable(orderId: string): Promise<Window>;
  /** The returns of an order, the oldest first. Notes and reasons are not in it. */
  ofOrder(sql: Sql, orderId: string): Promise<Rma[]>;
};

/** The number of the return of a customer's request. */
const numberFor = (orderId: string, requestId: string): string => numberOf(['customer', orderId, requestId]);

/** The door of returns. */
export const openReturns = (needs: ReturnNeeds): Returns => {
  const { database, clock } = needs.platform;
  return {
    request: async ({ requestId, ...asked }) => {
      const order = (await needs.orders.byIds(database, [asked.orderId])).get(asked.orderId);
      const number = numberFor(asked.orderId, requestId);
      return askForReturn(needs, order?.merchant ?? '', { asked: { ...asked, number, by: 'customer' } });
    },
    returnable: async (orderId) => {
      const order = (await needs.orders.byIds(database, [orderId])).get(orderId);
      if (!order) return { lines: [], until: null, why: 'nothing_left' };
      const [rules] = await needs.inventory.rules(database, [order]);
      const lines = await readReturnable(needs.orders, database, { order, naming: 'catalog' });
      const deliveredAt = await readDelivered(needs, database, order);
      return windowOf(order, lines, { deliveredAt, days: rules?.returnDays ?? 0, now: clock.now() });
    },
    ofOrder: returnsOf,
  };
};
