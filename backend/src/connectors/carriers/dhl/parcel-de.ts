/**
 * Parcel DE: answers of the shipment tracking of Post & Parcel Germany (XML of nested `<data name="…">`), read as the JSON
 * their elements make. An event has an ICE, a RIC and a standard event code, and is shown as `ICE/RIC`. Keys, most specific
 * first: `parcel-de:DLVRD/ACCPT/ZU`, `…DLVRD/ZU`, `…DLVRD/ACCPT`, `…DLVRD`, `…ZU`, then `DLVRD/ACCPT`. On the way back
 * (`ruecksendung`) a delivery is one to the sender: `parcel-de:return/DLVRD` stands before them.
 */

import type { Json } from '../../wire/body.ts';
import { at, field, firstText, listOf, textOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { readSentParts, readSentTime } from '../../wire/time.ts';
import type { CarrierProblem } from '../reading.ts';
import { numberOf } from '../reading.ts';
import { type Failure, failure, knownAs, plainText, type SentEvent, type SentParcel } from './parcel.ts';
import { atHome } from './places.ts';

export type Ice = { ice?: string | undefined; ric?: string | undefined; standard?: string | undefined; back?: boolean };

/** Code and keys of an event; undefined when it has neither an ICE nor a standard event code. */
export const iceCode = ({ ice, ric, standard, back = false }: Ice): { code: string; keys: string[] } | undefined => {
  const code = ice ? (ric ? `${ice}/${ric}` : ice) : standard;
  if (code === undefined) return undefined;
  const delivered = back && (ice === 'DLVRD' || (!ice && standard === 'ZU'));
  const keys = [
    delivered ? `return/${ice ?? standard}` : undefined,
    ice && ric && standard ? `${ice}/${ric}/${standard}` : undefined,
    ice && standard ? `${ice}/${standard}` : undefined,
    ice && ric ? `${ice}/${ric}` : undefined,
    ice,
    standard,
  ].filter((key) => key !== undefined);
  return { code, keys: [...keys.map((key) => `parcel-de:${key}`), code] };
};

/** Nested data elements with a name. */
const named = (element: Json | undefined, ...names: string[]): Json[] =>
  listOf(field(element, 'data')).filter((one) => names.includes(textOf(field(one, 'name')) ?? ''));

const shipmentNames = ['piece-shipment', 'piece-status-public', 'piece-status', 'piece'];

/** True for an answer of this system. */
export const isParcelDe = (body: Json): boolean => textOf(at(body, 'data', 'name')) !== undefined;

const upper = (value: Json | undefined): string | undefined => textOf(value)?.toUpperCase().slice(0, 30);

const german = /^(?:germany|deutschland|de)$/i;

const placeOf = (town: Json | undefined, land: Json | undefined) => {
  const [city, country] = [textOf(town), textOf(land)];
  if (country !== undefined && german.test(country)) return placeFrom({ city, country: 'DE' });
  if (city === undefined || country === undefined || /^[A-Z]{2}$/.test(country))
    return placeFrom({ ...(country ? { city } : { text: city }), country });
  return placeFrom({ text: `${city}, ${country}` });
};

const readEvent = (event: Json, countries: readonly (string | undefined)[]): SentEvent | Failure => {
  const codes = iceCode({
    ice: upper(field(event, 'ice')),
    ric: upper(field(event, 'ric')),
    standard: upper(field(event, 'standard-event-code')),
    back: textOf(field(event, 'ruecksendung')) === 'true',
  });
  if (!codes) return failure('missing_code', 'an event with neither ICE nor standard event code');
  const stamp = field(event, 'event-timestamp');
  if (textOf(stamp) === undefined) return failure('missing_time', `no timestamp at ${codes.code}`);
  const time = readSentTime(stamp);
  if (!time) return failure('bad_time', `not a time: ${textOf(stamp)}`);
  const place = placeOf(field(event, 'event-location'), field(event, 'event-country'));
  return {
    ...codes,
    description: plainText(
      firstText(field(event, 'event-status'), field(event, 'event-text'), field(event, 'event-short-status')),
    ),
    time: atHome(time, { division: 'parcel-de', place, countries }),
    place,
  };
};

/** A piece without a list of events says its latest state in its own attributes. */
const latestOf = (piece: Json): Json[] => {
  const stamp = firstText(field(piece, 'status-timestamp'), field(piece, 'last-event-timestamp'));
  if (stamp === undefined || firstText(field(piece, 'ice'), field(piece, 'standard-event-code')) === undefined)
    return [];
  const copied = ['ice', 'ric', 'standard-event-code', 'event-location', 'event-country', 'ruecksendung'] as const;
  const own = Object.fromEntries(copied.map((key) => [key, field(piece, key) ?? '']));
  return [
    {
      name: 'piece-event',
      ...own,
      'event-timestamp': stamp,
      'event-status': firstText(field(piece, 'status'), field(piece, 'short-status')) ?? '',
    },
  ];
};

const estimateOf = (piece: Json) => {
  const date = field(piece, 'delivery-date');
  const part = (key: string) => {
    const time = textOf(field(piece, key));
    return time !== undefined && time.length > 8 ? readSentTime(time) : readSentParts({ date, time });
  };
  const until = part('delivery-timeframe-to') ?? readSentTime(date);
  const from =
    textOf(field(piece, 'delivery-timeframe-from')) === undefined ? undefined : part('delivery-timeframe-from');
  return until ? { estimate: { until, ...(from ? { from } : {}) } } : {};
};

const parcelOf = (piece: Json, asked: readonly string[]): SentParcel => {
  const inner = named(piece, 'piece-event-list').flatMap((list) => named(list, 'piece-event'));
  const events = inner.length > 0 ? inner : latestOf(piece);
  const numbers = ['piece-code', 'searched-piece-code', 'piece-identifier', 'upu', 'airway-bill-number'].map((key) =>
    numberOf(field(piece, key)),
  );
  const number = knownAs(asked, ...numbers);
  const countries = ['dest-country', 'origin-country'].map((key) => textOf(field(piece, key)));
  const [dest, origin] = countries;
  const code = iceCode({
    ice: upper(field(piece, 'ice')),
    ric: upper(field(piece, 'ric')),
    standard: upper(field(piece, 'standard-event-code')),
  });
  const description = plainText(firstText(field(piece, 'status'), field(piece, 'short-status')));
  return {
    number,
    facts: { service: 'parcel-de', ...estimateOf(piece), ...(code ? { summary: { ...code, description } } : {}) },
    events,
    read: (event) => readEvent(event, countries),
    wrap: (some) => ({
      data: {
        name: 'piece-shipment-list',
        code: '0',
        data: {
          name: 'piece-shipment',
          'piece-code': number ?? '',
          ...(dest === undefined ? {} : { 'dest-country': dest }),
          ...(origin === undefined ? {} : { 'origin-country': origin }),
          data: { name: 'piece-event-list', data: [...some] },
        },
      },
    }),
  };
};

/** Error codes of the system: no data; not allowed; overload. */
const kindOf = (code: string): CarrierProblem['kind'] => {
  if (['100', '200', '57', '61'].includes(code)) return 'not_found';
  if (['5', '62', '64', '41', '45'].includes(code)) return 'refused';
  return ['6', '63', '-1', '-2', '-1000'].includes(code) ? 'busy' : 'other';
};

const problemOf = (element: Json, code: string, number: string | undefined): CarrierProblem => ({
  trackingNumber: number ?? null,
  kind: kindOf(code),
  code,
  message:
    firstText(field(element, 'error'), field(element, 'piece-status-desc'), field(element, 'status')) ??
    `error ${code}`,
});

/** What an answer holds: parcels, and what is wrong with numbers. Events beside an error are kept. */
export const parcelDeAnswer = (
  body: Json,
  asked: readonly string[],
): { parcels: SentParcel[]; problems: CarrierProblem[] } => {
  const root = field(body, 'data');
  const problems: CarrierProblem[] = [];
  const parcels: SentParcel[] = [];
  const pieces =
    shipmentNames.includes(textOf(field(root, 'name')) ?? '') && root !== undefined
      ? [root]
      : named(root, ...shipmentNames);
  for (const piece of pieces) {
    const parcel = parcelOf(piece, asked);
    const code = firstText(field(piece, 'error-status'), field(piece, 'piece-status')) ?? '0';
    if (code !== '0') problems.push(problemOf(piece, code, parcel.number));
    if (code === '0' || parcel.events.length > 0) parcels.push(parcel);
  }
  const code = textOf(field(root, 'code')) ?? '0';
  if (code !== '0' && problems.length === 0)
    problems.push(problemOf(root ?? null, code, asked.length === 1 ? asked[0] : undefined));
  return { parcels, problems };
};
