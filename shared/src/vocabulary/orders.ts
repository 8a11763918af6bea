/** Words of orders: where one stands on its way to the carrier, why it waits, how much of it may go out at a time. */

/**
 * Where an order stands, as boards and lists group it. `placed`: nothing of it needs stock, or it has not been looked for
 * yet. `backordered`: nothing is reserved and something waits. `partly_allocated`: some is reserved, some waits.
 */
export const orderStages = [
  'placed',
  'held',
  'backordered',
  'partly_allocated',
  'allocated',
  'partly_shipped',
  'shipped',
  'cancelled',
] as const;
export type OrderStage = (typeof orderStages)[number];

export const holdKinds = ['address_check', 'payment', 'fraud', 'manual'] as const;
export type HoldKind = (typeof holdKinds)[number];

/** `ship_complete`: nothing leaves before everything can; `ship_partial`: what is there leaves. */
export const shipPolicies = ['ship_complete', 'ship_partial'] as const;
export type ShipPolicy = (typeof shipPolicies)[number];

export const paymentStates = ['paid', 'pending'] as const;

/** Why reserved stock went back on the shelf. */
export const releaseCauses = ['cancelled', 'amended', 'expired', 'held', 'manual', 'short'] as const;
export type ReleaseCause = (typeof releaseCauses)[number];
