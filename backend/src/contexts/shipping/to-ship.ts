/**
 * Orders that wait for their first shipment, kept by what the log says of orders and shipments: the head of the day's
 * work. The table is a projection; it can be dropped and read again from the log.
 */
import { mainMerchant } from '@gantry/shared/caller';
import { orderCancelled, orderPlaced } from '@gantry/shared/events/orders';
import { shipmentCreated } from '@gantry/shared/events/shipping';
import type { Sql } from '../../platform/database.ts';
import { onMany, reactionGroup } from '../../platform/log/reaction.ts';
import type { Subscriber } from '../../platform/log/subscriber.ts';
import type { Platform } from '../../platform/platform.ts';

// Read again from the log's middle, an order may come whose shipment was counted before.
const insert = `
  INSERT INTO orders_to_ship (order_id, placed_at, merchant)
  SELECT o.id, o.at, o.merchant FROM unnest($1::text[], $2::timestamptz[], $3::text[]) AS o (id, at, merchant)
  WHERE NOT EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = o.id) ON CONFLICT DO NOTHING`;

const remove = 'DELETE FROM orders_to_ship WHERE order_id = ANY($1::text[])';

/** Keeps the table. */
export const toShipReactions = ({ database }: Platform): Subscriber =>
  reactionGroup('shipping.to_ship', {
    batch: 2_000,
    restMs: 200,
    reactions: [
      onMany([orderPlaced], async (events) => {
        const ids = events.map(({ payload }) => payload.orderId);
        await database.run(
          insert,
          ids,
          events.map(({ payload }) => payload.placedAt),
          events.map(({ payload }) => payload.merchant ?? mainMerchant),
        );
      }),
      onMany([orderCancelled, shipmentCreated], async (events) => {
        await database.run(
          remove,
          events.map(({ payload }) => payload.orderId),
        );
      }),
    ],
  });

const recent = 30 * 86_400_000;

const waiting = `
  SELECT count(*) AS n FROM orders_to_ship WHERE placed_at > $1 AND ($2::text[] IS NULL OR merchant = ANY($2))`;

/** How many orders of the last 30 days wait for their first shipment; of some merchants, or of all (null). */
export const ordersToShip = async (sql: Sql, now: Date, merchants: readonly string[] | null): Promise<number> => {
  const since = new Date(now.getTime() - recent);
  const [row] = await sql.rows<{ n: string }>(waiting, since, merchants);
  return Number(row?.n ?? 0);
};
