/** What contexts later on the ladder may ask of shipping. */

import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import type { FloorShipments, Shipments } from './commands.ts';
import type { Links } from './links.ts';
import { readSubjects } from './personal.ts';

export { trackingUrl } from './links.ts';
export type { ShippingTiles } from './tiles.ts';
export type { FloorShipments };

export type Shipping = {
  /** Shipments of parcels that the floor packed. */
  floor: FloorShipments;
  /** Cancels a shipment that is still only a label; once is enough. */
  cancelShipment(shipmentId: string, cause: { reason: string; thread: Thread }): Promise<void>;
  /** Whose shipments are, by shipment. */
  subjectsOf(sql: Sql, shipmentIds: readonly string[]): Promise<Map<string, string>>;
  /** The shipments of an order that are still plans, those that it shares among them. */
  standingShipmentIds(orderId: string): Promise<string[]>;
  /** The token of an order's own link to a shipment that is another order's too. */
  tokenOfOrder: Links['tokenOfOrder'];
  /** The tokens of shipments' tracking links, where they can be told. */
  tokensOf(shipments: Parameters<Links['tokensOf']>[1]): Promise<Map<string, string>>;
};

const standing = `
  SELECT id FROM shipments WHERE status = 'label_created'
    AND (order_id = $1 OR (plan ? 'others' AND plan -> 'others' @> $2::jsonb))`;

/** The door of shipping. */
export const openShipping = (
  { database }: Platform,
  { shipments, floor, links }: { shipments: Shipments; floor: FloorShipments; links: Links },
): Shipping => ({
  floor,
  tokenOfOrder: links.tokenOfOrder,
  tokensOf: (linked) => links.tokensOf(database, linked),
  cancelShipment: shipments.cancel,
  subjectsOf: readSubjects,
  standingShipmentIds: async (orderId) => {
    const rows = await database.rows<{ id: string }>(standing, orderId, JSON.stringify([{ orderId }]));
    return rows.map(({ id }) => id);
  },
});
