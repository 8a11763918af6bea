/** What may happen to a shipment as a plan: created once per reference, cancelled while it is only a label. Pure. */
import { labelCreated, type ShippingEvent, shipmentCancelled, shipmentCreated } from '@gantry/shared/events/shipping';
import { Refusal } from '../../kernel/errors.ts';
import type { Plan, Shipment } from './shipment.ts';

const sameLabel = (a: Plan, b: Plan): boolean =>
  a.legs[0]?.carrier === b.legs[0]?.carrier && a.legs[0]?.trackingNumber === b.legs[0]?.trackingNumber;

/** Creates a shipment with its label. The same reference again is nothing; with another label it is refused. */
export const createShipment =
  (plan: Plan, createdAt: string, now: Date) =>
  (state: Shipment | undefined): ShippingEvent[] => {
    if (state) {
      if (sameLabel(state.plan, plan)) return [];
      throw new Refusal(
        'conflict',
        'reference_taken',
        `The order has a shipment ${plan.reference} with another label already`,
      );
    }
    const times = { occurredAt: createdAt, receivedAt: now.toISOString() };
    const labels = plan.legs.map((leg) =>
      labelCreated(
        { shipmentId: plan.shipmentId, leg: leg.number, carrier: leg.carrier, trackingNumber: leg.trackingNumber },
        times,
      ),
    );
    return [shipmentCreated(plan, times), ...labels];
  };

/** Cancels a shipment; once is enough. Whether the parcel has left already is tracking's to judge. */
export const cancelShipment =
  (reason: string, now: Date) =>
  (state: Shipment | undefined): ShippingEvent[] => {
    if (!state || state.status === 'cancelled') return [];
    return [shipmentCancelled({ shipmentId: state.plan.shipmentId, reason }, { occurredAt: now.toISOString() })];
  };
