/** One event as a row of `event_facts`: its envelope, and the few things in its payload that many questions group by. */
import type { RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type * as orders from '@gantry/shared/events/orders';
import type * as shipping from '@gantry/shared/events/shipping';
import type * as tracking from '@gantry/shared/events/tracking';
import { factTable, millis } from '../fact-table.ts';

export type EventFactRow = {
  seq: number;
  eventId: string;
  name: string;
  stream: string;
  streamId: string;
  version: number;
  occurredAt: number;
  zone: string;
  receivedAt: number;
  recordedAt: number;
  correlationId: string;
  causationId: string | null;
  actor: string;
  channel: string | null;
  carrier: string | null;
  status: string | null;
  reason: string | null;
  code: string | null;
  country: string | null;
  exceptionKind: string | null;
  reportingLagSeconds: number | null;
};

export const eventFactsTable = factTable<EventFactRow>('event_facts', {
  seq: 'plain',
  eventId: 'plain',
  name: 'plain',
  stream: 'plain',
  streamId: 'plain',
  version: 'plain',
  occurredAt: 'instant',
  zone: 'plain',
  receivedAt: 'instant',
  recordedAt: 'instant',
  correlationId: 'plain',
  causationId: 'plain',
  actor: 'plain',
  channel: 'plain',
  carrier: 'plain',
  status: 'plain',
  reason: 'plain',
  code: 'plain',
  country: 'plain',
  exceptionKind: 'plain',
  reportingLagSeconds: 'plain',
});

type Told =
  | RecordedOf<typeof orders.orderPlaced>
  | RecordedOf<typeof shipping.shipmentCreated>
  | RecordedOf<typeof shipping.labelCreated>
  | RecordedOf<typeof tracking.trackingStarted>
  | RecordedOf<typeof tracking.scanRecorded>
  | RecordedOf<typeof tracking.scanMapped>
  | RecordedOf<typeof tracking.standingChanged>
  | RecordedOf<typeof tracking.exceptionOpened>
  | RecordedOf<typeof tracking.exceptionResolved>
  | RecordedOf<typeof tracking.exceptionRevised>
  | RecordedOf<typeof tracking.exceptionWithdrawn>;
type Dimensions = Pick<
  EventFactRow,
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

/** Seconds from a scan to its arrival here; null when its time is not known or it was told as one of the past. */
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

const dimensions = (event: Told): Dimensions => {
  switch (event.name) {
    case 'tracking.scan_recorded':
      return ofScan(event.payload);
    case 'tracking.scan_mapped':
    case 'tracking.standing_changed':
      return { ...none, status: event.payload.status, reason: event.payload.reason };
    case 'orders.order_placed':
      return { ...none, channel: event.payload.channel };
    case 'shipping.shipment_created':
    case 'tracking.tracking_started':
      return { ...none, channel: event.payload.channel, carrier: event.payload.legs[0]?.carrier ?? null };
    case 'shipping.label_created':
      return { ...none, carrier: event.payload.carrier };
    case 'tracking.exception_opened':
    case 'tracking.exception_resolved':
    case 'tracking.exception_revised':
      return { ...none, exceptionKind: event.payload.kind, reason: event.payload.reason };
    case 'tracking.exception_withdrawn':
      return { ...none, exceptionKind: event.payload.kind };
    default:
      return none;
  }
};

/** The row of an event. Events of any name have one; those without dimensions of interest have only their envelope. */
export const eventFact = (event: RecordedEvent): EventFactRow => ({
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
  ...dimensions(event as Told),
});
