/** What contexts later on the ladder may ask of shipping. */
import type { Platform } from '../../platform/platform.ts';

export { cancelShipment } from './commands.ts';

/** The shipments of an order that are still plans. */
export const standingShipmentIds = async (platform: Platform, orderId: string): Promise<string[]> => {
  const rows = await platform.database.prisma.shipment.findMany({
    where: { orderId, status: 'label_created' },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
};

/** Orders of the last 30 days that stand and have no shipment yet: the head of the day's work. */
export const ordersWithoutShipment = async (platform: Platform): Promise<number> => {
  const { rows } = await platform.database.pool.query<{ n: string }>(
    `SELECT count(*) AS n FROM orders o WHERE o.status = 'placed' AND o.placed_at > $1::timestamptz - interval '30 days'
       AND NOT EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = o.id)`,
    [platform.clock.now()],
  );
  return Number(rows[0]?.n ?? 0);
};
