/**
 * Reads what DPD's ParcelLifeCycleService answers (SOAP getTrackingData V2_0; the same as JSON from its REST twin). The
 * answer does not repeat the parcel's number: it is the one that was asked for. What DPD's public page asks is read too.
 */

import { type Json, readBody } from '../../wire/body.ts';
import { at, field, listOf } from '../../wire/json.ts';
import { cut } from '../../wire/text.ts';
import { looksLikeXml, readXml } from '../../wire/xml.ts';
import { type Failure, failure, gather, shipmentsOf } from '../gather.ts';
import type { CarrierProblem, CarrierReading, SentScan } from '../reading.ts';
import { emptyReading, numberOf, unreadable } from '../reading.ts';
import { publicDataIn, readPublic } from './read-public.ts';
import { identified, identityOf } from './same-event.ts';
import { contentOf, impersonal, isYes, placeOf, timeOf, wordOf } from './track-parts.ts';

/** Stands for a number nobody asked for: reading a file by hand, where the answer itself has none. */
const unnamed = 'unknown';

const describe = (info: Json): string =>
  cut(impersonal(contentOf(field(info, 'description')) || contentOf(field(info, 'label'))), 500);

/** Milestones ahead are listed too, as not reached; the block SHIPMENT is the head of the answer. */
const reached = (info: Json): boolean =>
  isYes(field(info, 'statusHasBeenReached'), true) && wordOf(field(info, 'status')) !== 'SHIPMENT';

type Piece = { number: string; info: Json };

const scanOf = ({ number, info }: Piece): SentScan | Failure => {
  if (info === null || typeof info !== 'object') return failure('not_an_object', 'a statusInfo is no element');
  const code = wordOf(field(info, 'status'));
  if (code === undefined) return failure('missing_code', 'a statusInfo has no status');
  const sent = contentOf(field(info, 'date')) || (wordOf(field(info, 'date')) ?? '');
  if (sent === '') return failure('missing_time', `${cut(code, 80)} has no date`);
  const time = timeOf(sent);
  if (!time) return failure('bad_time', `not a time: ${cut(sent, 80)}`);
  const description = describe(info);
  const identity = identityOf(code, description, time);
  return {
    trackingNumber: number,
    code: cut(code, 120),
    description,
    ...(identity === undefined ? {} : { identity }),
    time,
    place: placeOf(contentOf(field(info, 'location'))),
  };
};

/** A fault of the service: DPD's own code where there is one, else that of SOAP. */
export type DpdFault = { code: string; message: string };

/** The first code and message within a fault, however deep DPD's detail wraps them. */
const detailOf = (value: Json | undefined, depth = 0): DpdFault | undefined => {
  const code = wordOf(field(value, 'faultCode')) ?? wordOf(field(value, 'errorCode'));
  const message = wordOf(field(value, 'message')) ?? wordOf(field(value, 'errorMessage'));
  if (code !== undefined) return { code: cut(code, 120), message: cut(message ?? code, 300) };
  if (value === null || typeof value !== 'object' || depth > 6) return undefined;
  for (const inner of Object.values(value)) {
    const found = detailOf(inner, depth + 1);
    if (found) return found;
  }
  return undefined;
};

const bodyOf = (root: Json): Json | undefined => at(root, 'Envelope', 'Body') ?? field(root, 'Body') ?? root;

const faultIn = (root: Json): DpdFault | undefined => {
  const fault = field(bodyOf(root), 'Fault') ?? field(root, 'Fault');
  if (fault === undefined) return undefined;
  const code = wordOf(field(fault, 'faultcode')) ?? 'fault';
  const message = wordOf(field(fault, 'faultstring')) ?? code;
  return detailOf(field(fault, 'detail') ?? fault) ?? { code: cut(code, 120), message: cut(message, 300) };
};

const parsed = (rawBody: Buffer): { body: Json } | { error: string; text: string } =>
  looksLikeXml(rawBody) ? readXml(rawBody) : readBody(rawBody);

/** The fault in an answer; undefined when there is none or nothing can be read. */
export const faultOf = (rawBody: Buffer): DpdFault | undefined => {
  const read = parsed(rawBody);
  return 'error' in read ? undefined : faultIn(read.body);
};

const kindOf = ({ code, message }: DpdFault): CarrierProblem['kind'] => {
  if (/^LOGIN|AUTH/i.test(code)) return 'refused';
  if (
    /not.{0,12}found|no (?:data|parcel|information|tracking)|unknown parcel|does not exist|NOT_FOUND/i.test(
      `${code} ${message}`,
    )
  )
    return 'not_found';
  return /limit|too many|busy|unavailable/i.test(message) ? 'busy' : 'other';
};

const resultIn = (root: Json): Json | undefined => {
  const body = bodyOf(root);
  const response = field(body, 'getTrackingDataResponse') ?? body;
  const result = field(response, 'trackingresult') ?? field(response, 'trackingResult');
  return result ?? (field(response, 'statusInfo') === undefined ? undefined : response);
};

const refusalIn = (root: Json, number: string | undefined): CarrierReading | undefined => {
  const fault = faultIn(root);
  if (!fault) return undefined;
  return { ...emptyReading(), problems: [{ trackingNumber: number ?? null, kind: kindOf(fault), ...fault }] };
};

/** What is told of the parcel itself: its service, and where DPD says it stands. */
const toldOf = (result: Json, trackingNumber: string) => {
  const current = listOf(field(result, 'statusInfo')).find((info) => isYes(field(info, 'isCurrentStatus'), false));
  const code = wordOf(field(current, 'status'));
  const service = contentOf(at(result, 'shipmentInfo', 'serviceDescription'));
  return {
    trackingNumber,
    ...(service === '' ? {} : { service: cut(service, 80) }),
    ...(current === undefined || code === undefined
      ? {}
      : { summary: { code: cut(code, 120), description: describe(current) } }),
  };
};

const readOne = (root: Json, asked: string | undefined): CarrierReading => {
  const number = numberOf(field(root, 'parcelLabelNumber')) ?? asked;
  const refusal = refusalIn(root, number);
  if (refusal) return refusal;
  if (publicDataIn(root) !== undefined) return readPublic(root, number);
  const result = resultIn(root);
  if (result === undefined) return unreadable('no trackingresult', JSON.stringify(root));
  const infos = listOf(field(result, 'statusInfo'));
  if (infos.length === 0 && field(result, 'shipmentInfo') === undefined) {
    const message = 'DPD answers nothing about this parcel';
    return {
      ...emptyReading(),
      problems: [{ trackingNumber: number ?? null, kind: 'not_found', code: 'empty', message }],
    };
  }
  const trackingNumber = number ?? unnamed;
  const { scans, errors } = gather(
    infos.filter(reached).map((info): Piece => ({ number: trackingNumber, info })),
    {
      read: scanOf,
      wrap: (pieces) => ({
        parcelLabelNumber: trackingNumber,
        trackingresult: { statusInfo: pieces.map(({ info }) => info) },
      }),
    },
  );
  return { shipments: shipmentsOf([toldOf(result, trackingNumber)], identified(scans)), problems: [], errors };
};

/** Reads one answer, or a list of them in the order of the numbers asked for. Never throws. */
export const readTrack = (rawBody: Buffer, asked: readonly string[] = []): CarrierReading => {
  const read = parsed(rawBody);
  if ('error' in read) return unreadable(read.error, read.text);
  const answers = Array.isArray(read.body) ? read.body : [read.body];
  if (answers.length === 0) return unreadable('an empty list', '[]');
  const readings = answers.slice(0, 100).map((answer, i) => readOne(answer, asked[i]));
  return {
    shipments: readings.flatMap(({ shipments }) => shipments),
    problems: readings.flatMap(({ problems }) => problems),
    errors: readings.flatMap(({ errors }) => errors),
  };
};
