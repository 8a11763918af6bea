/** What contexts later on the ladder may ask of the floor. */
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { FulfillmentOrder } from './fulfillment-order.ts';
import type { FloorNeeds } from './needs.ts';
import type { ReadSeller } from './papers/gather.ts';
import { type Following, followParcels, type ParcelStanding } from './queue/following.ts';
import { fulfillmentRows } from './store.ts';

export type { FloorTiles } from './tiles.ts';
export type { FulfillmentOrder, ParcelStanding };

export type Fulfillment = {
  /** The fulfillment orders of orders, as they stand in the caller's transaction. */
  ofOrders(sql: Sql, orderIds: readonly string[]): Promise<FulfillmentOrder[]>;
  /** Told by whoever knows how channels show themselves to their customers: whose name stands on papers. */
  sellersAre(read: ReadSeller): void;
  /** Fulfillment orders whose packages bear the labels of shipments. */
  ofShipments(sql: Sql, shipmentIds: readonly string[]): Promise<FulfillmentOrder[]>;
  /** Fulfillment orders by id. */
  byIds(sql: Sql, ids: readonly string[]): Promise<Map<string, FulfillmentOrder>>;
  /** Brings fulfillment orders to where their parcels are, by what their carriers say. Told again it changes nothing. */
  followParcels(following: Following): Promise<void>;
  /** Calls a shipment of a package off that the carrier does not have. */
  callOff(shipmentId: string, cause: { reason: string; thread: Thread }): Promise<void>;
};

const withShipments = 'WHERE shipment_ids && $1::text[] ORDER BY planned_at, id';

/** The door of fulfillment. */
export const openFulfillment = (needs: FloorNeeds, { sellersAre }: Pick<Fulfillment, 'sellersAre'>): Fulfillment => ({
  sellersAre,
  ofOrders: (sql, orderIds) =>
    fulfillmentRows.list(sql, 'WHERE order_id = ANY($1::text[]) ORDER BY planned_at, id', [...orderIds]),
  ofShipments: (sql, shipmentIds) => fulfillmentRows.list(sql, withShipments, [...shipmentIds]),
  byIds: fulfillmentRows.byIds,
  followParcels: (following) => followParcels(needs, following),
  callOff: needs.shipping.cancelShipment,
});
