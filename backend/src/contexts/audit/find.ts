/** The order that something names: its number, a tracking number however it is spelled, a shipment, a return, a Trash entry. */
import type { findAudits } from '@gantry/shared/api/audit';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { type Caller, merchantFilter, seesMerchant } from '@gantry/shared/caller';
import type { Orders } from '../orders/public.ts';
import { shownOrder } from './audited-order.ts';
import type { AuditNeeds } from './order-trace.ts';

const most = 20;

/** Orders that a caller sees and something names, each once, with what of it matched first. */
export const findOrders = async (
  needs: AuditNeeds & { orders: Orders },
  caller: Caller,
  q: string,
): Promise<ReplyOf<typeof findAudits>> => {
  const merchants = merchantFilter(caller);
  const found = await Promise.all(needs.parts.map((part) => part.find?.(q, merchants) ?? []));
  const because = new Map<string, string>();
  for (const one of found.flat()) if (!because.has(one.orderId)) because.set(one.orderId, one.because);
  const ids = [...because.keys()].slice(0, most);
  const { database } = needs.platform;
  const [orders, erased] = await Promise.all([needs.orders.byIds(database, ids), needs.orders.erasedAt(ids)]);
  return {
    items: ids.flatMap((id) => {
      const order = orders.get(id);
      if (!order || !seesMerchant(caller, order.merchant)) return [];
      return [{ ...shownOrder(order, erased.has(id)), because: because.get(id) ?? '' }];
    }),
  };
};
