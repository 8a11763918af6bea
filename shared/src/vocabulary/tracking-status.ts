/**
 * The 25 unified tracking statuses: one table with the place of each in a journey, so that order, terminal and overlay
 * rules read the same row as the labels on screens.
 */
export const trackingStatuses = [
  'order_placed',
  'order_processing',
  'label_created',
  'info_received',
  'picked_up',
  'in_transit',
  'arrived_at_facility',
  'departed_facility',
  'handed_over',
  'arrived_in_destination_country',
  'in_customs',
  'customs_held',
  'customs_cleared',
  'at_delivery_depot',
  'delivery_scheduled',
  'out_for_delivery',
  'delivery_attempted',
  'available_for_pickup',
  'delivered',
  'delayed',
  'on_hold',
  'return_initiated',
  'returned_to_sender',
  'cancelled',
  'exception',
] as const;
export type TrackingStatus = (typeof trackingStatuses)[number];

/**
 * `ground`: before the carrier has the parcel. `physical`: a place in the journey. `overlay`: says something about a
 * position without replacing it. `terminal`: nothing later moves the shipment.
 */
export type StatusNature = 'ground' | 'physical' | 'overlay' | 'terminal';

/** The eight meanings that have a colour, an icon and a word on every screen (design: look). */
export const meanings = [
  'waiting',
  'moving',
  'handed_over',
  'customs',
  'delivered',
  'at_risk',
  'problem',
  'stuck',
] as const;
export type Meaning = (typeof meanings)[number];

export type StatusFacts = { label: string; nature: StatusNature; rank: number; meaning: Meaning };

/** `rank` breaks the tie between two scans of the same instant: the one further along the journey stands later. */
export const statusFacts: Record<TrackingStatus, StatusFacts> = {
  order_placed: { label: 'Order placed', nature: 'ground', rank: 0, meaning: 'waiting' },
  order_processing: { label: 'Order processing', nature: 'ground', rank: 1, meaning: 'waiting' },
  label_created: { label: 'Label created', nature: 'ground', rank: 2, meaning: 'waiting' },
  info_received: { label: 'Announced to carrier', nature: 'ground', rank: 3, meaning: 'waiting' },
  picked_up: { label: 'Picked up', nature: 'physical', rank: 4, meaning: 'moving' },
  arrived_at_facility: { label: 'Arrived at facility', nature: 'physical', rank: 5, meaning: 'moving' },
  departed_facility: { label: 'Departed facility', nature: 'physical', rank: 6, meaning: 'moving' },
  in_transit: { label: 'In transit', nature: 'physical', rank: 7, meaning: 'moving' },
  handed_over: { label: 'Handed over', nature: 'physical', rank: 8, meaning: 'handed_over' },
  arrived_in_destination_country: {
    label: 'Arrived in destination country',
    nature: 'physical',
    rank: 9,
    meaning: 'moving',
  },
  in_customs: { label: 'In customs', nature: 'physical', rank: 10, meaning: 'customs' },
  customs_held: { label: 'Held by customs', nature: 'overlay', rank: 11, meaning: 'customs' },
  customs_cleared: { label: 'Cleared customs', nature: 'physical', rank: 12, meaning: 'moving' },
  at_delivery_depot: { label: 'At delivery depot', nature: 'physical', rank: 13, meaning: 'moving' },
  delivery_scheduled: { label: 'Delivery scheduled', nature: 'physical', rank: 14, meaning: 'moving' },
  out_for_delivery: { label: 'Out for delivery', nature: 'physical', rank: 15, meaning: 'moving' },
  delivery_attempted: { label: 'Delivery attempted', nature: 'physical', rank: 16, meaning: 'problem' },
  available_for_pickup: { label: 'Ready to be collected', nature: 'physical', rank: 17, meaning: 'waiting' },
  delayed: { label: 'Delayed', nature: 'overlay', rank: 18, meaning: 'at_risk' },
  on_hold: { label: 'On hold', nature: 'overlay', rank: 19, meaning: 'at_risk' },
  exception: { label: 'Exception', nature: 'overlay', rank: 20, meaning: 'problem' },
  return_initiated: { label: 'Return started', nature: 'physical', rank: 21, meaning: 'problem' },
  cancelled: { label: 'Cancelled', nature: 'terminal', rank: 22, meaning: 'waiting' },
  returned_to_sender: { label: 'Returned to sender', nature: 'terminal', rank: 23, meaning: 'problem' },
  delivered: { label: 'Delivered', nature: 'terminal', rank: 24, meaning: 'delivered' },
};

/** Why a shipment stands where it stands. */
export const statusReasons = [
  'carrier_damaged',
  'carrier_lost',
  'carrier_misrouted',
  'carrier_capacity',
  'weather',
  'customs_documents',
  'customs_duties_unpaid',
  'customs_inspection',
  'customs_prohibited',
  'recipient_absent',
  'recipient_refused',
  'recipient_moved',
  'address_incorrect',
  'address_incomplete',
  'access_denied',
  'payment_due',
  'shipper_not_ready',
  'regulatory',
  'other',
] as const;
export type StatusReason = (typeof statusReasons)[number];

/** Who has to act for the parcel to go on. */
export const actors = ['us', 'carrier', 'recipient', 'authority', 'none'] as const;
export type ActionRequiredBy = (typeof actors)[number];

/** How sure the zone of a time is: sent with an offset, inferred from a place or configuration, or not known at all. */
export const zoneCertainties = ['given', 'inferred', 'unknown'] as const;
export type ZoneCertainty = (typeof zoneCertainties)[number];

/** Who told us of a scan: the carrier by itself, or its answer when asked. */
export const witnessSources = ['push', 'poll'] as const;
export type WitnessSource = (typeof witnessSources)[number];

/** How sure an estimate of arrival is; each level is a claim that is checked (high: at least 90 % within the interval). */
export const confidences = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof confidences)[number];
