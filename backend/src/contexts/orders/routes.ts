/** The endpoints of orders. */
import * as api from '@gantry/shared/api/orders';
import { Refusal } from '../../kernel/errors.ts';
import { execute } from '../../platform/execute.ts';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import { cancelOrder } from './decide.ts';
import { takeIn } from './intake.ts';
import type { Order } from './order.ts';
import { orderOf, orders } from './store.ts';

const shown = ({ content, ...order }: Order): api.Order => ({ ...content, ...order });

const statusOf = { placed: 201, amended: 200, unchanged: 200, trashed: 202 } as const;

export const routes = [
  serve(api.placeOrder, async ({ platform, body, thread }) => {
    const placed = await takeIn(platform, { input: body, thread: thread('') });
    return { status: statusOf[placed.outcome], reply: placed };
  }),
  serve(api.listOrders, async ({ platform, query }) => {
    const after = readCursor(query.cursor);
    const rows = await platform.database.prisma.order.findMany({
      where: {
        ...(query.channel ? { channel: query.channel } : {}),
        ...(query.status ? { status: query.status } : {}),
        ...(query.externalId ? { externalId: query.externalId } : {}),
        ...(after ? { OR: [{ placedAt: { lt: after[0] } }, { placedAt: after[0], id: { lt: after[1] } }] } : {}),
      },
      orderBy: [{ placedAt: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
    });
    return pageFrom(rows, query.limit, {
      item: (row) => shown(orderOf(row)),
      cursor: (row) => cursorOf(row.placedAt, row.id),
    });
  }),
  serve(api.getOrder, async ({ platform, params }) => {
    const row = await platform.database.prisma.order.findUnique({ where: { id: params.orderId } });
    if (!row) throw new Refusal('missing', 'no_such_order', 'There is no such order');
    return shown(orderOf(row));
  }),
  serve(api.cancelOrder, async ({ platform, params, body, thread }) => {
    const { facts } = await execute(platform, orders, {
      id: params.orderId,
      thread: thread(params.orderId),
      decide: cancelOrder(body.reason, platform.clock.now()),
    });
    return { orderId: params.orderId, outcome: facts.length > 0 ? ('cancelled' as const) : ('unchanged' as const) };
  }),
];
