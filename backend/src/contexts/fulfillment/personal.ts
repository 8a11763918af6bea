/** What the floor keeps of people: who collected an order, what a vendor wrote, why somebody gave one up. */
import type { Platform } from '../../platform/platform.ts';
import { heldIn, type PersonalHolder } from '../../platform/privacy/holder.ts';
import { hold } from '../../platform/write/transact.ts';
import { fulfillmentRows, fulfillmentStream } from './store.ts';

const idsOf = 'SELECT id FROM fulfillment_orders WHERE subject = $1';
const held = heldIn('fulfillment_orders', 'planned_at');

/** The holder of fulfillment orders. */
export const personalFulfillment = ({ database, privacy }: Pick<Platform, 'database' | 'privacy'>): PersonalHolder => ({
  part: 'messages',
  heldOf: (subjects) => database.rows(held, [...subjects]),
  export: async (subject) => {
    const orders = await fulfillmentRows
      .whole(privacy)
      .list(database, 'WHERE subject = $1 ORDER BY planned_at, id', subject);
    return orders.map(({ number, kind, status, lines, packages, pickup, vendorOrder, plannedAt, doneAt }) => ({
      kind: 'fulfillment',
      number,
      reached: kind,
      status,
      lines,
      packages,
      pickup,
      vendorOrder,
      plannedAt,
      doneAt,
    }));
  },
  holding: async (tx, subject) =>
    hold(
      fulfillmentStream,
      (await tx.rows<{ id: string }>(idsOf, subject)).map(({ id }) => id),
    ),
  erase: (tx, subject, at) => fulfillmentRows.erase(tx, subject, at),
});
