/**
 * What the readers of DHL's five systems have in common: each finds parcels with their raw events, and one place here reads
 * the events, makes one of those said twice, keeps within the limit and turns what failed into bodies of their own.
 */

import type { Json } from '../../wire/body.ts';
import { cut } from '../../wire/text.ts';
import { merged } from '../gather.ts';
import type { CarrierReading, CarrierShipment, ParseError, ParseErrorReason, SentScan } from '../reading.ts';
import { emptyReading, parseError } from '../reading.ts';

export const maxScans = 1000;

/** An event read, still without its parcel's number. */
export type SentEvent = Omit<SentScan, 'trackingNumber'>;
export type Failure = { reason: ParseErrorReason; detail: string };

export const failure = (reason: ParseErrorReason, detail: string): Failure => ({ reason, detail: cut(detail, 200) });

/** A parcel as one of the systems sent it. */
export type SentParcel = {
  number: string | undefined;
  facts: Omit<CarrierShipment, 'trackingNumber' | 'scans'>;
  /** Raw events, in the order sent. */
  events: readonly Json[];
  read(event: Json): SentEvent | Failure;
  /** A body of its own, in the same format, of some of the events. */
  wrap(events: readonly Json[]): Json;
};

/** Whoever signed stands in the text of a delivery; it is cut off, and the bold type of the German texts with it. */
export const plainText = (text: string | undefined): string =>
  cut(
    cut(text ?? '', 2000)
      .replace(/<\/?[a-z][a-z0-9]{0,10}[^<>]{0,100}>/gi, '')
      .replace(/[\s,;.–-]*\b(?:signed (?:for )?by|received by|unterschrieben von|podpisan[ye] przez)\b.*$/is, '')
      .replace(/\s+/g, ' ')
      .trim(),
    500,
  );

const sameness = ({ code, time, place }: SentEvent): string =>
  JSON.stringify([code, time, place.city ?? place.text ?? null]);

/** Events that pieces repeat from their shipment are one; the one with words stays. */
const once = (events: readonly SentEvent[]): SentEvent[] => {
  const kept = new Map<string, SentEvent>();
  for (const event of events) {
    const key = sameness(event);
    const known = kept.get(key);
    if (!known || (known.description === '' && event.description !== '')) kept.set(key, event);
  }
  return [...kept.values()];
};

type Taken = { shipment: CarrierShipment | undefined; errors: ParseError[] };

const take = (parcel: SentParcel, list: readonly Json[], from: number): Taken => {
  const { number } = parcel;
  if (number === undefined) {
    const fragment = parcel.wrap(list);
    const error = parseError('missing_tracking_number', { detail: 'a parcel without a number', fragment });
    return { shipment: undefined, errors: [error] };
  }
  const errors: ParseError[] = [];
  const read: SentEvent[] = [];
  for (const [index, event] of list.entries()) {
    const result = parcel.read(event);
    if ('reason' in result) {
      const fragment = parcel.wrap([event]);
      errors.push(parseError(result.reason, { detail: result.detail, fragment, index: from + index }));
    } else read.push(result);
  }
  const scans = once(read).map((event) => ({ trackingNumber: number, ...event }));
  return { shipment: { trackingNumber: number, ...parcel.facts, scans }, errors };
};

/** One number in two services is two parcels: DHL's divisions do not share their numbers. */
const apart = (shipments: readonly CarrierShipment[]): CarrierShipment[] =>
  shipments.map((one) => {
    const { trackingNumber, service } = one;
    const other = shipments.some((two) => two.trackingNumber === trackingNumber && two.service !== service);
    return other && service !== undefined && one.identity === undefined ? { ...one, identity: service } : one;
  });

/** Reads the events of all parcels: at most a thousand, the rest as one error to be read on its own. */
export const readingOf = (parcels: readonly SentParcel[]): CarrierReading => {
  const reading = emptyReading();
  const rest: Json[] = [];
  let seen = 0;
  let left = 0;
  for (const parcel of parcels) {
    const room = Math.max(0, maxScans - seen);
    const list = parcel.events.slice(0, room);
    const beyond = parcel.events.slice(room);
    if (list.length > 0 || beyond.length === 0) {
      const { shipment, errors } = take(parcel, list, seen);
      if (shipment) reading.shipments.push(shipment);
      reading.errors.push(...errors);
    }
    if (beyond.length > 0) rest.push(parcel.wrap(beyond));
    seen += list.length;
    left += beyond.length;
  }
  if (left > 0) {
    const fragment = rest.length === 1 ? (rest[0] as Json) : rest;
    const detail = `${seen + left} scans, the first ${seen} were read`;
    reading.errors.push(parseError('too_many_scans', { detail, fragment }));
  }
  return { ...reading, shipments: merged(apart(reading.shipments)) };
};

/** The number a parcel goes by: the one that was asked for when it is among those it has, else its first. */
export const knownAs = (asked: readonly string[], ...numbers: readonly (string | undefined)[]): string | undefined =>
  numbers.find((one) => one !== undefined && asked.includes(one)) ?? numbers.find((one) => one !== undefined);
