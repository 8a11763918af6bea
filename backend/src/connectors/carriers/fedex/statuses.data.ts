/**
 * What FedEx's two letters mean, with the reasons beside them (exceptions.data.ts). Sources: the official table of tracking
 * status codes as kept in karrioapi/karrio `modules/connectors/fedex/vendor/Tracking-Status-Codes.html`, and the event
 * types of Advanced Integrated Visibility. Classes are those of the formats document. Letters that mean two things by
 * position (EA, CA, RC, SP) take the meaning they have on a scan.
 */
import type { StatusRow } from '../carrier.ts';
import { exceptionRows } from './exceptions.data.ts';

type Meaning = Pick<StatusRow, 'status' | 'reason' | 'actionRequiredBy'>;

const rows = (meaning: Meaning, codes: Readonly<Record<string, string>>): StatusRow[] =>
  Object.entries(codes).map(([code, label]) => ({ code, ...meaning, label }));

/** Rows that hold where the event's words say more than its letters. */
const saying = (types: string, meaning: Meaning, patterns: Readonly<Record<string, string>>): StatusRow[] =>
  types
    .split(' ')
    .flatMap((code) => Object.entries(patterns).map(([pattern, label]) => ({ code, pattern, ...meaning, label })));

const letters: readonly StatusRow[] = [
  ...rows(
    { status: 'label_created' },
    {
      OC: 'Shipment information sent to FedEx',
      OX: 'Shipment information sent to USPS',
      MD: 'Manifest data',
      // The derived code of a label nobody has collected yet; as an event type it would say nothing of the parcel.
      'derived/IN': 'Initiated',
    },
  ),
  ...rows(
    { status: 'picked_up' },
    { PU: 'Picked up', PX: 'Picked up, see details', DO: 'Dropped off', IP: 'In FedEx possession' },
  ),
  ...rows(
    { status: 'arrived_at_facility' },
    {
      AR: 'Arrived at FedEx location',
      AF: 'At local FedEx facility',
      OF: 'At FedEx origin facility',
      SF: 'At sort facility',
      AA: 'At airport',
      PL: 'Plane landed',
      AX: 'At USPS facility',
      AC: 'At Canada Post facility',
    },
  ),
  ...rows({ status: 'at_delivery_depot' }, { FD: 'At FedEx destination facility' }),
  ...rows({ status: 'departed_facility' }, { DP: 'Departed', LO: 'Left origin' }),
  ...rows(
    { status: 'in_transit' },
    {
      IT: 'In transit',
      IX: 'In transit, see details',
      OW: 'On the way',
      PM: 'In progress',
      TR: 'Transfer',
      PF: 'Plane in flight',
      EO: 'En route to origin airport',
      EA: 'En route to airport, or export approved',
    },
  ),
  ...rows({ status: 'in_customs' }, { CP: 'Clearance in progress' }),
  ...rows({ status: 'customs_cleared' }, { CC: 'Cleared customs' }),
  ...rows({ status: 'customs_held' }, { CD: 'Clearance delay' }),
  ...rows({ status: 'out_for_delivery' }, { OD: 'Out for delivery', ED: 'En route to delivery', AD: 'At delivery' }),
  ...rows({ status: 'delivered' }, { DL: 'Delivered' }),
  ...rows({ status: 'delivery_attempted' }, { DE: 'Delivery exception' }),
  ...rows({ status: 'exception', actionRequiredBy: 'carrier' }, { SE: 'Shipment exception' }),
  ...rows({ status: 'delayed' }, { DY: 'Delay', DD: 'Delivery delay', PD: 'Pickup delay' }),
  ...rows({ status: 'delayed' }, { 'derived/RL': 'Running late' }),
  ...rows({ status: 'available_for_pickup' }, { HL: 'Hold at location', HP: 'Ready for recipient pickup' }),
  ...rows({ status: 'return_initiated' }, { RS: 'Return to shipper', RT: 'Return to shipper requested' }),
  ...rows({ status: 'cancelled' }, { CA: 'Shipment cancelled' }),
];

const notes = rows(
  { status: null },
  {
    AE: 'Arriving early',
    AO: 'Arriving on time',
    AP: 'At pickup',
    AS: 'Address corrected',
    CH: 'Location changed',
    DR: 'Vehicle furnished but not used',
    DS: 'Vehicle dispatched',
    EP: 'En route to pickup',
    HA: 'Hold at location accepted',
    IN: 'Intervention concluded',
    LP: 'Return label link cancelled',
    PR: 'Address changed',
    RA: 'Address change requested',
    RC: 'Delivery option cancelled',
    RD: 'Return label link expired',
    RG: 'Return label link expiring soon',
    RM: 'Delivery option modified',
    RP: 'Return label link sent',
    RR: 'Delivery option requested',
    SP: 'Split status',
    US: 'Expected delivery updated',
    BR: 'With the broker',
    CU: 'With customs',
    SH: 'With the shipper',
    TP: 'With a transfer partner',
  },
);

const moving = 'IT IX AR AF PM';
const words: readonly StatusRow[] = [
  ...saying(moving, { status: 'at_delivery_depot' }, { 'at local fedex facility': 'At local FedEx facility' }),
  ...saying(moving, { status: 'in_customs' }, { 'available for clearance': 'Available for clearance' }),
  ...saying(`${moving} CP`, { status: 'in_customs' }, { 'clearance in progress': 'Clearance in progress' }),
  ...saying(
    `${moving} CP CD`,
    { status: 'customs_cleared' },
    { 'international shipment release': 'International shipment release' },
  ),
  ...saying(
    moving,
    { status: 'arrived_in_destination_country' },
    { 'in destination country': 'In destination country' },
  ),
  ...saying('IT IX', { status: 'departed_facility' }, { 'departed fedex': 'Departed FedEx location' }),
  ...saying('IT IX', { status: 'departed_facility' }, { 'left fedex origin': 'Left FedEx origin facility' }),
  ...saying('IT IX', { status: 'arrived_at_facility' }, { 'arrived at fedex': 'Arrived at FedEx location' }),
  ...saying('IT IX', { status: 'arrived_at_facility' }, { 'at destination sort': 'At destination sort facility' }),
  ...saying('IT IX', { status: 'out_for_delivery' }, { 'vehicle for delivery': 'On FedEx vehicle for delivery' }),
];

export const fedexStatuses: readonly StatusRow[] = [...letters, ...notes, ...words, ...exceptionRows];
