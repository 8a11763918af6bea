/**
 * Reads answers of UPS Track v1 (`/api/track/v1/details/{number}`): shipments of packages of activities, warnings beside
 * them, or errors alone. Source: UPS-API/api-documentation `Tracking.yaml`.
 */

import type { Json } from '../../wire/body.ts';
import { at, field, firstText, listOf, objectOf, textOf } from '../../wire/json.ts';
import { cut } from '../../wire/text.ts';
import { gather, shipmentsOf } from '../gather.ts';
import type { CarrierProblem, CarrierReading, CarrierShipment, SentEstimate } from '../reading.ts';
import { emptyReading, numberOf } from '../reading.ts';
import { codeOf, descriptionOf, placeOf, readLocal, scanOf, type UpsEvent } from './scan.ts';

type Activity = { number: string | undefined; activity: Json };

const datesOf = (parcel: Json, ...types: string[]): Json[] =>
  listOf(field(parcel, 'deliveryDate'))
    .filter((date) => types.includes(textOf(field(date, 'type'))?.toUpperCase() ?? ''))
    .sort((a, b) => types.indexOf(textOf(field(a, 'type')) ?? '') - types.indexOf(textOf(field(b, 'type')) ?? ''));

const timeTypes: Record<string, string> = {
  EOD: 'End of day',
  CMT: 'Commit time',
  EDW: 'Estimated delivery window',
  CDW: 'Confirmed delivery window',
  IDW: 'Imminent delivery window',
};

/** The rescheduled day before the scheduled one, by the clock of the destination; none once it has delivered. */
const estimateOf = (parcel: Json): SentEstimate | undefined => {
  if (datesOf(parcel, 'DEL').length > 0) return undefined;
  const date = field(datesOf(parcel, 'RDD', 'SDD')[0], 'date');
  const window = listOf(field(parcel, 'deliveryTime'))[0];
  const type = textOf(field(window, 'type'))?.toUpperCase() ?? '';
  const hours = type in timeTypes;
  const until = readLocal(date, hours ? (firstText(field(window, 'endTime')) ?? '235959') : '235959');
  if (!until) return undefined;
  const start = hours ? textOf(field(window, 'startTime')) : undefined;
  const from = start === undefined ? undefined : readLocal(date, start);
  return { until, ...(from ? { from } : {}), ...(hours ? { text: timeTypes[type] ?? '' } : {}) };
};

const proofOf = (parcel: Json): CarrierShipment['proof'] => {
  const information = field(parcel, 'deliveryInformation');
  const paper = firstText(at(information, 'signature', 'image'), at(information, 'pod', 'content'));
  const taken = textOf(at(information, 'deliveryPhoto', 'photoCaptureInd'))?.toUpperCase() === 'Y';
  const photo = taken || textOf(at(information, 'deliveryPhoto', 'photo')) !== undefined;
  return paper !== undefined || photo ? { signature: paper !== undefined, photo } : undefined;
};

const summaryOf = (parcel: Json): CarrierShipment['summary'] => {
  const status = field(parcel, 'currentStatus');
  const keyed = codeOf(status);
  return keyed ? { ...keyed, description: descriptionOf(status) } : undefined;
};

const toldOf = (parcel: Json, trackingNumber: string): Omit<CarrierShipment, 'scans'> => {
  const service = firstText(at(parcel, 'service', 'description'), at(parcel, 'service', 'code'));
  const estimate = estimateOf(parcel);
  const summary = summaryOf(parcel);
  const proof = proofOf(parcel);
  return {
    trackingNumber,
    ...(service === undefined ? {} : { service: cut(service, 120) }),
    ...(estimate ? { estimate } : {}),
    ...(summary ? { summary } : {}),
    ...(proof ? { proof } : {}),
  };
};

/** An answer may have the delivery without its scan: its day, hour and destination make one. */
const deliveryOf = (parcel: Json): Json[] => {
  const date = field(datesOf(parcel, 'DEL')[0], 'date');
  const hours = listOf(field(parcel, 'deliveryTime')).find((one) => textOf(field(one, 'type')) === 'DEL');
  const time = textOf(field(hours, 'endTime'));
  const status = field(parcel, 'currentStatus');
  if (time === undefined || status === undefined || !readLocal(date, time) || !codeOf(status)) return [];
  const destination = listOf(field(parcel, 'packageAddress')).find(
    (one) => textOf(field(one, 'type'))?.toUpperCase() === 'DESTINATION',
  );
  const {
    city = '',
    stateProvince = '',
    country = '',
    countryCode = country,
  } = objectOf(field(destination, 'address'));
  const address = { city, stateProvince, country: countryCode };
  return [{ status, date: date ?? '', time, location: { address } }];
};

const eventOf = ({ number, activity }: Activity): UpsEvent => ({
  number,
  status: field(activity, 'status'),
  clock: {
    date: field(activity, 'date'),
    time: field(activity, 'time'),
    gmtDate: field(activity, 'gmtDate'),
    gmtTime: field(activity, 'gmtTime'),
    gmtOffset: field(activity, 'gmtOffset'),
  },
  place: placeOf(at(activity, 'location', 'address') ?? field(activity, 'location')),
});

const wrap = (some: readonly Activity[]): Json => {
  const numbers = [...new Set(some.map(({ number }) => number))];
  const parcels = numbers.map((number) => ({
    ...(number === undefined ? {} : { trackingNumber: number }),
    activity: some.filter((one) => one.number === number).map(({ activity }) => activity),
  }));
  return { trackResponse: { shipment: [{ package: parcels }] } };
};

const problemKinds: readonly (readonly [RegExp, CarrierProblem['kind']])[] = [
  [/^(?:TW0001|404|VTS0*1)$|not found|no tracking information/i, 'not_found'],
  [/^(?:429|10429|10004|5\d\d)$|too many|rate limit|unavailable|try again/i, 'busy'],
  [/^(?:TV\d+|25\d{4}|40[013])$|invalid|denied|not authori[sz]ed|blocked/i, 'refused'],
];

const problemsIn = (said: readonly Json[], trackingNumber: string | null): CarrierProblem[] =>
  said.flatMap((one) => {
    const code = textOf(field(one, 'code')) ?? '';
    const message = firstText(field(one, 'message'), field(one, 'description')) ?? (typeof one === 'string' ? one : '');
    if (code === '' && message === '') return [];
    const kind = problemKinds.find(([pattern]) => pattern.test(code) || pattern.test(message))?.[1] ?? 'other';
    return [{ trackingNumber, kind, code: cut(code, 120), message: cut(message, 300) }];
  });

/** The shipments of an answer, whichever envelope is left of it. */
const shipmentsIn = (answer: Json): Json[] => {
  const inner = field(answer, 'trackResponse') ?? answer;
  const shipments = listOf(field(inner, 'shipment'));
  if (shipments.length > 0) return shipments;
  return listOf(field(inner, 'package')).length > 0 || field(inner, 'activity') !== undefined ? [inner] : [];
};

const parcelsIn = (shipment: Json): Json[] =>
  field(shipment, 'package') === undefined && field(shipment, 'activity') !== undefined
    ? [shipment]
    : listOf(field(shipment, 'package'));

/** True for what is an answer of Track rather than an event of Track Alert. */
export const isAnswer = (body: Json): boolean =>
  ['trackResponse', 'shipment', 'package', 'activity', 'response', 'errors'].some(
    (name) => field(body, name) !== undefined,
  );

/** Reads answers to questions about `asked`; a single number asked for names what the answer leaves unnamed. */
export const readAnswers = (answers: readonly Json[], asked: readonly string[] = []): CarrierReading => {
  const only = asked.length === 1 ? numberOf(asked[0]) : undefined;
  const told: Omit<CarrierShipment, 'scans'>[] = [];
  const pieces: Activity[] = [];
  const problems: CarrierProblem[] = [];
  for (const answer of answers) {
    const errors = [...listOf(at(answer, 'response', 'errors')), ...listOf(field(answer, 'errors'))];
    problems.push(...problemsIn(errors, only ?? null));
    for (const shipment of shipmentsIn(answer)) {
      const inquiry = numberOf(field(shipment, 'inquiryNumber')) ?? only;
      problems.push(...problemsIn(listOf(field(shipment, 'warnings')), inquiry ?? null));
      for (const parcel of parcelsIn(shipment)) {
        const number = numberOf(field(parcel, 'trackingNumber')) ?? inquiry;
        const activities = listOf(field(parcel, 'activity'));
        const scans = activities.length > 0 ? activities : deliveryOf(parcel);
        if (number !== undefined) told.push(toldOf(parcel, number));
        for (const activity of scans) pieces.push({ number, activity });
      }
    }
  }
  const { scans, errors } = gather(pieces, { read: (piece) => scanOf(eventOf(piece)), wrap });
  return { ...emptyReading(), shipments: shipmentsOf(told, scans), problems, errors };
};
