/** What the audit asks of shipping: the shipments of an order, those that it shares among them, and the orders of a shipment. */
import type { AuditPart, OrderStream } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';

const ofOrder = `
  SELECT id, plan->'legs'->0->>'trackingNumber' AS "trackingNumber" FROM shipments
  WHERE order_id = $1 OR (plan ? 'others' AND plan -> 'others' @> $2::jsonb) ORDER BY created_at, id`;
const byId = `
  SELECT named.order_id AS "orderId", 'Shipment ' || s.id AS because
  FROM shipments s, unnest(s.order_id || ARRAY(SELECT o ->> 'orderId' FROM jsonb_array_elements(COALESCE(s.plan -> 'others', '[]')) AS o))
    AS named (order_id)
  WHERE s.id = $1 AND ($2::text[] IS NULL OR s.merchant = ANY($2))`;

/** Shipments with the number of their first leg. */
export const shipmentAudit = ({ database }: Pick<Platform, 'database'>): AuditPart => ({
  name: 'shipping.shipments',
  streamsOf: async (orderId) => {
    const rows = await database.rows<{ id: string; trackingNumber: string | null }>(
      ofOrder,
      orderId,
      JSON.stringify([{ orderId }]),
    );
    return rows.map(
      ({ id, trackingNumber }): OrderStream => ({
        id,
        about: { shipmentId: id, ...(trackingNumber === null ? {} : { trackingNumber }) },
      }),
    );
  },
  find: (q, merchants) => database.rows(byId, q, merchants),
});
