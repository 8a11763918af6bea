/**
 * UPS's three-digit status codes (`statusCode` of Track, `descriptionCode` of Track Alert): what UPS tells a layman. The
 * second key of a scan, for type and code that no table knows. Source: the official appendix as kept in
 * karrioapi/karrio `modules/connectors/ups/vendors/Tracking-status-description-codes.html` (160 codes); classes of section
 * 2 of the formats document stand above it.
 */
import type { StatusRow } from '../carrier.ts';
import { type Group, same } from './status-groups.ts';

const groups: readonly Group[] = [
  [
    { status: null },
    {
      '000': 'Status not available',
      '018': 'Delivery change requested: hold for pickup',
      '027': 'Delivery address change requested',
      '028': 'Delivery address changed',
      '041': 'Service upgrade requested',
      '042': 'Service upgraded',
      '054': 'Delivery change requested',
      '056': 'Service upgrade requested',
      '063': 'Delivery change completed',
      '077': 'Scheduled for pickup today',
      '082': 'Delivery instructions received',
      '088': 'Test',
      '093': 'Premier recovery in progress',
      '094': 'Premier recovery completed',
      '095': 'Additional attempt requested',
      '096': 'Address change confirmed',
      '097': 'Address change requested',
      '098': 'Deliver to original address requested',
      '099': 'Deliver to original address confirmed',
      '100': 'Hold at Access Point confirmed',
      '101': 'Hold at Access Point requested',
      '102': 'Hold for courier requested',
      '103': 'Hold for courier confirmed',
      '104': 'Hold for instructions confirmed',
      '105': 'Hold for instructions requested',
      '106': 'Hold for pickup confirmed',
      '107': 'Hold for pickup requested',
      '108': 'Hold for pickup today confirmed',
      '109': 'Hold for pickup today requested',
      '110': 'Refrigeration confirmed',
      '111': 'Refrigeration requested',
      '112': 'Re-ice confirmed',
      '113': 'Re-ice requested',
      '114': 'Request cancelled',
      '116': 'Reschedule delivery requested',
      '120': 'Saturday delivery confirmed',
      '121': 'Saturday delivery requested',
      '122': 'Upgrade confirmed',
      '127': 'Investigation closed',
      '128': 'Investigation cancelled',
      '130': 'Claim in progress',
      '133': 'Return label left with customer',
      '140': 'Claim paid',
      '141': 'Incomplete documentation received',
      '142': 'Claim voided',
      '148': 'Package information unavailable',
      '153': 'Updated delivery time',
      '154': 'Updated delivery date',
      '155': 'Delivery photo',
      '163': 'Package information unavailable',
    },
  ],
  [
    { status: 'label_created' },
    {
      ...same('Shipment ready for UPS', '003 157'),
      ...same('On the way to UPS', '044 045'),
      '079': 'Order processed: in transit to UPS',
      '080': 'Order processed: ready for UPS',
      '166': 'Shipment ready for Roadie',
    },
  ],
  [{ status: 'cancelled' }, { '007': 'Shipment information voided', '043': 'Voided pickup' }],
  [
    { status: 'picked_up' },
    {
      '038': 'Picked up by UPS',
      '160': 'We have your package',
      '167': 'Dropped off at UPS Store by customer',
      '168': 'Dropped off at retail location by customer',
      '169': 'Dropped off at a UPS Access Point by customer',
    },
  ],
  [
    { status: 'in_transit' },
    {
      ...same('On the way', '005 010 025 039 047 087 158 159 164 165'),
      '057': 'On the way to a local UPS Access Point',
      '070': 'Package not at UPS Access Point yet',
      '073': 'In transit to UPS delivery partner',
      '138': 'Awaiting scheduled departure',
    },
  ],
  [{ status: 'arrived_at_facility' }, { '016': 'In warehouse' }],
  [
    { status: 'handed_over' },
    { '074': 'UPS delivery partner has shipment', '137': 'Transferred to UPS delivery partner' },
  ],
  [
    { status: 'out_for_delivery' },
    {
      ...same('Out for delivery', '006 021 037 089 091 146 162'),
      '071': 'Preparing for delivery',
      '072': 'Loaded on delivery vehicle',
      '078': 'Driver is arriving soon',
    },
  ],
  [{ status: 'delivery_scheduled' }, { '075': 'Scheduled for delivery' }],
  [{ status: 'in_customs' }, { '012': 'Clearance in progress', '092': 'Customs clearance in progress' }],
  [{ status: 'customs_cleared' }, { '014': 'Clearance completed', '084': 'Cleared', '134': 'Cleared import customs' }],
  [
    { status: 'customs_held', reason: 'customs_documents' },
    { '058': 'Clearance information required', ...same('Clearance information needed', '124 125') },
  ],
  [
    { status: 'customs_held', reason: 'other', actionRequiredBy: 'recipient' },
    { '123': 'Pending release from non-UPS broker' },
  ],
  [
    { status: 'customs_held', reason: 'customs_inspection', actionRequiredBy: 'authority' },
    { '126': 'Pending government agency release' },
  ],
  [
    { status: 'delivered' },
    { '011': 'Delivered', '026': 'Delivered by local post office', '156': 'Commercial inside release' },
  ],
  [
    { status: 'available_for_pickup', actionRequiredBy: 'recipient' },
    {
      '017': 'Held for customer pickup',
      '040': 'Ready for customer pickup',
      '143': 'Delivered to agent',
      '144': 'Delivered to post office for pickup',
      '161': 'Delivered to UPS Access Point',
    },
  ],
  [
    { status: 'on_hold' },
    { '019': 'Held for future delivery', '020': 'Held for future delivery requested', '083': 'Held' },
  ],
  [{ status: 'on_hold', reason: 'payment_due', actionRequiredBy: 'recipient' }, { '085': 'Held for COD payment' }],
  [
    { status: 'on_hold', reason: 'access_denied', actionRequiredBy: 'recipient' },
    { '139': 'Security access required' },
  ],
  [
    { status: 'delivery_attempted' },
    {
      '022': 'First attempt made',
      '023': 'Second delivery attempted',
      '024': 'Final attempt made',
      ...same('Delivery attempted', '060 145'),
      '066': 'Post office delivery attempted',
    },
  ],
  [
    { status: 'delivery_attempted', reason: 'recipient_absent', actionRequiredBy: 'recipient' },
    { '061': 'Delivery attempted: adult signature required' },
  ],
  [
    { status: 'delivery_attempted', reason: 'payment_due', actionRequiredBy: 'recipient' },
    { '062': 'Delivery attempted: funds required' },
  ],
  [
    { status: 'delayed' },
    {
      ...same('Delay', '046 048 086 090'),
      '055': 'Rescheduled delivery',
      '115': 'Reschedule delivery confirmed',
      '136': 'Delivery rescheduled for Saturday',
    },
  ],
  [{ status: 'delayed', actionRequiredBy: 'us' }, { '049': 'Delay: action required' }],
  [
    { status: 'delayed', reason: 'address_incomplete', actionRequiredBy: 'us' },
    { '050': 'Address information required' },
  ],
  [
    { status: 'delayed', reason: 'weather' },
    {
      '032': 'Adverse weather may cause delay',
      '051': 'Delay: emergency situation or severe weather',
      ...same('Delay: severe weather', '052 053'),
    },
  ],
  [{ status: 'delayed', reason: 'regulatory', actionRequiredBy: 'carrier' }, { '132': 'Airport security delay' }],
  [
    { status: 'exception' },
    {
      '013': 'Exception',
      '030': 'Local post office exception',
      '069': 'Unable to deliver',
      '076': 'UPS delivery partner exception',
    },
  ],
  [{ status: 'exception', actionRequiredBy: 'us' }, { '029': 'Exception: action required' }],
  [
    { status: 'exception', reason: 'shipper_not_ready', actionRequiredBy: 'us' },
    { '065': 'Pickup attempted', '131': 'Final pickup attempted', '135': 'Second pickup attempted' },
  ],
  [{ status: 'exception', reason: 'recipient_refused', actionRequiredBy: 'us' }, { '064': 'Delivery refused' }],
  [
    { status: 'exception', reason: 'carrier_damaged', actionRequiredBy: 'us' },
    { '059': 'Damage reported', '081': 'Returned: damage reported' },
  ],
  [
    { status: 'exception', reason: 'carrier_lost', actionRequiredBy: 'carrier' },
    { '068': 'Sent to lost and found', '129': 'Investigation opened' },
  ],
  [
    { status: 'exception', reason: 'regulatory', actionRequiredBy: 'us' },
    { '147': 'Seized by law enforcement', '149': 'Prohibited contents, package destroyed' },
  ],
  [
    { status: 'return_initiated' },
    {
      ...same('Return to sender requested', '033 119'),
      '035': 'Returning to sender',
      '036': 'Returning to sender: in transit',
      '117': 'Return by Saturday confirmed',
      '118': 'Return to sender confirmed',
    },
  ],
  [{ status: 'returned_to_sender' }, { '034': 'Returned to sender', '067': 'Returned to sender by post office' }],
];

/** Under `#` and three digits: `#011`. */
export const descriptionCodes: readonly StatusRow[] = groups.flatMap(([meaning, codes]) =>
  Object.entries(codes).map(([code, label]) => ({ code: `#${code}`, ...meaning, label })),
);
