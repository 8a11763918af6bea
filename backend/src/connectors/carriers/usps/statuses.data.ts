/**
 * What USPS's event codes mean. Sources: the Publication 199 family of codes as told by the formats document, whose classes
 * stand; the code table of Web Tools in public repositories; labels beside codes in stored answers (U1, L1, NT); and the
 * UPU's EMSEVT codes (messages M17 and M40) for what happens abroad. Scans without a code, and codes that stand in none of
 * these tables, are known by USPS's own words (labels.data.ts); a code that neither knows moves nothing.
 */
import type { StatusRow } from '../carrier.ts';
import { labelRows } from './labels.data.ts';

type Meaning = Pick<StatusRow, 'status' | 'reason' | 'actionRequiredBy'>;

const rows = (meaning: Meaning, codes: Readonly<Record<string, string>>): StatusRow[] =>
  Object.entries(codes).map(([code, label]) => ({ code, ...meaning, label }));

const saying = (codes: string, meaning: Meaning, patterns: Readonly<Record<string, string>>): StatusRow[] =>
  codes
    .split(' ')
    .flatMap((code) => Object.entries(patterns).map(([pattern, label]) => ({ code, pattern, ...meaning, label })));

const movement: readonly StatusRow[] = [
  ...rows(
    { status: 'label_created' },
    {
      GX: 'Shipping label created, USPS awaiting item',
      MA: 'Pre-shipment information sent, USPS awaiting item',
      GC: 'Return receipt associated',
      '89': 'Merchant order received, USPS awaiting item',
    },
  ),
  ...rows(
    { status: 'picked_up' },
    {
      '03': 'Accepted or picked up, USPS in possession',
      '43': 'Picked up',
      '80': 'Picked up by shipping partner',
      TM: 'Shipment received, package acceptance pending',
      PA: 'Passive acceptance',
      OA: 'Accepted at origin facility',
      UA: 'Accepted at facility',
    },
  ),
  ...rows(
    { status: 'arrived_at_facility' },
    {
      A1: 'Arrived at facility',
      AD: 'Accepted at destination facility',
      U1: 'Arrived at facility, unloaded',
      '19': 'Arrived, from the electronic manifest',
      '81': 'Arrived at shipping partner facility',
    },
  ),
  ...rows(
    { status: 'departed_facility' },
    {
      EF: 'Departed sort facility',
      T1: 'Departed facility',
      SF: 'Departed post office',
      L1: 'Departed facility, loaded',
      '82': 'Departed shipping partner facility',
    },
  ),
  ...rows(
    { status: 'in_transit' },
    {
      '10': 'Processed at facility',
      TL: 'In transit to next facility',
      NT: 'In transit to next facility',
      PC: 'Sorting complete',
    },
  ),
  ...rows({ status: 'in_transit', reason: 'recipient_moved' }, { '06': 'Forwarded' }),
  ...rows(
    { status: 'handed_over' },
    { '42': 'Handed to shipping partner', '83': 'Tendered to the postal service by the partner' },
  ),
  ...rows({ status: 'at_delivery_depot' }, { '07': 'Arrived at delivery unit' }),
  ...rows({ status: 'out_for_delivery' }, { OF: 'Out for delivery' }),
  ...rows({ status: 'available_for_pickup' }, { '14': 'Arrived at pickup point', '16': 'Available for pickup' }),
  ...rows({ status: 'delivered' }, { '01': 'Delivered', '17': 'Picked up by agent or customer at the post office' }),
  ...rows({ status: null }, { '41': 'Received at opening unit', DX: 'Awaiting delivery scan' }),
];

const absent: Meaning = { status: 'delivery_attempted', reason: 'recipient_absent', actionRequiredBy: 'recipient' };
const shut: Meaning = { status: 'delivery_attempted', reason: 'access_denied', actionRequiredBy: 'recipient' };
const full: Meaning = { status: 'delivery_attempted', reason: 'other', actionRequiredBy: 'recipient' };

const attempts: readonly StatusRow[] = [
  ...rows(
    { status: 'delivery_attempted', actionRequiredBy: 'recipient' },
    { '02': 'Attempted, notice left', '52': 'Notice left' },
  ),
  ...rows(shut, {
    '53': 'Receptacle blocked',
    '02/53': 'Receptacle blocked',
    '30': 'No access to delivery location',
    '02/30': 'No access to delivery location',
  }),
  ...rows(full, { '54': 'Receptacle full, or item oversized', '02/54': 'Receptacle full, or item oversized' }),
  ...rows(absent, {
    '55': 'No secure location available',
    '02/55': 'No secure location available',
    '56': 'No authorized recipient available',
    '02/56': 'No authorized recipient available',
    '02/51': 'Business closed',
    '31': 'Not picked up',
  }),
  ...saying('02 52', absent, {
    'business closed': 'Business closed',
    'no authorized recipient': 'No authorized recipient available',
    'no secure location': 'No secure location available',
  }),
  ...saying('02 52', shut, {
    'receptacle blocked': 'Receptacle blocked',
    'no access': 'No access to delivery location',
    'animal interference': 'Animal interference',
    hazard: 'Hazardous or unsafe conditions',
  }),
  ...saying('02 52', full, { 'receptacle full': 'Receptacle full, or item oversized' }),
];

const undeliverable = (reason: StatusRow['reason']): Meaning => ({
  status: 'exception',
  ...(reason === undefined ? {} : { reason }),
  actionRequiredBy: 'us',
});

/** A reason code beside «undeliverable as addressed» is the code that would have stood alone. */
const addressed = (reason: StatusRow['reason'], codes: Readonly<Record<string, string>>): StatusRow[] => [
  ...rows(undeliverable(reason), codes),
  ...rows(
    undeliverable(reason),
    Object.fromEntries(Object.entries(codes).map(([code, label]) => [`05/${code}`, label])),
  ),
];

const mishaps: readonly StatusRow[] = [
  ...rows(undeliverable('recipient_refused'), { '04': 'Refused' }),
  ...rows(undeliverable('address_incorrect'), { '05': 'Undeliverable as addressed' }),
  ...addressed('address_incorrect', { '21': 'No such number', '25': 'Addressee unknown', '26': 'Vacant' }),
  ...addressed('address_incomplete', { '22': 'Insufficient address' }),
  ...addressed('recipient_moved', { '23': 'Moved, left no address', '24': 'Forwarding expired' }),
  ...addressed('recipient_absent', { '27': 'Unclaimed' }),
  ...addressed('other', { '28': 'Deceased', '29': 'Undeliverable, other' }),
  ...rows(
    { status: 'delayed', reason: 'carrier_misrouted', actionRequiredBy: 'carrier' },
    { '08': 'Missent', '15': 'Mis-shipped' },
  ),
  ...rows({ status: 'return_initiated' }, { '09': 'Return to sender' }),
  ...rows(
    { status: 'exception', reason: 'carrier_lost', actionRequiredBy: 'carrier' },
    { '11': 'Dead letter, sent to mail recovery' },
  ),
  ...rows({ status: 'delayed', reason: 'other' }, { '71': 'Rescheduled to next delivery day', '44': 'Recalled' }),
  ...rows(
    { status: 'delayed', reason: 'recipient_absent', actionRequiredBy: 'recipient' },
    { '51': 'Business closed' },
  ),
];

/** Where USPS's words say more than the code. */
const words: readonly StatusRow[] = [
  ...saying('01', { status: 'returned_to_sender' }, { 'to original sender': 'Delivered to the original sender' }),
  ...saying(
    '01',
    { status: 'handed_over' },
    { 'agent for final delivery': 'Delivered to agent for final delivery', 'military agent': 'Military agent' },
  ),
  ...saying('01', { status: 'delivered', reason: 'carrier_damaged' }, { damaged: 'Delivered damaged' }),
  ...saying('10', { status: 'arrived_at_facility' }, { 'arrived at': 'Arrived at facility' }),
  ...saying('10', { status: 'departed_facility' }, { departed: 'Departed facility' }),
  ...saying('10', { status: 'picked_up' }, { 'accepted at': 'Accepted at facility' }),
  ...saying(
    'TL NT',
    { status: 'delayed', reason: 'other', actionRequiredBy: 'carrier' },
    { 'arriving late': 'In transit, arriving late' },
  ),
];

const abroad: readonly StatusRow[] = [
  ...rows({ status: 'picked_up' }, { EMA: 'Posted abroad' }),
  ...rows(
    { status: 'arrived_at_facility' },
    { EMB: 'Arrived at outward office', EMJ: 'Arrived at transit office', EDD: 'Arrived at sorting centre' },
  ),
  ...rows(
    { status: 'departed_facility' },
    {
      EMC: 'Departed outward office',
      EMK: 'Departed transit office',
      EMF: 'Departed inward office',
      EDE: 'Departed sorting centre',
    },
  ),
  ...rows({ status: 'arrived_in_destination_country' }, { EMD: 'Arrived at inward office' }),
  ...rows({ status: 'in_customs' }, { EXA: 'Presented to export customs', EDB: 'Presented to import customs' }),
  ...rows({ status: 'customs_held' }, { EXB: 'Held by export customs', EME: 'Held by import customs' }),
  ...rows({ status: 'customs_cleared' }, { EXC: 'Released by export customs', EDC: 'Released by import customs' }),
  ...rows(
    { status: 'on_hold' },
    { EXD: 'Held at outward office', EDA: 'Held at inward office', EDF: 'Held at delivery depot' },
  ),
  ...rows({ status: 'at_delivery_depot' }, { EMG: 'Arrived at delivery office' }),
  ...rows({ status: 'out_for_delivery' }, { EDG: 'Out for delivery' }),
  ...rows({ status: 'available_for_pickup' }, { EDH: 'Arrived at collection point' }),
  ...rows({ status: 'delivery_attempted' }, { EMH: 'Delivery attempted' }),
  ...rows({ status: 'delivered' }, { EMI: 'Delivered' }),
  ...rows({ status: 'exception', reason: 'other' }, { EXX: 'Export cancelled', EDX: 'Import ended' }),
];

export const uspsStatuses: readonly StatusRow[] = [
  ...movement,
  ...attempts,
  ...mishaps,
  ...words,
  ...abroad,
  ...labelRows,
];
