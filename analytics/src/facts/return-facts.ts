/**
 * The rules of `return_facts`: a return's whole story in one row. Its state follows from counts as it does on the floor (what
 * came, less what was looked at), so that analysts and staff read the same of every return.
 */
import type { RecordedOf } from '@gantry/shared/events/define';
import * as events from '@gantry/shared/events/returns';
import type { ReturnState } from '@gantry/shared/vocabulary/returns';
import { millis } from '../columns.ts';
import { entityTable } from '../entity-table.ts';
import { type ReturnRow, returnColumns } from './return-columns.ts';

type Told<D extends (typeof events.returnEvents)[number]> = RecordedOf<D>;
type Requested = Told<typeof events.returnRequested>;
type Line = Requested['payload']['lines'][number];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const unitsOf = (lines: readonly { quantity: number }[]): number => sum(lines.map(({ quantity }) => quantity));
const piecesOf = ({ parts }: Line): number => (parts.length > 0 ? sum(parts.map(({ perUnit }) => perUnit)) : 1);

const reasonOf = (lines: readonly Line[]): string => {
  const reasons = [...new Set(lines.map(({ reason }) => reason))];
  return reasons.length === 1 ? String(reasons[0]) : 'several';
};

const nothingYet = {
  warehouse: null,
  way: null,
  carrier: null,
  unitsReceived: 0,
  unitsUnexpected: 0,
  piecesToInspect: 0,
  piecesRestocked: 0,
  piecesDamaged: 0,
  piecesWrong: 0,
  unitsReplaced: 0,
  authorizedAt: null,
  sentAt: null,
  firstReceivedAt: null,
  receivedAt: null,
  inspectedAt: null,
  endedAt: null,
  refundState: 'not_due',
  refundCurrency: null,
  refundMinor: null,
  refundPaidMinor: 0,
  refundDueAt: null,
  refundSentAt: null,
} as const satisfies Partial<ReturnRow>;

const requested = ({ seq, occurredAt, payload }: Requested): ReturnRow => ({
  ...nothingYet,
  returnId: payload.returnId,
  number: payload.number,
  orderId: payload.orderId,
  shipmentId: payload.shipmentId,
  channel: payload.channel,
  requestedBy: payload.by,
  state: 'requested',
  reason: reasonOf(payload.lines),
  lineIds: payload.lines.map(({ lineId }) => lineId),
  lineSkus: payload.lines.map(({ sku }) => sku),
  lineReasons: payload.lines.map(({ reason }) => reason),
  lineUnits: payload.lines.map(({ quantity }) => quantity),
  lineReceived: payload.lines.map(() => 0),
  lineParts: payload.lines.map(piecesOf),
  units: unitsOf(payload.lines),
  requestedAt: millis(occurredAt),
  firstEventSeq: seq,
  version: seq,
});

const authorized = (row: ReturnRow, { seq, occurredAt, payload }: Told<typeof events.returnAuthorized>): ReturnRow => ({
  ...row,
  state: 'authorized',
  warehouse: payload.warehouse,
  way: payload.way,
  carrier: payload.carrier,
  authorizedAt: row.authorizedAt ?? millis(occurredAt),
  version: seq,
});

const sent = (row: ReturnRow, { seq, occurredAt, payload }: Told<typeof events.returnSent>): ReturnRow => ({
  ...row,
  state: 'in_transit',
  carrier: payload.carrier ?? row.carrier,
  sentAt: row.sentAt ?? millis(occurredAt),
  version: seq,
});

const isThere = ({ state }: Pick<ReturnRow, 'state'>): boolean => state === 'received' || state === 'inspected';

/** Where it stands once nothing more is waited for: looked at, as soon as nothing that came is left to look at. */
const judged = (row: ReturnRow, at: number, seen = row.piecesToInspect <= 0): ReturnRow => ({
  ...row,
  state: seen ? 'inspected' : 'received',
  receivedAt: row.receivedAt ?? at,
  inspectedAt: seen ? (row.inspectedAt ?? at) : null,
});

const received = (row: ReturnRow, { seq, occurredAt, payload }: Told<typeof events.returnReceived>): ReturnRow => {
  const { lines, unexpected, complete } = payload;
  const came = row.lineIds.map((id) => unitsOf(lines.filter(({ lineId }) => lineId === id)));
  const lineReceived = row.lineReceived.map((before, at) => before + (came[at] ?? 0));
  const pieces = sum(came.map((units, at) => units * (row.lineParts[at] ?? 1)));
  const at = millis(occurredAt);
  const after: ReturnRow = {
    ...row,
    lineReceived,
    unitsReceived: sum(lineReceived),
    unitsUnexpected: row.unitsUnexpected + unitsOf(unexpected),
    piecesToInspect: row.piecesToInspect + pieces + unitsOf(unexpected),
    firstReceivedAt: row.firstReceivedAt ?? at,
    version: seq,
  };
  const all = complete || row.lineUnits.every((units, n) => (lineReceived[n] ?? 0) >= units);
  return all || isThere(row) ? judged(after, at) : { ...after, state: 'in_transit' };
};

type Inspected = Told<typeof events.returnInspected>;
type Unit = Inspected['payload']['units'][number];

/** How much of what came a row of an inspection speaks of: another product in a line's stead counts as whole units of the line. */
const takenBy = (row: ReturnRow, { lineId, quantity, outcome }: Unit): number =>
  lineId === null || outcome !== 'wrong_item' ? quantity : quantity * (row.lineParts[row.lineIds.indexOf(lineId)] ?? 1);

const inspected = (row: ReturnRow, { seq, occurredAt, payload }: Inspected): ReturnRow => {
  const found = (outcome: Unit['outcome']): number => unitsOf(payload.units.filter((unit) => unit.outcome === outcome));
  const after: ReturnRow = {
    ...row,
    piecesToInspect: row.piecesToInspect - sum(payload.units.map((unit) => takenBy(row, unit))),
    piecesRestocked: row.piecesRestocked + found('restock'),
    piecesDamaged: row.piecesDamaged + found('damaged'),
    piecesWrong: row.piecesWrong + found('wrong_item'),
    version: seq,
  };
  if (!isThere(row)) return after;
  return judged(after, millis(occurredAt), payload.complete || after.piecesToInspect <= 0);
};

type Ended = Told<
  | typeof events.returnClosed
  | typeof events.returnRejected
  | typeof events.returnExpired
  | typeof events.returnCancelled
>;
const ended =
  (state: ReturnState) =>
  (row: ReturnRow, { seq, occurredAt }: Ended): ReturnRow => ({
    ...row,
    state,
    endedAt: millis(occurredAt),
    version: seq,
  });

const refunded = (row: ReturnRow, { seq, occurredAt, payload }: Told<typeof events.refundChanged>): ReturnRow => {
  const { state, amount, paid } = payload;
  const isNews = state !== row.refundState;
  return {
    ...row,
    refundState: state,
    refundCurrency: amount?.currency ?? row.refundCurrency,
    refundMinor: amount?.amount ?? null,
    refundPaidMinor: paid,
    refundDueAt: isNews && state === 'due' ? millis(occurredAt) : row.refundDueAt,
    refundSentAt: paid > row.refundPaidMinor || (isNews && state === 'sent') ? millis(occurredAt) : row.refundSentAt,
    version: seq,
  };
};

const replaced = (row: ReturnRow, { seq, payload }: Told<typeof events.replacementSent>): ReturnRow => ({
  ...row,
  unitsReplaced: row.unitsReplaced + unitsOf(payload.lines),
  version: seq,
});

export const returnFacts = entityTable({
  name: 'return_facts',
  about: 'Every return, as of the last event. Read with FINAL: older versions of a row stand here until parts merge',
  revision: 1,
  columns: returnColumns,
  key: 'returnId',
  orderBy: ['returnId'],
  shardBy: 'returnId',
  rules: ({ begins, changes }) => [
    begins(events.returnRequested, requested),
    changes(events.returnAuthorized, authorized),
    changes(events.returnRejected, ended('rejected')),
    changes(events.returnSent, sent),
    changes(events.returnReceived, received),
    changes(events.returnInspected, inspected),
    changes(events.returnClosed, ended('closed')),
    changes(events.returnExpired, ended('expired')),
    changes(events.returnCancelled, ended('cancelled')),
    changes(events.refundChanged, refunded),
    changes(events.replacementSent, replaced),
  ],
});
