/**
 * Reads what Correos answers about a parcel, in every shape seen: the old localizador (`codEnvio`, `eventos` as list, as
 * one object, or as a key that stands several times), the new tracking API (`code`, `events`), the public search engine
 * (`shipment[]`, events without codes) and expeditions. Errors come with HTTP 200. The clock is Spain's: Europe/Madrid,
 * and one hour earlier in the Canary Islands.
 */

import { type Json, readBodyWithRepeats } from '../../wire/body.ts';
import { field, firstText, listOf } from '../../wire/json.ts';
import { cut } from '../../wire/text.ts';
import type { SentTime } from '../../wire/time.ts';
import { readSentParts } from '../../wire/time.ts';
import { type Failure, failure, gather, shipmentsOf } from '../gather.ts';
import type { CarrierProblem, CarrierReading, CarrierShipment, SentScan } from '../reading.ts';
import { numberOf, unreadable } from '../reading.ts';
import { clockOf, placeOf } from './place.ts';

const first = (value: Json | undefined, ...names: string[]): string | undefined =>
  firstText(...names.map((name) => field(value, name)));

const eventsOf = (shipment: Json): Json[] => [
  ...listOf(field(shipment, 'eventos')),
  ...listOf(field(shipment, 'events')),
];

const numberIn = (shipment: Json): string | undefined =>
  numberOf(
    field(shipment, 'codEnvio') ??
      field(shipment, 'shipmentCode') ??
      field(shipment, 'shippingCode') ??
      (field(shipment, 'events') === undefined && field(shipment, 'error') === undefined
        ? undefined
        : field(shipment, 'code')),
  );

/** Correos' summary words as the table has them: without accents, blanks doubled or a stop at the end. */
export const textKey = (summary: string): string =>
  `text:${summary
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[\s.,;:]+$/, '')
    .trim()}`.slice(0, 120);

/** Who took a parcel is personal and is cut off. */
const impersonal = (text: string): string =>
  text.replace(/\b(entregad[oa]|recogid[oa]|firmad[oa]|recibid[oa])\s+(?:a|por)\b.*$/i, '$1').trim();

const sentTime = (event: Json, zone: string): SentTime | undefined => {
  const date = field(event, 'fecEvento') ?? field(event, 'eventDate');
  const clock = first(event, 'horEvento', 'eventHours', 'eventTime');
  const time = readSentParts({ date, time: clock }, 'day_first');
  return time?.kind === 'local' ? { ...time, timeZone: zone } : time;
};

type Piece = { number: string | undefined; event: Json };

const scanOf = ({ number, event }: Piece): SentScan | Failure => {
  if (event === null || typeof event !== 'object') return failure('not_an_object', 'an event is no object');
  if (number === undefined) return failure('missing_tracking_number', 'the answer names no parcel');
  const summary = first(event, 'desTextoResumen', 'summaryText', 'desEvento', 'eventDes') ?? '';
  const long = first(event, 'desTextoAmpliado', 'expandedText', 'extendedText') ?? '';
  const key = textKey(impersonal(summary));
  const code = first(event, 'codEvento', 'eventCode') ?? (summary === '' ? undefined : key);
  if (code === undefined) return failure('missing_code', 'an event has neither code nor summary');
  if (first(event, 'fecEvento', 'eventDate') === undefined)
    return failure('missing_time', `${cut(code, 80)} has no date`);
  const time = sentTime(event, clockOf(event));
  if (!time) {
    const sent = [first(event, 'fecEvento', 'eventDate'), first(event, 'horEvento', 'eventHours', 'eventTime')];
    return failure('bad_time', `not a time: ${cut(sent.filter(Boolean).join(' '), 80)}`);
  }
  const told =
    long === '' || long === summary ? summary : `${summary.replace(/[.\s]+$/, '')}. ${long}`.replace(/^\. /, '');
  const keys = [...new Set([cut(code, 120), ...(summary === '' ? [] : [key])])];
  return {
    trackingNumber: number,
    code: cut(code, 120),
    ...(keys.length > 1 ? { keys } : {}),
    description: cut(impersonal(told), 500),
    time,
    place: placeOf(event),
  };
};

const kindOf = (code: string, message: string): CarrierProblem['kind'] => {
  if (
    code === '3' ||
    /no (?:encontrad|existe|se ha encontrado|hay)|sin (?:trazabilidad|datos|resultados)|not found/i.test(message)
  )
    return 'not_found';
  if (/autori|permis|credencial|forbidden/i.test(message)) return 'refused';
  return /l[ií]mite|demasiad|ocupad|timeout|temporal/i.test(message) ? 'busy' : 'other';
};

/** The errors beside or instead of events: `codError` 0 is none. */
const problemsOf = (holder: Json, number: string | undefined): CarrierProblem[] =>
  listOf(field(holder, 'error')).flatMap((error) => {
    const code = first(error, 'codError', 'errorCode', 'code') ?? (typeof error === 'string' ? error : undefined);
    if (code === undefined || /^0*$/.test(code)) return [];
    const message = cut(
      first(error, 'desError', 'errorDescription', 'message', 'description') ?? first(holder, 'message') ?? code,
      300,
    );
    return [{ trackingNumber: number ?? null, kind: kindOf(code, message), code: cut(code, 120), message }];
  });

type ShipmentHead = Omit<CarrierShipment, 'scans'>;

const headOf = (shipment: Json, number: string): ShipmentHead => {
  const service = first(shipment, 'desProducto', 'codProducto', 'codProduct', 'serviceDescription', 'serviceCode');
  const day =
    field(shipment, 'fec_calculada') ?? field(shipment, 'date_delivery_sum') ?? field(shipment, 'dateDeliverySum');
  const until = readSentParts({ date: day }, 'day_first');
  const last = first(shipment, 'resumen_ultimo');
  return {
    trackingNumber: number,
    ...(service === undefined ? {} : { service: cut(service, 80) }),
    ...(until === undefined
      ? {}
      : { estimate: { until: until.kind === 'local' ? { ...until, timeZone: 'Europe/Madrid' } : until } }),
    ...(last === undefined ? {} : { summary: { code: textKey(last), description: cut(last, 500) } }),
  };
};

/** The parcels in an answer: a list, one, the search engine's `shipment`, or those of an expedition. */
const shipmentsIn = (body: Json): Json[] =>
  listOf(body).flatMap((one) => {
    const inner = field(one, 'shipment') ?? field(one, 'shipments') ?? field(one, 'envios') ?? field(one, 'packages');
    if (inner === undefined) return [one];
    // What the expedition itself says is wrong is said of no parcel in particular.
    const error = field(one, 'error');
    return [...listOf(inner), ...(error === undefined ? [] : [{ error }])];
  });

/** The search engine's answer to a number it does not know: a list of parcels with none in it. */
const isEmptySearch = (body: Json): boolean =>
  ['shipment', 'shipments'].some((name) => {
    const list = field(body, name);
    return Array.isArray(list) && list.length === 0;
  });

const looksLikeAnswer = (shipment: Json): boolean =>
  ['eventos', 'events', 'error', 'codEnvio', 'shipmentCode', 'shippingCode'].some(
    (name) => field(shipment, name) !== undefined,
  );

const nothingSaid = (asked: readonly string[], reading: CarrierReading): CarrierProblem[] => {
  const named = new Set([...reading.shipments, ...reading.problems].map(({ trackingNumber }) => trackingNumber));
  return asked
    .filter((number) => !named.has(number))
    .map((number) => ({
      trackingNumber: number,
      kind: 'not_found',
      code: 'empty',
      message: 'Correos answers nothing about this parcel',
    }));
};

const nothingFound = (asked: readonly string[]): CarrierReading => ({
  shipments: [],
  problems: (asked.length > 0 ? asked : [null]).map((trackingNumber) => ({
    trackingNumber,
    kind: 'not_found',
    code: 'empty',
    message: 'Correos answers nothing about this parcel',
  })),
  errors: [],
});

/** Reads one answer. `asked` names the parcel where the answer does not, and those the answer is silent about. Never throws. */
export const readTrack = (rawBody: Buffer, asked: readonly string[] = []): CarrierReading => {
  const read = readBodyWithRepeats(rawBody);
  if ('error' in read) return unreadable(read.error, read.text);
  const all = shipmentsIn(read.body);
  const shipments = all.filter(looksLikeAnswer);
  if (shipments.length === 0 && isEmptySearch(read.body)) return nothingFound(asked);
  if (shipments.length === 0 && (all.length > 0 || asked.length === 0))
    return unreadable('no Correos answer: neither events nor error', JSON.stringify(read.body));
  const only = asked.length === 1 && shipments.length === 1 ? asked[0] : undefined;
  const told: ShipmentHead[] = [];
  const problems: CarrierProblem[] = [];
  const pieces: Piece[] = [];
  for (const shipment of shipments) {
    const number = numberIn(shipment) ?? only;
    const wrong = problemsOf(shipment, number);
    const events = eventsOf(shipment);
    problems.push(...wrong);
    pieces.push(...events.map((event) => ({ number, event })));
    if (number !== undefined && (events.length > 0 || wrong.length === 0)) told.push(headOf(shipment, number));
  }
  const { scans, errors } = gather(pieces, {
    read: scanOf,
    wrap: (some) =>
      [...new Set(some.map(({ number }) => number))].map((number) => ({
        ...(number === undefined ? {} : { codEnvio: number }),
        eventos: some.filter((piece) => piece.number === number).map(({ event }) => event),
      })),
  });
  const reading = { shipments: shipmentsOf(told, scans), problems, errors };
  return errors.length > 0 || problems.some(({ trackingNumber }) => trackingNumber === null)
    ? reading
    : { ...reading, problems: [...problems, ...nothingSaid(asked, reading)] };
};
