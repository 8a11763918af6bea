/**
 * Reads what FedEx says of parcels, pushed or asked for: both carry the same track results. Scans come newest first, each
 * with the offset of its own place or with none; one number may be two parcels, told apart by `trackingNumberUniqueId`; an
 * error may stand beside scans. Source: the Track v1 OpenAPI description as kept in karrioapi/karrio, and its answers.
 */

import { type Json, readBodyWithRepeats } from '../../wire/body.ts';
import { at, field, firstText, listOf, textOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import type { SentTime } from '../../wire/time.ts';
import { readSentTime } from '../../wire/time.ts';
import { type Failure, failure, gather, merged } from '../gather.ts';
import type { CarrierReading, CarrierShipment, SentEstimate, SentScan } from '../reading.ts';
import { numberOf, parseError, unreadable } from '../reading.ts';
import { errorsIn, resultsIn, type TrackResult } from './envelopes.ts';
import { problemOf, silent } from './problems.ts';

const infoOf = (result: Json): Json | undefined => field(result, 'trackingNumberInfo');

const numberIn = ({ number, result }: TrackResult): string | undefined =>
  numberOf(field(infoOf(result), 'trackingNumber')) ?? numberOf(field(result, 'trackingNumber')) ?? number;

const identityIn = (result: Json): string | undefined => {
  const sent = textOf(field(infoOf(result), 'trackingNumberUniqueId'));
  return sent === undefined ? undefined : cut(sent, 120);
};

/** Hubs stand where the town belongs (`FEDEX SMARTPOST INDIANAPOLIS`); a country may come by its name alone. */
const placeOf = (location: Json | undefined) => {
  const town = textOf(field(location, 'city'));
  const hub = town !== undefined && /^fedex\b/i.test(town);
  const code = textOf(field(location, 'countryCode'));
  const country = code ?? textOf(field(location, 'countryName'));
  const named = code === undefined && country !== undefined && town !== undefined;
  return placeFrom({
    text: named ? `${town}, ${country}` : undefined,
    name: hub ? town : undefined,
    city: hub ? undefined : town,
    state: field(location, 'stateOrProvinceCode'),
    postalCode: field(location, 'postalCode'),
    country,
  });
};

/** Event type and reason, event type and kind of delay, event type: `DE/08`, `DE/WEATHER`, `DE`. */
const keysOf = (type: string, reasons: readonly (string | undefined)[]): string[] => [
  ...new Set([
    ...reasons.filter((reason) => reason !== undefined).map((reason) => cut(`${type}/${reason}`, 120)),
    type,
  ]),
];

const keyed = (keys: string[]): { keys?: string[] } => (keys.length > 1 ? { keys } : {});

const describe = (...texts: (string | undefined)[]): string =>
  cut([...new Set(texts.filter((text) => text !== undefined))].join(' - '), 500);

type Piece = { index: number; number: string | undefined; event: Json };

const scanOf = ({ number, event }: Piece): SentScan | Failure => {
  if (event === null || typeof event !== 'object') return failure('not_an_object', 'a scan event is no object');
  if (number === undefined) return failure('missing_tracking_number', 'the result names no parcel');
  const type = textOf(field(event, 'eventType'));
  const derived = textOf(field(event, 'derivedStatusCode'));
  const code = cut(type ?? derived ?? '', 120);
  if (code === '') return failure('missing_code', 'a scan event has neither type nor status code');
  const sent = firstText(field(event, 'date'), field(event, 'dateTime'), field(event, 'timestamp'));
  if (sent === undefined) return failure('missing_time', `${code} has no date`);
  const time = readSentTime(sent);
  if (!time) return failure('bad_time', `not a time: ${cut(sent, 80)}`);
  const reasons = [textOf(field(event, 'exceptionCode')), textOf(at(event, 'delayDetail', 'type'))];
  const keys = type === undefined ? [cut(`derived/${code}`, 120), code] : keysOf(code, reasons);
  return {
    trackingNumber: number,
    code,
    ...keyed(keys),
    description: describe(
      firstText(field(event, 'eventDescription'), field(event, 'derivedStatus')),
      textOf(field(event, 'exceptionDescription')),
    ),
    time,
    place: placeOf(field(event, 'scanLocation')),
  };
};

/** A day that FedEx sends as its midnight, with an offset that is not the place's: only the day was meant. */
const dayOrTime = (time: SentTime | undefined): SentTime | undefined =>
  time?.kind === 'instant' && time.localTime?.endsWith('T00:00:00')
    ? { kind: 'local', localTime: time.localTime }
    : time;

const estimateOf = (result: Json): SentEstimate | undefined => {
  const window = at(result, 'estimatedDeliveryTimeWindow', 'window');
  const ends = readSentTime(field(window, 'ends'));
  const said = listOf(field(result, 'dateAndTimes')).find(
    (one) => textOf(field(one, 'type'))?.toUpperCase() === 'ESTIMATED_DELIVERY',
  );
  const until = dayOrTime(ends) ?? dayOrTime(readSentTime(field(said, 'dateTime')));
  if (!until) return undefined;
  const from = ends ? readSentTime(field(window, 'begins')) : undefined;
  return { ...(from ? { from } : {}), until };
};

const summaryOf = (result: Json): CarrierShipment['summary'] => {
  const latest = field(result, 'latestStatusDetail');
  const code = textOf(field(latest, 'code'));
  const derived = textOf(field(latest, 'derivedCode'));
  if (code === undefined && derived === undefined) return undefined;
  const reasons = listOf(field(latest, 'ancillaryDetails')).map((detail) => textOf(field(detail, 'reason')));
  const shown = cut(code ?? derived ?? '', 120);
  const keys = code === undefined ? [cut(`derived/${shown}`, 120), shown] : keysOf(shown, reasons);
  const description = describe(
    firstText(field(latest, 'description'), field(latest, 'statusByLocale')),
    firstText(...listOf(field(latest, 'ancillaryDetails')).map((detail) => field(detail, 'reasonDescription'))),
  );
  return { code: shown, ...keyed(keys), description };
};

const proofOf = (result: Json): CarrierShipment['proof'] => {
  const images = listOf(field(result, 'availableImages')).map((image) => textOf(field(image, 'type')) ?? '');
  const delivery = field(result, 'deliveryDetails');
  const signed = firstText(field(delivery, 'signedByName'), field(delivery, 'receivedByName')) !== undefined;
  const signature = signed || images.some((type) => /SIGNATURE/i.test(type));
  const photo = images.some((type) => /PICTURE|PHOTO/i.test(type));
  return signature || photo ? { signature, photo } : undefined;
};

/** When a summary happened that no scan tells of: its own time, or the actual time of what it says. */
const summaryTime = (result: Json, code: string): SentTime | undefined => {
  const latest = field(result, 'latestStatusDetail');
  const own = firstText(field(latest, 'date'), field(latest, 'dateTime'), field(latest, 'timestamp'));
  if (own !== undefined) return readSentTime(own);
  const wanted = /^DL$/i.test(code) ? 'ACTUAL_DELIVERY' : /^P[UX]$/i.test(code) ? 'ACTUAL_PICKUP' : undefined;
  const said = listOf(field(result, 'dateAndTimes')).find((one) => textOf(field(one, 'type')) === wanted);
  return wanted === undefined ? undefined : readSentTime(field(said, 'dateTime'));
};

const toldOf = (result: Json, trackingNumber: string): Omit<CarrierShipment, 'scans'> => {
  const identity = identityIn(result);
  const service = firstText(at(result, 'serviceDetail', 'description'), at(result, 'serviceDetail', 'type'));
  const [estimate, summary, proof] = [estimateOf(result), summaryOf(result), proofOf(result)];
  return {
    trackingNumber,
    ...(identity === undefined ? {} : { identity }),
    ...(service === undefined ? {} : { service: cut(service, 80) }),
    ...(estimate ? { estimate } : {}),
    ...(summary ? { summary } : {}),
    ...(proof ? { proof } : {}),
  };
};

/** The body that holds only some of the events of some results. */
const bodyOf = (found: readonly TrackResult[], pieces: readonly Piece[]): unknown => ({
  output: {
    completeTrackResults: [...new Set(pieces.map(({ index }) => index))].map((index) => {
      const trackingNumber = pieces.find((piece) => piece.index === index)?.number;
      const identity = identityIn(found[index]?.result ?? null);
      const trackingNumberInfo = { trackingNumber, ...(identity ? { trackingNumberUniqueId: identity } : {}) };
      const scanEvents = pieces.filter((piece) => piece.index === index).map(({ event }) => event);
      return { trackingNumber, trackResults: [{ trackingNumberInfo, scanEvents }] };
    }),
  },
});

const shipmentsOf = (found: readonly TrackResult[], only: string | undefined) => {
  const numbers = found.map((one) => numberIn(one) ?? only);
  const pieces = found.flatMap(({ result }, index): Piece[] =>
    [...listOf(field(result, 'scanEvents')), ...listOf(field(result, 'scanEvent'))].map((event) => ({
      index,
      number: numbers[index],
      event,
    })),
  );
  const owners = new Map<SentScan, number>();
  const read = (piece: Piece): SentScan | Failure => {
    const scan = scanOf(piece);
    if (!('detail' in scan)) owners.set(scan, piece.index);
    return scan;
  };
  const { scans, errors } = gather(pieces, { read, wrap: (some) => bodyOf(found, some) });
  const shipments = found.flatMap(({ result }, index): CarrierShipment[] => {
    const number = numbers[index];
    if (number === undefined) return [];
    const told = toldOf(result, number);
    const own = scans.filter((scan) => owners.get(scan) === index);
    const time = own.length === 0 && told.summary ? summaryTime(result, told.summary.code) : undefined;
    if (time && told.summary && !pieces.some((piece) => piece.index === index)) {
      const place = placeOf(at(result, 'latestStatusDetail', 'scanLocation'));
      return [{ ...told, scans: [{ trackingNumber: number, ...told.summary, time, place }] }];
    }
    // An error alone is a problem, not a parcel.
    if (own.length === 0 && !told.summary && field(result, 'error') !== undefined) return [];
    return [{ ...told, scans: own }];
  });
  return {
    shipments,
    errors,
    problems: found.flatMap(({ result }, i) => problemOf(field(result, 'error'), numbers[i])),
  };
};

/** Reads a push or an answer. `asked` names the parcel where the answer does not. Never throws. */
export const readFedex = (rawBody: Buffer, asked: readonly string[] = []): CarrierReading => {
  const read = readBodyWithRepeats(rawBody);
  if ('error' in read) return unreadable(read.error, read.text);
  const only = asked.length === 1 ? asked[0] : undefined;
  const found = resultsIn(read.body);
  const general = errorsIn(read.body).flatMap((error) => problemOf(error, only));
  if (found.length === 0 && general.length === 0) {
    const detail = 'no FedEx message: neither track results nor errors';
    const errors = asked.length > 0 ? [] : [parseError('no_scans', { detail, fragment: read.body })];
    return { shipments: [], problems: silent(asked, new Set()), errors };
  }
  const { shipments, errors, problems } = shipmentsOf(found, only);
  // The list may be headed by the number asked for while its results name another of the same parcel.
  const named = new Set([
    ...[...shipments, ...problems].map(({ trackingNumber }) => trackingNumber ?? undefined),
    ...found.map(({ number }) => number),
  ]);
  const unsaid = general.length > 0 || errors.length > 0 ? [] : silent(asked, named);
  return { shipments: merged(shipments), problems: [...general, ...problems, ...unsaid], errors };
};
