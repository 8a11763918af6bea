/** The endpoints of orders. */
import * as api from '@gantry/shared/api/orders';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../kernel/errors.ts';
import { merchantToActFor } from '../../platform/http/admission.ts';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import { execute } from '../../platform/write/transact.ts';
import type { Inventory } from '../inventory/public.ts';
import { cancelOrder } from './decide.ts';
import type { OrderIntake } from './intake/intake.ts';
import { shownOf } from './shown.ts';
import { orderRows, orderStream } from './store.ts';

const statusOf = { placed: 201, amended: 200, unchanged: 200, trashed: 202 } as const;

const page = `
  WHERE ($1::text IS NULL OR channel = $1) AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR external_id = $3)
    AND ($4::timestamptz IS NULL OR (placed_at, id) < ($4, $5)) AND ($7::text[] IS NULL OR merchant = ANY($7))
  ORDER BY placed_at DESC, id DESC LIMIT $6`;

export const orderRoutes = (intake: OrderIntake, inventory: Inventory) => [
  serve(api.placeOrder, async ({ body, caller, thread }) => {
    const merchant = merchantToActFor(caller);
    const placed = await intake.place({ input: body, merchant, thread: thread('') });
    return { status: statusOf[placed.outcome], reply: placed };
  }),
  serve(api.listOrders, async ({ platform, caller, query }) => {
    const { channel = null, status = null, externalId = null, limit } = query;
    const [at = null, id = null] = readCursor(query.cursor) ?? [];
    const values = [channel, status, externalId, at, id, limit + 1, merchantFilter(caller)];
    const found = await orderRows.whole(platform.privacy).list(platform.database, page, ...values);
    const item = await shownOf({ database: platform.database, inventory }, found);
    return pageFrom(found, limit, { item, cursor: ({ placedAt, orderId }) => cursorOf(placedAt, orderId) });
  }),
  serve(api.getOrder, async ({ platform, caller, params }) => {
    const orders = await orderRows.whole(platform.privacy).byIds(platform.database, [params.orderId]);
    const order = orders.get(params.orderId);
    if (!order || !seesMerchant(caller, order.merchant))
      throw new Refusal('missing', 'no_such_order', 'There is no such order');
    return (await shownOf({ database: platform.database, inventory }, [order]))(order);
  }),
  serve(api.cancelOrder, async ({ platform, caller, params, body, thread }) => {
    const sees = (merchant: string): boolean => seesMerchant(caller, merchant);
    const { facts } = await execute(platform, orderStream, {
      id: params.orderId,
      thread: thread(params.orderId),
      decide: cancelOrder(body.reason, platform.clock.now(), sees),
    });
    return { orderId: params.orderId, outcome: facts.length > 0 ? ('cancelled' as const) : ('unchanged' as const) };
  }),
];
