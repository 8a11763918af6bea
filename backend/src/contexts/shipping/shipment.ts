/** A shipment: parcels going to one address under one plan, with its label. State and its fold. */
import * as events from '@gantry/shared/events/shipping';
import type { z } from 'zod';
import type { Evolve } from '../../kernel/decider.ts';

export type Plan = z.output<typeof events.shipmentCreated.payload>;
export type Shipment = { plan: Plan; status: 'label_created' | 'cancelled'; createdAt: string };

export const evolve: Evolve<Shipment> = (state, fact) => {
  if (fact.name === events.shipmentCreated.name)
    return {
      plan: events.shipmentCreated.payload.parse(fact.payload),
      status: 'label_created',
      createdAt: fact.occurredAt ?? new Date(0).toISOString(),
    };
  if (state && fact.name === events.shipmentCancelled.name) return { ...state, status: 'cancelled' };
  return state;
};
