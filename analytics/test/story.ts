/**
 * Made-up events as the log would hold them, for tests and for measuring a rebuild: single events by name, and a long log
 * of shipments under way at the same time. The same number always gives the same story.
 */
import type { EventDefinition, RecordedEvent } from '@gantry/shared/events/define';
import { orderPlaced } from '@gantry/shared/events/orders';
import { shipmentCreated } from '@gantry/shared/events/shipping';
import {
  exceptionOpened,
  exceptionResolved,
  scanRecorded,
  standingChanged,
  trackingStarted,
} from '@gantry/shared/events/tracking';
import type { z } from 'zod';

type Payload<D extends EventDefinition> = z.output<D['payload']>;
type Made = Pick<RecordedEvent, 'stream' | 'streamId' | 'name' | 'payload' | 'occurredAt'>;
export type ScanStory = { status: Payload<typeof scanRecorded>['status']; at: string; receivedAt?: string };

const made = (stream: string, streamId: string, told: { name: string; payload: unknown; at: string }): Made => ({
  stream,
  streamId,
  name: told.name,
  payload: told.payload,
  occurredAt: told.at,
});

/** Gives an event its place in the log. Ids count up with positions; it is recorded a second after it occurred. */
export const recorded = (event: Made, seq: number, version = 1): RecordedEvent => ({
  ...event,
  seq,
  id: String(1_000_000 + seq),
  version,
  zone: 'given',
  receivedAt: event.occurredAt,
  recordedAt: new Date(Date.parse(event.occurredAt) + 1_000).toISOString(),
  correlationId: `thread-${event.streamId}`,
  causationId: null,
  actor: 'test',
});

/** An order of two lines from the `olist` channel to Rio, promised for 2017-10-20. */
export const placed = (orderId: string, at: string, over: Partial<Payload<typeof orderPlaced>> = {}): Made => {
  const line = { sku: 'A', name: '', quantity: 2, unitPrice: 4_000, tags: [], fulfillmentType: 'stock' as const };
  const payload: Payload<typeof orderPlaced> = {
    orderId,
    channel: 'olist',
    externalId: `ext-${orderId}`,
    number: `N-${orderId}`,
    customer: { tier: 'standard' },
    shipTo: { city: 'Rio de Janeiro', state: 'RJ', country: 'BR' },
    lines: [line, { ...line, sku: 'B', quantity: 1 }],
    currency: 'BRL',
    total: 12_000,
    promise: { day: '2017-10-20', timeZone: 'America/Sao_Paulo' },
    shipBy: null,
    placedAt: at,
    placedAtZone: 'inferred',
    ...over,
  };
  return made('orders', orderId, { name: orderPlaced.name, payload, at });
};

/** A shipment from São Paulo to Rio with the carrier `olist`, promised for 2017-10-20, ship-by on the 14th. */
export const created = (shipmentId: string, at: string, over: Partial<Payload<typeof shipmentCreated>> = {}): Made => {
  const payload: Payload<typeof shipmentCreated> = {
    shipmentId,
    orderId: `ord_${shipmentId}`,
    orderNumber: `N-${shipmentId}`,
    channel: 'olist',
    reference: 'R1',
    warehouse: null,
    origin: { city: 'São Paulo', state: 'SP', country: 'BR' },
    destination: { city: 'Rio de Janeiro', state: 'RJ', country: 'BR' },
    packages: [{ weightGrams: 700 }],
    legs: [{ number: 1, carrier: 'olist', service: 'standard', trackingNumber: `T${shipmentId}` }],
    orderPlacedAt: at,
    promise: { day: '2017-10-20', timeZone: 'America/Sao_Paulo' },
    shipBy: '2017-10-14T00:00:00.000Z',
    cost: { amount: 1_500, currency: 'BRL' },
    tokenHash: 'hash-of-token',
    ...over,
  };
  return made('shipping', shipmentId, { name: shipmentCreated.name, payload, at });
};

/** Tracking's copy of the creation, in its own stream. */
export const started = (creation: Made): Made => ({ ...creation, stream: 'tracking', name: trackingStarted.name });

/** A scan of the carrier `olist`. */
export const scanned = (shipmentId: string, scanId: string, { status, at, receivedAt = at }: ScanStory): Made => {
  const payload: Payload<typeof scanRecorded> = {
    shipmentId,
    scanId,
    carrier: 'olist',
    trackingNumber: `T${shipmentId}`,
    leg: 1,
    code: status ?? '??',
    description: '',
    status,
    reason: null,
    actionRequiredBy: 'none',
    occurredAt: at,
    zone: 'given',
    localTime: null,
    receivedAt,
    place: { city: 'São Paulo', country: 'BR' },
  };
  return made('tracking', shipmentId, { name: scanRecorded.name, payload, at });
};

/** The shipment stands somewhere else; milestones not named are not reached. */
export const stands = (shipmentId: string, at: string, over: Partial<Payload<typeof standingChanged>>): Made => {
  const status = over.status ?? 'in_transit';
  const payload: Payload<typeof standingChanged> = {
    shipmentId,
    before: 'label_created',
    status,
    position: status,
    reason: null,
    actionRequiredBy: 'none',
    since: at,
    pickedUpAt: null,
    deliveredAt: null,
    endedAt: null,
    failedAttempts: 0,
    lastScanAt: at,
    lastPlace: null,
    ...over,
  };
  return made('tracking', shipmentId, { name: standingChanged.name, payload, at });
};

/** An exception's case as it is now: opened, or resolved when `resolvedAt` is given. */
export const troubled = (shipmentId: string, at: string, over: Partial<Payload<typeof exceptionOpened>> = {}): Made => {
  const payload: Payload<typeof exceptionOpened> = {
    shipmentId,
    exceptionId: `exc_${shipmentId}`,
    kind: 'delayed',
    reason: null,
    openedAt: at,
    resolvedAt: null,
    detail: 'weather',
    ...over,
  };
  const { name } = payload.resolvedAt === null ? exceptionOpened : exceptionResolved;
  return made('tracking', shipmentId, { name, payload, at: payload.resolvedAt ?? at });
};

const hour = 3_600_000;
const after = (start: number, hours: number): string => new Date(start + hours * hour).toISOString();

/** Everything that happens to one shipment, about eleven events: every 7th is late, every 9th delayed on its way. */
const journey = (number: number, start: number): Made[] => {
  const id = `shp_${number.toString(36).padStart(8, '0')}`;
  const days = number % 7 === 0 ? 12 : 3 + (number % 4);
  const promise = { day: after(start, 24 * 8).slice(0, 10), timeZone: 'America/Sao_Paulo' };
  const orderId = `ord_${id}`;
  const creation = created(id, after(start, 1), { orderId, promise, shipBy: after(start, 30) });
  const [pickedUpAt, movedAt, deliveredAt] = [after(start, 20), after(start, 40), after(start, 24 * days)];
  const moves = (status: 'picked_up' | 'in_transit' | 'delivered', at: string): Made[] => {
    const done = status === 'delivered' ? { deliveredAt: at, endedAt: at } : {};
    return [scanned(id, `${id}-${status}`, { status, at }), stands(id, at, { status, pickedUpAt, ...done })];
  };
  const delay =
    number % 9 === 0
      ? [troubled(id, after(start, 41)), troubled(id, after(start, 41), { resolvedAt: after(start, 60) })]
      : [];
  const beginning = [placed(orderId, after(start, 0), { promise }), creation, started(creation)];
  return [
    ...beginning,
    ...moves('picked_up', pickedUpAt),
    ...moves('in_transit', movedAt),
    ...delay,
    ...moves('delivered', deliveredAt),
  ];
};

export type LogShape = { shipments: number; batch: number; underWay?: number };

/** A log of whole journeys, `underWay` of them at any time, in batches: the story of a busy network from its first event. */
export function* syntheticLog({ shipments, batch, underWay = 5_000 }: LogShape): Generator<RecordedEvent[]> {
  const begin = Date.UTC(2024, 0, 1);
  let open: { events: Made[]; next: number }[] = [];
  let [begun, seq] = [0, 0];
  let events: RecordedEvent[] = [];
  while (begun < shipments || open.length > 0) {
    while (open.length < underWay && begun < shipments)
      open.push({ events: journey(begun, begin + begun++ * 60_000), next: 0 });
    for (const one of open) {
      const event = one.events[one.next++];
      if (event === undefined) continue;
      events.push(recorded(event, ++seq, one.next));
      if (events.length < batch) continue;
      yield events;
      events = [];
    }
    open = open.filter(({ events, next }) => next < events.length);
  }
  if (events.length > 0) yield events;
}
