/**
 * Goods follow shipments: what one takes along of its order is issued when it is made, and is the order's again when it is called
 * off. Many at a time, since a past of thousands of shipments may come in one go; told twice it is done once.
 */
import { shipmentCancelled, shipmentCreated } from '@gantry/shared/events/shipping';
import { onMany, reactionGroup } from '../../platform/log/reaction.ts';
import type { Subscriber } from '../../platform/log/subscriber.ts';
import type { Platform } from '../../platform/platform.ts';
import type { GoodsMove, Orders } from '../orders/public.ts';

/** The orders of shipments. */
const readOrderIds = async ({ database }: Platform, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await database.rows<{ id: string; orderId: string }>(
    'SELECT id, order_id AS "orderId" FROM shipments WHERE id = ANY($1::text[])',
    ids,
  );
  return new Map(rows.map(({ id, orderId }) => [id, orderId]));
};

/** Moves goods with shipments. */
export const goodsReactions = (platform: Platform, orders: Orders): Subscriber =>
  reactionGroup('shipping.goods', {
    title: 'Issues goods to shipments',
    batch: 1_000,
    restMs: 50,
    reactions: [
      onMany([shipmentCreated, shipmentCancelled], async (events) => {
        const off = events.flatMap((event) =>
          event.name === 'shipping.shipment_cancelled' ? [event.payload.shipmentId] : [],
        );
        const orderIds = await readOrderIds(platform, off);
        await orders.moveGoods(
          events.flatMap((event): GoodsMove[] => {
            const { thread, occurredAt: at } = event;
            if (event.name === 'shipping.shipment_created') {
              const { orderId, shipmentId, warehouse, lines, fulfillmentId } = event.payload;
              // What is on the floor leaves when the floor says so, not when its label is made.
              if (fulfillmentId !== undefined) return [];
              return [{ orderId, thread, issuing: { shipmentId, warehouse, lines, at } }];
            }
            const { shipmentId } = event.payload;
            const orderId = orderIds.get(shipmentId);
            return orderId === undefined ? [] : [{ orderId, thread, calledOff: { shipmentId, at } }];
          }),
        );
      }),
    ],
  });
