/**
 * Reads Rappi's webhooks: orders, their events, cancellations without a time, positions of the courier. Times are the
 * store's, without a zone: the connection's settings name it. A position moves nothing; nonsense degrees are left out.
 */

import { type Json, readBody } from '../../wire/body.ts';
import { field, listOf, objectOf, textOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import type { SentTime } from '../../wire/time.ts';
import { readSentTime } from '../../wire/time.ts';
import { type Failure, failure, gather, shipmentsOf } from '../gather.ts';
import type { CarrierReading, CarrierShipment, SentScan } from '../reading.ts';
import { emptyReading, numberOf, parseError, unreadable } from '../reading.ts';
import { messageOf, orderIdOf, type RappiMessage } from './message.ts';

/** `2023-05-04 12:01:22` or `04/05/2023 12:01:22`, the day first; where there is no such month, the other way round. */
const clockOf = (value: Json | undefined): SentTime | undefined =>
  readSentTime(value, 'day_first') ?? readSentTime(value, 'month_first');

const sentTimeOf = ({ kind, body }: RappiMessage): Json | undefined => {
  const detail = field(body, 'order_detail');
  const places =
    kind === 'order'
      ? [field(detail, 'created_at')]
      : ['event_time', 'created_at', 'time'].map((name) => field(body, name));
  return places.find((value) => textOf(value) !== undefined);
};

const timeOf = (message: RappiMessage): SentTime | Failure => {
  const sent = sentTimeOf(message);
  // A cancellation has no time, and a scheduled order only that of its release, which is not when anything happened.
  if (sent === undefined) return { kind: 'none' };
  return clockOf(sent) ?? failure('bad_time', `not a time: ${cut(textOf(sent) ?? '', 60)}`);
};

const codeOf = (message: RappiMessage): string | undefined => ('code' in message ? message.code : undefined);

const scanOf = (message: RappiMessage): SentScan | Failure => {
  const sent = orderIdOf(message.body);
  const trackingNumber = numberOf(sent);
  if (trackingNumber === undefined) {
    return sent === undefined
      ? failure('missing_tracking_number', 'no order_id')
      : failure('bad_tracking_number', 'an order_id beyond 120 characters');
  }
  const code = codeOf(message);
  if (code === undefined) return failure('missing_code', 'no event');
  const time = timeOf(message);
  if ('detail' in time) return time;
  const { body } = message;
  const place =
    message.kind === 'position' ? placeFrom({ latitude: field(body, 'lat'), longitude: field(body, 'lng') }) : {};
  return { trackingNumber, code: cut(code, 120), description: '', time, place };
};

const day = 86_400_000;

const later = (time: SentTime, millis: number): SentTime => {
  if (time.kind === 'none') return time;
  if (time.kind === 'instant')
    return { kind: 'instant', at: new Date(Date.parse(time.at) + millis).toISOString(), localTime: null };
  const wall = Date.parse(`${time.localTime}Z`) + millis;
  return { kind: 'local', localTime: new Date(wall).toISOString().slice(0, 19) };
};

/** A position says how long until the courier is at the store, or at the customer: only the latter is an arrival. */
const estimateOf = (message: RappiMessage): CarrierShipment['estimate'] => {
  if (message.kind !== 'position' || textOf(field(message.body, 'eta_type'))?.toUpperCase() !== 'DELIVERY')
    return undefined;
  const time = timeOf(message);
  const millis = Number(textOf(field(message.body, 'eta_in_millis')));
  if ('detail' in time || time.kind === 'none' || !(millis > 0 && millis < day)) return undefined;
  return { until: later(time, millis) };
};

const toldOf = (message: RappiMessage): Omit<CarrierShipment, 'scans'> | undefined => {
  const estimate = estimateOf(message);
  const trackingNumber = numberOf(orderIdOf(message.body));
  return estimate && trackingNumber !== undefined ? { trackingNumber, estimate } : undefined;
};

const needed = ['event', 'order_id', 'orderId', 'store_id', 'event_time', 'created_at', 'time', 'action'];
const neededOfPosition = ['lat', 'lng', 'eta_in_millis', 'eta_type'];
const neededOfOrder = ['order_id', 'id', 'created_at', 'place_at', 'store_id'];

const pick = (body: Json | undefined, names: readonly string[]): { [key: string]: Json } =>
  Object.fromEntries(Object.entries(objectOf(body)).filter(([name]) => names.includes(name)));

/** A message to be repaired and read again: nothing of customer or courier. */
const kept = ({ body }: RappiMessage): Json => {
  if (body === null || typeof body !== 'object') return body;
  const detail = field(body, 'order_detail');
  return {
    ...pick(body, [...needed, ...neededOfPosition]),
    ...(detail === undefined ? {} : { order_detail: pick(detail, neededOfOrder) }),
  };
};

/** Reads a push of Rappi. Never throws. What is about a store and not about an order gives nothing. */
export const readRappi = (rawBody: Buffer): CarrierReading => {
  const found = readBody(rawBody);
  if ('error' in found) return unreadable(found.error, found.text);
  const messages = listOf(found.body).map(messageOf);
  if (messages.length === 0) {
    const error = parseError('no_scans', { detail: 'an empty message', fragment: found.body });
    return { ...emptyReading(), errors: [error] };
  }
  if (messages.every(({ kind, body }) => kind === 'unknown' && orderIdOf(body) === undefined))
    return unreadable('no Rappi message: neither an order nor a store', JSON.stringify(found.body));
  const { scans, errors } = gather(
    messages.filter(({ kind }) => kind !== 'store'),
    { read: scanOf, wrap: (some) => (some[0] && some.length === 1 ? kept(some[0]) : some.map(kept)) },
  );
  const told = messages.map(toldOf).filter((one) => one !== undefined);
  return { ...emptyReading(), shipments: shipmentsOf(told, scans), errors };
};
