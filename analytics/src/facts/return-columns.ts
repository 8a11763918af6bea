/**
 * The columns of `return_facts`: what of an order came back, why, what was found and what became of its money. No note, photo,
 * code or payment's reference: analysts ask about goods and amounts, not about persons.
 */
import type { Columns, RowOf } from '../columns.ts';

export const returnColumns = {
  returnId: { type: 'String', about: 'Id of the return, rma_...' },
  number: { type: 'String', about: 'Number of the return as it is printed' },
  orderId: { type: 'String', about: 'Order it is of; join order_facts on it' },
  shipmentId: { type: 'Nullable(String)', about: 'Parcel that came back undelivered; null for other returns' },
  channel: { type: 'LowCardinality(String)', about: 'Sales channel of the order' },
  requestedBy: { type: 'LowCardinality(String)', about: 'customer, staff, or carrier: it came back by itself' },
  state: {
    type: 'LowCardinality(String)',
    about: 'requested, authorized, in_transit, received, inspected, closed, rejected, expired or cancelled',
  },
  reason: {
    type: 'LowCardinality(String)',
    about: 'Why it comes back; several where its lines differ, see line_reasons',
  },
  warehouse: { type: 'LowCardinality(Nullable(String))', about: 'Where it is to come; null until it was authorized' },
  way: { type: 'LowCardinality(Nullable(String))', about: 'label, drop_off or own; null until it was authorized' },
  carrier: { type: 'LowCardinality(Nullable(String))', about: 'Who brings it; null where nobody said' },
  lineIds: { type: 'Array(String)', about: 'Lines of the order it is of' },
  lineSkus: { type: 'Array(String)', about: 'SKU of each of line_ids' },
  lineReasons: { type: 'Array(LowCardinality(String))', about: 'Why each of line_ids comes back' },
  lineUnits: { type: 'Array(UInt32)', about: 'Units announced of each of line_ids; of kits, whole ones' },
  lineReceived: { type: 'Array(UInt32)', about: 'Units that came of each of line_ids; of kits, whole ones' },
  lineParts: { type: 'Array(UInt32)', about: 'Pieces that one unit of each of line_ids is looked at as; 1 for no kit' },
  units: { type: 'UInt64', about: 'Units announced over all lines' },
  unitsReceived: { type: 'UInt64', about: 'Units of its lines that came' },
  unitsUnexpected: { type: 'UInt64', about: 'Units that came and were not announced' },
  piecesToInspect: { type: 'Int64', about: 'Pieces that came and were not looked at; of kits, their parts' },
  piecesRestocked: { type: 'UInt64', about: 'Pieces found sellable; of kits, their parts' },
  piecesDamaged: { type: 'UInt64', about: 'Pieces found damaged; of kits, their parts' },
  piecesWrong: { type: 'UInt64', about: 'Pieces found to be another product than was to come' },
  unitsReplaced: { type: 'UInt64', about: 'Units in whose stead an order at no price was sent' },
  requestedAt: { type: "DateTime64(3, 'UTC')", about: 'When it was asked for' },
  authorizedAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When it was first allowed' },
  sentAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When it was first said to be on its way' },
  firstReceivedAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When the first of it came' },
  receivedAt: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'When nothing more was waited for; null while it is on its way',
  },
  inspectedAt: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'When all that came had been looked at; null again while more that came waits',
  },
  endedAt: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'When it was closed, rejected, cancelled or had expired; null while it is open',
  },
  refundState: { type: 'LowCardinality(String)', about: 'not_due, due, sent or confirmed' },
  refundCurrency: { type: 'LowCardinality(Nullable(String))', about: 'Currency of the refund, ISO 4217' },
  refundMinor: {
    type: 'Nullable(Int64)',
    about: 'What is to go back in all, in minor units of refund_currency; null while nothing is due or nobody knows',
  },
  refundPaidMinor: { type: 'Int64', about: 'What went back so far, in minor units of refund_currency' },
  refundDueAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When it last became due; null while it never was' },
  refundSentAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When money was last sent; null while none was' },
  firstEventSeq: { type: 'UInt64', about: 'Log position of the event that asked for it' },
  version: { type: 'UInt64', about: 'Log position of the last event in this row; the highest wins' },
} as const satisfies Columns;

export type ReturnRow = RowOf<typeof returnColumns>;
