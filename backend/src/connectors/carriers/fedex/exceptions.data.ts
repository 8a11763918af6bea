/**
 * FedEx's reasons. A scan carries one as `exceptionCode` with `exceptionDescription`; it is looked up as event type and
 * code (`DE/08`), as sent, because the two networks number apart: Express with two digits, Ground with three (07 is a
 * refusal, 007 a closed door). Where only the words are published they are the pattern.
 * Sources: X12 element 641, whose A01 to A74 are FedEx's own two-digit reasons; the reason codes and mock tracking numbers
 * of developer.fedex.com (Track v1 and Advanced Integrated Visibility) as stored publicly; track answers in public
 * repositories for Ground numbers. Codes whose published meanings disagree (05, 11, 84) are left to their words.
 */
import type { StatusRow } from '../carrier.ts';

type Meaning = Pick<StatusRow, 'status' | 'reason' | 'actionRequiredBy'>;
type Group = readonly [types: string, meaning: Meaning, reasons: Readonly<Record<string, string>>];

const numbered: readonly Group[] = [
  [
    'DE',
    { status: 'delivery_attempted', reason: 'recipient_absent', actionRequiredBy: 'recipient' },
    {
      '08': 'Customer not available or business closed',
      '007': 'Customer not available or business closed',
      '15': 'Business closed by a strike',
    },
  ],
  [
    'DE',
    { status: 'delivery_attempted', reason: 'address_incorrect', actionRequiredBy: 'us' },
    { '03': 'Incorrect address', '06': 'Address corrected after the attempt' },
  ],
  ['SE', { status: 'exception', reason: 'address_incorrect', actionRequiredBy: 'us' }, { '03': 'Incorrect address' }],
  [
    'DE',
    { status: 'delivery_attempted', reason: 'recipient_refused', actionRequiredBy: 'us' },
    { '07': 'Refused by the recipient' },
  ],
  [
    'SE',
    { status: 'exception', reason: 'recipient_refused', actionRequiredBy: 'us' },
    { '07': 'Refused by the recipient' },
  ],
  [
    'DE',
    { status: 'delivery_attempted', reason: 'access_denied', actionRequiredBy: 'carrier' },
    { '083': 'Local delivery restriction, delivery not attempted' },
  ],
  ['DE SE', { status: 'exception', reason: 'other', actionRequiredBy: 'us' }, { '099': 'Unable to deliver' }],
  ['DL', { status: 'delivered', reason: 'carrier_damaged' }, { '09': 'Damaged, delivery completed' }],
  ['DL', { status: 'delivered' }, { '02': 'Release authorized', '014': 'Left at the front door' }],
  [
    'DE SE',
    { status: 'exception', reason: 'carrier_damaged', actionRequiredBy: 'us' },
    { '10': 'Damaged, delivery not completed', '37': 'Damaged, rewrapped in hub' },
  ],
  [
    'DE SE DY DD',
    { status: 'delayed', reason: 'carrier_misrouted', actionRequiredBy: 'carrier' },
    { '12': 'Sorted to the wrong route', '18': 'Missorted', '28': 'Missorted while unloading the aircraft' },
  ],
  [
    'DE SE DY DD',
    { status: 'delayed', reason: 'carrier_capacity', actionRequiredBy: 'carrier' },
    {
      '01': 'Delivery missed',
      '21': 'Left to the next plane',
      '22': 'Missed the plane at origin',
      '23': 'Dropped off after the aircraft had left',
      '31': 'Arrived after the courier was dispatched',
      '32': 'Aircraft arrived late',
      '38': 'Label detached',
    },
  ],
  ['DE SE DY DD', { status: 'delayed', reason: 'other', actionRequiredBy: 'none' }, { '42': 'Holiday, closed' }],
  [
    'DE SE DY DD',
    { status: 'delivery_scheduled', reason: 'other', actionRequiredBy: 'none' },
    { '17': 'Customer requested future delivery' },
  ],
  ['DE SE RS', { status: 'return_initiated' }, { '14': 'Returned to shipper' }],
  ['RS DE SE', { status: 'return_initiated', reason: 'other' }, { '060G': 'Shipper requested the return' }],
  ['DE SE', { status: null }, { '16': 'Payment received', '29': 'Hold changed to delivery' }],
  [
    'DE SE',
    { status: 'exception', reason: 'regulatory', actionRequiredBy: 'us' },
    { '19': 'Restricted article, incompatible', '20': 'Restricted article, unacceptable' },
  ],
  [
    'DE SE',
    { status: 'exception', reason: 'carrier_lost', actionRequiredBy: 'carrier' },
    { '34': 'Shipped from overgoods', '36': 'Held in overgoods' },
  ],
  [
    'CD SE DE',
    { status: 'customs_held', reason: 'customs_documents', actionRequiredBy: 'us' },
    { '25': 'Arrived without airbill', '50': 'Improper or missing paperwork', '55': 'Held for customs or documents' },
  ],
  [
    'CD SE DE',
    { status: 'customs_held', reason: 'customs_documents', actionRequiredBy: 'recipient' },
    { '58': 'Unable to contact the recipient for broker information' },
  ],
  [
    'CD SE DE',
    { status: 'customs_held', reason: 'customs_duties_unpaid', actionRequiredBy: 'recipient' },
    { '63': 'Held by the tax authorities of Puerto Rico' },
  ],
  ['CD SE DE IT CC', { status: 'customs_cleared' }, { '65': 'Released by customs' }],
  ['SE DE IT', { status: 'available_for_pickup' }, { '59': 'Hold at location' }],
  ['SE IT IX AR AF CP CD', { status: 'in_customs' }, { A25: 'Available for clearance' }],
];

/** Reasons told in words, by the events that carry them. */
const worded: readonly Group[] = [
  [
    'DE',
    { status: 'delivery_attempted', reason: 'recipient_absent', actionRequiredBy: 'recipient' },
    {
      'not available or business closed': 'Customer not available or business closed',
      'business closed': 'Business closed',
      'not in/business closed': 'Recipient not in or business closed',
      'no one available': 'Nobody available',
    },
  ],
  [
    'DE',
    { status: 'delivery_attempted', reason: 'address_incorrect', actionRequiredBy: 'us' },
    { 'incorrect address': 'Incorrect address', 'unable to locate': 'Unable to locate' },
  ],
  [
    'DE',
    { status: 'delivery_attempted', reason: 'address_incomplete', actionRequiredBy: 'us' },
    { 'incomplete address': 'Incomplete address', 'insufficient address': 'Insufficient address' },
  ],
  [
    'DE',
    { status: 'delivery_attempted', reason: 'recipient_refused', actionRequiredBy: 'us' },
    { refused: 'Refused by the recipient' },
  ],
  [
    'DE',
    { status: 'delivery_attempted', reason: 'recipient_moved', actionRequiredBy: 'us' },
    { moved: 'Moved', 'incorrect address - recipient moved': 'Recipient moved' },
  ],
  [
    'DE',
    { status: 'delivery_attempted', reason: 'access_denied', actionRequiredBy: 'recipient' },
    { 'security delay': 'Customer security delay', 'unable to access': 'No access', 'no access': 'No access' },
  ],
  [
    'DE SE',
    { status: 'delivery_attempted', reason: 'payment_due', actionRequiredBy: 'recipient' },
    { 'unable to collect payment': 'Unable to collect payment', 'payment required': 'Payment required' },
  ],
  [
    'DE',
    { status: 'delivery_attempted', reason: 'access_denied', actionRequiredBy: 'carrier' },
    { 'local delivery restriction': 'Local delivery restriction', 'delivery not attempted': 'Delivery not attempted' },
  ],
  [
    'DE SE DY DD',
    { status: 'delivery_scheduled', reason: 'other', actionRequiredBy: 'none' },
    {
      'requested future delivery': 'Future delivery requested',
      'future delivery requested': 'Future delivery requested',
      'request was made to change this delivery date': 'Change of date requested',
    },
  ],
  ['DE SE', { status: null }, { 'redirected your package': 'Redirected to a FedEx location' }],
  [
    'SE',
    { status: 'exception', reason: 'address_incorrect', actionRequiredBy: 'us' },
    { 'incorrect address': 'Incorrect address', 'unable to locate': 'Unable to locate' },
  ],
  ['SE', { status: 'exception', reason: 'recipient_refused', actionRequiredBy: 'us' }, { refused: 'Refused' }],
  [
    'DE SE',
    { status: 'exception', reason: 'other', actionRequiredBy: 'us' },
    { 'unable to deliver': 'Unable to deliver' },
  ],
  ['DE SE DY DD', { status: 'exception', reason: 'carrier_damaged', actionRequiredBy: 'us' }, { damage: 'Damaged' }],
  [
    'SE DY',
    { status: 'exception', reason: 'carrier_lost', actionRequiredBy: 'carrier' },
    { 'unable to find': 'Cannot be found', 'package lost': 'Lost', 'shipment lost': 'Lost' },
  ],
  [
    'DE SE DY DD',
    { status: 'delayed', reason: 'weather', actionRequiredBy: 'none' },
    {
      weather: 'Weather delay',
      'weather delay - delivery not attempted': 'Weather delay, delivery not attempted',
      'natural disaster': 'Natural disaster',
    },
  ],
  [
    'DE SE DY DD',
    { status: 'delayed', reason: 'carrier_misrouted', actionRequiredBy: 'carrier' },
    { missort: 'Missorted', 'wrong route': 'Sorted to the wrong route', 'wrong station': 'At the wrong station' },
  ],
  [
    'DE SE DY DD',
    { status: 'delayed', reason: 'carrier_capacity', actionRequiredBy: 'carrier' },
    { 'operational delay': 'Operational delay', 'arrived after courier': 'Arrived after the courier had left' },
  ],
  [
    'DE SE DY DD',
    { status: 'delayed', reason: 'other', actionRequiredBy: 'none' },
    {
      holiday: 'Holiday',
      'beyond our control': 'Beyond control',
      'barcode label unreadable': 'Barcode label unreadable and replaced',
    },
  ],
  [
    'DE SE',
    { status: 'return_initiated' },
    { 'returning to shipper': 'Returning to shipper', 'returned to shipper': 'Returned to shipper' },
  ],
  [
    'CD',
    { status: 'customs_held', reason: 'customs_documents', actionRequiredBy: 'recipient' },
    {
      'unable to contact recipient': 'Recipient not reached for information',
      'information required from the recipient': 'Information required from the recipient',
    },
  ],
  [
    'SE DE',
    { status: 'exception', reason: 'other', actionRequiredBy: 'recipient' },
    { 'unable to contact recipient': 'Recipient not reached for information' },
  ],
  [
    'CD SE DE',
    { status: 'customs_held', reason: 'customs_documents', actionRequiredBy: 'us' },
    {
      paperwork: 'Paperwork missing',
      'missing documentation': 'Documents missing',
      'commercial invoice': 'Commercial invoice',
      'clearance instructions': 'Clearance instructions missing',
    },
  ],
  [
    'CD',
    { status: 'customs_held', reason: 'customs_documents', actionRequiredBy: 'us' },
    { document: 'Documents', description: 'Description of goods' },
  ],
  [
    'CD SE',
    { status: 'customs_held', reason: 'customs_duties_unpaid', actionRequiredBy: 'recipient' },
    { 'duties and taxes': 'Duties and taxes', 'duty and tax': 'Duties and taxes', 'import tax': 'Import tax' },
  ],
  [
    'CD SE',
    { status: 'customs_held', reason: 'customs_inspection', actionRequiredBy: 'authority' },
    {
      'regulatory agency': 'Regulatory agency',
      'government agency': 'Government agency',
      inspection: 'Inspection',
      'customs delay': 'Customs delay',
    },
  ],
  [
    'CD SE',
    { status: 'customs_held', reason: 'customs_prohibited', actionRequiredBy: 'us' },
    { prohibited: 'Prohibited', seized: 'Seized' },
  ],
  ['DL', { status: 'delivered', reason: 'carrier_damaged' }, { 'damaged, delivery completed': 'Damaged, delivered' }],
];

/** A delay's kind (`delayDetail.type`) stands where the reason stands. */
const delays: readonly Group[] = [
  ['SE DY DD', { status: 'delayed', reason: 'weather', actionRequiredBy: 'none' }, { WEATHER: 'Weather delay' }],
  [
    'SE DY DD',
    { status: 'delayed', reason: 'carrier_capacity', actionRequiredBy: 'carrier' },
    { OPERATIONAL: 'Operational delay' },
  ],
  ['SE DY DD', { status: 'delayed', reason: 'other' }, { LOCAL: 'Local delay', GENERAL: 'Delay' }],
  ['SE DY CD', { status: 'customs_held' }, { CLEARANCE: 'Clearance delay' }],
];

/** What delays a parcel is an exception where FedEx calls it one. */
const meant = (type: string, meaning: Meaning): Meaning =>
  type === 'SE' && meaning.status === 'delayed' ? { ...meaning, status: 'exception' } : meaning;

const each = (groups: readonly Group[], row: (type: string, reason: string) => { code: string; pattern?: string }) =>
  groups.flatMap(([types, meaning, reasons]) =>
    types
      .split(' ')
      .flatMap((type) =>
        Object.entries(reasons).map(
          ([reason, label]): StatusRow => ({ ...row(type, reason), ...meant(type, meaning), label }),
        ),
      ),
  );

const byNumber = each([...numbered, ...delays], (type, reason) => ({ code: `${type}/${reason}` }));
const byWords = each(worded, (type, pattern) => ({ code: type, pattern }));

/** Words beside a number decide: FedEx has numbered its reasons anew over the years, and never the words. */
const byBoth = byNumber.flatMap(({ code }) =>
  byWords.filter((row) => code.startsWith(`${row.code}/`)).map((row): StatusRow => ({ ...row, code })),
);

export const exceptionRows: readonly StatusRow[] = [...byNumber, ...byBoth, ...byWords];
