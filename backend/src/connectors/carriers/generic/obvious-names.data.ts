/**
 * The names under which most senders of tracking JSON put the same things: what a message is read by where no mapping is
 * configured. The first that leads to something in the message is taken.
 */

/** Envelopes that a message may come in; the message itself first. */
export const envelopes = ['', 'data.', 'shipment.', 'tracking.', 'parcel.', 'package.', 'payload.', 'result.'];

/** Lists of parcels, each a message of its own. */
export const parcelLists = ['shipments', 'parcels', 'packages', 'trackings', 'results', 'data'];

/** The list of scans; a message without one is a single scan. */
export const scanLists = [
  'events',
  'scans',
  'trackingEvents',
  'tracking_events',
  'trackEvents',
  'scanEvents',
  'checkpoints',
  'history',
  'statusHistory',
  'status_history',
  'activities',
];

export const trackingNumbers = [
  'trackingNumber',
  'tracking_number',
  'trackingNo',
  'trackingCode',
  'tracking_code',
  'trackingId',
  'tracking_id',
  'waybill',
  'waybillNumber',
  'awb',
  'barcode',
  'parcelNumber',
  'shipmentNumber',
  'number',
];

export const codes = [
  'code',
  'status',
  'statusCode',
  'status_code',
  'eventCode',
  'event_code',
  'eventType',
  'event_type',
  'event',
  'type',
  'state',
  'status.code',
  'status.status',
];

export const descriptions = [
  'description',
  'statusDescription',
  'status_description',
  'eventDescription',
  'message',
  'details',
  'text',
  'remark',
];

/** A date and, where it stands apart from it, the clock. */
export const clocks: readonly (readonly [date: string, clock: string])[] = [
  ['date', 'time'],
  ['eventDate', 'eventTime'],
  ['event_date', 'event_time'],
  ['scanDate', 'scanTime'],
];

export const times = [
  'occurredAt',
  'occurred_at',
  'timestamp',
  'timeStamp',
  'eventTime',
  'event_time',
  'eventDate',
  'event_date',
  'datetime',
  'dateTime',
  'date_time',
  'scannedAt',
  'scanTime',
  'time',
  'date',
  'createdAt',
  'created_at',
  'updatedAt',
  'updated_at',
];

/** Where a place may stand: beside the scan's other fields, or in an object of its own. */
export const placeEnvelopes = ['', 'location.', 'place.', 'address.', 'facility.', 'position.', 'location.address.'];

export const placeNames = {
  text: ['location', 'place', 'facility', 'locationName', 'facilityName'],
  city: ['city', 'town', 'locality'],
  state: ['state', 'stateCode', 'province', 'region'],
  postalCode: ['postalCode', 'postal_code', 'postcode', 'zip', 'zipCode'],
  country: ['countryCode', 'country_code', 'country'],
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'lng', 'lon'],
} as const;
