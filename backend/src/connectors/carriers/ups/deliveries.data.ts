/**
 * UPS's delivery codes (type D, the driver's records), movement scans (types I and P), manifest codes (M, MV) and updates
 * (U). Source: the tables of the official appendix as kept in karrioapi/karrio
 * `modules/connectors/ups/vendors/Tracking-delivery-codes.html`, and section 2 of the formats document.
 */
import { type Group, same } from './status-groups.ts';

/** What ends at the receiver. Most say only where the parcel was left or who took it. */
export const deliveredGroups: readonly Group[] = [
  [
    { status: 'delivered' },
    {
      ...same('Delivered', 'F4 FS KB KD KE'),
      KM: 'Delivered at the receiver location',
      UC: 'Delivery completed',
      OO: 'Premier package delivered',
      YC: 'Delivered by local post office',
      '2W': 'Picked up at UPS Access Point',
      A0: 'Picked up at USPS facility',
      '3F': 'Other location at address',
      '3G': 'Left with individual',
      '3H': 'Neighbor, by request',
      '8O': 'Management office',
      '9E': 'Commercial inside release',
      AI: 'Dock',
      M1: 'Residential',
      M2: 'Commercial',
      M3: 'Front desk',
      M4: 'Reception',
      M5: 'Mail room',
      M6: 'Office',
      M7: 'Receiver',
      M8: 'Guard',
      M9: 'Door person',
      MA: 'Hostess',
      MB: 'Janitor',
      MC: 'Store',
      MD: 'Warehouse',
      ME: 'Receiving office',
      ...same('Met customer', 'MG MH MJ MK'),
      ML: 'Front door',
      MM: 'Rear door',
      MN: 'Side door',
      MP: 'Garage',
      MQ: 'Porch',
      MR: 'Deck',
      MS: 'Patio',
      MU: 'Mailbox',
      MW: 'Carport',
      MX: 'Other, released',
      NL: 'Delivery bag',
      NT: 'Meter box',
      OZ: 'Security office',
      P5: 'Locker',
      PF: 'Inside delivery',
      ZE: 'Authorized shipment release was used',
      ZF: 'Shed',
      ZG: 'Concierge',
      ZH: 'Superintendent',
    },
  ],
  [{ status: 'returned_to_sender' }, { B0: 'Delivered to original sender' }],
];

/** The driver's other records; UPS sends them with type X as well. */
export const undeliveredGroups: readonly Group[] = [
  [
    { status: null },
    {
      '1Z': 'Customer requested earlier pickup',
      '2C': 'Customer agreed to earlier pickup',
      ...same('Customer special request', '38 GW'),
      '4X': 'Delivery to UPS facility, see alternate number',
      '8N': 'None selected',
      '8Q': 'Authorize shipment release requested',
      EB: 'Cancelled',
      EC: 'Redispatched',
      EE: 'Already serviced',
      EQ: 'Service upgrade, special flight',
      F2: 'Delivery information incomplete',
      FD: 'Phone number obtained',
      FI: 'Already picked up',
      L6: 'Package information not in system',
      MY: 'Return label left with the receiver',
      SB: 'Pull invoice or waybill',
      SE: 'Replace invoice or waybill',
      UJ: 'UPS internal activity',
    },
  ],
  [{ status: 'picked_up' }, { VS: 'Shipment tendered to UPS' }],
  [
    { status: 'arrived_at_facility' },
    { '2D': 'Arrived at USPS sort facility', '85': 'Freight processed to the warehouse', F0: 'Arrival scan' },
  ],
  [{ status: 'departed_facility' }, { '2J': 'Departed from USPS sort facility', F3: 'Departure scan' }],
  [{ status: 'in_transit' }, { '98': 'Line flown', FB: 'Address corrected, being delivered' }],
  [
    { status: 'handed_over' },
    { F7: 'SurePost delivered to an agent for final delivery', YH: 'Post office to deliver in 1 to 2 days' },
  ],
  [{ status: 'in_customs' }, { '70': 'Awaiting customs clearance', '86': 'Tendered to the designated broker' }],
  [
    { status: 'customs_held', reason: 'customs_inspection', actionRequiredBy: 'authority' },
    {
      B2: 'Not yet released by customs',
      DK: 'Customs pre-inspection required',
      L4: 'Requires customs inspection',
      RQ: 'Held for clearance by another agency',
      ST: 'Customs reject',
    },
  ],
  [
    { status: 'customs_held', reason: 'customs_documents', actionRequiredBy: 'us' },
    { ET: 'More government documents required', SG: 'Pre-clearance impossible: incomplete information' },
  ],
  [
    { status: 'customs_cleared' },
    { '83': 'Freight has cleared customs', BN: 'Has cleared customs', EZ: 'Cleared customs after noon' },
  ],
  [{ status: 'out_for_delivery' }, { '2K': 'Out for delivery with the USPS', '7K': 'Delivery attempt in progress' }],
  [{ status: 'delivery_scheduled' }, { '7A': 'Access Point delivery next business day', F1: 'Delivery scheduled' }],
  [
    { status: 'available_for_pickup', actionRequiredBy: 'recipient' },
    {
      '1N': 'Delivered to a locker, awaiting pickup',
      '2Q': 'Delivered to UPS Access Point',
      '5F': 'Not collected, back in the Access Point inventory',
      EP: 'Delivered to the post office, held for pickup',
      ZI: 'Left at UPS retail location',
      ZQ: 'Held for collection',
    },
  ],
  [
    { status: 'delayed' },
    {
      ...same('In-transit delay', '0 9 12'),
      '32': 'Delay at UPS facility, delivery rescheduled',
      '41': 'Origin delay, special flight',
      ...same('In-transit delay, special flight', '42 44 CB EL EM'),
      EF: 'Delay, special flight',
      EG: 'Address corrected, special flight needed',
      LM: 'Service level not available',
    },
  ],
  [
    { status: 'delayed', reason: 'carrier_capacity', actionRequiredBy: 'carrier' },
    {
      '57': 'No attempt on the scheduled day',
      EA: 'Missed',
      EI: 'Mechanical or technical delay',
      EK: 'Missed scheduled connection',
      FZ: 'No attempt',
    },
  ],
  [{ status: 'delayed', reason: 'weather' }, { ...same('Local weather', 'CR EJ') }],
  [{ status: 'delayed', reason: 'regulatory' }, { ...same('Hazardous material prohibited by air', '61 62') }],
  [{ status: 'delayed', reason: 'address_incomplete', actionRequiredBy: 'us' }, { MV: 'Missing postal code' }],
  [
    { status: 'delivery_attempted', reason: 'recipient_absent', actionRequiredBy: 'recipient' },
    { BI: 'Closed', CI: 'Not in', FO: 'Closed early' },
  ],
  [{ status: 'delivery_attempted', reason: 'payment_due', actionRequiredBy: 'recipient' }, { DI: 'No money' }],
  [
    { status: 'delivery_attempted', reason: 'address_incorrect', actionRequiredBy: 'us' },
    { '50': 'Not delivered: incorrect address', BO: 'Incorrect address' },
  ],
  [
    { status: 'delivery_attempted', reason: 'address_incomplete', actionRequiredBy: 'us' },
    { DZ: 'Not delivered: room number needed' },
  ],
  [
    { status: 'delivery_attempted', reason: 'access_denied', actionRequiredBy: 'recipient' },
    { NS: 'Gate code', NX: 'Security code', OE: 'Security code required to enter' },
  ],
  [{ status: 'delivery_attempted' }, { '7B': 'Not delivered to Access Point', DO: 'Other non-delivery' }],
  [{ status: 'on_hold' }, { HI: 'Intercepted', TW: 'Awaiting supervisor approval' }],
  [
    { status: 'on_hold', actionRequiredBy: 'recipient' },
    { AU: 'Receiver requests hold for pickup', ...same('Not forwarded: receiver cannot be contacted', 'BS FC') },
  ],
  [{ status: 'exception', reason: 'recipient_refused', actionRequiredBy: 'us' }, { '53': 'Receiver refused' }],
  [{ status: 'exception', reason: 'carrier_damaged', actionRequiredBy: 'us' }, { '28': 'Damaged, held in transit' }],
  [
    { status: 'exception', reason: 'carrier_lost', actionRequiredBy: 'us' },
    { GK: 'Contents shortage', KU: 'Not the entire shipment was delivered' },
  ],
  [
    { status: 'exception', reason: 'customs_prohibited', actionRequiredBy: 'us' },
    { BL: 'Commodity restricted', RN: 'Contains restricted commodities' },
  ],
  [{ status: 'exception', reason: 'shipper_not_ready', actionRequiredBy: 'us' }, { CO: 'Not ready' }],
  [
    { status: 'exception', reason: 'address_incorrect', actionRequiredBy: 'us' },
    { '74': 'Lacks the tracking label', CU: 'Label missing or illegible' },
  ],
  [{ status: 'exception', reason: 'other', actionRequiredBy: 'us' }, { BM: 'Dimensions exceed the limit' }],
];

/** Scans of the last day, which UPS also sends with type D. */
export const deliveryDayGroups: readonly Group[] = [
  [
    { status: 'out_for_delivery' },
    {
      DL: 'Driver load',
      OD: 'Loaded on delivery vehicle',
      ...same('Out for delivery', 'OF OT'),
      YP: 'Preparing for delivery',
      YI: 'Out for delivery to UPS Access Point',
    },
  ],
];

/** What moves a parcel between buildings. */
export const movementGroups: readonly Group[] = [
  ...deliveryDayGroups,
  [{ status: 'out_for_delivery' }, { YF: 'USPS out for delivery' }],
  [{ status: 'label_created' }, { PL: 'Shipper created a label, UPS has not received the package yet' }],
  [
    { status: 'picked_up' },
    { PC: 'Pickup by package car', PT: 'Pickup by trailer', PU: 'Pickup scan', XD: 'Drop-off' },
  ],
  [
    { status: 'in_transit' },
    {
      AG: 'In transit to a UPS facility',
      AT: 'Air transit scan',
      EP: 'Export scan',
      IP: 'Import scan',
      ...same('Location scan', 'LC LM'),
      OR: 'Origin scan',
      YM: 'Moving to local post office',
    },
  ],
  [
    { status: 'arrived_at_facility' },
    { AR: 'Arrival scan', HU: 'Hub scan', UA: 'Updated arrival', UL: 'Unload scan', WH: 'Warehouse scan' },
  ],
  [{ status: 'departed_facility' }, { DP: 'Departure scan', UD: 'Updated departure' }],
  [{ status: 'at_delivery_depot' }, { DS: 'Destination scan', XA: 'At local post office' }],
  [
    { status: 'handed_over' },
    { ...same('Received by the local post office', 'XR YH'), YN: 'Received into postal network' },
  ],
  [{ status: 'cancelled' }, { VP: 'Void pickup' }],
  [
    { status: null },
    {
      CA: 'Cancelled arrival',
      CD: 'Cancelled departure',
      CL: 'Cancelled unload',
      SP: 'Scheduled for pickup today',
    },
  ],
];

export const manifestGroups: readonly Group[] = [
  [
    { status: 'label_created' },
    {
      DP: 'Shipment ready for UPS, manifest processed',
      MP: 'Shipment ready for UPS, billing information received',
      RD: 'Shipper created a label, Roadie has not received the package yet',
    },
  ],
  [{ status: 'cancelled' }, { VP: 'Manifest cancelled and shipment voided' }],
];

export const updateGroups: readonly Group[] = [
  [{ status: null }, { PX: 'Delivery photo', UP: 'Updated delivery date', UT: 'Updated delivery time' }],
];
