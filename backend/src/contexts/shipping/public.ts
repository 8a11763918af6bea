/** What contexts later on the ladder may ask of shipping. */
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Shipments } from './commands.ts';

export type Shipping = {
  /** Cancels a shipment that is still only a label; once is enough. */
  cancelShipment(shipmentId: string, cause: { reason: string; thread: Thread }): Promise<void>;
  /** The shipments of an order that are still plans. */
  standingShipmentIds(orderId: string): Promise<string[]>;
};

/** The door of shipping. */
export const openShipping = ({ database }: Platform, shipments: Shipments): Shipping => ({
  cancelShipment: shipments.cancel,
  standingShipmentIds: async (orderId) => {
    const rows = await database.prisma.shipment.findMany({
      where: { orderId, status: 'label_created' },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  },
});
