/** The endpoints of orders that place and read them. */
import * as api from '@gantry/shared/api/orders';
import { orderBoard } from '@gantry/shared/api/orders/board';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { merchantToActFor } from '../../platform/http/admission.ts';
import { pageFrom } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Inventory } from '../inventory/public.ts';
import { known } from './decide.ts';
import type { OrderIntake } from './intake/intake.ts';
import { boardColumns, unallocatedDemand } from './reading/board.ts';
import { cursorAfter, questionOf } from './reading/list.ts';
import { shownOf } from './shown.ts';
import { orderRows } from './store.ts';

const statusOf = { placed: 201, amended: 200, unchanged: 200, trashed: 202 } as const;

export const orderRoutes = (intake: OrderIntake, inventory: Inventory) => [
  serve(api.placeOrder, async ({ body, sent, caller, thread }) => {
    const merchant = merchantToActFor(caller);
    const placed = await intake.place({ input: body, merchant, thread: thread(''), ...(sent ? { sent } : {}) });
    return { status: statusOf[placed.outcome], reply: placed };
  }),
  serve(api.listOrders, async ({ platform: { database, privacy }, caller, query }) => {
    const { rest, values } = questionOf({ ...query, merchants: merchantFilter(caller) });
    const found = await orderRows.whole(privacy).list(database, rest, ...values);
    const item = await shownOf({ database, inventory }, found);
    return pageFrom(found, query.limit, { item, cursor: cursorAfter(query.sort) });
  }),
  // Before the one order by its id, whose address it would be otherwise.
  serve(orderBoard, async ({ platform: { database, privacy, clock }, caller, query }) => {
    const asked = { ...query, merchants: merchantFilter(caller), now: clock.now() };
    const [columns, unallocated] = await Promise.all([
      boardColumns(database, orderRows.whole(privacy), asked),
      unallocatedDemand(database, asked),
    ]);
    const shown = await shownOf(
      { database, inventory },
      columns.flatMap(({ orders }) => orders),
    );
    return { columns: columns.map((column) => ({ ...column, orders: column.orders.map(shown) })), unallocated };
  }),
  serve(api.getOrder, async ({ platform: { database, privacy }, caller, params: { orderId } }) => {
    const found = await orderRows.whole(privacy).byIds(database, [orderId]);
    const order = known(found.get(orderId), (merchant) => seesMerchant(caller, merchant));
    return (await shownOf({ database, inventory }, [order]))(order);
  }),
];
