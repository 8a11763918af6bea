/**
 * What the golden thread keeps of people beside their orders: by which keyed hashes they are found, and which of them the ERP
 * knows. What the ERP calls them lies with the order, and goes with it.
 */
import type { Platform } from '../../../platform/platform.ts';
import type { PersonalHolder } from '../../../platform/privacy/holder.ts';
import { orderRows } from '../store.ts';

const known = `
  SELECT system, order_id AS "orderId", since FROM erp_ids
  WHERE subject = $1 AND kind = 'customer' AND order_id IS NOT NULL ORDER BY since, id`;
/** Also of a customer at whom somebody is still at work for one of the subject's orders. */
const forgotten = `DELETE FROM erp_ids WHERE subject = $1 AND kind = 'customer'`;

type Known = { system: string; orderId: string; since: Date | null };

/** The holder of ids in ERPs. How many there are is no figure of its own: orders are counted. */
export const personalErp = ({ database, privacy }: Pick<Platform, 'database' | 'privacy'>): PersonalHolder => ({
  part: 'orders',
  heldOf: async () => [],
  export: async (subject) => {
    const rows = await database.rows<Known>(known, subject);
    const orders = await orderRows.whole(privacy).byIds(
      database,
      rows.map(({ orderId }) => orderId),
    );
    return rows.map(({ system, orderId, since }) => ({
      kind: 'erp_customer',
      system,
      orderId,
      customerId: orders.get(orderId)?.erp?.customerId ?? null,
      since: since?.toISOString() ?? null,
    }));
  },
  erase: async (tx, subject) => {
    await tx.run(forgotten, subject);
  },
});
