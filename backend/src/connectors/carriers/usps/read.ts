/**
 * Reads what USPS says of parcels, pushed or asked for: both carry the answer of the Tracking API, and a flat record of one
 * scan is read too. Source: the Tracking 3.2 OpenAPI description as kept in karrioapi/karrio
 * `modules/connectors/usps/vendor/tracking.yaml`, and its answers. Booleans come as text, a facility in the city's place.
 */
import type { Place } from '@gantry/shared/values/address';
import { type Json, readBodyWithRepeats } from '../../wire/body.ts';
import { listOf, textOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import { readSentParts, readSentTime } from '../../wire/time.ts';
import { type Failure, failure, gather, merged } from '../gather.ts';
import type { CarrierProblem, CarrierReading, CarrierShipment, SentEstimate, SentScan } from '../reading.ts';
import { emptyReading, numberOf, parseError, unreadable } from '../reading.ts';
import { readClock } from './clock.ts';
import { postalCountries } from './countries.data.ts';
import { detailsIn, errorsIn, isFlat, isGreeting } from './envelopes.ts';
import { plain, said, saidText, withoutPeople } from './fields.ts';
import { labelCode, readLine } from './lines.ts';

const numberIn = (detail: Json): string | undefined =>
  numberOf(said(detail, 'trackingnumber', 'trackingid', 'trackid', 'impb', 'pic'));

const identityIn = (detail: Json): string | undefined =>
  saidText(detail, 'uniquemailpieceid', 'uniquetrackingid')?.slice(0, 120);

const facility = /\b(?:CENTER|CENTRE|FACILITY|ANNEX|HUB|NDC|P&DC|PLANT|ISC|OFFICE OF EXCHANGE|POST OFFICE)\b/i;

/** USPS leaves the country out within the United States, and everything but the name of a sorting centre. */
const placeOf = (event: Json): Place => {
  const city = saidText(event, 'eventcity', 'city', 'eventlocation');
  const state = saidText(event, 'eventstate', 'state');
  const postalCode = saidText(event, 'eventzip', 'eventzipcode', 'zipcode', 'scanzip', 'facilityzip', 'zip');
  const written = saidText(event, 'eventcountry', 'eventcountrycode', 'country');
  const sent = written === undefined ? undefined : (postalCountries[written.toUpperCase()] ?? written);
  const country = sent ?? ([city, state, postalCode].some((part) => part !== undefined) ? 'US' : undefined);
  const name = saidText(event, 'facilityname', 'scanfacilityname');
  if (city !== undefined && state === undefined && facility.test(city)) return placeFrom({ name: city, country });
  // A country's name is read together with its city, as one line; the code lists know countries by two letters.
  if (sent !== undefined && city !== undefined && !/^[A-Za-z]{2}$/.test(sent))
    return placeFrom({ name, text: `${city}, ${sent}`, postalCode });
  return placeFrom({ name, city, state, postalCode, country });
};

type Piece = { index: number; number: string | undefined; event: Json };

const scanOf = ({ number, event }: Piece): SentScan | Failure => {
  if (number === undefined) return failure('missing_tracking_number', 'the message names no parcel');
  if (typeof event === 'string') return readLine(number, event);
  if (event === null || typeof event !== 'object') return failure('not_an_object', 'an event is no object');
  const sent = saidText(event, 'eventcode', 'scaneventcode')?.toUpperCase();
  const label = plain(saidText(event, 'eventtype', 'scaneventextracteventname', 'eventname', 'eventdescription') ?? '');
  if (sent === undefined && label === '') return failure('missing_code', 'an event has neither code nor type');
  const time = readClock(event);
  const shown = saidText(event, 'eventtimestamp', 'eventdatetime', 'eventdate', 'gmttimestamp');
  if (!time && shown === undefined) return failure('missing_time', `${cut(sent ?? label, 80)} has no time`);
  if (!time) return failure('bad_time', `not a time: ${cut(shown ?? '', 80)}`);
  return {
    trackingNumber: number,
    ...(sent === undefined ? labelCode(label) : codeOf(event, sent, label)),
    description: cut(label, 500),
    time,
    place: placeOf(event),
  };
};

/** Words of borders and of other posts, whose codes are in no table that is public. */
const foreign =
  /customs|abroad|international|foreign|exchange|r\.t\.s|consignor|collect for pick|destination country|origin post|broker/i;

/** Code and reason, code, and the words that are known of borders where the code is not. */
const codeOf = (event: Json, sent: string, label: string): { code: string; keys?: string[] } => {
  // Numbers lose their leading zero.
  const code = cut(/^\d$/.test(sent) ? `0${sent}` : sent, 120);
  const reason = saidText(event, 'reasoncode')?.toUpperCase();
  const keys = [
    ...(reason === undefined ? [] : [cut(`${code}/${reason}`, 120)]),
    code,
    ...(foreign.test(label) ? [cut(`abroad/${label.toUpperCase()}`, 120)] : []),
  ];
  return { code, ...(keys.length > 1 ? { keys } : {}) };
};

const estimateOf = (detail: Json): SentEstimate | undefined => {
  const start = said(detail, 'predicteddeliverywindowstarttime');
  const end = said(detail, 'predicteddeliverywindowendtime');
  const predicted = said(detail, 'predicteddeliverydate');
  const until =
    (predicted === undefined ? undefined : readSentParts({ date: predicted, time: end }, 'month_first')) ??
    readSentTime(saidText(detail, 'expecteddeliverytimestamp', 'predicteddeliverytimestamp'), 'month_first') ??
    readSentParts(
      { date: said(detail, 'expecteddeliverydate'), time: said(detail, 'expecteddeliverytime') },
      'month_first',
    ) ??
    readSentTime(saidText(detail, 'guaranteeddeliverytimestamp', 'guaranteeddeliverydate'), 'month_first');
  if (!until || until.kind === 'none') return undefined;
  const from = start === undefined ? undefined : readSentParts({ date: predicted, time: start }, 'month_first');
  return { ...(from ? { from } : {}), until };
};

/** The status as a label; the sentence beside it may name people and is not taken. */
const summaryOf = (detail: Json): CarrierShipment['summary'] => {
  const status = plain(saidText(detail, 'status') ?? saidText(detail, 'statuscategory') ?? '');
  return status === '' ? undefined : { ...labelCode(status), description: cut(status, 500) };
};

const toldOf = (detail: Json, trackingNumber: string): Omit<CarrierShipment, 'scans'> => {
  const identity = identityIn(detail);
  const service = plain(saidText(detail, 'mailclass') ?? '');
  const [estimate, summary] = [estimateOf(detail), summaryOf(detail)];
  const proof = /^true$/i.test(String(said(detail, 'proofofdeliveryenabled', 'trackingproofofdeliveryenabled') ?? ''));
  return {
    trackingNumber,
    ...(identity === undefined ? {} : { identity }),
    ...(service === '' ? {} : { service: cut(service, 80) }),
    ...(estimate ? { estimate } : {}),
    ...(summary && !isFlat(detail) ? { summary } : {}),
    ...(proof ? { proof: { signature: true, photo: false } } : {}),
  };
};

const kindOf = (said: string): CarrierProblem['kind'] => {
  if (/\b404\b|not found|not yet available|no record|could not locate|no information|unknown/i.test(said))
    return 'not_found';
  if (/\b(?:429|50[0234])\b|too many|try again|unavailable|timeout/i.test(said)) return 'busy';
  return /\b40[013]\b|unauthori|forbidden|invalid|not authorized|access|scope/i.test(said) ? 'refused' : 'other';
};

const problemOf = (error: Json, trackingNumber: string | undefined): CarrierProblem => {
  const [first] = listOf(said(error, 'errors'));
  const code = saidText(error, 'code') ?? saidText(first, 'code', 'status') ?? 'error';
  const detail = saidText(first, 'detail', 'title', 'message');
  const message = saidText(error, 'message', 'detail', 'description') ?? detail ?? textOf(error) ?? code;
  const kind = kindOf(`${code} ${saidText(first, 'status') ?? ''} ${message} ${detail ?? ''}`);
  return { trackingNumber: trackingNumber ?? null, kind, code: cut(code, 120), message: cut(message, 300) };
};

const piecesOf = (detail: Json, index: number, number: string | undefined): Piece[] => {
  const events = isFlat(detail)
    ? [detail]
    : ['trackingevents', 'trackingevent', 'scanevents', 'eventsummaries'].flatMap((name) => listOf(said(detail, name)));
  const sentence = saidText(detail, 'statussummary');
  const listed = events.map((event): Piece => ({ index, number, event }));
  return sentence === undefined || isTold(events, sentence) ? listed : [{ index, number, event: sentence }, ...listed];
};

/**
 * Whether the list already has what the summary's sentence says. Beside codes the sentence adds nothing; among lines of
 * text the latest one is left out of the list and stands in the sentence alone.
 */
const isTold = (events: readonly Json[], sentence: string): boolean => {
  if (events.length === 0) return false;
  if (!events.every((event) => typeof event === 'string')) return true;
  const times = [sentence, ...events].map((line) => {
    const read = readLine('', line);
    return 'time' in read && read.time.kind === 'local' ? read.time.localTime : undefined;
  });
  return times[0] === undefined || times.slice(1).includes(times[0]);
};

/** The body that holds only some of the events. */
const bodyOf = (details: readonly Json[], pieces: readonly Piece[]): unknown =>
  [...new Set(pieces.map(({ index }) => index))].map((index) => {
    const own = pieces.filter((piece) => piece.index === index);
    const identity = identityIn(details[index] ?? null);
    return {
      trackingNumber: own[0]?.number,
      ...(identity === undefined ? {} : { uniqueMailPieceID: identity }),
      trackingEvents: own.map(({ event }) => withoutPeople(event)),
    };
  });

const shipmentsOf = (details: readonly Json[], only: string | undefined) => {
  const numbers = details.map((detail) => numberIn(detail) ?? only);
  const told = details.map((detail, i) => toldOf(detail, numbers[i] ?? ''));
  const pieces = details.flatMap((detail, index) => piecesOf(detail, index, numbers[index]));
  const owners = new Map<SentScan, number>();
  const read = (piece: Piece): SentScan | Failure => {
    const status = told[piece.index]?.summary?.description;
    const lone = piece.event === saidText(details[piece.index], 'statussummary');
    const scan =
      lone && piece.number !== undefined ? readLine(piece.number, String(piece.event), status) : scanOf(piece);
    if (!('detail' in scan)) owners.set(scan, piece.index);
    return scan;
  };
  // A summary without a time is a status, not a scan that failed.
  const timed = pieces.filter((piece) => {
    const lone = piece.event === saidText(details[piece.index], 'statussummary');
    return !lone || piece.number === undefined || !('detail' in readLine(piece.number, String(piece.event)));
  });
  const { scans, errors } = gather(timed, { read, wrap: (some) => bodyOf(details, some) });
  const shipments = details.flatMap((detail, index): CarrierShipment[] => {
    const own = scans.filter((scan) => owners.get(scan) === index);
    const failed = errorsIn(detail).length > 0 && own.length === 0;
    return numbers[index] === undefined || failed ? [] : [{ ...(told[index] as (typeof told)[0]), scans: own }];
  });
  const problems = details.flatMap((detail, i) => errorsIn(detail).map((error) => problemOf(error, numbers[i])));
  return { shipments, errors, problems };
};

const silent = (asked: readonly string[], named: ReadonlySet<string | null>): CarrierProblem[] =>
  asked
    .filter((number) => !named.has(number))
    .map((trackingNumber) => ({
      trackingNumber,
      kind: 'not_found',
      code: 'empty',
      message: 'USPS answers nothing about this parcel',
    }));

/** Reads a push or an answer. `asked` names the parcel where the answer does not. Never throws. */
export const readUsps = (rawBody: Buffer, asked: readonly string[] = []): CarrierReading => {
  if (asked.length === 0 && isGreeting(rawBody)) return emptyReading();
  const read = readBodyWithRepeats(rawBody);
  if ('error' in read) return unreadable(read.error, read.text);
  const only = asked.length === 1 ? asked[0] : undefined;
  const details = detailsIn(read.body);
  if (details.length > 0) {
    const { shipments, errors, problems } = shipmentsOf(details, only);
    const named = new Set([...shipments, ...problems].map(({ trackingNumber }) => trackingNumber));
    const unsaid = errors.length > 0 ? [] : silent(asked, named);
    return { shipments: merged(shipments), problems: [...problems, ...unsaid], errors };
  }
  const problems = errorsIn(read.body).map((error) => problemOf(error, only));
  if (problems.length > 0) return { shipments: [], problems, errors: [] };
  if (asked.length > 0) return { shipments: [], problems: silent(asked, new Set()), errors: [] };
  const detail = 'no USPS message: neither a parcel nor an error';
  return { shipments: [], problems: [], errors: [parseError('no_scans', { detail, fragment: read.body })] };
};
