/**
 * Reads Glovo's pushes (LaaS v2): STATUS_UPDATE says a state, POSITION_UPDATE where the courier is. A position is kept as a
 * scan that moves nothing: it is where the parcel was, and the state it repeats is not news. Field names are from client
 * code, the official sample was not found: spellings seen beside them are accepted too.
 */

import { type Json, readBody } from '../../wire/body.ts';
import { at, field, firstText, listOf, objectOf, textOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import type { SentTime } from '../../wire/time.ts';
import { readSentTime } from '../../wire/time.ts';
import { type Failure, failure, gather, shipmentsOf } from '../gather.ts';
import type { CarrierReading, SentScan } from '../reading.ts';
import { emptyReading, numberOf, parseError, unreadable } from '../reading.ts';

const codeOf = (event: Json): string | undefined => {
  const type = textOf(field(event, 'eventType'))?.toUpperCase();
  if (type === 'POSITION_UPDATE') return type;
  const status = firstText(
    field(event, 'status'),
    at(event, 'status', 'state'),
    at(event, 'status', 'status'),
    field(event, 'state'),
    field(event, 'newStatus'),
  );
  if (status !== undefined) return status.toUpperCase();
  return type === undefined && positionOf(event) !== undefined ? 'POSITION_UPDATE' : undefined;
};

/** The courier's position, under its own name or among the fields of the event. */
const positionOf = (event: Json): Json | undefined => {
  const inner = ['position', 'courierPosition', 'location', 'coordinates'].map((name) => field(event, name));
  return [...inner, event].find((one) => firstText(field(one, 'latitude'), field(one, 'lat')) !== undefined);
};

const placeOf = (event: Json): SentScan['place'] => {
  const position = positionOf(event);
  return placeFrom({
    latitude: firstText(field(position, 'latitude'), field(position, 'lat')),
    longitude: firstText(field(position, 'longitude'), field(position, 'lon'), field(position, 'lng')),
  });
};

const timeOf = (event: Json): SentTime | Failure => {
  const names = ['date', 'timestamp', 'updateTime', 'createdAt'];
  const said = [event, field(event, 'status') ?? null]
    .flatMap((holder) => names.map((name) => field(holder, name)))
    .find((value) => textOf(value) !== undefined);
  if (said === undefined) return { kind: 'none' };
  return readSentTime(said) ?? failure('bad_time', `not a time: ${cut(textOf(said) ?? '', 60)}`);
};

const scanOf = (event: Json): SentScan | Failure => {
  const sent = firstText(field(event, 'trackingNumber'), field(event, 'tracking_number'));
  const trackingNumber = numberOf(sent);
  if (trackingNumber === undefined) {
    return sent === undefined
      ? failure('missing_tracking_number', 'no trackingNumber')
      : failure('bad_tracking_number', 'a trackingNumber beyond 120 characters');
  }
  const code = codeOf(event);
  if (code === undefined) return failure('missing_code', 'no status');
  const time = timeOf(event);
  if ('detail' in time) return time;
  const description = firstText(field(event, 'updateReason'), field(event, 'cancelReason')) ?? '';
  return { trackingNumber, code: cut(code, 120), description: cut(description, 500), time, place: placeOf(event) };
};

/** What is needed to read an event again: nothing of courier or recipient. */
const needed = [
  'eventType',
  'webhookId',
  'trackingNumber',
  'tracking_number',
  'status',
  'state',
  'newStatus',
  'date',
  'timestamp',
  'updateTime',
  'createdAt',
  'updateReason',
  'cancelReason',
];
const kept = (event: Json): Json =>
  event === null || typeof event !== 'object'
    ? event
    : Object.fromEntries(Object.entries(objectOf(event)).filter(([name]) => needed.includes(name)));

/** Events stand alone, in a list, or under a name of the envelope. */
const eventsIn = (body: Json): Json[] => {
  const inner = field(body, 'data') ?? field(body, 'event') ?? field(body, 'events');
  return listOf(
    inner !== undefined && typeof inner === 'object' && field(body, 'trackingNumber') === undefined ? inner : body,
  );
};

const isOurs = (event: Json): boolean =>
  ['trackingNumber', 'tracking_number', 'eventType', 'webhookId', 'status', 'state'].some(
    (name) => field(event, name) !== undefined,
  );

/** Reads a push of Glovo. Never throws. */
export const readGlovo = (rawBody: Buffer): CarrierReading => {
  const found = readBody(rawBody);
  if ('error' in found) return unreadable(found.error, found.text);
  const events = eventsIn(found.body);
  if (events.length === 0) {
    const error = parseError('no_scans', { detail: 'an empty message', fragment: found.body });
    return { ...emptyReading(), errors: [error] };
  }
  if (!events.some(isOurs))
    return unreadable('no Glovo push: neither trackingNumber nor eventType nor status', JSON.stringify(found.body));
  const { scans, errors } = gather(events, {
    read: scanOf,
    wrap: (some) => (some.length === 1 ? kept(some[0] ?? null) : some.map(kept)),
  });
  return { ...emptyReading(), shipments: shipmentsOf([], scans), errors };
};
