/**
 * Reads PostNL's shipping status answers (REST v1_6 and v2: CompleteStatus, CurrentStatus, and the list of updated
 * shipments). Scans are the events; a status whose moment no event tells is a scan too. Phase 99 is "not applicable" and
 * says nothing. Times are of the Dutch clock, dd-MM-yyyy; updates write ISO without zone. Empty fields come as `{}`.
 */

import { type Json, readBody } from '../../wire/body.ts';
import { at, field, listOf, textOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import type { SentTime } from '../../wire/time.ts';
import { readSentTime } from '../../wire/time.ts';
import { type Failure, failure, gather, shipmentsOf } from '../gather.ts';
import type { CarrierProblem, CarrierReading, CarrierShipment, SentScan } from '../reading.ts';
import { numberOf, unreadable } from '../reading.ts';
import { wordsFirst } from '../words-first.ts';
import { postnlStatuses } from './statuses.data.ts';

const zone = 'Europe/Amsterdam';
const keysOf = wordsFirst(postnlStatuses);

/** Text, where `{}` stands for nothing and sometimes is even sent as text. */
const wordOf = (value: Json | undefined): string | undefined => {
  const text = textOf(value);
  return text === '{}' ? undefined : text;
};
const word = (value: Json | undefined, ...names: string[]): string | undefined => {
  for (const name of names) {
    const found = wordOf(field(value, name));
    if (found !== undefined) return found;
  }
  return undefined;
};

const stampOf = (piece: Json): string | undefined => word(piece, 'TimeStamp', 'Timestamp', 'timeStamp', 'timestamp');

const timeOf = (text: string | undefined): SentTime | undefined => {
  const time = readSentTime(text, 'month_first');
  return time?.kind === 'local' ? { ...time, timeZone: zone } : time;
};

/** The moment of a piece, to the second, however it was written. */
const momentOf = (piece: Json): string => {
  const time = timeOf(stampOf(piece));
  return time?.kind === 'local' ? time.localTime.slice(0, 19) : time?.kind === 'instant' ? time.at.slice(0, 19) : '';
};

const statusCode = (status: Json | undefined): string | undefined =>
  word(status, 'StatusCode', 'Code')?.replace(/^0+(?=\d)/, '');

const isApplicable = (status: Json): boolean => statusCode(status) !== '99' && word(status, 'PhaseCode') !== '99';

/** 01B is B01 in older answers. */
const codesOf = (code: string): string[] => {
  const turned = /^(\d\d)([A-Z])$/i.exec(code);
  return turned ? [code, `${turned[2]}${turned[1]}`] : [code];
};

type Piece = { number: string | undefined; kind: 'event' | 'status'; value: Json; standing: string | undefined };

const scanOf = ({ number, kind, value, standing }: Piece): SentScan | Failure => {
  if (value === null || typeof value !== 'object')
    return failure('not_an_object', `a${kind === 'event' ? 'n event' : ' status'} is no object`);
  if (number === undefined) return failure('missing_tracking_number', 'the answer names no barcode');
  const code = kind === 'event' ? word(value, 'Code', 'EventCode') : statusCode(value);
  if (code === undefined) return failure('missing_code', `an ${kind} has no code`);
  const stamp = stampOf(value);
  if (stamp === undefined) return failure('missing_time', `${cut(code, 80)} has no TimeStamp`);
  const time = timeOf(stamp);
  if (!time) return failure('bad_time', `not a time: ${cut(stamp, 80)}`);
  const description = cut(word(value, 'Description', 'StatusDescription') ?? '', 500);
  const location = word(value, 'LocationCode');
  const sent = cut(code, 120);
  return {
    trackingNumber: number,
    code: sent,
    ...(kind === 'event'
      ? { keys: [...keysOf(codesOf(sent), description), ...(standing === undefined ? [] : [cut(standing, 120)])] }
      : {}),
    description,
    time,
    // 888888 is the place where nothing has been handed in yet.
    place: placeFrom({ text: location === undefined || location === '888888' ? undefined : `PostNL ${location}` }),
  };
};

const statusesOf = (shipment: Json): Json[] => [
  ...listOf(field(shipment, 'Status')),
  ...listOf(field(shipment, 'OldStatus')),
  ...listOf(field(shipment, 'OldStatuses')),
];

const piecesOf = (shipment: Json, number: string | undefined): Piece[] => {
  const events = [...listOf(field(shipment, 'Event')), ...listOf(field(shipment, 'Events'))];
  const statuses = statusesOf(shipment).filter(isApplicable);
  const standings = new Map<string, string>();
  for (const status of statuses) {
    const code = statusCode(status);
    if (code !== undefined && momentOf(status) !== '') standings.set(momentOf(status), code);
  }
  const told = new Set(events.map(momentOf));
  const seen = new Set<string>();
  const untold = statuses.filter((status) => {
    const key = `${momentOf(status)} ${statusCode(status)}`;
    if ((told.has(momentOf(status)) && momentOf(status) !== '') || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return [
    ...events.map((value): Piece => ({ number, kind: 'event', value, standing: standings.get(momentOf(value)) })),
    ...untold.map((value): Piece => ({ number, kind: 'status', value, standing: undefined })),
  ];
};

const toldOf = (shipment: Json, number: string): Omit<CarrierShipment, 'scans'> => {
  const service = word(shipment, 'ProductDescription', 'ProductCode');
  const from = timeOf(wordOf(at(shipment, 'Expectation', 'ETAFrom')));
  const until = timeOf(wordOf(at(shipment, 'Expectation', 'ETATo')) ?? word(shipment, 'DeliveryDate'));
  const current = listOf(field(shipment, 'Status')).find(isApplicable);
  const code = statusCode(current);
  return {
    trackingNumber: number,
    ...(service === undefined ? {} : { service: cut(service, 80) }),
    ...(until === undefined ? {} : { estimate: { ...(from === undefined ? {} : { from }), until } }),
    ...(code === undefined
      ? {}
      : {
          summary: {
            code: cut(code, 120),
            description: cut(word(current, 'StatusDescription', 'Description') ?? '', 500),
          },
        }),
  };
};

const shipmentsIn = (body: Json): Json[] =>
  listOf(body).flatMap((one) => {
    const status = field(one, 'CompleteStatus') ?? field(one, 'CurrentStatus') ?? one;
    const inner = field(status, 'Shipment') ?? field(status, 'Shipments');
    if (inner !== undefined) return listOf(inner);
    return field(status, 'Barcode') === undefined && field(status, 'Status') === undefined ? [] : [status];
  });

const kindOf = (text: string): CarrierProblem['kind'] => {
  if (/no shipment|not found|geen zending|niet gevonden|unknown barcode|no (?:data|results)/i.test(text))
    return 'not_found';
  if (/apikey|api key|authori[sz]|forbidden|invalid|ongeldig/i.test(text)) return 'refused';
  return /quota|too many|rate limit|spike|timeout|unavailable/i.test(text) ? 'busy' : 'other';
};

const problemsIn = (body: Json, number: string | null): CarrierProblem[] =>
  listOf(body)
    .flatMap((one) => [one, field(one, 'CompleteStatus'), field(one, 'CurrentStatus')])
    .flatMap((one) => [
      ...listOf(field(one, 'Warnings')),
      ...listOf(field(one, 'Errors')),
      ...listOf(field(one, 'errors')),
      ...listOf(field(one, 'Error')),
      ...listOf(field(one, 'fault')),
    ])
    .flatMap((one) => listOf(field(one, 'Warning') ?? field(one, 'Error') ?? one))
    .flatMap((one): CarrierProblem[] => {
      const code =
        word(one, 'Code', 'code', 'ErrorNumber', 'status') ?? wordOf(at(one, 'detail', 'errorcode')) ?? 'error';
      const message =
        word(one, 'Description', 'Message', 'message', 'ErrorMsg', 'faultstring', 'title', 'detail') ?? wordOf(one);
      if (message === undefined && code === 'error') return [];
      const text = cut(message ?? code, 300);
      const about = numberOf(word(one, 'Barcode')) ?? number;
      return [{ trackingNumber: about, kind: kindOf(`${code} ${text}`), code: cut(code, 120), message: text }];
    });

/** The gateway in front of the service says it in a word of its own: `{"httpStatus": "404", "message": "Not Found"}`. */
const gatewayProblemIn = (body: Json, trackingNumber: string | null): CarrierProblem[] => {
  const code = word(body, 'httpStatus', 'statusCode', 'status');
  const message = word(body, 'message', 'Message', 'error');
  if (message === undefined || code === undefined || !/^[45]\d\d$/.test(code)) return [];
  const text = cut(message, 300);
  return [{ trackingNumber, kind: kindOf(`${code} ${text}`), code, message: text }];
};

const silentAbout = (asked: readonly string[], reading: CarrierReading): CarrierProblem[] => {
  const named = new Set([...reading.shipments, ...reading.problems].map(({ trackingNumber }) => trackingNumber));
  return asked
    .filter((number) => !named.has(number))
    .map((number) => ({
      trackingNumber: number,
      kind: 'not_found',
      code: 'empty',
      message: 'PostNL answers nothing about this parcel',
    }));
};

/** Reads one answer. `asked` names the parcel where the answer does not, and those it is silent about. Never throws. */
export const readTrack = (rawBody: Buffer, asked: readonly string[] = []): CarrierReading => {
  const read = readBody(rawBody);
  if ('error' in read) return unreadable(read.error, read.text);
  const only = asked.length === 1 ? (asked[0] ?? null) : null;
  const shipments = shipmentsIn(read.body);
  const sent = problemsIn(read.body, only);
  const problems = sent.length > 0 || shipments.length > 0 ? sent : gatewayProblemIn(read.body, only);
  const isAnswer = ['CompleteStatus', 'CurrentStatus'].some((name) =>
    listOf(read.body).some((one) => field(one, name) !== undefined),
  );
  if (
    shipments.length === 0 &&
    problems.length === 0 &&
    !isAnswer &&
    (asked.length === 0 || listOf(read.body).length > 0)
  )
    return unreadable('no PostNL answer: neither a status nor an error', JSON.stringify(read.body));
  const told: Omit<CarrierShipment, 'scans'>[] = [];
  const pieces: Piece[] = [];
  for (const shipment of shipments) {
    const number =
      numberOf(word(shipment, 'Barcode', 'MainBarcode')) ?? (shipments.length === 1 ? (only ?? undefined) : undefined);
    if (number !== undefined) told.push(toldOf(shipment, number));
    pieces.push(...piecesOf(shipment, number));
  }
  const { scans, errors } = gather(pieces, {
    read: scanOf,
    wrap: (some) =>
      [...new Set(some.map(({ number }) => number))].map((number) => {
        const mine = some.filter((piece) => piece.number === number);
        return {
          ...(number === undefined ? {} : { Barcode: number }),
          Event: mine.filter(({ kind }) => kind === 'event').map(({ value }) => value),
          Status: mine.filter(({ kind }) => kind === 'status').map(({ value }) => value),
        };
      }),
  });
  const reading = { shipments: shipmentsOf(told, scans), problems, errors };
  return errors.length > 0 ? reading : { ...reading, problems: [...problems, ...silentAbout(asked, reading)] };
};
