/**
 * Reads any message of DHL: five systems behind one name, told apart by the body alone, because one webhook address and one
 * connection may serve several of them. Pure and total.
 */

import { type Json, readBodyWithRepeats } from '../../wire/body.ts';
import { at, field, firstText, listOf, textOf } from '../../wire/json.ts';
import { looksLikeXml, readXml } from '../../wire/xml.ts';
import type { CarrierProblem, CarrierReading } from '../reading.ts';
import { emptyReading, parseError, unreadable } from '../reading.ts';
import { ecommerceParcel } from './ecommerce.ts';
import { awbInfos, awbParcel, isMyDhl, myDhlParcel } from './express.ts';
import { readingOf, type SentParcel } from './parcel.ts';
import { isParcelDe, parcelDeAnswer } from './parcel-de.ts';
import { isParcelNl, parcelNlParcel } from './parcel-nl.ts';
import { unifiedParcel } from './unified.ts';

type ParcelAnswer = { parcels: SentParcel[]; problems: CarrierProblem[]; known: boolean };

const nothing: ParcelAnswer = { parcels: [], problems: [], known: false };
const found = (parcels: SentParcel[], problems: CarrierProblem[] = []): ParcelAnswer => ({
  parcels,
  problems,
  known: true,
});

const kindOf = (status: number): CarrierProblem['kind'] => {
  if (status === 404) return 'not_found';
  if (status === 429 || status >= 500) return 'busy';
  return status === 400 || status === 401 || status === 403 ? 'refused' : 'other';
};

/** `{ status: 404, title, detail, instance }` of the JSON systems, which do not always repeat the number. */
const jsonProblem = (body: Json, asked: readonly string[]): CarrierProblem | undefined => {
  const status = Number(textOf(field(body, 'status')) ?? textOf(field(body, 'code')) ?? Number.NaN);
  const message = firstText(field(body, 'detail'), field(body, 'message'), field(body, 'title'));
  if (!Number.isInteger(status) || status < 400 || status > 599 || message === undefined) return undefined;
  const instance = textOf(field(body, 'instance')) ?? '';
  const told = /\/shipments?\/(\w{6,40})|shipmentTrackingNumber=(\w{6,40})/.exec(instance);
  const number = asked[0] ?? told?.[1] ?? told?.[2] ?? null;
  return { trackingNumber: number, kind: kindOf(status), code: String(status), message };
};

/** The error answers of XML-PI, which name no number. */
const xmlProblem = (body: Json, asked: readonly string[]): CarrierProblem | undefined => {
  for (const root of Object.values(typeof body === 'object' && body !== null ? body : {})) {
    const status = at(root, 'Response', 'Status');
    const condition = listOf(field(status, 'Condition'))[0];
    const message = firstText(field(condition, 'ConditionData'), field(status, 'ActionStatus'));
    if (message === undefined) continue;
    const code = textOf(field(condition, 'ConditionCode')) ?? 'error';
    return {
      trackingNumber: asked[0] ?? null,
      kind: code === '100' || code === '111' ? 'refused' : 'other',
      code,
      message,
    };
  }
  return undefined;
};

const unknownOnes = (asked: readonly string[]): CarrierProblem[] =>
  asked.map((trackingNumber) => ({
    trackingNumber,
    kind: 'not_found',
    code: 'empty',
    message: 'DHL answered with no shipment',
  }));

const shipmentParcel = (shipment: Json, asked: readonly string[]): SentParcel => {
  if (isMyDhl(shipment)) return myDhlParcel(shipment, asked);
  return isParcelNl(shipment) ? parcelNlParcel(shipment, asked) : unifiedParcel(shipment, asked);
};

/** A shipment without an envelope of any kind. */
const isShipment = (body: Json): boolean =>
  ['id', 'trackingNumber', 'shipmentTrackingNumber', 'barcode', 'shipmentId'].some(
    (key) => textOf(field(body, key)) !== undefined,
  ) &&
  (field(body, 'events') !== undefined || field(body, 'event') !== undefined || field(body, 'status') !== undefined);

const listed = (list: Json | undefined, asked: readonly string[], parcel: typeof shipmentParcel): ParcelAnswer => {
  const parcels = listOf(list).map((one) => parcel(one, asked));
  return parcels.length > 0 || asked.length === 0
    ? { parcels, problems: [], known: parcels.length > 0 }
    : found([], unknownOnes(asked));
};

const inObject = (body: Json, asked: readonly string[]): ParcelAnswer => {
  if (isParcelDe(body)) {
    const { parcels, problems } = parcelDeAnswer(body, asked);
    return { parcels, problems, known: parcels.length + problems.length > 0 };
  }
  const shipments = field(body, 'shipments') ?? field(body, 'shipment');
  if (shipments !== undefined) return listed(shipments, asked, shipmentParcel);
  const packages = field(body, 'packages') ?? (field(body, 'package') === undefined ? undefined : body);
  if (packages !== undefined) return listed(packages, asked, ecommerceParcel);
  const infos = awbInfos(body);
  if (infos) {
    const read = infos.map((info) => awbParcel(info, asked));
    return found(
      read.filter((one) => 'events' in one),
      read.filter((one) => 'kind' in one),
    );
  }
  const problem = jsonProblem(body, asked) ?? xmlProblem(body, asked);
  if (problem) return found([], [problem]);
  return isShipment(body) ? found([shipmentParcel(body, asked)]) : nothing;
};

/** Envelopes that relays put around a message. */
const envelopes = ['data', 'payload', 'body', 'message', 'content'];

const findIn = (body: Json, asked: readonly string[], depth = 0): ParcelAnswer => {
  if (depth > 4) return nothing;
  if (Array.isArray(body)) {
    const parts = body.map((one) => findIn(one, asked, depth + 1));
    return {
      parcels: parts.flatMap(({ parcels }) => parcels),
      problems: parts.flatMap(({ problems }) => problems),
      known: parts.some(({ known }) => known),
    };
  }
  const here = inObject(body, asked);
  if (here.known) return here;
  for (const key of envelopes) {
    const inner = field(body, key);
    if (inner === undefined || inner === null || typeof inner !== 'object') continue;
    const there = findIn(inner, asked, depth + 1);
    if (there.known) return there;
  }
  return here;
};

/**
 * Reads the bytes of a push or of a track answer; `asked` are the numbers a track call asked for. Never throws: what cannot
 * be read becomes an error, what DHL says is wrong with a number a problem.
 */
export const read = (rawBody: Buffer, asked: readonly string[] = []): CarrierReading => {
  const result = looksLikeXml(rawBody) ? readXml(rawBody) : readBodyWithRepeats(rawBody);
  if ('error' in result) return unreadable(result.error, result.text);
  const { body } = result;
  if (body === null || typeof body !== 'object') {
    return {
      ...emptyReading(),
      errors: [parseError('not_an_object', { detail: 'neither a list nor an object', fragment: body })],
    };
  }
  const { parcels, problems, known } = findIn(body, asked);
  if (!known) {
    const detail = 'no message of any of DHL’s systems';
    return { ...emptyReading(), errors: [parseError('no_scans', { detail, fragment: body })] };
  }
  return { ...readingOf(parcels), problems };
};
