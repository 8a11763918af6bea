/** What the audit asks of orders: by which names one is found. */
import type { AuditPart } from '../../platform/context.ts';
import type { Platform } from '../../platform/platform.ts';

const named = `
  SELECT id AS "orderId", CASE WHEN id = $1 THEN 'Order ' || id ELSE 'Order number ' || number END AS because
  FROM orders WHERE (id = $1 OR number = ANY($2::text[])) AND ($3::text[] IS NULL OR merchant = ANY($3))
  ORDER BY placed_at DESC, id DESC LIMIT 20`;

/** As it may be written: in any case, and as the number of a fulfillment order, which is its order's with which of them it is. */
const spellings = (q: string): string[] => {
  const numbers = [q, q.replace(/^#/, ''), q.replace(/\/\d+$/, '')];
  return [...new Set(numbers.flatMap((number) => [number, number.toUpperCase(), number.toLowerCase()]))];
};

/** Orders by their id and their number. */
export const orderAudit = ({ database }: Pick<Platform, 'database'>): AuditPart => ({
  name: 'orders.orders',
  find: (q, merchants) => database.rows(named, q, spellings(q), merchants),
});
