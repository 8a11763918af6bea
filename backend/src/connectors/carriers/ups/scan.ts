/**
 * One event as UPS says it, in Track Alert and in Track alike: how it is keyed, when it happened and where. Both formats
 * give a local clock and the same moment in GMT, under different names.
 */
import type { Place } from '@gantry/shared/values/address';
import type { Json } from '../../wire/body.ts';
import { field, firstText, textOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import type { SentTime } from '../../wire/time.ts';
import { offsetMinutes, readSentParts } from '../../wire/time.ts';
import { type Failure, failure } from '../gather.ts';
import type { SentScan } from '../reading.ts';
import { numberOf } from '../reading.ts';

export type SentClock = {
  date: Json | undefined;
  time: Json | undefined;
  gmtDate: Json | undefined;
  gmtTime: Json | undefined;
  gmtOffset: Json | undefined;
};

/** The number comes from the message or the package around the event. */
export type UpsEvent = { number: Json | undefined; status: Json | undefined; clock: SentClock; place: Place };

/** How a status is keyed: type and letters, then the three digits, then the letters alone. */
export type UpsCode = { code: string; keys: string[] };

const hour = 3_600_000;
const day = 24 * hour;

/** HHMMSS with its leading zeros lost is `74700` or even `0`; four digits with the zero kept are HHMM. */
const clockText = (time: Json | undefined): string | undefined => {
  const text = textOf(time);
  if (text === undefined || !/^\d{1,5}$/.test(text)) return text;
  return /^0\d{3}$/.test(text) ? text : text.padStart(6, '0');
};

const wallOf = (date: Json | undefined, time: Json | undefined): number | undefined => {
  const read = readSentParts({ date, time: clockText(time) });
  return read?.kind === 'local' ? Date.parse(`${read.localTime}Z`) : undefined;
};

const face = (wall: number): string => new Date(wall).toISOString().replace(/\.000Z$|Z$/, '');

/** The GMT moment, its date rolled over where UPS forgot to; undefined when it cannot belong to the local clock. */
const gmtOf = (gmt: number, local: number | undefined, minutes: number | undefined): number | undefined => {
  if (local === undefined) return gmt;
  const candidates = [gmt, gmt + day, gmt - day];
  const exact = minutes === undefined ? undefined : candidates.find((at) => local - at === minutes * 60_000);
  return exact ?? candidates.find((at) => local - at >= -12 * hour && local - at <= 14 * hour);
};

/** A local time (YYYYMMDD, HHMMSS) without its moment; undefined when it is none. */
export const readLocal = (date: Json | undefined, time: Json | undefined): SentTime | undefined => {
  const wall = wallOf(date, time);
  return wall === undefined ? undefined : { kind: 'local', localTime: face(wall) };
};

/** GMT wins, then the local clock with its offset, then the local clock alone; the local clock is kept as printed. */
export const readClock = ({ date, time, gmtDate, gmtTime, gmtOffset }: SentClock): SentTime | undefined => {
  const local = wallOf(date, time);
  const sentGmt = textOf(gmtTime) === undefined ? undefined : wallOf(gmtDate, gmtTime);
  const minutes = offsetMinutes(textOf(gmtOffset) ?? '');
  const gmt = sentGmt === undefined ? undefined : gmtOf(sentGmt, local, minutes);
  const at = gmt ?? (local !== undefined && minutes !== undefined ? local - minutes * 60_000 : undefined);
  if (at !== undefined) {
    return { kind: 'instant', at: new Date(at).toISOString(), localTime: local === undefined ? null : face(local) };
  }
  return local === undefined ? undefined : { kind: 'local', localTime: face(local) };
};

/** Where: never the street. A country that is written out is kept beside its city as one text. */
export const placeOf = (address: Json | undefined): Place => {
  const city = textOf(field(address, 'city'));
  const state = textOf(field(address, 'stateProvince'));
  const postalCode = field(address, 'postalCode');
  const country = firstText(field(address, 'countryCode'), field(address, 'country'));
  const writtenOut = country !== undefined && !/^[A-Za-z]{2}$/.test(country);
  const text = writtenOut ? [city, state, country].filter((part) => part !== undefined).join(', ') : undefined;
  return placeFrom({ city, state, postalCode, country, text });
};

/** The keys of a status object of either format; undefined when it has neither type nor code. */
export const codeOf = (status: Json | undefined): UpsCode | undefined => {
  const upper = (name: string): string | undefined => textOf(field(status, name))?.toUpperCase();
  const type = upper('type');
  const letters = upper('code');
  const sent = firstText(field(status, 'statusCode'), field(status, 'descriptionCode'));
  const digits = sent !== undefined && /^\d{1,3}$/.test(sent) ? `#${sent.padStart(3, '0')}` : undefined;
  // Customs progress comes with three digits and no letters: they stand in for them, or all such scans would be one.
  const second = letters ?? digits?.slice(1);
  const pair = type !== undefined && second !== undefined ? `${type}/${second}` : undefined;
  const code = pair ?? letters ?? type ?? digits;
  if (code === undefined) return undefined;
  // Some answers put the three digits where the letters belong; letters that are digits of another table come before.
  const misplaced = letters !== undefined && /^\d{3}$/.test(letters) ? `#${letters}` : undefined;
  const keys = [pair, digits, letters, letters === undefined ? type : undefined, misplaced];
  return {
    code: cut(code, 120),
    keys: [...new Set(keys.filter((key) => key !== undefined).map((key) => cut(key, 120)))],
  };
};

export const descriptionOf = (status: Json | undefined): string =>
  cut(firstText(field(status, 'description'), field(status, 'simplifiedTextDescription')) ?? '', 500);

/** A scan, or why there is none. */
export const scanOf = ({ number, status, clock, place }: UpsEvent): SentScan | Failure => {
  const trackingNumber = numberOf(number);
  if (trackingNumber === undefined) {
    return textOf(number) === undefined
      ? failure('missing_tracking_number', 'no trackingNumber')
      : failure('bad_tracking_number', 'a trackingNumber beyond 120 characters');
  }
  const keyed = codeOf(status);
  if (!keyed) return failure('missing_code', 'a status without type and code');
  const time = readClock(clock);
  if (!time) {
    const said = firstText(clock.date, clock.gmtDate, clock.time);
    return said === undefined
      ? failure('missing_time', 'no date')
      : failure('bad_time', `not a time: ${cut(`${said} ${textOf(clock.time) ?? ''}`.trim(), 60)}`);
  }
  return { trackingNumber, ...keyed, description: descriptionOf(status), time, place };
};
