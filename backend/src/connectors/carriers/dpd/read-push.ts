/**
 * Reads DPD's push: a plain GET whose query is the whole message (Tracking Push Service, 04/2023). One line is one push;
 * a full address and a request line are accepted too, as is the same as JSON, which is how a failed push is kept.
 */

import { type Json, readBody } from '../../wire/body.ts';
import { field, listOf, objectOf, textOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import type { SentTime } from '../../wire/time.ts';
import { readSentTime } from '../../wire/time.ts';
import { type Failure, failure, gather, shipmentsOf } from '../gather.ts';
import type { CarrierReading, SentScan } from '../reading.ts';
import { numberOf, unreadable } from '../reading.ts';
import { identified, identityOf } from './same-event.ts';
import { dpdStatuses } from './statuses.data.ts';

/** The fields of one push, names in lower case, never the receiver's name nor the proof itself. */
export type PushFields = Record<string, string>;

const personal = new Set(['receiver', 'pod']);
const labels = new Map(dpdStatuses.map(({ code, label }) => [code, label ?? '']));

const safe = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed().trim();

/** The query of a line: what stands after `?` in an address or request line, else the line itself. */
export const queryOf = (line: string): string => {
  const target = line.replace(/^(?:GET|POST)\s+/i, '').replace(/\s+HTTP\/\d(?:\.\d)?\s*$/i, '');
  const address = target.replace(/#.*$/, '');
  return address.includes('?') ? address.slice(address.indexOf('?') + 1) : address;
};

const fieldsOf = (entries: Iterable<[string, string]>): PushFields => {
  const fields: PushFields = {};
  let proof = false;
  for (const [sent, value] of entries) {
    const name = safe(sent).toLowerCase();
    const text = safe(value);
    if (name === 'pod' && text !== '') proof = true;
    if (text === '' || name.length > 40 || personal.has(name) || name === '__proto__') continue;
    if (!Object.hasOwn(fields, name)) fields[name] = cut(text, 1000);
  }
  return proof ? { ...fields, proof: 'true' } : fields;
};

/** What a push calls a number has a fixed length, of which JSON numbers lose the zeros in front. */
const lengths: Record<string, number> = { pnr: 14, depot: 4, statusdate: 14 };

const digitsOf = (name: string, value: Json): string =>
  (textOf(value) ?? '').padStart(typeof value === 'number' ? (lengths[name.toLowerCase()] ?? 0) : 0, '0');

const fromJson = (value: Json): PushFields => {
  const object = objectOf(value);
  return fieldsOf(Object.entries(object).map(([name, inner]): [string, string] => [name, digitsOf(name, inner)]));
};

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  // A request line brings its headers with it; they are no pushes.
  if (/^(?:GET|POST)\s/i.test(lines[0] ?? '')) return lines.filter((line) => /^(?:GET|POST)\s/i.test(line));
  return lines.filter((line) => line !== '');
};

const pushesIn = (rawBody: Buffer): PushFields[] | { error: string; text: string } => {
  const text = rawBody.toString('utf8').replace(/^\uFEFF/, '');
  if (/^\s*[[{"]/.test(text)) {
    const read = readBody(rawBody);
    if ('error' in read) return read;
    if (typeof read.body === 'string') return [fieldsOf(new URLSearchParams(queryOf(read.body)))];
    return listOf(read.body).map(fromJson);
  }
  return linesOf(text).map((line) => fieldsOf(new URLSearchParams(queryOf(line))));
};

/** ddMMyyyyHHmmss by the clock of the depot; the manual names no zone. */
const timeOf = (text: string): SentTime | undefined => {
  const match = /^(\d\d)(\d\d)(\d{4})(\d\d)(\d\d)(\d\d)?$/.exec(text);
  if (!match) return undefined;
  const [, day, month, year, hour, minute, second = '00'] = match;
  return readSentTime(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
};

/** `pnr` may be missing; the shipper's reference stands for it only where it is a parcel number itself. */
const parcelOf = ({ pnr, ref }: PushFields): string | undefined =>
  numberOf(pnr) ?? (/^\d{14}[0-9A-Z]?$/i.test(numberOf(ref) ?? '') ? numberOf(ref) : undefined);

const scanOf = (fields: PushFields): SentScan | Failure => {
  const { pnr, status, statusdate, depot, pushid } = fields;
  const trackingNumber = parcelOf(fields);
  const which = `push ${cut(pushid ?? 'without pushid', 40)}`;
  if (trackingNumber === undefined) {
    return pnr === undefined
      ? failure('missing_tracking_number', `${which} has no pnr, and its ref is no parcel number`)
      : failure('bad_tracking_number', `${which}: ${pnr.length} characters in pnr`);
  }
  if (status === undefined) return failure('missing_code', `${which} has no status`);
  // A push without its date still says what happened; only when is not known.
  const time: SentTime | undefined = statusdate === undefined ? { kind: 'none' } : timeOf(statusdate);
  if (!time) return failure('bad_time', `${which}: not ddMMyyyyHHmmss: ${cut(statusdate ?? '', 40)}`);
  const code = cut(status, 120);
  const description = labels.get(code.toLowerCase()) ?? '';
  const identity = identityOf(code, description, time);
  return {
    trackingNumber,
    code,
    description,
    ...(identity === undefined ? {} : { identity }),
    time,
    // No official table says which country a depot's number belongs to, so nothing is concluded from it.
    place: placeFrom({ text: depot === undefined ? undefined : `Depot ${depot}` }),
  };
};

const toldOf = (fields: PushFields) => {
  const trackingNumber = parcelOf(fields);
  if (trackingNumber === undefined || fields.status === undefined) return [];
  return [
    {
      trackingNumber,
      ...(fields.services === undefined ? {} : { service: cut(fields.services, 80) }),
      ...(fields.proof === undefined ? {} : { proof: { signature: true, photo: false } }),
    },
  ];
};

/** Reads the body of a push. Never throws. */
export const readPush = (rawBody: Buffer): CarrierReading => {
  const pushes = pushesIn(rawBody);
  if (!Array.isArray(pushes)) return unreadable(pushes.error, pushes.text);
  const known = pushes.filter((fields) =>
    ['pushid', 'pnr', 'status'].some((name) => field(fields, name) !== undefined),
  );
  if (known.length === 0)
    return unreadable('no DPD push: neither pushid nor pnr nor status', safe(rawBody.toString('utf8')));
  const { scans, errors } = gather(known, {
    read: scanOf,
    wrap: (pieces) => (pieces.length === 1 ? pieces[0] : pieces),
  });
  const read = new Set(scans.map(({ trackingNumber }) => trackingNumber));
  const told = known.flatMap(toldOf).filter(({ trackingNumber }) => read.has(trackingNumber));
  return { shipments: shipmentsOf(told, identified(scans)), problems: [], errors };
};
