/**
 * One row per event of the log: its envelope, and the few things in its payload that many questions group by. It is what
 * analysts count and what `gantry analytics verify` compares with Postgres.
 */
import type { RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import * as orders from '@gantry/shared/events/orders';
import * as shipping from '@gantry/shared/events/shipping';
import * as tracking from '@gantry/shared/events/tracking';
import { appendTable } from '../append-table.ts';
import { type Columns, millis, type RowOf } from '../columns.ts';
import { byEvent, on } from '../event-rules.ts';
import type { CaseEvent } from './exception-facts.ts';

const columns = {
  seq: { type: 'UInt64', about: 'Position in the log: dense, starting at 1' },
  eventId: { type: 'String', about: 'Id of the event in the log' },
  name: { type: 'LowCardinality(String)', about: 'What happened, e.g. tracking.scan_recorded' },
  stream: { type: 'LowCardinality(String)', about: 'Kind of the thing it happened to: order, shipping, tracking ...' },
  streamId: { type: 'String', about: 'Id of the thing it happened to' },
  version: { type: 'UInt32', about: 'Position within its stream, from 1' },
  occurredAt: {
    type: "DateTime64(3, 'UTC')",
    about: 'When it happened in the world; the time of recording when nobody said',
  },
  zone: {
    type: 'LowCardinality(String)',
    about: 'How sure the time zone of occurred_at is: given, inferred or unknown',
  },
  receivedAt: { type: "DateTime64(3, 'UTC')", about: 'When it reached us' },
  recordedAt: { type: "DateTime64(3, 'UTC')", about: 'When it was written to the log' },
  correlationId: { type: 'String', about: 'The golden thread: everything one order caused carries the same value' },
  causationId: {
    type: 'Nullable(String)',
    about: 'The event this one follows from; null when a person or a partner started it',
  },
  actor: { type: 'LowCardinality(String)', about: 'Who did it: a person, an API key or a part of the system' },
  channel: {
    type: 'LowCardinality(Nullable(String))',
    about: 'Sales channel, for orders placed and shipments created',
  },
  carrier: { type: 'LowCardinality(Nullable(String))', about: 'Carrier, for scans, labels and shipments created' },
  status: {
    type: 'LowCardinality(Nullable(String))',
    about: 'Unified tracking status of a scan or standing; null while a code is not mapped',
  },
  reason: {
    type: 'LowCardinality(Nullable(String))',
    about: 'Reason under the status or exception, when there is one',
  },
  code: { type: 'LowCardinality(Nullable(String))', about: "The carrier's own code of a scan" },
  country: { type: 'LowCardinality(Nullable(String))', about: 'Country of the place of a scan, ISO 3166-1 alpha-2' },
  exceptionKind: {
    type: 'LowCardinality(Nullable(String))',
    about: 'Kind of exception, for tracking.exception_* events',
  },
  reportingLagSeconds: {
    type: 'Nullable(Float64)',
    about:
      "Scans: received_at minus the time of the scan; null when its zone is unknown. Negative when the carrier's clock is ahead",
  },
} as const satisfies Columns;

export type EventRow = RowOf<typeof columns>;
type Dimensions = Pick<
  EventRow,
  'channel' | 'carrier' | 'status' | 'reason' | 'code' | 'country' | 'exceptionKind' | 'reportingLagSeconds'
>;

const none: Dimensions = {
  channel: null,
  carrier: null,
  status: null,
  reason: null,
  code: null,
  country: null,
  exceptionKind: null,
  reportingLagSeconds: null,
};

type ScanTimes = { occurredAt: string | null; receivedAt: string; history?: true | undefined };

/** Seconds from a scan to its arrival here; null when the scan's time is not known. */
export const reportingLag = ({ occurredAt, receivedAt, history }: ScanTimes): number | null =>
  occurredAt === null || history ? null : (Date.parse(receivedAt) - Date.parse(occurredAt)) / 1000;

const ofScan = (scan: RecordedOf<typeof tracking.scanRecorded>['payload']): Dimensions => ({
  ...none,
  carrier: scan.carrier,
  status: scan.status,
  reason: scan.reason,
  code: scan.code,
  country: scan.place.country ?? null,
  reportingLagSeconds: reportingLag(scan),
});

type Shipped = RecordedOf<typeof shipping.shipmentCreated | typeof tracking.trackingStarted>;
const ofShipment = ({ payload }: Shipped): Dimensions => ({
  ...none,
  channel: payload.channel,
  carrier: payload.legs[0]?.carrier ?? null,
});
type Moved = RecordedOf<typeof tracking.scanMapped | typeof tracking.standingChanged>;
const ofStanding = ({ payload }: Moved): Dimensions => ({ ...none, status: payload.status, reason: payload.reason });
const ofException = ({ payload }: CaseEvent): Dimensions => ({
  ...none,
  exceptionKind: payload.kind,
  reason: payload.reason,
});

const dimensions = byEvent([
  on(tracking.scanRecorded, ({ payload }) => ofScan(payload)),
  on(tracking.scanMapped, ofStanding),
  on(tracking.standingChanged, ofStanding),
  on(orders.orderPlaced, ({ payload }): Dimensions => ({ ...none, channel: payload.channel })),
  on(shipping.shipmentCreated, ofShipment),
  on(tracking.trackingStarted, ofShipment),
  on(shipping.labelCreated, ({ payload }): Dimensions => ({ ...none, carrier: payload.carrier })),
  on(tracking.exceptionOpened, ofException),
  on(tracking.exceptionResolved, ofException),
  on(tracking.exceptionRevised, ofException),
  on(tracking.exceptionWithdrawn, ({ payload }): Dimensions => ({ ...none, exceptionKind: payload.kind })),
]);

/** The row of an event. Events of any name have one; those without dimensions of interest have only their envelope. */
export const eventFact = (event: RecordedEvent): EventRow => ({
  seq: event.seq,
  eventId: event.id,
  name: event.name,
  stream: event.stream,
  streamId: event.streamId,
  version: event.version,
  occurredAt: millis(event.occurredAt),
  zone: event.zone,
  receivedAt: millis(event.receivedAt),
  recordedAt: millis(event.recordedAt),
  correlationId: event.correlationId,
  causationId: event.causationId,
  actor: event.actor,
  ...(dimensions.get(event.name)?.apply(event) ?? none),
});

export const eventFacts = appendTable({
  name: 'event_facts',
  about: 'Every event, once. Read with FINAL: a row may stand here twice until its parts merge',
  revision: 2,
  columns,
  indexes: ['recorded_at_range recorded_at TYPE minmax GRANULARITY 1'],
  // An event's recorded_at never changes, so both copies of one that came twice land in one partition and collapse there.
  partitionBy: 'toYYYYMM(recorded_at)',
  orderBy: ['seq'],
  shardBy: 'streamId',
  position: 'seq',
  rows: (event) => [eventFact(event)],
});
