/** Orders as analysts count them: a row per order, folded from what its channel placed, amended and cancelled. */
import type { RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type * as orders from '@gantry/shared/events/orders';
import { factTable, millis } from '../fact-table.ts';
import type { EntityFacts } from './entity-facts.ts';
import { regionKey } from './place-keys.ts';

export type OrderRow = {
  orderId: string;
  channel: string;
  externalId: string;
  number: string;
  customerTier: string;
  placedAt: number;
  placedAtZone: string;
  currency: string;
  totalMinor: number;
  orderLines: number;
  units: number;
  country: string;
  state: string | null;
  city: string;
  region: string;
  shipBy: number | null;
  promisedDay: string | null;
  lastPromisedDay: string | null;
  promiseTimeZone: string | null;
  contradiction: boolean;
  amendments: number;
  cancelled: boolean;
  cancelledAt: number | null;
  cancelReason: string | null;
  firstEventSeq: number;
  version: number;
};

const table = factTable<OrderRow>('order_facts', {
  orderId: 'plain',
  channel: 'plain',
  externalId: 'plain',
  number: 'plain',
  customerTier: 'plain',
  placedAt: 'instant',
  placedAtZone: 'plain',
  currency: 'plain',
  totalMinor: 'plain',
  orderLines: 'plain',
  units: 'plain',
  country: 'plain',
  state: 'plain',
  city: 'plain',
  region: 'plain',
  shipBy: 'instant',
  promisedDay: 'plain',
  lastPromisedDay: 'plain',
  promiseTimeZone: 'plain',
  contradiction: 'plain',
  amendments: 'plain',
  cancelled: 'plain',
  cancelledAt: 'instant',
  cancelReason: 'plain',
  firstEventSeq: 'plain',
  version: 'plain',
});

type Placed = RecordedOf<typeof orders.orderPlaced>;
type Amended = RecordedOf<typeof orders.orderAmended>;
type OrderStory = Placed | Amended | RecordedOf<typeof orders.orderCancelled>;

/** The columns that follow from what an order is made of; only those of the parts that are there. */
const ofContent = (content: Amended['payload']): Partial<OrderRow> => {
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

const placed = ({ seq, payload }: Placed): OrderRow => ({
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
  cancelReason: null,
  firstEventSeq: seq,
  version: seq,
});

const amended = (row: OrderRow, { seq, payload }: Amended): OrderRow => {
  const next = { ...row, ...ofContent(payload), amendments: row.amendments + 1, version: seq };
  if (payload.promise === undefined) return next;
  // The first promise stays what it was: an amendment must not make a late parcel punctual.
  const day = payload.promise?.day ?? null;
  const promiseTimeZone = payload.promise?.timeZone ?? row.promiseTimeZone;
  return { ...next, promisedDay: row.promisedDay ?? day, lastPromisedDay: day, promiseTimeZone };
};

const fold = (row: OrderRow | undefined, recorded: RecordedEvent): OrderRow | undefined => {
  const event = recorded as OrderStory;
  if (event.name === 'orders.order_placed') return row ?? placed(event);
  if (row === undefined) return undefined;
  if (event.name === 'orders.order_amended') return amended(row, event);
  const cancelledAt = row.cancelledAt ?? millis(event.occurredAt);
  return { ...row, cancelled: true, cancelledAt, cancelReason: event.payload.reason, version: event.seq };
};

const names = new Set<string>([
  'orders.order_placed',
  'orders.order_amended',
  'orders.order_cancelled',
] satisfies OrderStory['name'][]);

export const orderFacts: EntityFacts<OrderRow> = {
  table,
  idColumn: 'order_id',
  createdBy: 'orders.order_placed',
  idOf: (event) => (names.has(event.name) ? (event as OrderStory).payload.orderId : undefined),
  fold,
};
