/**
 * DHL Parcel NL (eCommerce Benelux): what its track and trace sends and pushes: a barcode and events with a word for the
 * status, a category, and a UTC timestamp. Keys: `parcel-nl:NOT_HOME`, then the word, then the category's class.
 */
import type { Json } from '../../wire/body.ts';
import { field, firstText, listOf, textOf } from '../../wire/json.ts';
import { readSentTime } from '../../wire/time.ts';
import { numberOf } from '../reading.ts';
import { type Failure, failure, knownAs, plainText, type SentEvent, type SentParcel } from './parcel.ts';
import { addressPlace, atHome } from './places.ts';

/** DHL's categories as classes of the unified API; the others (an intervention, a problem) move nothing by themselves. */
const classes: Readonly<Record<string, string>> = {
  DATA_RECEIVED: 'pre-transit',
  LEG: 'pre-transit',
  UNDERWAY: 'transit',
  IN_DELIVERY: 'transit',
  CUSTOMS: 'transit',
  DELIVERED: 'delivered',
  UNKNOWN: 'unknown',
};

/** True for a parcel of this system. */
export const isParcelNl = (parcel: Json): boolean =>
  field(parcel, 'barcode') !== undefined &&
  listOf(field(parcel, 'events')).every((event) => field(event, 'statusCode') === undefined);

const readEvent = (event: Json): SentEvent | Failure => {
  const code = textOf(field(event, 'status'))?.slice(0, 110);
  if (code === undefined) return failure('missing_code', 'an event without status');
  const stamp = firstText(field(event, 'timestamp'), field(event, 'localTimestamp'));
  if (stamp === undefined) return failure('missing_time', `no timestamp at ${code}`);
  const time = readSentTime(stamp);
  if (!time) return failure('bad_time', `not a time: ${stamp}`);
  const group = classes[(textOf(field(event, 'category')) ?? '').toUpperCase()];
  const place = addressPlace({
    addressLocality: firstText(field(event, 'location'), field(event, 'facility')) ?? null,
    countryCode: field(event, 'countryCode') ?? null,
  });
  return {
    code,
    keys: [`parcel-nl:${code}`, code, ...(group ? [group] : [])],
    description: plainText(
      firstText(field(event, 'description'), field(event, 'remarks')) ?? code.replace(/_/g, ' ').toLowerCase(),
    ),
    time: atHome(time, { division: 'parcel-nl', place, countries: [] }),
    place,
  };
};

/** A parcel with its history, or the one event of a push. */
export const parcelNlParcel = (parcel: Json, asked: readonly string[]): SentParcel => {
  const number = knownAs(asked, numberOf(field(parcel, 'barcode')));
  const listed = listOf(field(parcel, 'events') ?? field(parcel, 'event'));
  const alone = listed.length === 0 && textOf(field(parcel, 'status')) !== undefined;
  const frame = textOf(field(parcel, 'plannedDeliveryTimeframe'))?.split('/') ?? [];
  const [from, until] = [readSentTime(frame[0]), readSentTime(frame[1] ?? frame[0])];
  return {
    number,
    facts: {
      service: 'parcel-nl',
      ...(until ? { estimate: { until, ...(from && frame.length > 1 ? { from } : {}) } } : {}),
    },
    events: alone ? [parcel] : listed,
    read: readEvent,
    wrap: (some) => ({ barcode: number ?? null, events: [...some] }),
  };
};
