/**
 * What DPD's statuses mean. Push: the thirteen codes of DPD's Tracking Push Service (its quick start of 04/2023, read in
 * several public receivers). Track: statuses of ParcelLifeCycleService V2_0 (karrio's vendored schema and sample answers);
 * those in capitals are of DPD's public parcel life cycle service, known in general and not confirmed here.
 *
 * `delivery_nab` says only that a "NAB scan" was made. It is taken as handed to a neighbour; sources disagree (some read
 * a missed recipient), so an area that knows better sets its own row in the status map.
 */
import type { StatusRow } from '../carrier.ts';

const push: readonly StatusRow[] = [
  { code: 'start_order', status: 'label_created', label: 'Order data captured' },
  { code: 'pickup_driver', status: 'picked_up', label: 'Picked up by driver' },
  { code: 'pickup_depot', status: 'arrived_at_facility', label: 'Arrived at pickup depot' },
  { code: 'delivery_depot', status: 'at_delivery_depot', label: 'Arrived at delivery depot' },
  { code: 'delivery_carload', status: 'out_for_delivery', label: 'On delivery tour' },
  { code: 'delivery_nab', status: 'delivered', label: 'NAB scan (neighbour)' },
  { code: 'delivery_notification', status: 'delivery_attempted', label: 'Delivery obstacle, e.g. address clearing' },
  { code: 'delivery_customer', status: 'delivered', label: 'Delivered to customer' },
  { code: 'delivery_shop', status: 'available_for_pickup', label: 'Delivered to Pickup parcelshop' },
  { code: 'pickup_by_consignee', status: 'delivered', label: 'Collected at Pickup parcelshop' },
  {
    code: 'no_pickup_by_consignee',
    status: 'return_initiated',
    reason: 'other',
    label: 'Not collected at Pickup parcelshop',
  },
  {
    code: 'error_pickup',
    status: 'exception',
    reason: 'shipper_not_ready',
    actionRequiredBy: 'us',
    label: 'Problem at pickup',
  },
  { code: 'error_return', status: 'return_initiated', label: 'System return to sender' },
];

const track: readonly StatusRow[] = [
  { code: 'SHIPMENT', status: null, label: 'Head of the answer, no scan' },
  { code: 'PickedUp', status: 'picked_up', label: 'Parcel handed to DPD' },
  { code: 'BetweenDepots', status: 'in_transit', label: 'In transit' },
  { code: 'Depot', status: 'at_delivery_depot', label: 'At parcel delivery centre' },
  { code: 'Consolidation', status: 'in_transit', label: 'Consolidated with other parcels' },
  { code: 'Warehouse', status: 'arrived_at_facility', label: 'Stored at depot' },
  { code: 'Customs', status: 'in_customs', label: 'At customs' },
  { code: 'Customs', pattern: 'cleared', status: 'customs_cleared', label: 'Customs cleared' },
  { code: 'Courier', status: 'out_for_delivery', label: 'Left the delivery centre' },
  { code: 'DeliveryFailure', status: 'delivery_attempted', label: 'Could not be delivered' },
  {
    code: 'DeliveryFailure',
    pattern: 'refused',
    status: 'delivery_attempted',
    reason: 'recipient_refused',
    actionRequiredBy: 'us',
    label: 'Refused',
  },
  {
    code: 'DeliveryFailure',
    pattern: 'address',
    status: 'delivery_attempted',
    reason: 'address_incorrect',
    actionRequiredBy: 'us',
    label: 'Address not found',
  },
  {
    code: 'DeliveryFailure',
    pattern: 'not at home',
    status: 'delivery_attempted',
    reason: 'recipient_absent',
    actionRequiredBy: 'recipient',
    label: 'Recipient not at home',
  },
  // Its label goes on saying "out for delivery"; the parcel is back at the depot.
  { code: 'ReturningFromDelivery', status: 'delivery_attempted', label: 'Back at depot after unsuccessful delivery' },
  { code: 'ParcelShop', status: 'available_for_pickup', label: 'At Pickup parcelshop' },
  { code: 'ParcelShop', pattern: 'handed in', status: 'picked_up', label: 'Handed in at parcelshop by sender' },
  { code: 'ParcelShop', pattern: 'collected by', status: 'delivered', label: 'Collected at parcelshop' },
  { code: 'ParcelShop', pattern: 'picked up by consignee', status: 'delivered', label: 'Collected at parcelshop' },
  { code: 'Delivered', status: 'delivered', label: 'Delivered' },
  { code: 'Delivered', pattern: 'back to the sender', status: 'returned_to_sender', label: 'Delivered to sender' },
  { code: 'Delivered', pattern: 'returned to sender', status: 'returned_to_sender', label: 'Delivered to sender' },
  { code: 'ACCEPTED', status: 'picked_up', label: 'Parcel handed to DPD' },
  { code: 'AT_SENDING_DEPOT', status: 'arrived_at_facility', label: 'At sending depot' },
  { code: 'ON_THE_ROAD', status: 'in_transit', label: 'On the road' },
  { code: 'AT_DELIVERY_DEPOT', status: 'at_delivery_depot', label: 'At delivery depot' },
  { code: 'OUT_FOR_DELIVERY', status: 'out_for_delivery', label: 'Out for delivery' },
  { code: 'PICKUP_SHOP', status: 'available_for_pickup', label: 'At Pickup parcelshop' },
];

/**
 * Scan types of the public page, by their number: 3, 13, 14, 15 and 23 as public captures word them, 4 and 8 as a public
 * client of DPD's own documents says; the others are known in general and not confirmed here.
 */
const scanTypes: readonly StatusRow[] = [
  { code: 'SC_1', status: 'in_transit', label: 'Sorted' },
  { code: 'SC_2', status: 'at_delivery_depot', label: 'Received at depot' },
  { code: 'SC_3', status: 'out_for_delivery', label: 'Out for delivery' },
  { code: 'SC_4', status: 'delivery_attempted', label: 'Not delivered, back at depot' },
  { code: 'SC_4_INBOUND', status: 'at_delivery_depot', label: 'Received at depot' },
  { code: 'SC_5', status: 'picked_up', label: 'Collected' },
  { code: 'SC_6', status: 'return_initiated', label: 'System return' },
  { code: 'SC_8', status: 'on_hold', label: 'Held at depot' },
  { code: 'SC_10', status: 'in_transit', label: 'Through hub' },
  { code: 'SC_12', status: 'in_customs', label: 'At customs' },
  { code: 'SC_13', status: 'delivered', label: 'Delivered' },
  { code: 'SC_13', pattern: 'to sender', status: 'returned_to_sender', label: 'Delivered to sender' },
  { code: 'SC_13', pattern: 'to the sender', status: 'returned_to_sender', label: 'Delivered to sender' },
  { code: 'SC_13', pattern: 'an den absender', status: 'returned_to_sender', label: 'Delivered to sender' },
  { code: 'SC_14', status: 'delivery_attempted', label: 'Could not be delivered' },
  { code: 'SC_15', status: 'picked_up', label: 'Picked up from sender' },
  { code: 'SC_18', status: null, label: 'Information only' },
  { code: 'SC_23', status: 'available_for_pickup', label: 'At Pickup parcelshop' },
];

/** Push codes, track statuses and scan types; the three never share a code. */
export const dpdStatuses: readonly StatusRow[] = [...push, ...track, ...scanTypes];
