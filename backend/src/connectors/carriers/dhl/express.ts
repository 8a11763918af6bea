/**
 * DHL Express: tracking answers of MyDHL API (JSON) and of the older XML-PI, as XML or as the JSON some gateways make of it.
 * Both print the checkpoint, the local date and time without zone (newer versions of MyDHL API add `GMTOffset`), and the
 * service area; pieces repeat the events of their shipment. Keys: `express:OK`, then the bare checkpoint.
 */

import type { Json } from '../../wire/body.ts';
import { at, field, firstText, listOf, objectOf, textOf } from '../../wire/json.ts';
import { readSentParts, readSentTime } from '../../wire/time.ts';
import type { CarrierProblem } from '../reading.ts';
import { numberOf } from '../reading.ts';
import { type Failure, failure, knownAs, plainText, type SentEvent, type SentParcel } from './parcel.ts';
import { offsetTime, serviceArea } from './places.ts';

/** What is a piece's own end, not its shipment's, as long as the shipment does not say it too. */
const ends = ['OK', 'DD', 'PD', 'RT', 'DS'];

/** Lists of XML-PI in JSON hang under a key like `ArrayOfShipmentEventItem`. */
const items = (value: Json | undefined): Json[] =>
  listOf(value).flatMap((one) => {
    const entries = Object.entries(objectOf(one));
    const [key, inner] = entries[0] ?? [];
    return entries.length === 1 && key?.startsWith('ArrayOf') ? listOf(inner) : [one];
  });

type Checkpoint = {
  code: Json | undefined;
  text: Json | undefined;
  date: Json | undefined;
  time: Json | undefined;
  offset: Json | undefined;
  area: Json | undefined;
};

const checkpoint = ({ code, text, date, time, offset, area }: Checkpoint): SentEvent | Failure => {
  const sent = textOf(code)?.toUpperCase();
  if (sent === undefined) return failure('missing_code', 'an event without a checkpoint code');
  if (textOf(date) === undefined) return failure('missing_time', `no date at ${sent.slice(0, 20)}`);
  const read = readSentParts({ date, time, offset });
  if (!read) return failure('bad_time', `not a time: ${textOf(date)} ${textOf(time) ?? ''}`);
  const shown = sent.slice(0, 60);
  return {
    code: shown,
    keys: [`express:${shown}`, shown],
    description: plainText(textOf(text)),
    time: read,
    place: serviceArea(
      firstText(field(area, 'description'), field(area, 'Description')),
      firstText(field(area, 'code'), field(area, 'ServiceAreaCode')),
    ),
  };
};

const readMyDhl = (event: Json): SentEvent | Failure =>
  checkpoint({
    code: field(event, 'typeCode'),
    text: field(event, 'description'),
    date: field(event, 'date'),
    time: field(event, 'time'),
    offset: firstText(field(event, 'GMTOffset'), field(event, 'gmtOffset')),
    area: listOf(field(event, 'serviceArea'))[0],
  });

const readXmlPi = (event: Json): SentEvent | Failure =>
  checkpoint({
    code: at(event, 'ServiceEvent', 'EventCode'),
    text: at(event, 'ServiceEvent', 'Description'),
    date: field(event, 'Date'),
    time: field(event, 'Time'),
    offset: firstText(field(event, 'GMTOffset')),
    area: field(event, 'ServiceArea'),
  });

/** Events of pieces beside those of the shipment; of several pieces, none that would end the shipment with one of them. */
const joined = (
  own: readonly Json[],
  pieces: readonly (readonly Json[])[],
  codeOf: (event: Json) => Json | undefined,
): Json[] => {
  const alone = own.length === 0 || pieces.length < 2;
  const extra = pieces.flat().filter((event) => alone || !ends.includes(textOf(codeOf(event))?.toUpperCase() ?? ''));
  return [...own, ...extra];
};

/** True for a shipment of MyDHL API rather than of the unified API. */
export const isMyDhl = (shipment: Json): boolean =>
  field(shipment, 'shipmentTrackingNumber') !== undefined ||
  listOf(field(shipment, 'events')).some((event) => field(event, 'typeCode') !== undefined);

/** A shipment of GET /shipments/{number}/tracking. Its `status` is that of the call, not of the parcel. */
export const myDhlParcel = (shipment: Json, asked: readonly string[]): SentParcel => {
  const pieces = listOf(field(shipment, 'pieces'));
  const own = listOf(field(shipment, 'events'));
  const events = joined(
    own,
    pieces.map((piece) => listOf(field(piece, 'events'))),
    (event) => field(event, 'typeCode'),
  );
  const number = knownAs(
    asked,
    numberOf(field(shipment, 'shipmentTrackingNumber')),
    ...pieces.map((piece) => numberOf(field(piece, 'trackingNumber'))),
  );
  const until = readSentTime(
    firstText(field(shipment, 'estimatedTimeOfDelivery'), field(shipment, 'estimatedDeliveryDate')),
  );
  const signed = events.some((event) => textOf(field(event, 'signedBy')) !== undefined);
  return {
    number,
    facts: {
      service: 'express',
      ...(until ? { estimate: { until } } : {}),
      ...(signed ? { proof: { signature: true, photo: false } } : {}),
    },
    events,
    read: readMyDhl,
    wrap: (some) => ({ shipments: [{ shipmentTrackingNumber: number ?? null, events: [...some] }] }),
  };
};

/** The AWBInfo elements of an answer of XML-PI, wherever its envelopes hold them; undefined when it is no such answer. */
export const awbInfos = (body: Json, depth = 0): Json[] | undefined => {
  if (depth > 5) return undefined;
  for (const [key, inner] of Object.entries(objectOf(body))) {
    if (/^(?:\w+:)?AWBInfo$/.test(key)) return items(inner);
    if (inner !== null && typeof inner === 'object' && !Array.isArray(inner)) {
      const found = awbInfos(inner, depth + 1);
      if (found) return found;
    }
  }
  return undefined;
};

/** One AWBInfo: a parcel, or what is wrong with its number. */
export const awbParcel = (info: Json, asked: readonly string[]): SentParcel | CarrierProblem => {
  const condition = listOf(at(info, 'Status', 'Condition'))[0];
  const said = textOf(field(condition, 'ConditionData')) ?? '';
  const number = knownAs(asked, numberOf(field(info, 'AWBNumber')), /AWBNumber\s+(\d{6,})/.exec(said)?.[1]);
  const shipment = field(info, 'ShipmentInfo');
  const own = items(field(shipment, 'ShipmentEvent'));
  const pieces = items(at(shipment, 'Pieces', 'PieceInfo') ?? at(info, 'Pieces', 'PieceInfo')).map((piece) =>
    items(field(piece, 'PieceEvent')),
  );
  const events = joined(own, pieces, (event) => at(event, 'ServiceEvent', 'EventCode'));
  const status = textOf(at(info, 'Status', 'ActionStatus')) ?? '';
  if (events.length === 0 && !/^success$/i.test(status)) {
    const code = textOf(field(condition, 'ConditionCode')) ?? status;
    const kind = /no shipments? found/i.test(`${status} ${said}`) ? 'not_found' : 'other';
    return {
      trackingNumber: number ?? asked[0] ?? null,
      kind,
      code,
      message: said || status || 'no answer about this number',
    };
  }
  const until = offsetTime(field(shipment, 'EstDlvyDate'));
  return {
    number,
    facts: { service: 'express', ...(until ? { estimate: { until } } : {}) },
    events,
    read: readXmlPi,
    wrap: (some) => ({
      AWBInfo: {
        AWBNumber: number ?? null,
        Status: { ActionStatus: 'success' },
        ShipmentInfo: { ShipmentEvent: [...some] },
      },
    }),
  };
};
