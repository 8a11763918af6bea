/** What the audit asks of shipping: the shipments of an order, and the order of a shipment. */
import type { AuditPart, OrderStream } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';

const ofOrder = `
  SELECT id, plan->'legs'->0->>'trackingNumber' AS "trackingNumber" FROM shipments WHERE order_id = $1 ORDER BY created_at, id`;
const byId = `
  SELECT order_id AS "orderId", 'Shipment ' || id AS because FROM shipments WHERE id = $1 AND ($2::text[] IS NULL OR merchant = ANY($2))`;

/** Shipments with the number of their first leg. */
export const shipmentAudit = ({ database }: Pick<Platform, 'database'>): AuditPart => ({
  name: 'shipping.shipments',
  streamsOf: async (orderId) => {
    const rows = await database.rows<{ id: string; trackingNumber: string | null }>(ofOrder, orderId);
    return rows.map(
      ({ id, trackingNumber }): OrderStream => ({
        id,
        about: { shipmentId: id, ...(trackingNumber === null ? {} : { trackingNumber }) },
      }),
    );
  },
  find: (q, merchants) => database.rows(byId, q, merchants),
});
