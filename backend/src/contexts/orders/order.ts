/** An order: what its channel says the customer bought, and whether it still stands. State and its fold. */
import * as events from '@gantry/shared/events/orders';
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import type { Evolve } from '../../kernel/decider.ts';

export type Order = {
  orderId: string;
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

export const evolve: Evolve<Order> = (state, fact) => {
  if (fact.name === events.orderPlaced.name) {
    const p = events.orderPlaced.payload.parse(fact.payload);
    const { orderId, channel, externalId, placedAt, placedAtZone } = p;
    return {
      orderId,
      channel,
      externalId,
      placedAt,
      placedAtZone,
      status: 'placed',
      content: content.parse(p),
      cancelledAt: null,
      cancelReason: null,
      contradiction: p.contradiction ?? null,
    };
  }
  if (!state) return undefined;
  if (fact.name === events.orderAmended.name) {
    const { orderId: _, changed, ...parts } = events.orderAmended.payload.parse(fact.payload);
    // A part that changed and is not there was taken away: JSON has no other way to say so.
    const kept = Object.entries(state.content).filter(([part]) => !changed.includes(part));
    const sent = Object.entries(parts).filter(([, value]) => value !== undefined);
    return { ...state, content: content.parse(Object.fromEntries([...kept, ...sent])) };
  }
  if (fact.name === events.orderCancelled.name) {
    const { reason } = events.orderCancelled.payload.parse(fact.payload);
    return { ...state, status: 'cancelled', cancelledAt: fact.occurredAt ?? null, cancelReason: reason };
  }
  return state;
};
