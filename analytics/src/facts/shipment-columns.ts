/**
 * The columns of a shipment's row; the rules that fill them are in shipment-facts.ts. Everything a scorecard judges by is a
 * column here, so a question never joins. The exception and lag columns hold what the next fold needs to stay exact.
 */
import type { Columns, RowOf } from '../columns.ts';

export const shipmentColumns = {
  shipmentId: { type: 'String', about: 'Id of the shipment, shp_...' },
  orderId: { type: 'String', about: 'Order it belongs to' },
  orderNumber: { type: 'String', about: 'Order number as the channel prints it' },
  channel: { type: 'LowCardinality(String)', about: 'Sales channel of the order' },
  reference: { type: 'String', about: "Caller's own name for the shipment, unique within the order" },
  carrier: { type: 'LowCardinality(String)', about: 'Carrier of the first leg' },
  service: { type: 'LowCardinality(String)', about: 'Carrier service of the first leg' },
  trackingNumber: { type: 'String', about: 'Tracking number of the first leg' },
  warehouse: {
    type: 'LowCardinality(Nullable(String))',
    about: 'Warehouse it leaves from; null when it leaves from elsewhere',
  },
  originCountry: { type: 'LowCardinality(String)', about: 'Country it leaves, ISO 3166-1 alpha-2' },
  originState: { type: 'LowCardinality(Nullable(String))', about: 'State or province it leaves, as sent' },
  originCity: { type: 'String', about: 'City it leaves, as sent' },
  destinationCountry: { type: 'LowCardinality(String)', about: 'Country it goes to, ISO 3166-1 alpha-2' },
  destinationState: { type: 'LowCardinality(Nullable(String))', about: 'State or province it goes to, as sent' },
  destinationCity: { type: 'String', about: 'City it goes to, as sent' },
  region: {
    type: 'LowCardinality(String)',
    about: 'Destination as a key: country-state such as BR-SP, or the country alone',
  },
  lane: { type: 'LowCardinality(String)', about: 'Origin and destination region, e.g. BR-SP>BR-RJ' },
  packages: { type: 'UInt32', about: 'Number of packages' },
  weightGrams: { type: 'Nullable(Int64)', about: 'Weight of all packages in grams; null unless every package has one' },
  costMinor: {
    type: 'Nullable(Int64)',
    about: 'What the carrier charges, in minor units of cost_currency; null when not known',
  },
  costCurrency: { type: 'LowCardinality(Nullable(String))', about: 'Currency of cost_minor, ISO 4217' },
  orderPlacedAt: { type: "DateTime64(3, 'UTC')", about: 'When the order was placed' },
  createdAt: { type: "DateTime64(3, 'UTC')", about: 'When the shipment was created' },
  shipBy: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'When it should be with the carrier at the latest; null when nobody said',
  },
  promisedDay: {
    type: 'Nullable(Date32)',
    about: 'First promise to the customer: calendar day at the destination; null without a promise',
  },
  lastPromisedDay: {
    type: 'Nullable(Date32)',
    about: 'Latest promise to the customer; equal to promised_day until it is changed',
  },
  promiseTimeZone: { type: 'LowCardinality(Nullable(String))', about: 'IANA zone whose clock judges the promise' },
  status: { type: 'LowCardinality(String)', about: 'Unified tracking status it has now' },
  position: {
    type: 'LowCardinality(String)',
    about: 'Place in the journey; differs from status under an overlay such as delayed',
  },
  reason: { type: 'LowCardinality(Nullable(String))', about: 'Why it stands there, when the carrier said' },
  actionRequiredBy: {
    type: 'LowCardinality(String)',
    about: 'Who has to act for it to go on: us, carrier, recipient, authority, none',
  },
  since: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'When the scan behind the status happened; null before the first',
  },
  pickedUpAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When it was handed to the carrier; null until then' },
  deliveredAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When it was delivered; null until then' },
  endedAt: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'When it was delivered, returned to sender or cancelled; null until then',
  },
  lastScanAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When its last scan happened; null before the first' },
  deliveredDayLocal: {
    type: 'Nullable(Date32)',
    about: 'Calendar day of delivered_at in promise_time_zone; null without either',
  },
  onTime: {
    type: 'Nullable(Bool)',
    about: 'Delivered on or before promised_day; null while not delivered or without a promise',
  },
  onTimeLastPromise: { type: 'Nullable(Bool)', about: 'Delivered on or before last_promised_day; null as on_time' },
  failedAttempts: { type: 'UInt32', about: 'Delivery attempts that failed' },
  firstAttempt: { type: 'Nullable(Bool)', about: 'Delivered without a failed attempt; null while not delivered' },
  transitDays: {
    type: 'Nullable(Float64)',
    about:
      "delivered_at minus picked_up_at in days of 86400 s; negative when the carrier's times contradict each other",
  },
  hadDelayed: { type: 'Bool', about: 'Has or had a delayed exception' },
  hadLost: { type: 'Bool', about: 'Has or had a lost exception' },
  hadDamaged: { type: 'Bool', about: 'Has or had a damaged exception' },
  hadReturnInitiated: { type: 'Bool', about: 'Has or had a return_initiated exception' },
  hadContradiction: { type: 'Bool', about: 'Has or had scans that cannot all be true' },
  isLost: { type: 'Bool', about: 'A lost exception is open now' },
  openExceptions: { type: 'UInt32', about: 'Exceptions open now' },
  exceptionIds: { type: 'Array(String)', about: 'Its exceptions that were not withdrawn' },
  exceptionKinds: { type: 'Array(LowCardinality(String))', about: 'Kind of each of exception_ids' },
  exceptionOpen: { type: 'Array(Bool)', about: 'Whether each of exception_ids is open' },
  scans: { type: 'UInt32', about: 'Scans recorded for it' },
  scanLags: {
    type: 'Array(Float64)',
    about: 'Seconds from a scan to its arrival here, for the first 100 scans with a known time',
  },
  voided: { type: 'Bool', about: 'We cancelled it (shipping.shipment_cancelled)' },
  cancelled: {
    type: 'Bool',
    about: 'Cancelled, by us or as the carrier reports. Figures leave it out unless it was picked up or delivered',
  },
  countedDay: { type: 'Date32', about: 'Day it counts on, UTC: handed to the carrier, or created while it was not' },
  firstEventSeq: { type: 'UInt64', about: 'Log position of the event that created it' },
  version: { type: 'UInt64', about: 'Log position of the last event in this row; the highest wins' },
} as const satisfies Columns;

export type ShipmentRow = RowOf<typeof shipmentColumns>;
