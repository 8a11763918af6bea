/** What the audit asks of returns: those of an order, and the order of one. */
import type { AuditPart } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';

const ofOrder = 'SELECT id FROM returns WHERE order_id = $1 ORDER BY requested_at, id';
const named = `
  SELECT order_id AS "orderId", 'Return ' || number AS because FROM returns
  WHERE (id = $1 OR names && ARRAY[upper($1)]) AND ($2::text[] IS NULL OR merchant = ANY($2)) ORDER BY requested_at DESC, id LIMIT 20`;

/** Returns, by id and by whatever is printed on what comes back. */
export const returnAudit = ({ database }: Pick<Platform, 'database'>): AuditPart => ({
  name: 'returns.returns',
  streamsOf: async (orderId) =>
    (await database.rows<{ id: string }>(ofOrder, orderId)).map(({ id }) => ({ id, about: { rmaId: id } })),
  find: (q, merchants) => database.rows(named, q, merchants),
});
