/** What contexts later on the ladder may ask of orders. */
import type { Transaction } from '../../platform/database.ts';
import type { Order } from './order.ts';
import { orderOf } from './store.ts';

export type { Order };

/** Orders by id, as they stand in the caller's transaction. */
export const ordersById = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Order>> => {
  const rows = await tx.order.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.id, orderOf(row)]));
};
