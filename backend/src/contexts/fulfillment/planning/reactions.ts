/** Whatever happens to an order, its work on the floor follows: planned, grown, shrunk, held or given up. */

import type { RecordedEvent } from '@gantry/shared/events/define';
import { statusChanged, vendorRejected } from '@gantry/shared/events/fulfillment';
import {
  allocationReleased,
  goodsIssued,
  goodsReturned,
  holdReleased,
  orderAllocated,
  orderAmended,
  orderCancelled,
  orderHeld,
  orderPlaced,
  quantityCancelled,
} from '@gantry/shared/events/orders';
import type { Thread } from '../../../platform/log/event-log.ts';
import { type Reaction, reactionGroup } from '../../../platform/log/reaction.ts';
import type { FloorNeeds } from '../needs.ts';
import { planOrders } from './planning.ts';

/** The order it is about: what happens to a fulfillment order bears its order’s id. */
const orderIdOf = ({ name, streamId, correlationId }: RecordedEvent): string =>
  name === statusChanged.name || name === vendorRejected.name ? correlationId : streamId;

/**
 * Of fulfillment orders only those matter that people gave up, since what is planned itself leaves nothing to plan; and those that
 * a vendor will not send, of which units may be taken out again.
 */
const matters = ({ name, payload, actor }: RecordedEvent, planner: string): boolean =>
  name !== statusChanged.name ||
  (actor !== planner && statusChanged.payload.safeParse(payload).data?.to === 'cancelled');

/**
 * Payloads are not read, since the order is looked at as it stands: most events are of orders that want nothing of the floor, and
 * are to cost next to nothing.
 */
const follow = (needs: FloorNeeds): Reaction => ({
  events: [
    orderPlaced,
    orderAmended,
    orderCancelled,
    orderAllocated,
    allocationReleased,
    orderHeld,
    holdReleased,
    quantityCancelled,
    goodsIssued,
    goodsReturned,
    statusChanged,
    vendorRejected,
  ],
  handle: async (events, actor) => {
    const threads = new Map<string, Thread>();
    for (const event of events) {
      if (!matters(event, actor)) continue;
      const { id: causationId, merchant } = event;
      const correlationId = orderIdOf(event);
      threads.set(correlationId, { correlationId, causationId, actor, merchant });
    }
    if (threads.size === 0) return;
    await planOrders(
      needs,
      [...threads.keys()],
      (orderId) => threads.get(orderId) ?? { correlationId: orderId, actor },
    );
  },
});

export const planningReactions = (needs: FloorNeeds) =>
  reactionGroup('fulfillment.planning', {
    title: 'Plans the work of warehouses',
    batch: 1_000,
    restMs: 50,
    reactions: [follow(needs)],
  });
