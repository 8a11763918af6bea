/**
 * The states of a Glovo parcel (LaaS v2). Source: section 6 of the formats document; the official sample was not found, so
 * spellings seen in client code stand beside them. Everything before the courier has the parcel is still the order.
 */
import type { StatusRow } from '../carrier.ts';

export const glovoStatuses: readonly StatusRow[] = [
  { code: 'CREATED', status: 'order_placed', label: 'Created' },
  { code: 'SCHEDULED', status: 'order_placed', label: 'Scheduled for later' },
  { code: 'ACTIVATED', status: 'order_processing', label: 'Activated, looking for a courier' },
  { code: 'ACCEPTED', status: 'order_processing', label: 'Accepted by a courier; cancelling costs from here on' },
  { code: 'WAITING_FOR_PICKUP', status: 'order_processing', label: 'Courier at the store' },
  { code: 'PICKED', status: 'picked_up', label: 'Picked up by the courier' },
  { code: 'PICKED_UP', status: 'picked_up', label: 'Picked up by the courier' },
  { code: 'WAITING_FOR_DELIVERY', status: 'out_for_delivery', label: 'Courier at the door' },
  { code: 'DELIVERED', status: 'delivered', label: 'Delivered' },
  { code: 'RETURNED', status: 'returned_to_sender', label: 'Returned to the store' },
  { code: 'REJECTED', status: 'cancelled', label: 'Rejected' },
  { code: 'CANCELLED', status: 'cancelled', label: 'Cancelled' },
  { code: 'CANCELED', status: 'cancelled', label: 'Cancelled' },
  ...['CANCELLED', 'CANCELED', 'REJECTED'].flatMap((code): StatusRow[] => [
    { code, pattern: 'absent', status: 'cancelled', reason: 'recipient_absent', label: 'Cancelled: customer absent' },
    {
      code,
      pattern: 'store_closed',
      status: 'cancelled',
      reason: 'shipper_not_ready',
      actionRequiredBy: 'us',
      label: 'Cancelled: store closed',
    },
    {
      code,
      pattern: 'wrong_address',
      status: 'cancelled',
      reason: 'address_incorrect',
      actionRequiredBy: 'us',
      label: 'Cancelled: wrong address',
    },
  ]),
  { code: 'POSITION_UPDATE', status: null, label: 'Position of the courier' },
];
