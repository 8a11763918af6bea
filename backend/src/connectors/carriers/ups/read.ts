/**
 * Reads whatever UPS sends: a push of Track Alert or an answer of Track, told apart by their fields, so that a body kept
 * for repair can be read again by either door.
 */

import { type Json, readBodyWithRepeats } from '../../wire/body.ts';
import { field, listOf } from '../../wire/json.ts';
import type { CarrierReading } from '../reading.ts';
import { emptyReading, parseError, unreadable } from '../reading.ts';
import { readEvents } from './read-push.ts';
import { isAnswer, readAnswers } from './read-track.ts';

const nothing = (body: Json): CarrierReading => ({
  ...emptyReading(),
  errors: [parseError('no_scans', { detail: 'neither an event nor an answer of UPS', fragment: body })],
});

const isEvent = (body: Json): boolean =>
  ['activityStatus', 'trackingNumber', 'localActivityDate'].some((name) => field(body, name) !== undefined);

/** What relays put around a message, the message as text among it. */
const envelopes = ['data', 'payload', 'body', 'message', 'event', 'events', 'content'];

const unwrapped = (value: Json, depth = 0): Json[] => {
  if (depth > 4) return [];
  if (Array.isArray(value)) return listOf(value).flatMap((one) => unwrapped(one, depth + 1));
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) {
    const inner = readBodyWithRepeats(Buffer.from(value));
    return 'body' in inner ? unwrapped(inner.body, depth + 1) : [value];
  }
  if (isAnswer(value) || isEvent(value)) return [value];
  const inner = envelopes.flatMap((name) => listOf(field(value, name)).flatMap((one) => unwrapped(one, depth + 1)));
  return inner.some((one) => isAnswer(one) || isEvent(one)) ? inner : [value];
};

/** Reads a body of UPS; `asked` are the numbers a track call asked for. Never throws. */
export const readUps = (rawBody: Buffer, asked?: readonly string[]): CarrierReading => {
  const found = readBodyWithRepeats(rawBody);
  if ('error' in found) return unreadable(found.error, found.text);
  const list = unwrapped(found.body);
  if (list.length > 0 && list.every(isAnswer)) {
    const reading = readAnswers(list, asked);
    const silent = reading.shipments.length + reading.problems.length + reading.errors.length === 0;
    return silent ? nothing(found.body) : reading;
  }
  return list.some(isEvent) ? readEvents(list) : nothing(found.body);
};
