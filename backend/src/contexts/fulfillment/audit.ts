/** What the audit asks of the floor: the fulfillment orders of an order, and the order of one. */
import type { AuditPart } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';

const ofOrder = 'SELECT id FROM fulfillment_orders WHERE order_id = $1 ORDER BY planned_at, id';
const byId = `
  SELECT order_id AS "orderId", 'Work ' || number AS because FROM fulfillment_orders
  WHERE id = $1 AND ($2::text[] IS NULL OR merchant = ANY($2))`;

/** Fulfillment orders; by their number the order itself is found. */
export const floorAudit = ({ database }: Pick<Platform, 'database'>): AuditPart => ({
  name: 'fulfillment.work',
  streamsOf: async (orderId) =>
    (await database.rows<{ id: string }>(ofOrder, orderId)).map(({ id }) => ({ id, about: { fulfillmentId: id } })),
  find: (q, merchants) => database.rows(byId, q, merchants),
});
