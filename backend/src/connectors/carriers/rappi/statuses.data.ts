/**
 * The order events of Rappi. Source: section 6 of the formats document and Rappi's developer portal («Eventos de Ordenes»,
 * «Eventos de Cancelación»). Everything before the courier has the order is still the order; a new courier and a position
 * move nothing.
 */
import type { StatusRow } from '../carrier.ts';

export const rappiStatuses: readonly StatusRow[] = [
  { code: 'NEW_ORDER', status: 'order_placed', label: 'New order' },
  { code: 'NEW_ORDER_SCHEDULED', status: 'order_placed', label: 'Order scheduled for later' },
  { code: 'NEW_ORDER_SCHEDULED_CANCELLED', status: 'cancelled', label: 'Scheduled order cancelled before its release' },
  { code: 'ORDER_EVENT_CANCEL', status: 'cancelled', label: 'Cancelled' },
  { code: 'ORDER_RT_TRACKING', status: null, label: 'Position of the courier' },
  { code: 'taken_visible_order', status: 'order_processing', label: 'Accepted by the store, courier assigned' },
  { code: 'replace_storekeeper', status: null, label: 'Another courier assigned' },
  { code: 'ready_for_pick_up', status: 'order_processing', label: 'Prepared by the store, ready for the courier' },
  { code: 'domiciliary_in_store', status: 'order_processing', label: 'Courier in the store' },
  { code: 'hand_to_domiciliary', status: 'picked_up', label: 'Handed to the courier' },
  { code: 'arrive', status: 'out_for_delivery', label: 'Courier at the address' },
  { code: 'close_order', status: 'delivered', label: 'Received by the customer' },
  {
    code: 'timeout',
    status: 'cancelled',
    reason: 'shipper_not_ready',
    actionRequiredBy: 'us',
    label: 'Cancelled: the store did not accept it in time',
  },
  { code: 'cancel_by_user', status: 'cancelled', label: 'Cancelled by the customer' },
  { code: 'canceled_with_charge', status: 'cancelled', label: 'Cancelled by the customer, with a charge' },
  { code: 'cancel_without_charges', status: 'cancelled', label: 'Cancelled by the customer, without a charge' },
  // Spellings seen in receivers, beside the portal's own.
  { code: 'cancel_with_charge', status: 'cancelled', label: 'Cancelled by the customer, with a charge' },
  { code: 'canceled_without_charge', status: 'cancelled', label: 'Cancelled by the customer, without a charge' },
  { code: 'canceled_without_charges', status: 'cancelled', label: 'Cancelled by the customer, without a charge' },
  { code: 'cancel_by_support', status: 'cancelled', label: 'Cancelled by support' },
  { code: 'cancel_by_support_with_charge', status: 'cancelled', label: 'Cancelled by support, with a charge' },
  { code: 'cancel_by_application_user', status: 'cancelled', label: 'Cancelled by the store' },
  { code: 'canceled_from_cms', status: 'cancelled', label: 'Cancelled by support' },
  { code: 'canceled_by_fraud_automation', status: 'cancelled', reason: 'other', label: 'Cancelled: fraud suspected' },
  {
    code: 'canceled_store_closed',
    status: 'cancelled',
    reason: 'shipper_not_ready',
    actionRequiredBy: 'us',
    label: 'Cancelled: store closed',
  },
  { code: 'cancel_by_sk_with_charge', status: 'cancelled', label: 'Cancelled by the courier, charged to the courier' },
];
