/** A shipment: parcels going to one address under one plan, with its label. State and its fold. */
import { mainMerchant } from '@gantry/shared/caller';
import type * as events from '@gantry/shared/events/shipping';
import type { z } from 'zod';
import { fold } from '../../kernel/decider.ts';
import { knownByHash, type LinkKnown } from '../../kernel/tracking-token.ts';

export type Plan = LinkKnown<z.output<typeof events.shipmentCreated.payload>>;
export type Shipment = { shipmentId: string; plan: Plan; status: 'label_created' | 'cancelled'; createdAt: string };

/** Whose a shipment is. */
export const merchantOf = ({ plan }: Pick<Shipment, 'plan'>): string => plan.merchant ?? mainMerchant;

export const evolve = fold<Shipment, events.ShippingEvent>({
  'shipping.shipment_created': {
    begin: (plan, { occurredAt }) => ({
      shipmentId: plan.shipmentId,
      plan: knownByHash(plan),
      status: 'label_created',
      createdAt: occurredAt,
    }),
  },
  // The plan says each leg's number already.
  'shipping.label_created': (shipment) => shipment,
  'shipping.shipment_cancelled': (shipment) => ({ ...shipment, status: 'cancelled' }),
});
