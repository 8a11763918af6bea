/** The endpoints of returns for staff. A return or an order of a merchant that is not seen is answered like one that is not there. */
import * as api from '@gantry/shared/api/returns/staff';
import { type Caller, merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../kernel/errors.ts';
import { newToken } from '../../kernel/ids.ts';
import { cursorOf, pageFrom } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Order } from '../orders/public.ts';
import { numberOf } from './asking/request.ts';
import { askForReturn } from './asking/requesting.ts';
import { readDelivered, readReturnable } from './asking/returnable.ts';
import { windowOf } from './asking/window.ts';
import { changeOne } from './commands.ts';
import { known } from './decide.ts';
import type { ReturnNeeds } from './needs.ts';
import { pageOfReturns, readCounts } from './reading/queries.ts';
import { shownOf } from './reading/shown.ts';
import { returnRows } from './store.ts';

const seenBy =
  (caller: Caller) =>
  (merchant: string): boolean =>
    seesMerchant(caller, merchant);

export const returnRoutes = (needs: ReturnNeeds) => {
  const { database, privacy } = needs.platform;
  const whole = returnRows.whole(privacy);
  const orderOf = async (caller: Caller, orderId: string): Promise<Order> => {
    const order = (await needs.orders.byIds(database, [orderId])).get(orderId);
    if (order && seesMerchant(caller, order.merchant)) return order;
    throw new Refusal('missing', 'no_such_order', 'There is no such order');
  };
  const shownAs = async (returnId: string, caller: Caller) => {
    const rma = known((await whole.byIds(database, [returnId])).get(returnId), seenBy(caller));
    return (await shownOf(needs, [rma]))(rma);
  };
  return [
    serve(api.listReturns, async ({ caller, query }) => {
      const { rest, values } = pageOfReturns({ ...query, merchants: merchantFilter(caller) });
      const found = await whole.list(database, rest, ...values);
      return pageFrom(found, query.limit, {
        item: await shownOf(needs, found),
        cursor: ({ requestedAt, returnId }) => cursorOf(requestedAt, returnId),
      });
    }),
    // Before the one return by its id, whose address it would be otherwise.
    serve(api.countReturns, async ({ caller, query }) => ({
      states: await readCounts(database, { ...query, merchants: merchantFilter(caller) }),
    })),
    serve(api.getReturn, ({ caller, params: { returnId } }) => shownAs(returnId, caller)),
    serve(api.requestReturn, async ({ caller, body, thread }) => {
      const { orderId, number = numberOf(['staff', newToken()]), authorize, warehouse, ...what } = body;
      const order = (await needs.orders.byIds(database, [orderId])).get(orderId);
      if (!order || !seesMerchant(caller, order.merchant))
        throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
          { path: 'orderId', message: 'there is no such order' },
        ]);
      const { merchant } = order;
      const allowed = authorize ? { authorize: { warehouse } } : {};
      const asked = { ...what, orderId, number, by: 'staff' as const, ...allowed, thread: thread(orderId) };
      const { rma, created } = await askForReturn(needs, merchant, { asked: { ...asked, sees: seenBy(caller) } });
      return { status: created ? 201 : 200, reply: await shownAs(rma.returnId, caller) };
    }),
    serve(api.changeReturn, async ({ caller, params: { returnId }, body, thread }) => {
      await changeOne(needs, { returnId, step: body }, { sees: seenBy(caller), thread: thread('') });
      return shownAs(returnId, caller);
    }),
    serve(api.getReturnable, async ({ platform: { clock }, caller, params: { orderId } }) => {
      const order = await orderOf(caller, orderId);
      const lines = await readReturnable(needs.orders, database, { order });
      const [rules] = await needs.inventory.rules(database, [order]);
      const deliveredAt = await readDelivered(needs, database, order);
      const { until, why } = windowOf(order, lines, {
        deliveredAt,
        days: rules?.returnDays ?? 0,
        now: clock.now(),
      });
      return { lines: lines.map(({ parts: _, ...line }) => line), until, why };
    }),
  ];
};
