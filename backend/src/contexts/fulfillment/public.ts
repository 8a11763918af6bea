/** What contexts later on the ladder may ask of the floor. */
import type { Sql } from '../../platform/database.ts';
import type { FulfillmentOrder } from './fulfillment-order.ts';
import type { FloorNeeds } from './needs.ts';
import type { ReadSeller } from './papers/gather.ts';
import { fulfillmentRows } from './store.ts';

export type { FloorTiles } from './tiles.ts';
export type { FulfillmentOrder };

export type Fulfillment = {
  /** The fulfillment orders of orders, as they stand in the caller's transaction. */
  ofOrders(sql: Sql, orderIds: readonly string[]): Promise<FulfillmentOrder[]>;
  /** Told by whoever knows how channels show themselves to their customers: whose name stands on papers. */
  sellersAre(read: ReadSeller): void;
};

/** The door of fulfillment. */
export const openFulfillment = (_needs: FloorNeeds, { sellersAre }: Pick<Fulfillment, 'sellersAre'>): Fulfillment => ({
  sellersAre,
  ofOrders: (sql, orderIds) =>
    fulfillmentRows.list(sql, 'WHERE order_id = ANY($1::text[]) ORDER BY planned_at, id', [...orderIds]),
});
