/** An order: what its channel says the customer bought, and whether it still stands. State and its fold. */
import { mainMerchant } from '@gantry/shared/caller';
import * as events from '@gantry/shared/events/orders';
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import { fold } from '../../kernel/decider.ts';

export type Order = {
  orderId: string;
  merchant: string;
  channel: string;
  externalId: string;
  status: 'placed' | 'cancelled';
  content: events.OrderContent;
  placedAt: string;
  placedAtZone: ZoneCertainty;
  cancelledAt: string | null;
  cancelReason: string | null;
  /** Why its times cannot all be true, when they cannot. */
  contradiction: string | null;
};

const content = events.orderContent.strip();

export const evolve = fold<Order, events.OrderEvent>({
  'orders.order_placed': {
    begin: (placed) => ({
      orderId: placed.orderId,
      merchant: placed.merchant ?? mainMerchant,
      channel: placed.channel,
      externalId: placed.externalId,
      placedAt: placed.placedAt,
      placedAtZone: placed.placedAtZone,
      status: 'placed',
      content: content.parse(placed),
      cancelledAt: null,
      cancelReason: null,
      contradiction: placed.contradiction ?? null,
    }),
  },
  'orders.order_amended': (order, { orderId: _, changed, ...parts }) => {
    // A part that changed and is not there was taken away: JSON has no other way to say so.
    const kept = Object.entries(order.content).filter(([part]) => !changed.includes(part));
    const sent = Object.entries(parts).filter(([, value]) => value !== undefined);
    return { ...order, content: content.parse(Object.fromEntries([...kept, ...sent])) };
  },
  'orders.order_cancelled': (order, { reason }, { occurredAt }) => ({
    ...order,
    status: 'cancelled',
    cancelledAt: occurredAt,
    cancelReason: reason,
  }),
});
