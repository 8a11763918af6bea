/**
 * Reads what Aramex's TrackShipments answers, as JSON ([{Key, Value[]}]) and as its SOAP twin and the gateways in front
 * of it print it ({KeyValueOf…: {Key, Value{TrackingResult[]}}}, XML, a plain map, one object for a list). Errors come
 * with HTTP 200 (HasErrors, Notifications); unknown numbers in NonExistingWaybills. `Comments` name people: never taken.
 */

import { type Json, readBody } from '../../wire/body.ts';
import { field, firstText, listOf, objectOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import { readSentTime } from '../../wire/time.ts';
import { looksLikeXml, readXml } from '../../wire/xml.ts';
import { type Failure, failure, gather, shipmentsOf } from '../gather.ts';
import type { CarrierProblem, CarrierReading, SentScan } from '../reading.ts';
import { numberOf, unreadable } from '../reading.ts';
import { wordsFirst } from '../words-first.ts';
import { aramexStatuses } from './statuses.data.ts';

const keysOf = wordsFirst(aramexStatuses);

/** The text of a value, of an XML element with attributes, and nothing for `{}` and nil. */
const wordOf = (value: Json | undefined): string | undefined => firstText(value, field(value, 'text'));

/** A field by its name, whatever prefix a gateway left before it (`a_Key`, `a:Key`). */
const own = (value: Json | undefined, name: string): Json | undefined => {
  const direct = field(value, name);
  if (direct !== undefined) return direct;
  const key = Object.keys(objectOf(value)).find((one) => one.replace(/^\w{1,3}[_:]/, '') === name);
  return key === undefined ? undefined : field(value, key);
};

const word = (value: Json | undefined, name: string): string | undefined => wordOf(own(value, name));

type Piece = { key: string | undefined; entry: Json };

/** The number a scan belongs to: its own waybill's; one key may hold several. */
const waybillOf = ({ key, entry }: Piece): string | undefined =>
  numberOf(word(entry, 'WaybillNumber')) ?? numberOf(key);

/** "City, Country", the country by its name: one line of text, which the normalizer takes apart. */
const placeOf = (text: string | undefined) => placeFrom({ text });

const scanOf = (piece: Piece): SentScan | Failure => {
  const { entry } = piece;
  if (entry === null || typeof entry !== 'object') return failure('not_an_object', 'a tracking result is no object');
  const trackingNumber = waybillOf(piece);
  if (trackingNumber === undefined) return failure('missing_tracking_number', 'a tracking result names no waybill');
  const sent = word(entry, 'UpdateCode');
  if (sent === undefined) return failure('missing_code', 'a tracking result has no UpdateCode');
  const stamp = word(entry, 'UpdateDateTime');
  if (stamp === undefined) return failure('missing_time', `${cut(sent, 80)} has no UpdateDateTime`);
  // Some gateways print .NET's American dates.
  const time = readSentTime(stamp) ?? readSentTime(stamp, 'month_first');
  if (!time) return failure('bad_time', `not a time: ${cut(stamp, 80)}`);
  const code = cut(sent, 80).toUpperCase();
  const problem = word(entry, 'ProblemCode');
  const description = cut(word(entry, 'UpdateDescription') ?? '', 500);
  const keys = keysOf([...(problem === undefined ? [] : [`${code}/${cut(problem, 30)}`]), code], description);
  return {
    trackingNumber,
    code,
    ...(keys.length > 1 ? { keys } : {}),
    description,
    time,
    place: placeOf(word(entry, 'UpdateLocation')),
  };
};

const entriesOf = (value: Json | undefined): Json[] =>
  listOf(value).flatMap((one) => {
    const inner = own(one, 'TrackingResult');
    return inner === undefined ? [one] : listOf(inner);
  });

/** The pairs of number and updates, in any of the shapes a dictionary takes on its way. */
const pairsIn = (results: Json | undefined): Piece[] =>
  listOf(results).flatMap((one): Piece[] => {
    if (own(one, 'UpdateCode') !== undefined || own(one, 'WaybillNumber') !== undefined)
      return [{ key: undefined, entry: one }];
    const key = word(one, 'Key');
    if (key !== undefined) return entriesOf(own(one, 'Value')).map((entry) => ({ key, entry }));
    return Object.entries(objectOf(one)).flatMap(([name, inner]): Piece[] => {
      if (/KeyValueOf/i.test(name)) return pairsIn(inner);
      if (/^(?:\w{1,3}[_:])?TrackingResult$/.test(name))
        return listOf(inner).map((entry) => ({ key: undefined, entry }));
      return /^[0-9A-Z-]{4,40}$/i.test(name) && inner !== null && typeof inner === 'object'
        ? entriesOf(inner).map((entry) => ({ key: name, entry }))
        : [];
    });
  });

/** Numbers named with nothing beside them are known to Aramex too. */
const keysIn = (results: Json | undefined): string[] =>
  listOf(results).flatMap((one) => {
    const key = numberOf(word(one, 'Key'));
    if (key !== undefined) return [key];
    return Object.entries(objectOf(one)).flatMap(([name, inner]) => (/KeyValueOf/i.test(name) ? keysIn(inner) : []));
  });

const textsIn = (value: Json | undefined): string[] =>
  listOf(value).flatMap((one) => {
    const text = numberOf(wordOf(one));
    if (text !== undefined) return [text];
    return Object.entries(objectOf(one)).flatMap(([name, inner]) => (/string$/i.test(name) ? textsIn(inner) : []));
  });

export type Notification = { code: string; message: string };

const notificationsIn = (answer: Json | undefined): Notification[] =>
  listOf(own(answer, 'Notifications'))
    .flatMap((one) => listOf(own(one, 'Notification') ?? one))
    .flatMap((one) => {
      const code = word(one, 'Code');
      const message = word(one, 'Message');
      if (code === undefined && message === undefined) return [];
      return [{ code: cut(code ?? 'error', 120), message: cut(message ?? code ?? '', 300) }];
    });

const hasErrors = (answer: Json | undefined): boolean => {
  const flag = own(answer, 'HasErrors');
  return flag === true || wordOf(flag)?.toLowerCase() === 'true';
};

/** What a notification says is wrong. */
export const kindOf = ({ code, message }: Notification): CarrierProblem['kind'] => {
  if (/login|username|password|ClientInfo|account|unauthori/i.test(message) || code === 'ERR75') return 'refused';
  if (/too many|limit|throttl|busy|try again|timeout/i.test(message)) return 'busy';
  return /not (?:found|exist)|does not exist|no (?:shipment|data)/i.test(message) ? 'not_found' : 'other';
};

const answerIn = (body: Json): Json => {
  const root = field(field(body, 'Envelope'), 'Body') ?? field(body, 'Body') ?? body;
  return field(root, 'ShipmentTrackingResponse') ?? field(root, 'TrackShipmentsResponse') ?? root;
};

const parsed = (rawBody: Buffer): { body: Json } | { error: string; text: string } =>
  looksLikeXml(rawBody) ? readXml(rawBody) : readBody(rawBody);

/** The notifications of an answer that has errors; none where it has not or cannot be read. */
export const failuresOf = (rawBody: Buffer): Notification[] => {
  const read = parsed(rawBody);
  if ('error' in read) return [];
  const answer = answerIn(read.body);
  return hasErrors(answer) ? notificationsIn(answer) : [];
};

const faultIn = (body: Json): string | undefined => {
  const fault = field(field(field(body, 'Envelope'), 'Body'), 'Fault');
  return wordOf(field(fault, 'faultstring')) ?? wordOf(field(field(fault, 'Reason'), 'Text'));
};

const isAnswer = (answer: Json): boolean =>
  Array.isArray(answer) ||
  ['TrackingResults', 'NonExistingWaybills', 'HasErrors', 'Notifications', 'UpdateCode'].some(
    (name) => own(answer, name) !== undefined,
  );

const notFound = (trackingNumber: string, code: string, message: string): CarrierProblem => ({
  trackingNumber,
  kind: 'not_found',
  code,
  message,
});

/** What is wrong with the whole call: a SOAP fault, or the notifications of an answer that has errors. */
const failuresIn = (body: Json, answer: Json): Notification[] => {
  const fault = faultIn(body);
  if (fault !== undefined) return [{ code: 'fault', message: cut(fault, 300) }];
  if (!hasErrors(answer)) return [];
  const told = notificationsIn(answer);
  return told.length > 0 ? told : [{ code: 'HasErrors', message: 'Aramex answers that something is wrong, not what' }];
};

const resultsIn = (answer: Json): Json | undefined =>
  Array.isArray(answer) || own(answer, 'UpdateCode') !== undefined ? answer : own(answer, 'TrackingResults');

const wrap = (pieces: readonly Piece[]) => ({
  TrackingResults: pieces.map((piece) => ({ Key: piece.key ?? waybillOf(piece) ?? '', Value: [piece.entry] })),
});

/** Reads one answer. `asked` are the numbers asked for: what is told of none of them is not found. Never throws. */
export const readTrack = (rawBody: Buffer, asked: readonly string[] = []): CarrierReading => {
  const read = parsed(rawBody);
  if ('error' in read) return unreadable(read.error, read.text);
  const answer = answerIn(read.body);
  const failed = failuresIn(read.body, answer);
  if (failed.length === 0 && !isAnswer(answer))
    return unreadable('no TrackShipments answer', JSON.stringify(read.body));
  const results = resultsIn(answer);
  const only = asked.length === 1 ? (asked[0] ?? null) : null;
  const problems: CarrierProblem[] = [
    ...failed.map((one) => ({ trackingNumber: only, kind: kindOf(one), ...one })),
    ...textsIn(own(answer, 'NonExistingWaybills')).map((number) =>
      notFound(number, 'NonExistingWaybills', 'Aramex does not know this waybill'),
    ),
  ];
  const pieces = pairsIn(results);
  const { scans, errors } = gather(pieces, { read: scanOf, wrap });
  const filled = new Set(pieces.map(({ key }) => numberOf(key)));
  const empty = keysIn(results).filter((key) => !filled.has(key));
  const shipments = shipmentsOf(
    empty.map((trackingNumber) => ({ trackingNumber })),
    scans,
  );
  const named = new Set([
    ...[...shipments, ...problems].map(({ trackingNumber }) => trackingNumber),
    ...keysIn(results),
  ]);
  const silent = failed.length > 0 || errors.length > 0 ? [] : asked.filter((number) => !named.has(number));
  const unsaid = silent.map((number) => notFound(number, 'empty', 'Aramex answers nothing about this waybill'));
  return { shipments, problems: [...problems, ...unsaid], errors };
};
