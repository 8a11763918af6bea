/** Pickup and dropship as people read them: states as words with the icon of their meaning. Pure. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import type { PickupState, VendorOrderState } from '@gantry/shared/vocabulary/fulfillment';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';

type Look = { label: string; meaning: Meaning | null };

export const pickupLooks: Readonly<Record<PickupState, Look>> = {
  preparing: { label: 'Preparing', meaning: 'waiting' },
  ready: { label: 'Ready', meaning: 'moving' },
  handed_over: { label: 'Handed over', meaning: 'delivered' },
  expired: { label: 'Not collected', meaning: 'stuck' },
  cancelled: { label: 'Cancelled', meaning: null },
};
export const vendorLooks: Readonly<Record<VendorOrderState, Look>> = {
  to_send: { label: 'To send', meaning: 'waiting' },
  sent: { label: 'Sent', meaning: 'moving' },
  confirmed: { label: 'Confirmed', meaning: 'moving' },
  rejected: { label: 'Rejected', meaning: 'problem' },
  shipped: { label: 'Shipped', meaning: 'handed_over' },
  cancelled: { label: 'Cancelled', meaning: null },
};

/** A late one is shown as that: what it is otherwise is said beside. */
export const vendorLook = ({ vendorOrder }: Pick<FulfillmentOrder, 'vendorOrder'>): Look => {
  if (vendorOrder === null) return { label: '–', meaning: null };
  const look = vendorLooks[vendorOrder.state];
  return vendorOrder.late ? { label: `Late, ${look.label.toLowerCase()}`, meaning: 'problem' } : look;
};
export const pickupLook = ({ pickup }: Pick<FulfillmentOrder, 'pickup'>): Look =>
  pickup === null ? { label: '–', meaning: null } : pickupLooks[pickup.state];

/** "2 × MUG-BLUE, 1 × TEAPOT-2": what is in it. */
export const contentWords = ({ lines }: Pick<FulfillmentOrder, 'lines'>): string =>
  lines.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', ');
