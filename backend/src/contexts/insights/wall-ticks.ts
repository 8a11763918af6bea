/** The ticker's lines: an event in a few words, without people's data. Pure. */
import type { Tick } from '@gantry/shared/api/wall';
import type { EventDefinition, RecordedEvent } from '@gantry/shared/events/define';
import { orderCancelled, orderPlaced } from '@gantry/shared/events/orders';
import { labelCreated } from '@gantry/shared/events/shipping';
import { exceptionOpened, scanRecorded } from '@gantry/shared/events/tracking';
import { messageTrashed } from '@gantry/shared/events/trash';
import { exceptionFacts } from '@gantry/shared/vocabulary/exception-kinds';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { z } from 'zod';

/** A tick with whose it is. */
export type OwnedTick = Tick & { merchant: string };

type Line = { ref: string; text: string; status?: TrackingStatus };

/** How an event is put: by the fields of its payload that the line needs. An event that lacks them has no line. */
const inWords = <Schema extends z.ZodType>(
  { name }: EventDefinition,
  needed: Schema,
  line: (said: z.output<Schema>) => Line,
): [string, (payload: unknown) => Line | undefined] => [
  name,
  (payload) => {
    const said = needed.safeParse(payload);
    return said.success ? line(said.data) : undefined;
  },
];

const lines = new Map([
  inWords(orderPlaced, orderPlaced.payload.pick({ number: true }), ({ number }) => ({
    ref: number,
    text: 'order placed',
    status: 'order_placed',
  })),
  inWords(orderCancelled, orderCancelled.payload.pick({ orderId: true }), () => ({
    ref: 'order',
    text: 'cancelled',
    status: 'cancelled',
  })),
  inWords(labelCreated, labelCreated.payload.pick({ trackingNumber: true, carrier: true }), (label) => ({
    ref: label.trackingNumber,
    text: `label created, ${label.carrier}`,
    status: 'label_created',
  })),
  inWords(
    scanRecorded,
    // What was told with a parcel of the past is no news.
    scanRecorded.payload
      .pick({ trackingNumber: true, status: true, place: true })
      .extend({ history: z.never().optional() }),
    ({ trackingNumber: ref, status, place }) =>
      status === null
        ? { ref, text: 'code not mapped yet' }
        : { ref, text: [statusFacts[status].label.toLowerCase(), place.city].filter(Boolean).join(', '), status },
  ),
  inWords(exceptionOpened, exceptionOpened.payload.pick({ kind: true }), ({ kind }) => ({
    ref: 'exception',
    text: exceptionFacts[kind].label.toLowerCase(),
    status: 'exception',
  })),
  inWords(messageTrashed, messageTrashed.payload.pick({ reason: true }), ({ reason }) => ({
    ref: 'trash',
    text: reason.replaceAll('_', ' '),
  })),
]);

// Orders and labels are also told long after they were made: by an import, or with the past of a new installation.
const told = new Set<string>([orderPlaced.name, labelCreated.name]);
const newsMs = 86_400_000;
const isNews = ({ name, occurredAt, recordedAt }: RecordedEvent): boolean =>
  !told.has(name) || Date.parse(recordedAt) - Date.parse(occurredAt) < newsMs;

/** The line of an event; undefined for events that say nothing to a supervisor, or nothing new. */
export const tickOf = (event: RecordedEvent): Tick | undefined => {
  const { seq, recordedAt: at, name, payload } = event;
  const line = isNews(event) ? lines.get(name)?.(payload) : undefined;
  return line && { seq, at, name, ref: line.ref, text: line.text, status: line.status ?? null };
};
