/**
 * Reads what DPD's public tracking page is told (tracking.dpd.de/rest/plc, seen in several public clients): the parcel's
 * number, milestones without a scan behind them, and the scans, coded by DPD's own scan types. The scans are read; where
 * there are none yet, the milestones that have been reached.
 */

import type { Json } from '../../wire/body.ts';
import { at, field, firstText, listOf } from '../../wire/json.ts';
import { cut } from '../../wire/text.ts';
import { type Failure, failure, gather, shipmentsOf } from '../gather.ts';
import type { CarrierReading, SentScan } from '../reading.ts';
import { emptyReading, numberOf } from '../reading.ts';
import { identified, identityOf } from './same-event.ts';
import { contentOf, impersonal, isYes, placeOf, timeOf, wordOf } from './track-parts.ts';

const answerIn = (root: Json): Json | undefined =>
  field(root, 'parcellifecycleResponse') ?? field(root, 'parcelLifeCycleResponse');

/** The data in a public answer, null where it has none; undefined when the answer is another. */
export const publicDataIn = (root: Json): Json | undefined => {
  const answer = answerIn(root);
  return answer === undefined ? undefined : (field(answer, 'parcelLifeCycleData') ?? null);
};

type Piece = { number: string; value: Json };

const said = (value: Json): string =>
  cut(impersonal(contentOf(field(value, 'scanDescription')) || contentOf(field(value, 'description'))), 500);

/** `SC_03_OUT_FOR_DELIVERY` or `SC_3_IN_DELIVERY`: the number is the type, the words vary. */
const scanCode = (type: Json | undefined): { code: string; keys: string[] } | undefined => {
  const sent = firstText(field(type, 'code'));
  const number = sent !== undefined && /^\d{1,3}$/.test(sent) ? `SC_${Number(sent)}` : sent;
  const code = firstText(field(type, 'name')) ?? number;
  return code === undefined ? undefined : { code: cut(code, 120), keys: [code, ...(number ? [number] : [])] };
};

const scanOf = ({ number, value }: Piece): SentScan | Failure => {
  const data = field(value, 'scanData');
  const named = scanCode(field(data, 'scanType'));
  if (named === undefined) return failure('missing_code', 'a scan has no scanType');
  const date = [wordOf(field(value, 'date')), wordOf(field(value, 'time'))].filter(Boolean).join(' ');
  if (date === '') return failure('missing_time', `${named.code} has no date`);
  const time = timeOf(date);
  if (!time) return failure('bad_time', `not a time: ${cut(date, 80)}`);
  const description = said(value);
  const keys = [...new Set(named.keys.map((key) => cut(key, 120)))];
  const identity = identityOf(keys.at(-1) ?? named.code, description, time);
  return {
    trackingNumber: number,
    code: named.code,
    keys,
    description,
    ...(identity === undefined ? {} : { identity }),
    time,
    place: placeOf(contentOf(field(data, 'location')), wordOf(field(data, 'country'))),
  };
};

/** A milestone; those without a date are reached, nobody says when. */
const milestoneOf = ({ number, value }: Piece): SentScan | Failure => {
  const code = wordOf(field(value, 'status'));
  if (code === undefined) return failure('missing_code', 'a statusInfo has no status');
  const sent = contentOf(field(value, 'date'));
  const time = sent === '' ? ({ kind: 'none' } as const) : timeOf(sent);
  if (!time) return failure('bad_time', `not a time: ${cut(sent, 80)}`);
  const description = said(value) || cut(contentOf(field(value, 'label')), 500);
  const identity = identityOf(code, description, time);
  return {
    trackingNumber: number,
    code: cut(code, 120),
    description,
    ...(identity === undefined ? {} : { identity }),
    time,
    place: placeOf(contentOf(field(value, 'location'))),
  };
};

const toldOf = (data: Json, trackingNumber: string) => {
  const service = firstText(at(data, 'shipmentInfo', 'productName'));
  const current = listOf(field(data, 'statusInfo')).find((info) => isYes(field(info, 'isCurrentStatus'), false));
  const code = wordOf(field(current, 'status'));
  return {
    trackingNumber,
    ...(service === undefined ? {} : { service: cut(service, 80) }),
    ...(current === undefined || code === undefined
      ? {}
      : { summary: { code: cut(code, 120), description: said(current) } }),
  };
};

const notFound = (trackingNumber: string | undefined): CarrierReading => ({
  ...emptyReading(),
  problems: [
    {
      trackingNumber: trackingNumber ?? null,
      kind: 'not_found',
      code: 'empty',
      message: 'DPD answers nothing about this parcel',
    },
  ],
});

/** Reads a public answer; `asked` stands for the number where the answer has none. Never throws. */
export const readPublic = (root: Json, asked: string | undefined): CarrierReading => {
  const data = publicDataIn(root) ?? null;
  const number = numberOf(at(data, 'shipmentInfo', 'parcelLabelNumber')) ?? asked;
  if (data === null) return notFound(number);
  const trackingNumber = number ?? 'unknown';
  const sent = listOf(at(data, 'scanInfo', 'scan'));
  const reached = listOf(field(data, 'statusInfo')).filter((info) => isYes(field(info, 'statusHasBeenReached'), false));
  const name = sent.length > 0 ? 'scan' : 'statusInfo';
  const { scans, errors } = gather(
    (sent.length > 0 ? sent : reached).map((value): Piece => ({ number: trackingNumber, value })),
    {
      read: name === 'scan' ? scanOf : milestoneOf,
      wrap: (pieces) => {
        const values = pieces.map(({ value }) => value);
        const part = name === 'scan' ? { scanInfo: { scan: values } } : { statusInfo: values };
        const shipmentInfo = { parcelLabelNumber: trackingNumber };
        return { parcellifecycleResponse: { parcelLifeCycleData: { shipmentInfo, ...part } } };
      },
    },
  );
  return { shipments: shipmentsOf([toldOf(data, trackingNumber)], identified(scans)), problems: [], errors };
};
