/**
 * DHL eCommerce Americas: tracking v4 and its webhook, which repeats a package's whole history. An event has a numeric
 * primary code, a secondary one, and local date and time with letters for the zone. Keys: `ecommerce:600`, then `600`.
 * A package has three numbers; it goes by the one asked for, else by its tracking number, else by DHL's own.
 */
import type { Json } from '../../wire/body.ts';
import { field, firstText, listOf, textOf } from '../../wire/json.ts';
import { readSentTime } from '../../wire/time.ts';
import { numberOf } from '../reading.ts';
import { type Failure, failure, knownAs, plainText, type SentEvent, type SentParcel } from './parcel.ts';
import { letteredTime, listedPlace } from './places.ts';

const readEvent = (event: Json): SentEvent | Failure => {
  const code = textOf(field(event, 'primaryEventId'))?.slice(0, 60);
  const words = [field(event, 'primaryEventDescription'), field(event, 'secondaryEventDescription')].map(textOf);
  if (code === undefined) return failure('missing_code', 'an event without a code');
  const date = field(event, 'date');
  if (textOf(date) === undefined) return failure('missing_time', `no date at ${code}`);
  const place = listedPlace(field(event, 'location'), field(event, 'postalCode'));
  const time = letteredTime({
    date,
    time: field(event, 'time'),
    zone: field(event, 'timeZone'),
    country: place.country,
  });
  if (!time) return failure('bad_time', `not a time: ${textOf(date)} ${textOf(field(event, 'time')) ?? ''}`);
  const description = plainText([...new Set(words.filter((one) => one !== undefined))].join(' - '));
  return { code, keys: [`ecommerce:${code}`, code], description, time, place };
};

/** One element of `packages`. */
export const ecommerceParcel = (element: Json, asked: readonly string[]): SentParcel => {
  const inner = field(element, 'package');
  const numbers = ['trackingId', 'dhlPackageId', 'packageId'].map((key) =>
    numberOf(field(inner, key) ?? field(element, key)),
  );
  const number = knownAs(asked, ...numbers);
  const until = readSentTime(firstText(field(inner, 'expectedDelivery'), field(element, 'estimatedDeliveryDate')));
  const signed = textOf(field(field(element, 'recipient'), 'signedForName')) !== undefined;
  return {
    number,
    facts: {
      service: 'ecommerce',
      ...(until ? { estimate: { until } } : {}),
      ...(signed ? { proof: { signature: true, photo: false } } : {}),
    },
    events: listOf(field(element, 'events')),
    read: readEvent,
    wrap: (some) => ({ packages: [{ package: { trackingId: number ?? null }, events: [...some] }] }),
  };
};
