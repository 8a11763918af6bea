/**
 * What Aramex's update codes mean. Aramex publishes no list and sources conflict: the codes are those of the formats
 * document and of answers captured from the live API with their descriptions (public integrations in Tunisia, Jordan,
 * the Emirates). Codes that only somebody's own map knows are left out: an unknown code is shown, not guessed.
 *
 * The description is preferred where it contradicts the code: rows `text` hold its phrases, the longest that fits
 * decides. `SH033/A16` is a code with the ProblemCode sent beside it.
 */
import type { ActionRequiredBy, StatusReason, TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { StatusRow } from '../carrier.ts';

type More = { reason?: StatusReason; actionRequiredBy?: ActionRequiredBy };

const codes: readonly StatusRow[] = [
  { code: 'SH014', status: 'label_created', label: 'Record created' },
  { code: 'SH001', status: 'picked_up', label: 'Picked up' },
  { code: 'SH012', status: 'picked_up', label: 'Picked up from shipper' },
  { code: 'SH047', status: 'arrived_at_facility', label: 'Received at origin facility' },
  { code: 'SH160', status: 'arrived_at_facility', label: 'Under processing at operations facility' },
  { code: 'SH022', status: 'departed_facility', label: 'Departed operations facility' },
  { code: 'SH003', status: 'out_for_delivery', label: 'Out for delivery' },
  { code: 'SH005', status: 'delivered', label: 'Delivered' },
  { code: 'SH006', status: 'delivered', label: 'Collected by consignee' },
  { code: 'SH007', status: 'delivered', label: 'Delivered' },
  { code: 'SH154', status: 'delivered', label: 'Delivered' },
  { code: 'SH234', status: 'delivered', label: 'Delivered' },
  { code: 'SH496', status: 'delivered', label: 'Delivered' },
  { code: 'SH069', status: 'return_initiated', label: 'Return to shipper' },
  { code: 'SH247', status: 'return_initiated', label: 'Return' },
  { code: 'SH474', status: 'return_initiated', label: 'Return' },
  { code: 'SH495', status: 'return_initiated', label: 'Return' },
  { code: 'SH498', status: 'return_initiated', label: 'Pending return to shipper' },
  // Money, after the parcel was delivered.
  { code: 'SH239', status: null, label: 'Shipment charges paid (cash on delivery settled)' },
  { code: 'SH296', status: null, label: 'Delivery address corrected' },
  { code: 'SH008', status: 'on_hold', label: 'Shipment on hold' },
  { code: 'SH033', status: 'delivery_attempted', label: 'Attempted delivery' },
  {
    code: 'SH294',
    status: 'on_hold',
    reason: 'recipient_absent',
    actionRequiredBy: 'recipient',
    label: 'On hold, contacting customer',
  },
];

/** ProblemCodes seen with their meaning; others say too little to stand alone. */
const problems: readonly StatusRow[] = [
  {
    code: 'SH033/A16',
    status: 'delivery_attempted',
    reason: 'address_incorrect',
    actionRequiredBy: 'us',
    label: 'Address',
  },
  {
    code: 'SH033/A18',
    status: 'delivery_attempted',
    reason: 'payment_due',
    actionRequiredBy: 'recipient',
    label: 'Payment declined',
  },
  {
    code: 'SH033/U13',
    status: 'delivery_attempted',
    reason: 'recipient_absent',
    actionRequiredBy: 'recipient',
    label: 'Unreachable',
  },
  { code: 'SH294/A16', status: 'on_hold', reason: 'address_incorrect', actionRequiredBy: 'us', label: 'Address' },
  {
    code: 'SH294/U13',
    status: 'on_hold',
    reason: 'recipient_absent',
    actionRequiredBy: 'recipient',
    label: 'Unreachable',
  },
];

const says = (status: TrackingStatus | null, phrases: string, more: More = {}): StatusRow[] =>
  phrases
    .trim()
    .split('\n')
    .map((phrase) => ({ code: 'text', pattern: phrase.trim(), status, label: phrase.trim(), ...more }));

const absent: More = { reason: 'recipient_absent', actionRequiredBy: 'recipient' };
const badAddress: More = { reason: 'address_incorrect', actionRequiredBy: 'us' };
const unpaid: More = { reason: 'payment_due', actionRequiredBy: 'recipient' };

const texts: readonly StatusRow[] = [
  ...says('label_created', 'record created\nshipment created'),
  ...says('info_received', 'pickup scheduled\npick up scheduled\npickup requested'),
  ...says('picked_up', 'picked up from shipper\ncollected from shipper\nshipment picked up\npicked up by aramex'),
  ...says('exception', 'not picked up\npickup failed\npick up failed', {
    reason: 'shipper_not_ready',
    actionRequiredBy: 'us',
  }),
  ...says(
    'arrived_at_facility',
    `received at origin facility
    under processing at operations facility
    received at operations facility
    arrived at operations facility
    at operations facility
    arrived at facility`,
  ),
  ...says('at_delivery_depot', 'received at destination\narrived at destination facility\nat destination facility'),
  ...says('departed_facility', 'departed operations facility\ndeparted from\ndeparted facility'),
  ...says('in_transit', 'in transit to\nshipment in transit\nforwarded to'),
  ...says(
    'arrived_in_destination_country',
    'arrived in destination country\narrived at destination country\nreached destination country',
  ),
  ...says(
    'in_customs',
    'under customs clearance\nin customs\ncustoms clearance in progress\nundergoing customs\nsubmitted to customs',
  ),
  ...says(
    'customs_cleared',
    'cleared customs\ncustoms cleared\ncustoms clearance completed\nreleased by customs\nreleased from customs',
  ),
  ...says('customs_held', 'held by customs\nheld at customs\nheld in customs\nawaiting customs\nclearance delay'),
  ...says('customs_held', 'awaiting documents\nmissing documents\ndocuments required', {
    reason: 'customs_documents',
    actionRequiredBy: 'us',
  }),
  ...says('customs_held', 'awaiting duty payment\nduties unpaid\nawaiting payment of duties', {
    reason: 'customs_duties_unpaid',
    actionRequiredBy: 'recipient',
  }),
  ...says(
    'delivery_scheduled',
    'delivery scheduled\nscheduled for delivery\ndelivery rescheduled\nrescheduled for delivery\nto be delivered\nwill be delivered',
  ),
  ...says('out_for_delivery', 'out for delivery\nwith delivery courier'),
  ...says(
    'delivery_attempted',
    `attempted delivery
    delivery attempted
    delivery attempt
    not delivered
    undelivered
    failed delivery
    delivery failed
    unable to deliver
    could not be delivered`,
  ),
  ...says(
    'delivery_attempted',
    `attempted delivery - customer not available
    attempted delivery - consignee not available
    customer not available
    consignee not available
    customer was not available
    no one home
    not at home
    customer not answering
    unable to contact`,
    absent,
  ),
  ...says(
    'delivery_attempted',
    'payment was declined\npayment declined\ncash not ready\ncod not ready\nunable to pay',
    unpaid,
  ),
  ...says(
    'delivery_attempted',
    'incorrect address\nwrong address\naddress incorrect\nbad address\naddress not found',
    badAddress,
  ),
  ...says('delivery_attempted', 'incomplete address\naddress incomplete\ninsufficient address', {
    reason: 'address_incomplete',
    actionRequiredBy: 'us',
  }),
  ...says('delivery_attempted', 'consignee moved\ncustomer moved\nconsignee relocated', {
    reason: 'recipient_moved',
    actionRequiredBy: 'us',
  }),
  ...says('delivery_attempted', 'access denied\nrestricted area\nno access', {
    reason: 'access_denied',
    actionRequiredBy: 'recipient',
  }),
  ...says(
    'delivery_attempted',
    'refused by consignee\nconsignee refused\nrefused by customer\ncustomer refused\nshipment refused\nrejected by consignee',
    { reason: 'recipient_refused', actionRequiredBy: 'us' },
  ),
  ...says(null, 'delivery address corrected\naddress corrected\ncharges paid\ncod amount\npayment received'),
  ...says('on_hold', 'shipment on hold\non hold\nheld at operations facility'),
  ...says(
    'on_hold',
    'on hold - attempting to contact\nattempting to contact customer\nattempting to contact consignee',
    absent,
  ),
  ...says('delayed', 'shipment delayed\ndelivery delayed\ndelayed'),
  ...says('delayed', 'bad weather\nweather conditions\ndelayed due to weather\nadverse weather', { reason: 'weather' }),
  ...says('delayed', 'misrouted\nmis-routed\nmissorted\nmis-sorted', {
    reason: 'carrier_misrouted',
    actionRequiredBy: 'carrier',
  }),
  ...says('exception', 'shipment damaged\ndamaged', { reason: 'carrier_damaged', actionRequiredBy: 'us' }),
  ...says('exception', 'shipment lost\nlost shipment\nshipment missing', {
    reason: 'carrier_lost',
    actionRequiredBy: 'us',
  }),
  ...says('exception', 'shipment destroyed\nshipment disposed\ndisposed of', {
    reason: 'other',
    actionRequiredBy: 'us',
  }),
  ...says(
    'available_for_pickup',
    `ready for collection
    ready for customer collection
    ready for pickup
    ready for pick up
    available for collection
    available for pickup
    awaiting collection
    awaiting consignee collection
    awaiting consignee for self
    awaiting customer for self
    held for collection
    held for customer pickup`,
  ),
  ...says(
    'delivered',
    'delivered\ncollected by consignee\ncollected by customer\npicked up by consignee\npicked up by customer\nshipment collected by',
  ),
  ...says(
    'return_initiated',
    'pending return to shipper\nreturn to shipper\nreturning to shipper\nreturn to origin\nto be returned\nreturn in progress',
  ),
  ...says(
    'returned_to_sender',
    'returned to shipper\nreturned to sender\nreturn delivered\ndelivered to shipper\ndelivered back to shipper',
  ),
  ...says('cancelled', 'shipment cancelled\nshipment canceled\npickup cancelled\npickup canceled\nrecord cancelled'),
];

export const aramexStatuses: readonly StatusRow[] = [...codes, ...problems, ...texts];
