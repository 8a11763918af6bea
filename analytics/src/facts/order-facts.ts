/**
 * Orders as analysts count them: a row per order, folded from what its channel placed, amended and cancelled. No name, e-mail
 * or street: analysts ask about places and amounts, not about persons. No free text either, in which anybody may be named.
 */
import type { RecordedOf } from '@gantry/shared/events/define';
import { orderAmended, orderCancelled, orderPlaced } from '@gantry/shared/events/orders';
import { type Columns, millis, type RowOf } from '../columns.ts';
import { entityTable } from '../entity-table.ts';
import { regionKey } from './place-keys.ts';

const columns = {
  orderId: { type: 'String', about: 'Id of the order, ord_...' },
  channel: { type: 'LowCardinality(String)', about: 'Sales channel' },
  externalId: { type: 'String', about: 'Id the channel gives the order' },
  number: { type: 'String', about: 'Order number as the channel prints it' },
  customerTier: { type: 'LowCardinality(String)', about: 'standard, premium, vip or enterprise' },
  placedAt: { type: "DateTime64(3, 'UTC')", about: 'When the customer placed it' },
  placedAtZone: {
    type: 'LowCardinality(String)',
    about: 'How sure the time zone of placed_at is: given, inferred or unknown',
  },
  currency: { type: 'LowCardinality(String)', about: 'Currency of the order, ISO 4217' },
  totalMinor: {
    type: 'Nullable(Int64)',
    about: 'Total in minor units of currency; null while its channel tells none, so that sums leave it out',
  },
  orderLines: { type: 'UInt32', about: 'Number of lines' },
  units: { type: 'UInt64', about: 'Pieces over all lines' },
  country: { type: 'LowCardinality(String)', about: 'Ship-to country, ISO 3166-1 alpha-2' },
  state: { type: 'LowCardinality(Nullable(String))', about: 'Ship-to state or province, as sent' },
  city: { type: 'String', about: 'Ship-to city, as sent' },
  region: {
    type: 'LowCardinality(String)',
    about: 'Ship-to as a key: country-state such as BR-SP, or the country alone',
  },
  shipBy: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'When it should be with a carrier at the latest; null when nobody said',
  },
  promisedDay: {
    type: 'Nullable(Date32)',
    about: 'First promise to the customer: calendar day at the destination; null without a promise',
  },
  lastPromisedDay: { type: 'Nullable(Date32)', about: 'Latest promise to the customer' },
  promiseTimeZone: { type: 'LowCardinality(Nullable(String))', about: 'IANA zone whose clock judges the promise' },
  contradiction: { type: 'Bool', about: 'The channel sent times that cannot be true; they are kept as sent' },
  amendments: { type: 'UInt32', about: 'How often the channel changed it' },
  cancelled: { type: 'Bool', about: 'Cancelled' },
  cancelledAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When it was cancelled; null when it was not' },
  firstEventSeq: { type: 'UInt64', about: 'Log position of the event that placed it' },
  version: { type: 'UInt64', about: 'Log position of the last event in this row; the highest wins' },
} as const satisfies Columns;

type OrderRow = RowOf<typeof columns>;
type OrderPlacedEvent = RecordedOf<typeof orderPlaced>;
type OrderAmendedEvent = RecordedOf<typeof orderAmended>;

/** The columns that follow from what an order is made of; only those of the parts that are there. */
const ofContent = (content: OrderAmendedEvent['payload']): Partial<OrderRow> => {
  const row: Partial<OrderRow> = {};
  if (content.number !== undefined) row.number = content.number;
  if (content.customer !== undefined) row.customerTier = content.customer.tier;
  if (content.currency !== undefined) row.currency = content.currency;
  if (content.total !== undefined) row.totalMinor = content.total;
  if (content.shipBy !== undefined) row.shipBy = millis(content.shipBy);
  if (content.lines !== undefined) {
    row.orderLines = content.lines.length;
    row.units = content.lines.reduce((sum, line) => sum + line.quantity, 0);
  }
  if (content.shipTo !== undefined) {
    const { country, state = null, city } = content.shipTo;
    Object.assign(row, { country, state, city, region: regionKey(content.shipTo) });
  }
  return row;
};

const placed = ({ seq, payload }: OrderPlacedEvent): OrderRow => ({
  orderId: payload.orderId,
  channel: payload.channel,
  externalId: payload.externalId,
  number: payload.number,
  customerTier: payload.customer.tier,
  placedAt: millis(payload.placedAt),
  placedAtZone: payload.placedAtZone,
  currency: payload.currency,
  totalMinor: payload.total,
  orderLines: payload.lines.length,
  units: payload.lines.reduce((sum, line) => sum + line.quantity, 0),
  country: payload.shipTo.country,
  state: payload.shipTo.state ?? null,
  city: payload.shipTo.city,
  region: regionKey(payload.shipTo),
  shipBy: millis(payload.shipBy),
  promisedDay: payload.promise?.day ?? null,
  lastPromisedDay: payload.promise?.day ?? null,
  promiseTimeZone: payload.promise?.timeZone ?? null,
  contradiction: payload.contradiction !== undefined,
  amendments: 0,
  cancelled: false,
  cancelledAt: null,
  firstEventSeq: seq,
  version: seq,
});

const amended = (row: OrderRow, { seq, payload }: OrderAmendedEvent): OrderRow => {
  const next = { ...row, ...ofContent(payload), amendments: row.amendments + 1, version: seq };
  if (payload.promise === undefined) return next;
  // The first promise stays what it was: an amendment must not make a late parcel punctual.
  const day = payload.promise?.day ?? null;
  const promiseTimeZone = payload.promise?.timeZone ?? row.promiseTimeZone;
  return { ...next, promisedDay: row.promisedDay ?? day, lastPromisedDay: day, promiseTimeZone };
};

const cancelled = (row: OrderRow, event: RecordedOf<typeof orderCancelled>): OrderRow => ({
  ...row,
  cancelled: true,
  cancelledAt: row.cancelledAt ?? millis(event.occurredAt),
  version: event.seq,
});

export const orderFacts = entityTable({
  name: 'order_facts',
  about: 'Every order, as of the last event. Read with FINAL: older versions of a row stand here until parts merge',
  revision: 3,
  columns,
  key: 'orderId',
  orderBy: ['orderId'],
  shardBy: 'orderId',
  rules: ({ begins, changes }) => [
    begins(orderPlaced, placed),
    changes(orderAmended, amended),
    changes(orderCancelled, cancelled),
  ],
});
