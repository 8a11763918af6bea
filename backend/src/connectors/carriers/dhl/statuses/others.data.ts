/**
 * The smaller divisions of the unified API: letters with tracking (svb), PPL in the Czech Republic, Freight and Global
 * Forwarding. Facts from the official status table of the unified push API (github karrioapi/karrio,
 * modules/connectors/mydhl/vendors/status_1.csv).
 */
import { type Group, named, rowsOf } from './group.ts';

/** Briefkommunikation of Deutsche Post: the codes are words. */
const letters: readonly Group[] = [
  [['info_received'], named('ANNOUNCED')],
  [['picked_up'], named('POSTED POSTED_ARRIVED POSTED_MAIL_TERMINAL')],
  [
    ['in_transit'],
    named('BZ BZA BZE PASSED_LETTER_CENTER FORWARDED_ABROAD TO_BE_SENT_ABROAD REDIRECTED ARRIVED_TRANSIT'),
  ],
  [['departed_facility'], named('DEPARTURE_FROM_INWARD_OE')],
  [['arrived_in_destination_country'], named('ARRIVED_IN_DESTINATION_COUNTRY')],
  [['at_delivery_depot'], named('ARRIVAL_AT_OFFICE_OF_DELIVERY')],
  [['in_customs'], named('HANDOVER_CUSTOMS IP_CUSTOMS')],
  [['customs_held', 'other', 'authority'], named('HELD_BY_CUSTOMS')],
  [['out_for_delivery'], named('IN_DELIVERY')],
  [['delivery_attempted', 'other'], named('DELIVERY_ATTEMPTED')],
  [['available_for_pickup'], named('NOTIFIED NOTIFIED_KEY_ACCOUNT NOTIFIED_PACKSTATION NOTIFIED_PO_BOX')],
  [
    ['delivered'],
    named(`CONFIRMATION_PENDING CONFIRMED CONFIRMED_BY_SENDER DELIVERED DELIVERED_ZU_NOT_OK DELIVERED_ZU_OK FETCHED
      FETCHED_KEY_ACCOUNT_PENDING_DELIVERY_CONFIRMATION FETCHED_NOTIFIED FETCHED_PACKSTATION FETCHED_PENDING_DELIVERY_CONFIRMATION
      FETCHED_PO_BOX_PENDING_DELIVERY_CONFIRMATION PAID_EPOS PAID_MAILMAN`),
  ],
  [['exception', 'address_incorrect'], { MARBURG: 'At the office for undeliverable mail' }],
  [['return_initiated'], named('SENT_BACK SENT_BACK_ABROAD')],
  [['returned_to_sender'], named('RETURNED_TO_SENDER')],
  [[null], named('AMBIGUOUS NO_INFO AMOUNT_TRANSFERRED ISSUE_OF_A_REPLACEMENT_CERTIFICATE_PZA')],
];

const ppl: readonly Group[] = [
  [['info_received'], { '900': 'Electronic data received' }],
  [['picked_up'], { '150': 'Received from sender' }],
  [['at_delivery_depot'], { '300': 'At the delivery depot', '400': 'Ready for delivery' }],
  [['available_for_pickup'], { '343': 'Ready in pickup point' }],
  [['delivered'], { '450': 'Delivered' }],
  [['delivery_scheduled'], { '460': 'To be delivered on another day' }],
  [['exception', 'recipient_refused'], { '464': 'Refused by recipient' }],
  [['in_transit'], { '500': 'On the way to the delivery depot' }],
  [['exception', 'carrier_lost'], { '997': 'Lost' }],
  [['cancelled'], { '999': 'Cancelled by sender, data only' }],
];

const freight: readonly Group[] = [
  [
    ['info_received'],
    {
      'ACT-2': 'Consignment created',
      '64-0': 'Collection arranged',
      '48-0': 'Loaded by customer, ready for collection',
    },
  ],
  [
    ['delayed', 'shipper_not_ready'],
    {
      '55-211': 'Not collected, consignor closed',
      '55-68': 'Not collected, customer not ready',
      '55-21': 'Not collected, customer refusal',
      '55-234': 'Not collected, wrong address',
      '55-241': 'Not collected, wrong reference',
    },
  ],
  [
    ['delayed', 'other', 'carrier'],
    {
      '55-240': 'Not collected, goods not transportable',
      '55-265': 'Not collected, other reasons',
      '55-294': 'Not collected, time issue',
      '55-20': 'Not collected, traffic jam',
      '20-354': 'Delayed, bank holiday',
    },
  ],
  [['delayed', 'customs_documents'], { '55-126': 'Not collected, customs issue' }],
  [['delayed', 'weather'], { '55-266': 'Not collected, weather', '20-266': 'Delayed in transport, bad weather' }],
  [['picked_up'], { '13-0': 'Collected' }],
  [['departed_facility'], { '24-0': 'Shipped from terminal' }],
  [['arrived_at_facility'], { '1-0': 'Received at terminal' }],
  [['customs_held', 'other', 'authority'], { '20-126': 'On hold in clearance' }],
  [['customs_cleared'], { '12-0': 'Customs cleared' }],
  [['exception', 'other'], { '20-270': 'Strike' }],
  [['cancelled'], { '7-0': 'Cancelled by sender' }],
  [['return_initiated'], { '56-222': 'Shipment returned' }],
  [['at_delivery_depot'], { '1-21': 'Arrived at destination' }],
  [['on_hold', 'other', 'recipient'], { '20-208': 'Awaiting delivery appointment' }],
  [['delivery_scheduled'], { '20-209': 'Delivery appointment booked' }],
  [['available_for_pickup'], { '20-13': 'Ready for collection by consignee' }],
  [['on_hold', 'payment_due'], { '20-296': 'Waiting for consignee payment' }],
  [['out_for_delivery'], { '24-628': 'Direct delivery', '24-501': 'Out for delivery' }],
  [['delivery_attempted', 'recipient_absent'], { '20-211': 'Consignee closed', '56-211': 'Consignee not met' }],
  [['exception', 'payment_due'], { '56-292': 'Refused, COD problem' }],
  [
    ['exception', 'recipient_refused'],
    { '56-284': 'Refused, wrong goods', '56-611': 'Refused by consignee', '56-241': 'Refused, missing documents' },
  ],
  [['exception', 'address_incorrect'], { '20-234': 'Wrong consignee address' }],
  [['delivered'], { '24-600': 'Received by consignee', '21-234': 'Delivered to a new address', '21-0': 'Delivered' }],
  [['delivered', 'other', 'carrier'], { '21-23': 'Partly delivered', '21-600': 'Delivered with exception' }],
  [
    [null],
    {
      '15-501': 'Out for collection',
      '31-139': 'Entered collection area',
      '31-140': 'Left collection area',
      '361-139': 'Entered delivery area',
      '361-140': 'Left delivery area',
    },
  ],
];

const forwarding: readonly Group[] = [
  [['info_received'], { DATA_SUBMITTED: 'Data submitted, awaiting handover' }],
  [['picked_up'], { PICKUP_SUCCESSFUL: 'Pickup successful' }],
  [
    ['arrived_at_facility'],
    {
      ARRIVED_AT_ORIGIN_FACILITY: 'Arrived at origin facility',
      ARRIVED_PROCESSED_AT_FACILITY: 'Arrived at partner facility',
    },
  ],
  [
    ['in_transit'],
    {
      PROCESSED_AT_ORIGIN_FACILITY: 'Processed at facility',
      READY_FOR_DEPARTURE: 'Ready for departure',
      ARRIVED: 'Flight landed',
    },
  ],
  [
    ['departed_facility'],
    { DEPARTED_FROM_ORIGIN_FACILITY: 'Departed from facility', DEPARTED: 'Departed on outbound flight' },
  ],
  [['in_customs'], { ARRIVED_AT_CUSTOMS: 'Arrived at customs' }],
  [['customs_cleared'], { CLEARED_BY_CUSTOMS: 'Cleared by customs' }],
  [['customs_held', 'other', 'authority'], { HELD_AT_CUSTOMS: 'Held at customs' }],
  [['out_for_delivery'], { OUT_FOR_DELIVERY: 'Out for delivery' }],
  [['delivered'], { DELIVERED: 'Delivered' }],
  [['exception', 'other'], { DELIVERY_EXCEPTION: 'Delivery exception' }],
];

export const otherRows = [
  ...rowsOf('svb', letters),
  ...rowsOf('ecommerce-ppl', ppl),
  ...rowsOf('freight', freight),
  ...rowsOf('dgf', forwarding),
];
