/** The order that an audit is of, as it is shown above it; a foreign one is answered like one that is not there. */
import type { auditedOrder } from '@gantry/shared/api/audit';
import { type Caller, seesMerchant } from '@gantry/shared/caller';
import type { z } from 'zod';
import { Refusal } from '../../kernel/errors.ts';
import type { Sql } from '../../platform/database.ts';
import { type Order, type Orders, stageOf } from '../orders/public.ts';

/** As it is shown. */
export const shownOrder = (order: Order, erased: boolean): z.output<typeof auditedOrder> => ({
  orderId: order.orderId,
  number: order.content.number,
  merchant: order.merchant,
  channel: order.channel,
  stage: stageOf(order),
  placedAt: order.placedAt,
  erased,
});

/** An order that a caller sees. Throws a Refusal where there is none. */
export const orderFor = async (
  orders: Pick<Orders, 'byIds' | 'erasedAt'>,
  sql: Sql,
  { caller, orderId }: { caller: Caller; orderId: string },
): Promise<{ order: Order; erased: boolean }> => {
  const [found, erased] = await Promise.all([orders.byIds(sql, [orderId]), orders.erasedAt([orderId])]);
  const order = found.get(orderId);
  if (!order || !seesMerchant(caller, order.merchant))
    throw new Refusal('missing', 'no_such_order', 'There is no such order');
  return { order, erased: erased.has(orderId) };
};
