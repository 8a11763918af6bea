/**
 * What USPS's words mean where no code stands beside them (summaries are text alone), and, for what happens at borders and
 * abroad, where the code is in no table we have. A label is looked up whole, in capitals: `text/OUT FOR DELIVERY`. Prose
 * («Your item was delivered at …») is looked up by its phrases. Sources: the labels of USPS's scan status table as repeated
 * in public repositories (a shipment-tracking library of Hautelook, a WooCommerce plugin) and in stored answers.
 */
import type { StatusRow } from '../carrier.ts';

type Meaning = Pick<StatusRow, 'status' | 'reason' | 'actionRequiredBy'>;
type Group = readonly [Meaning, readonly string[]];

const places = ['Facility', 'Regional Facility', 'Regional Origin Facility', 'Regional Destination Facility'];
const more = ['Origin Facility', 'Destination Facility', 'Origin Sort Facility', 'Sort Facility'];
/** A doing at each kind of facility: `Arrived at USPS Regional Facility`. */
const at = (...doings: string[]): string[] =>
  doings.flatMap((doing) => [...places, ...more].map((place) => `${doing} USPS ${place}`));

const attempted = (reason: StatusRow['reason']): Meaning => ({
  status: 'delivery_attempted',
  ...(reason === undefined ? {} : { reason }),
  actionRequiredBy: 'recipient',
});
const undeliverable = (reason: NonNullable<StatusRow['reason']>): Meaning => ({
  status: 'exception',
  reason,
  actionRequiredBy: 'us',
});

const domestic: readonly Group[] = [
  [
    { status: 'label_created' },
    [
      'Shipping Label Created, USPS Awaiting Item',
      'USPS Currently Awaiting Package',
      'Pre-Shipment Info Sent to USPS, USPS Awaiting Item',
      'Pre-Shipment Info Sent to USPS',
      'Pre-Shipment',
      'Electronic Shipping Info Received',
      'Shipment Information Sent to USPS',
      'Merchant Order Receipt Notification, USPS Awaiting Item',
      'USPS Expects Item for Mailing (SSK)',
      'Label Created, Not Yet in System',
    ],
  ],
  [{ status: 'cancelled' }, ['Label Cancelled']],
  [
    { status: 'picked_up' },
    [
      'USPS in possession of item',
      'Accepted',
      'Acceptance',
      'Picked Up',
      'Picked Up and Processed by Agent',
      'Picked Up by Shipping Agent',
      'Picked Up by Shipping Partner, USPS Awaiting Item',
      'Shipment Received, Package Acceptance Pending',
      'Package Acceptance Pending',
      'Shipment Accepted',
      ...at('Accepted at'),
    ],
  ],
  [
    { status: 'arrived_at_facility' },
    [
      ...at('Arrived at', 'Arrive'),
      'Arrived at Facility',
      'Arrived at Hub',
      'Arrived at Military Post Office',
      'Arrived Shipping Partner Facility, USPS Awaiting Item',
      'Received at Opening Unit',
    ],
  ],
  [
    { status: 'departed_facility' },
    [
      ...at('Departed', 'Depart', 'Dispatched from'),
      'Departed',
      'Departed Facility',
      'Departed Hub',
      'Departed Post Office',
      'Departed Shipping Partner Facility, USPS Awaiting Item',
    ],
  ],
  [
    { status: 'in_transit' },
    [
      ...at('Processed at', 'Processed through'),
      'In Transit',
      'In Transit to Next Facility',
      'In Transit, Arriving On Time',
      'Moving Through Network',
      'Moving Within the USPS Network',
      'Processed',
      'Processed Through Facility',
      'Processed Through Regional Facility',
      'Sorting Complete',
      'Forward Processed',
    ],
  ],
  [{ status: 'in_transit', reason: 'recipient_moved' }, ['Forwarded']],
  [
    { status: 'delayed', reason: 'other', actionRequiredBy: 'carrier' },
    [
      'In Transit, Arriving Late',
      'Arriving Late',
      'Delayed',
      'Delivery Delay',
      'Processing Exception',
      'Processing Exception, Other Delay',
      'Delivery Exception',
      'Rescheduled to Next Delivery Day',
    ],
  ],
  [
    { status: 'delayed', reason: 'weather', actionRequiredBy: 'none' },
    ['Delivery Exception, Local Weather Delay', 'Processing Exception, Local Weather Delay', 'Weather Delay'],
  ],
  [{ status: 'delayed', reason: 'carrier_misrouted', actionRequiredBy: 'carrier' }, ['Missent', 'Mis-shipped']],
  [
    { status: 'handed_over' },
    [
      'Delivered to Agent for Final Delivery',
      'Tendered to Agent for Final Delivery',
      'Tendered to Military Agent',
      'Tendered to Postal Service',
      'USPS Handoff to Shipping Partner',
    ],
  ],
  [
    { status: 'at_delivery_depot' },
    ['Arrived at Unit', 'Arrived at Post Office', 'Arrival at Post Office', 'Arrival at Unit'],
  ],
  [
    { status: 'out_for_delivery' },
    ['Out for Delivery', 'Out for Delivery, Expected Delivery by 9:00pm', 'Out for Delivery Today'],
  ],
  [{ status: 'delivery_scheduled' }, ['Redelivery Scheduled', 'Redelivery Scheduled for Next Business Day']],
  [
    { status: 'available_for_pickup' },
    [
      'Available for Pickup',
      'Available for Redelivery or Pickup',
      'Arrival at Pickup-Point',
      'Arrival at Pickup Point',
      'Held at Post Office, At Customer Request',
      'Reminder to Schedule Redelivery of your item',
      'Reminder to pick up your item',
    ],
  ],
  [attempted(undefined), ['Notice Left', 'Delivery Attempt', 'Attempted Delivery', 'Missed Delivery']],
  [
    attempted('recipient_absent'),
    [
      'Notice Left (No Authorized Recipient Available)',
      'No Authorized Recipient Available',
      'Notice Left (No Secure Location Available)',
      'No Secure Location Available',
      'Notice Left (Business Closed)',
      'Business Closed',
    ],
  ],
  [
    attempted('access_denied'),
    [
      'Delivery Attempted - No Access to Delivery Location',
      'Notice Left (Receptacle Blocked)',
      'Receptacle Blocked',
      'Delivery Exception, Animal Interference',
      'Hazardous/Unsafe Delivery Conditions',
    ],
  ],
  [attempted('other'), ['Notice Left (Receptacle Full/Item Oversized)', 'Receptacle Full/Item Oversized']],
  [
    { status: 'delivered' },
    [
      'Delivered',
      'Delivered, In/At Mailbox',
      'Delivered, Front Door/Porch',
      'Delivered, Parcel Locker',
      'Delivered, PO Box',
      'Delivered, Left with Individual',
      'Delivered, Front Desk/Reception/Mail Room',
      'Delivered, Garage or Other Location at Address',
      'Delivered, Garage / Other Door / Other Location at Address',
      'Delivered, Neighbor as Requested',
      'Delivered, Individual Picked Up at Post Office',
      'Delivered, Individual Picked Up at Postal Facility',
      'Delivered, To Agent',
      'Delivered to Agent',
      'Delivered to Agent, Front Desk/Reception/Mail Room',
      'Delivered to Agent, Left with Individual',
      'Delivered to Agent, Picked up at USPS',
      'Delivered to Recipient by Agent',
      'Picked Up by Agent',
    ],
  ],
  [{ status: 'delivered', reason: 'carrier_damaged' }, ['Delivered Damaged']],
  [undeliverable('recipient_refused'), ['Refused', 'Refused Delivery']],
  [
    undeliverable('address_incorrect'),
    [
      'Undeliverable as Addressed',
      'No Such Number',
      'Addressee Unknown',
      'Attempted - Not Known',
      'Vacant',
      'Bad Address',
      'Unsuccessful Attempt - Bad Address',
      'Addressee Not Available',
    ],
  ],
  [undeliverable('address_incomplete'), ['Insufficient Address']],
  [undeliverable('recipient_moved'), ['Moved, Left no Address', 'Forward Expired', 'Customer Moved']],
  [undeliverable('recipient_absent'), ['Unclaimed', 'Unclaimed/Being Returned to Sender']],
  [undeliverable('other'), ['Deceased', 'Alert']],
  [{ status: 'exception', reason: 'regulatory', actionRequiredBy: 'authority' }, ['Seized by Law Enforcement']],
  [{ status: 'exception', reason: 'carrier_damaged', actionRequiredBy: 'us' }, ['Visible Damage']],
  [
    { status: 'exception', reason: 'carrier_lost', actionRequiredBy: 'carrier' },
    [
      'Dead Letter',
      'Dead Mail',
      'Dead Mail/Disposed by Post Office',
      'Sent to Mail Recovery Center',
      'Disposed by Post Office',
    ],
  ],
  [
    { status: 'return_initiated' },
    [
      'Return to Sender',
      'Return to Sender Processed',
      'Return to Sender Processing',
      'Return to Sender / Not Picked Up',
      'Return Notice Generated',
      'Tendered to Returns Agent',
      'Intercepted',
    ],
  ],
  [{ status: 'returned_to_sender' }, ['Delivered, To Original Sender']],
  [{ status: null }, ['Awaiting Delivery Scan', 'Delivery Status Not Updated', 'Tracking Restored']],
];

const borders: readonly Group[] = [
  [
    { status: 'in_customs' },
    ['Inbound Into Customs', 'Outbound Into Customs', 'Into Foreign Customs', 'Customs Clearance', 'In Customs'],
  ],
  [{ status: 'customs_held' }, ['Held in Customs', 'Foreign Customs Hold', 'Held by Customs']],
  [
    { status: 'customs_cleared' },
    [
      'Inbound Out of Customs',
      'Outbound Out of Customs',
      'Outbound - Out of US Customs',
      'Out of Foreign Customs',
      'Customs Clearance Processing Complete',
      'Released from US Customs',
      'Released from Customs',
    ],
  ],
  [
    { status: 'customs_held', reason: 'customs_prohibited', actionRequiredBy: 'authority' },
    ['Refused Entry by Customs', 'Seized by Customs'],
  ],
  [
    { status: 'departed_facility' },
    [
      'International Dispatch',
      'Dispatched from USPS International Service Center',
      'Departed USPS International Service Center',
      'Departed Transit Office of Exchange',
      'Depart from Transit Office of Exchange',
    ],
  ],
  [{ status: 'label_created' }, ['Origin Post is Preparing Shipment']],
  [
    { status: 'arrived_at_facility' },
    [
      'Arrived at USPS International Service Center',
      'Arrived at Transit Office of Exchange',
      'Arrival at Transit Office of Exchange',
    ],
  ],
  [{ status: 'arrived_in_destination_country' }, ['Arrived Abroad', 'Arrived in Destination Country']],
  [
    { status: 'in_transit' },
    ['Processed Through USPS International Service Center', 'Processed Through Transit Office of Exchange'],
  ],
  [attempted(undefined), ['Attempted Delivery Abroad', 'Addressee Not Available - Will Attempt Delivery']],
  [{ status: 'delivered' }, ['Delivered Abroad', 'International Delivered with Signature', 'Delivered by Broker']],
  [{ status: 'available_for_pickup' }, ['Collect for Pick Up']],
  [
    { status: 'return_initiated' },
    ['Foreign Return to Sender', 'R.T.S: Abandonment', 'Returned to Consignor', 'Return to Sender Abroad'],
  ],
  [{ status: 'return_initiated', reason: 'customs_documents' }, ['R.T.S: Improper Documentation']],
  [{ status: 'return_initiated', reason: 'customs_duties_unpaid' }, ['R.T.S: Duty Nonpayment']],
];

/** Phrases of the sentences in which USPS sums up; the longest that fits is meant. */
const phrases: readonly Group[] = [
  [{ status: 'delivered' }, ['was delivered', 'has been delivered', 'was picked up at']],
  [{ status: 'returned_to_sender' }, ['was delivered to the original sender']],
  [{ status: 'handed_over' }, ['was delivered to an agent for final delivery']],
  [attempted(undefined), ['attempted to deliver', 'delivery attempt was made']],
  [{ status: 'out_for_delivery' }, ['out for delivery']],
  [{ status: 'available_for_pickup' }, ['available for pickup', 'available for pick up', 'being held at']],
  [{ status: 'at_delivery_depot' }, ['arrived at the post office', 'arrived at our post office']],
  [{ status: 'arrived_at_facility' }, ['arrived at our', 'arrived at the', 'arrived at a']],
  [{ status: 'departed_facility' }, ['departed our', 'departed a', 'has left our']],
  [{ status: 'in_transit' }, ['in transit', 'was processed', 'moving within']],
  [{ status: 'picked_up' }, ['in possession of', 'was accepted', 'has been accepted']],
  [
    { status: 'label_created' },
    ['label has been prepared', 'label has been created', 'has been notified by the shipper', 'awaiting the item'],
  ],
  [undeliverable('recipient_refused'), ['was refused']],
  [undeliverable('address_incorrect'), ['undeliverable as addressed', 'could not be delivered']],
  [{ status: 'return_initiated' }, ['returned to the sender', 'return to sender', 'being returned']],
  [{ status: 'customs_held' }, ['being held by customs', 'held in customs']],
  [{ status: 'delayed', reason: 'other', actionRequiredBy: 'carrier' }, ['arriving late', 'arriving later']],
];

const labelled = (prefix: string, groups: readonly Group[]): StatusRow[] =>
  groups.flatMap(([meaning, labels]) =>
    [...new Set(labels)].map((label) => ({ code: `${prefix}/${label.toUpperCase()}`, ...meaning, label })),
  );

export const labelRows: readonly StatusRow[] = [
  ...labelled('text', [...domestic, ...borders]),
  ...labelled('abroad', borders),
  ...phrases.flatMap(([meaning, patterns]) =>
    patterns.map((pattern) => ({ code: 'summary', pattern, ...meaning, label: pattern })),
  ),
];
