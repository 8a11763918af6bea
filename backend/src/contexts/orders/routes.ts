/** The endpoints of orders. */
import * as api from '@gantry/shared/api/orders';
import { Refusal } from '../../kernel/errors.ts';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import { execute } from '../../platform/write/transact.ts';
import { cancelOrder } from './decide.ts';
import type { OrderIntake } from './intake.ts';
import type { Order } from './order.ts';
import { orderRows, orderStream } from './store.ts';

const shown = ({ content, ...order }: Order): api.Order => ({ ...content, ...order });

const statusOf = { placed: 201, amended: 200, unchanged: 200, trashed: 202 } as const;

const page = `
  WHERE ($1::text IS NULL OR channel = $1) AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR external_id = $3)
    AND ($4::timestamptz IS NULL OR (placed_at, id) < ($4, $5))
  ORDER BY placed_at DESC, id DESC LIMIT $6`;

export const orderRoutes = (intake: OrderIntake) => [
  serve(api.placeOrder, async ({ body, thread }) => {
    const placed = await intake.place({ input: body, thread: thread('') });
    return { status: statusOf[placed.outcome], reply: placed };
  }),
  serve(api.listOrders, async ({ platform, query }) => {
    const { channel = null, status = null, externalId = null, limit } = query;
    const [at = null, id = null] = readCursor(query.cursor) ?? [];
    const values = [channel, status, externalId, at, id, limit + 1];
    const found = await orderRows.whole(platform.privacy).list(platform.database, page, ...values);
    return pageFrom(found, limit, { item: shown, cursor: ({ placedAt, orderId }) => cursorOf(placedAt, orderId) });
  }),
  serve(api.getOrder, async ({ platform, params }) => {
    const orders = await orderRows.whole(platform.privacy).byIds(platform.database, [params.orderId]);
    const order = orders.get(params.orderId);
    if (!order) throw new Refusal('missing', 'no_such_order', 'There is no such order');
    return shown(order);
  }),
  serve(api.cancelOrder, async ({ platform, params, body, thread }) => {
    const { facts } = await execute(platform, orderStream, {
      id: params.orderId,
      thread: thread(params.orderId),
      decide: cancelOrder(body.reason, platform.clock.now()),
    });
    return { orderId: params.orderId, outcome: facts.length > 0 ? ('cancelled' as const) : ('unchanged' as const) };
  }),
];
