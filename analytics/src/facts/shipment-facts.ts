/**
 * The rules of `shipment_facts`: a shipment's whole story in one row. The shipment is created in the `shipping` stream and
 * moved by events of its `tracking` stream; in log order those always come after `shipping.shipment_created`.
 */
import type { RecordedOf } from '@gantry/shared/events/define';
import { shipmentCancelled, shipmentCreated } from '@gantry/shared/events/shipping';
import {
  exceptionOpened,
  exceptionResolved,
  exceptionRevised,
  exceptionWithdrawn,
  scanRecorded,
  standingChanged,
} from '@gantry/shared/events/tracking';
import { millis } from '../columns.ts';
import { entityTable } from '../entity-table.ts';
import { reportingLag } from './event-facts.ts';
import type { CaseEvent } from './exception-facts.ts';
import { localDay } from './local-day.ts';
import { laneKey, regionKey } from './place-keys.ts';
import { type ShipmentRow, shipmentColumns } from './shipment-columns.ts';

type Created = RecordedOf<typeof shipmentCreated>;
type Voided = RecordedOf<typeof shipmentCancelled>;
type Standing = RecordedOf<typeof standingChanged>;
type Scan = RecordedOf<typeof scanRecorded>;
type ExceptionEvent = CaseEvent | RecordedOf<typeof exceptionWithdrawn>;

/** A shipment is rewritten with every scan, so its list of lags has an end; the first hundred tell the carrier's habit. */
const MAX_LAGS = 100;
const DAY = 86_400_000;

const weightOf = (parcels: Created['payload']['packages']): number | null => {
  let sum = 0;
  for (const { weightGrams } of parcels) {
    if (weightGrams === undefined) return null;
    sum += weightGrams;
  }
  return sum;
};

/** The columns that never change after creation. */
const plan = ({ payload }: Created) => {
  const { origin, destination, cost, promise } = payload;
  const leg = payload.legs[0];
  return {
    shipmentId: payload.shipmentId,
    orderId: payload.orderId,
    orderNumber: payload.orderNumber,
    channel: payload.channel,
    reference: payload.reference,
    carrier: leg?.carrier ?? '',
    service: leg?.service ?? '',
    trackingNumber: leg?.trackingNumber ?? '',
    warehouse: payload.warehouse,
    originCountry: origin.country,
    originState: origin.state ?? null,
    originCity: origin.city,
    destinationCountry: destination.country,
    destinationState: destination.state ?? null,
    destinationCity: destination.city,
    region: regionKey(destination),
    lane: laneKey(origin, destination),
    packages: payload.packages.length,
    weightGrams: weightOf(payload.packages),
    costMinor: cost?.amount ?? null,
    costCurrency: cost?.currency ?? null,
    orderPlacedAt: millis(payload.orderPlacedAt),
    shipBy: millis(payload.shipBy),
    promisedDay: promise?.day ?? null,
    lastPromisedDay: promise?.day ?? null,
    promiseTimeZone: promise?.timeZone ?? null,
  };
};

const utcDay = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

const created = (event: Created): ShipmentRow => ({
  ...plan(event),
  createdAt: millis(event.occurredAt),
  status: 'label_created',
  position: 'label_created',
  reason: null,
  actionRequiredBy: 'none',
  since: null,
  pickedUpAt: null,
  deliveredAt: null,
  endedAt: null,
  lastScanAt: null,
  deliveredDayLocal: null,
  onTime: null,
  onTimeLastPromise: null,
  failedAttempts: 0,
  firstAttempt: null,
  transitDays: null,
  hadDelayed: false,
  hadLost: false,
  hadDamaged: false,
  hadReturnInitiated: false,
  hadContradiction: false,
  isLost: false,
  openExceptions: 0,
  exceptionIds: [],
  exceptionKinds: [],
  exceptionOpen: [],
  scans: 0,
  scanLags: [],
  voided: false,
  cancelled: false,
  countedDay: utcDay(millis(event.occurredAt)),
  firstEventSeq: event.seq,
  version: event.seq,
});

const keptPromise = (day: string | null, promised: string | null): boolean | null =>
  day === null || promised === null ? null : day <= promised;

/** What follows from when it was handed over and delivered. */
const judged = (row: ShipmentRow): ShipmentRow => {
  const { deliveredAt, pickedUpAt, promiseTimeZone } = row;
  const day = deliveredAt === null || promiseTimeZone === null ? null : localDay(deliveredAt, promiseTimeZone);
  return {
    ...row,
    deliveredDayLocal: day,
    onTime: keptPromise(day, row.promisedDay),
    onTimeLastPromise: keptPromise(day, row.lastPromisedDay),
    firstAttempt: deliveredAt === null ? null : row.failedAttempts === 0,
    transitDays: deliveredAt === null || pickedUpAt === null ? null : (deliveredAt - pickedUpAt) / DAY,
    countedDay: utcDay(pickedUpAt ?? row.createdAt),
  };
};

const stands = (row: ShipmentRow, { seq, payload }: Standing): ShipmentRow =>
  judged({
    ...row,
    status: payload.status,
    position: payload.position,
    reason: payload.reason,
    actionRequiredBy: payload.actionRequiredBy,
    since: millis(payload.since),
    pickedUpAt: millis(payload.pickedUpAt),
    deliveredAt: millis(payload.deliveredAt),
    endedAt: millis(payload.endedAt),
    lastScanAt: millis(payload.lastScanAt),
    failedAttempts: payload.failedAttempts,
    cancelled: row.voided || payload.status === 'cancelled',
    version: seq,
  });

const voided = (row: ShipmentRow, { seq, occurredAt }: Voided): ShipmentRow => {
  const ended = row.endedAt === null ? ({ status: 'cancelled', position: 'cancelled' } as const) : {};
  return { ...row, ...ended, endedAt: row.endedAt ?? millis(occurredAt), voided: true, cancelled: true, version: seq };
};

const scanned = (row: ShipmentRow, { seq, payload }: Scan): ShipmentRow => {
  const lag = row.scanLags.length < MAX_LAGS ? reportingLag(payload) : null;
  const scanLags = lag === null ? row.scanLags : [...row.scanLags, lag];
  return { ...row, scans: row.scans + 1, scanLags, version: seq };
};

/** A case that was withdrawn leaves the list, so a `had_` flag falls back unless another case of its kind remains. */
const troubled = (row: ShipmentRow, event: ExceptionEvent): ShipmentRow => {
  const { exceptionId, kind } = event.payload;
  const ofOthers = <T>(list: readonly T[]): T[] => list.filter((_, at) => row.exceptionIds[at] !== exceptionId);
  const ids = ofOthers(row.exceptionIds);
  const kinds = ofOthers(row.exceptionKinds);
  const open = ofOthers(row.exceptionOpen);
  if (event.name !== 'tracking.exception_withdrawn') {
    ids.push(exceptionId);
    kinds.push(kind);
    open.push(event.payload.resolvedAt === null);
  }
  return {
    ...row,
    exceptionIds: ids,
    exceptionKinds: kinds,
    exceptionOpen: open,
    hadDelayed: kinds.includes('delayed'),
    hadLost: kinds.includes('lost'),
    hadDamaged: kinds.includes('damaged'),
    hadReturnInitiated: kinds.includes('return_initiated'),
    hadContradiction: kinds.includes('contradiction'),
    isLost: kinds.some((each, at) => each === 'lost' && open[at]),
    openExceptions: open.filter((each) => each).length,
    version: event.seq,
  };
};

/** `tracking.tracking_started` repeats `shipping.shipment_created` for another stream and is left out. */
export const shipmentFacts = entityTable({
  name: 'shipment_facts',
  about: 'Every shipment, as of the last event. Read with FINAL: older versions of a row stand here until parts merge',
  revision: 2,
  columns: shipmentColumns,
  key: 'shipmentId',
  orderBy: ['shipmentId'],
  shardBy: 'shipmentId',
  rules: ({ begins, changes }) => [
    begins(shipmentCreated, created),
    changes(shipmentCancelled, voided),
    changes(standingChanged, stands),
    changes(scanRecorded, scanned),
    changes(exceptionOpened, troubled),
    changes(exceptionResolved, troubled),
    changes(exceptionRevised, troubled),
    changes(exceptionWithdrawn, troubled),
  ],
});
