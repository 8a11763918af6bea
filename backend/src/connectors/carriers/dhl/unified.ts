/**
 * The unified tracking API and its pushes: one envelope over all divisions, whose `statusCode` is a class and whose `status`
 * is what the division prints (Express `DF`, Parcel DE `PO` with `statusDetailed` `SRTED_NRQRD_PO`, eCommerce `600`, words
 * elsewhere). Shown is the division's code where it sends one, else the class. Keys, most specific first: the division's
 * (`express:DF`; for Parcel DE those of parcel-de.ts), the code alone, then the class (`transit`), so that a code no table
 * knows still moves the parcel as far as DHL's own class does.
 */

import type { Json } from '../../wire/body.ts';
import { at, field, firstText, type JsonObject, listOf, objectOf, textOf } from '../../wire/json.ts';
import { readSentTime } from '../../wire/time.ts';
import type { CarrierShipment } from '../reading.ts';
import { numberOf } from '../reading.ts';
import { type Failure, failure, knownAs, plainText, type SentEvent, type SentParcel } from './parcel.ts';
import { iceCode } from './parcel-de.ts';
import { addressPlace, atHome } from './places.ts';

/** Names of services that use the codes of another one. */
const aliases: Readonly<Record<string, string>> = {
  'post-de': 'svb',
  brief: 'svb',
  'ecommerce-apac': 'ecommerce',
  'ecommerce-americas': 'ecommerce',
  ppl: 'ecommerce-ppl',
  'parcel-cz': 'ecommerce-ppl',
};

/** Divisions whose codes tell a delivery from a return by themselves. */
const tellReturns = ['ecommerce-europe', 'parcel-nl', 'parcel-de'];

const classes = ['pre-transit', 'transit', 'delivered', 'failure', 'unknown'];

const classOf = (value: string | undefined): string | undefined => {
  const word = value?.toLowerCase().replace(/[_\s]+/g, '-');
  return word !== undefined && classes.includes(word) ? word : undefined;
};

/** A division's code, not a sentence: no blanks, and either digits or capitals. */
const codeIn = (value: string | undefined): string | undefined =>
  value !== undefined && value.length <= 100 && /^[A-Z0-9][A-Z0-9_/:-]*$/.test(value) ? value : undefined;

const iceIn = (value: string | undefined) => {
  const [, ice, ric, standard] = /^([A-Z]{5})[_:/ -]([A-Z]{5})(?:[_:/ -]([A-Z]{2}))?$/.exec(value ?? '') ?? [];
  return ice === undefined ? undefined : { ice, ric, standard };
};

type Around = { division: string | undefined; returning: boolean; countries: readonly (string | undefined)[] };

type CodedEvent = { code: string; keys: string[] };

/** Code and keys of an event or of the shipment's status; undefined when it says nothing at all. */
const codedOf = (event: Json, { division, returning }: Around): CodedEvent | undefined => {
  const [status, statusCode, detailed] = ['status', 'statusCode', 'statusDetailed'].map((key) =>
    textOf(field(event, key)),
  );
  const group = classOf(statusCode) ?? classOf(status);
  const back = returning && group === 'delivered';
  const ice = iceIn(detailed) ?? iceIn(status);
  if (ice) {
    const coded = iceCode({ ...ice, standard: ice.standard ?? codeIn(status)?.slice(0, 2), back });
    if (coded) return { code: coded.code, keys: [...coded.keys, ...(group ? [group] : [])] };
  }
  const own = [detailed, status, classOf(statusCode) ? undefined : statusCode]
    .map(codeIn)
    .filter((code) => code !== undefined);
  const shown = own.find((code) => !classOf(code) && !(division === 'express' && /^10[1-4]$/.test(code)));
  const words = firstText(status, statusCode, field(event, 'description'), field(event, 'remark'));
  if (shown === undefined && group === undefined && words === undefined) return undefined;
  const code = shown ?? group ?? 'unknown';
  const keys = [
    ...(back && !tellReturns.includes(division ?? '') ? ['return:delivered'] : []),
    ...(division === undefined ? [] : own.map((one) => `${division}:${one}`)),
    code,
    group ?? 'unknown',
  ];
  return { code, keys: [...new Set(keys)] };
};

/** Express prints who signed as the description of a delivery: a bare word in capitals beside a remark is a name. */
const isName = (description: string | undefined): boolean =>
  /^\p{Lu}[\p{Lu}.'-]+(?: \p{Lu}[\p{Lu}.'-]*)?$/u.test(description ?? '');

const wordsOf = (event: Json): string => {
  const [status, description, remark] = ['status', 'description', 'remark'].map((key) => textOf(field(event, key)));
  const spoken = codeIn(status) === undefined && !classOf(status) ? status : undefined;
  return plainText(
    firstText(remark !== undefined && isName(description) ? undefined : description, spoken, remark, status),
  );
};

const addressOf = (value: Json | undefined): JsonObject => {
  const place = field(listOf(value)[0], 'address');
  return Object.keys(objectOf(place)).length > 0 ? objectOf(place) : objectOf(listOf(value)[0]);
};

const readEvent = (event: Json, around: Around): SentEvent | Failure => {
  const coded = codedOf(event, around);
  if (!coded) return failure('missing_code', 'an event without status');
  const stamp = field(event, 'timestamp') ?? field(event, 'dateTime') ?? field(event, 'date');
  if (textOf(stamp) === undefined) return failure('missing_time', `no timestamp at ${coded.code.slice(0, 40)}`);
  const time = readSentTime(stamp);
  if (!time) return failure('bad_time', `not a time: ${textOf(stamp)}`);
  const where = field(event, 'location');
  const place = typeof where === 'string' ? addressPlace({ addressLocality: where }) : addressPlace(addressOf(where));
  return { ...coded, description: wordsOf(event), time: atHome(time, { ...around, place }), place };
};

const estimateOf = (shipment: Json): Pick<CarrierShipment, 'estimate'> => {
  const frame = field(shipment, 'estimatedDeliveryTimeFrame');
  const from = readSentTime(field(frame, 'estimatedFrom'));
  const through = readSentTime(field(frame, 'estimatedThrough') ?? field(frame, 'estimatedTo'));
  const until = through ?? readSentTime(field(shipment, 'estimatedTimeOfDelivery'));
  const text = textOf(field(shipment, 'estimatedTimeOfDeliveryRemark'));
  return until ? { estimate: { until, ...(from ? { from } : {}), ...(text ? { text } : {}) } } : {};
};

const proofOf = (shipment: Json): Pick<CarrierShipment, 'proof'> => {
  const details = field(shipment, 'details');
  const available = field(details, 'proofOfDeliverySignedAvailable') === true;
  const signature = available || textOf(at(details, 'proofOfDelivery', 'signatureUrl')) !== undefined;
  return signature ? { proof: { signature: true, photo: false } } : {};
};

/** The service an event's codes belong to, as its table is called. */
export const divisionOf = (service: Json | undefined): string | undefined => {
  const name = textOf(service)?.toLowerCase().replace(/^dhl-/, '').slice(0, 40);
  return name === undefined ? undefined : (aliases[name] ?? name);
};

/** A push may say only the latest state: then that is the one event. */
const latestOf = (status: Json | undefined): Json[] => {
  const stamped = firstText(field(status, 'timestamp'), field(status, 'dateTime'), field(status, 'date')) !== undefined;
  return stamped && status !== undefined ? [status] : [];
};

const countryOf = (side: Json | undefined): string | undefined => textOf(addressOf(side).countryCode);

/** What of a shipment its events need to be read: the division, whether it goes back, and the countries it names. */
const aroundOf = (shipment: Json): Around => {
  const flag = field(shipment, 'returnFlag');
  return {
    division: divisionOf(field(shipment, 'service')),
    returning: flag === true || textOf(flag)?.toLowerCase() === 'true',
    countries: [countryOf(field(shipment, 'origin')), countryOf(field(shipment, 'destination'))],
  };
};

/** Some divisions send the class alone where others send an object. */
const statusOf = (shipment: Json): Json => {
  const sent = field(shipment, 'status') ?? null;
  return typeof sent === 'string' ? { statusCode: sent, timestamp: field(shipment, 'timestamp') ?? null } : sent;
};

const summaryOf = (status: Json, around: Around): Pick<CarrierShipment, 'summary'> => {
  const coded = status === null ? undefined : codedOf(status, around);
  return coded ? { summary: { ...coded, description: wordsOf(status) } } : {};
};

/** A shipment of the unified API, in an answer or a push. */
export const unifiedParcel = (shipment: Json, asked: readonly string[]): SentParcel => {
  const around = aroundOf(shipment);
  const status = statusOf(shipment);
  const service = textOf(field(shipment, 'service'))?.slice(0, 40);
  const named = service === undefined ? {} : { service };
  const numbers = ['id', 'trackingNumber', 'shipmentId', 'shipmentID', 'awb'];
  const number = knownAs(asked, ...numbers.map((key) => numberOf(field(shipment, key))));
  const listed = listOf(field(shipment, 'events') ?? field(shipment, 'event'));
  const [origin = null, destination = null] = around.countries.map((country) => country ?? null);
  return {
    number,
    facts: { ...named, ...estimateOf(shipment), ...proofOf(shipment), ...summaryOf(status, around) },
    events: listed.length > 0 ? listed : latestOf(status),
    read: (event) => readEvent(event, around),
    wrap: (some) => ({
      shipments: [
        {
          id: number ?? null,
          ...named,
          returnFlag: around.returning,
          origin: { address: { countryCode: origin } },
          destination: { address: { countryCode: destination } },
          events: [...some],
        },
      ],
    }),
  };
};
