/** What a scan on the floor is judged by: the fulfillment order, what is promised to its order, and the stock, held together. */

import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Holding, Unit } from '../../../platform/write/transact.ts';
import { stockIdOf } from '../../inventory/public.ts';
import type { Order } from '../../orders/public.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { fulfillmentStream } from '../store.ts';
import type { Floor } from './pick.ts';

/** Fulfillment orders by what of them never changes, which is enough to hold them. */
type Named = Pick<FulfillmentOrder, 'fulfillmentId' | 'orderId'>;

/** Holds fulfillment orders, their orders, and the stock that these name. */
export const holdingFor =
  ({ orders }: Pick<FloorNeeds, 'orders'>, named: readonly Named[]) =>
  async (tx: Sql): Promise<Holding> => {
    const held = await orders.floor.holding([...new Set(named.map(({ orderId }) => orderId))])(tx);
    return held.and(
      fulfillmentStream,
      named.map(({ fulfillmentId }) => fulfillmentId),
    );
  };

/** Who does it, as the log is told. */
export type By = (correlationId: string) => Thread;

const dayFor = (order: Order, now: Date): string => {
  const today = now.toISOString().slice(0, 10);
  return [order.content.promise?.day ?? today, today].sort().at(-1) ?? today;
};

/** Fulfillment orders that the transaction holds, each with what is promised to its order and the stock of what is scanned of it. */
export const standingOf = async (
  unit: Unit,
  { orders, inventory }: Pick<FloorNeeds, 'orders' | 'inventory'>,
  named: readonly (Named & { sku?: string | undefined })[],
): Promise<Floor[]> => {
  const states = await unit.load(
    fulfillmentStream,
    named.map(({ fulfillmentId }) => fulfillmentId),
  );
  const known = await orders.floor.standing(
    unit.tx,
    named.map(({ orderId }) => orderId),
  );
  const all = named.flatMap(({ fulfillmentId, orderId, sku }) => {
    const [state, order] = [states.get(fulfillmentId), known.get(orderId)];
    if (!state || !order) return [];
    // Only what is promised to it is surely held.
    const isPromised = sku !== undefined && order.allocations.some((one) => one.sku === sku);
    return [{ state, order, stockId: isPromised ? stockIdOf(order.merchant, sku) : undefined }];
  });
  const ids = all.flatMap(({ stockId }) => stockId ?? []);
  const stocks = await inventory.held(unit, ids);
  return all.map(({ state, order, stockId }) => ({
    order: state,
    held: order.holds.length > 0,
    allocations: order.allocations,
    stock: stockId === undefined ? undefined : stocks.get(stockId),
    day: dayFor(order, unit.now),
  }));
};
