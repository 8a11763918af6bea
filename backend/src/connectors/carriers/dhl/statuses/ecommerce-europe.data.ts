/**
 * DHL eCommerce Europe: numeric event codes, which mean other things than the same numbers of DHL eCommerce. Facts from the
 * official status table of the unified push API (github karrioapi/karrio, modules/connectors/mydhl/vendors/status_1.csv:
 * service ecommerce-europe). DHL counts a handover to a service point as delivered; to the recipient it is a wait.
 */
import { type Group, rowsOf, same } from './group.ts';

const groups: readonly Group[] = [
  [['info_received'], { '1': 'Electronic shipment data provided' }],
  [
    ['info_received'],
    {
      '254': 'Left the customer facility',
      '367': 'Pre-sorted by third party',
      '368': 'Presented to export customs by third party',
      '369': 'Handed over to transport provider',
      '370': 'Presented to import customs by third party',
    },
  ],
  [
    ['picked_up'],
    {
      ...same('Collected', '2 226'),
      '3': 'Dropped off at parcel shop',
      '4': 'Dropped off at parcel station',
      '5': 'Dropped off at post office',
      '6': 'Dropped off at depot',
      '7': 'Dropped off at sorting center',
      '8': 'Dropped off at gateway',
      '9': 'Picked up at sender',
      '14': 'Picked up at parcel shop by courier',
      '15': 'Picked up at parcel station by courier',
      ...same('Picked up at access point by courier', '16 228'),
      '17': 'Picked up at post office by courier',
    },
  ],
  [
    ['in_transit'],
    {
      ...same('Processed at terminal', '19 354'),
      '22': 'Processed at depot',
      '25': 'Processed at sorting center',
      '28': 'Processed at gateway in origin country',
      '29': 'Left origin country',
      '30': 'Arrived in transit country',
      ...same('Processed in transit country', '31 232 355 377 378 379'),
      '32': 'Left transit country',
      '38': 'Processed at sorting center',
      '230': 'Processed at terminal in origin country',
      ...same('Processed at terminal in destination country', '233 356'),
      '235': 'Left origin country',
      '236': 'Arrived in transit country',
      '237': 'Left transit country',
      '255': 'Pre-sorted by third party',
      '358': 'Identified as oversized',
      '363': 'Handled by return consolidator',
      '364': 'Assigned to transport container',
      '365': 'Ready for departure from return consolidator',
      '380': 'Processed by instruction of the business customer',
    },
  ],
  [
    ['departed_facility'],
    { ...same('Departed terminal', '20 231'), '23': 'Left the depot', '26': 'Processed, left the sorting center' },
  ],
  [
    ['arrived_at_facility'],
    { ...same('Arrived at gateway in origin country', '27 234'), ...same('Arrived at sorting center', '37 240') },
  ],
  [['arrived_in_destination_country'], same('Arrived in destination country', '33 238')],
  [
    ['at_delivery_depot'],
    { ...same('Arrived at depot', '40 242'), '41': 'Processed at depot', '47': 'Handed over to depot' },
  ],
  [['out_for_delivery'], { '42': 'Loaded to the van' }],
  [
    ['available_for_pickup'],
    {
      '43': 'Handed over to access point',
      '44': 'Handed over to parcel shop',
      '45': 'Handed over to parcel station',
      '46': 'Handed over to post office',
    },
  ],
  [['handed_over'], { '302': 'Handed over for final delivery' }],
  [[null], { '52': 'Recipient notified', ...same('Recipient requested changes', '53 56 57 58 59 60 61 62') }],
  [
    ['delivered'],
    {
      ...same('Delivered', '63 64 69 70 71'),
      '65': 'Picked up by recipient from depot',
      '66': 'Picked up by recipient from parcel shop',
      '67': 'Picked up by recipient from parcel station',
      '68': 'Picked up by recipient from post office',
    },
  ],
  [['delivered', 'carrier_damaged'], { '306': 'Delivered, packaging torn' }],
  [['delivery_attempted', 'other'], { ...same('Could not be delivered', '72 154 161'), '392': 'Locker malfunction' }],
  [['delivery_attempted', 'recipient_absent'], same('Recipient not available', '73 74 75 85 372')],
  [
    ['exception', 'recipient_refused'],
    {
      ...same('Refused', '76 207 210 211'),
      ...same('Refused during collection', '208 209'),
      ...same('Not delivered at recipient request', '222 223'),
    },
  ],
  [
    ['delivery_attempted', 'payment_due'],
    { ...same('COD payment unsuccessful', '77 78'), ...same('Payment of charges missing', '86 214 215') },
  ],
  [['exception', 'address_incorrect'], same('Incorrect delivery address', '79 80 206')],
  [['exception', 'recipient_moved'], { '81': 'Recipient moved' }],
  [['delivery_attempted', 'other', 'recipient'], same('Mandatory ID not shown', '82 330')],
  [['exception', 'carrier_damaged'], { '83': 'Damaged during delivery' }],
  [
    ['delayed', 'carrier_capacity'],
    {
      ...same('Service point has no room', '88 91'),
      '93': 'Parcel locker has no room',
      '97': 'Post office has no room',
      '265': 'Capacity issues, next working day',
      '267': 'Held for capacity, next working day',
    },
  ],
  [
    ['delayed', 'other', 'carrier'],
    {
      ...same('Service point closed', '87 90 395'),
      ...same('Exceeds limits of the service point', '89 92 200'),
      '94': 'Parcel locker out of service',
      '95': 'Violates terms of the parcel locker',
      '96': 'Post office closed',
      '98': 'Exceeds limits of the post office',
      '217': 'Next working day',
      '253': 'Exceptional event, next working day',
      '269': 'Held, next working day',
    },
  ],
  [['delayed', 'weather'], { '264': 'Bad weather, next working day', '266': 'Held for bad weather' }],
  [['return_initiated', 'recipient_absent'], same('Not picked up in time, going back', '99 100 101 102 155')],
  [['customs_cleared'], { '130': 'Released from export customs', '133': 'Cleared at import customs' }],
  [['in_customs'], { '258': 'Presented to import customs by third party' }],
  [['on_hold', 'recipient_absent'], { '141': 'Held until next working day, recipient not available' }],
  [['delivery_scheduled'], same('Held, recipient requested later delivery', '142 172 194 218 219')],
  [['in_transit'], { '159': 'Forwarded or redirected at recipient request' }],
  [
    ['return_initiated'],
    {
      '149': 'Held, will be returned',
      '152': 'Import terminated, will be returned',
      '160': 'Will be returned',
      '248': 'Undeliverable, returned under a new ID',
      '249': 'Undeliverable, to the agreed return address',
    },
  ],
  [['return_initiated', 'recipient_refused'], { '151': 'Refused, will be returned' }],
  [['return_initiated', 'recipient_moved'], { '157': 'Moved, will be returned' }],
  [['return_initiated', 'customs_documents'], { '259': 'Documentation missing, will be returned' }],
  [['exception', 'other'], { '156': 'Exceptional event' }],
  [['on_hold', 'payment_due'], { '268': 'Awaiting payment of charges' }],
  [['returned_to_sender'], { '366': 'Delivered back to the business sender' }],
];

export const ecommerceEuropeRows = rowsOf('ecommerce-europe', groups);
