/**
 * The times carriers print: with an offset, as seconds or milliseconds since 1970, or by a local clock without zone. A
 * local time is never read as UTC: it takes a zone that is known, or stays local.
 */
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime, IANAZone } from 'luxon';
import type { Json } from './body.ts';

export type ReadTime = { occurredAt: string | null; zone: ZoneCertainty; localTime: string | null };

const earliest = Date.UTC(1973, 2, 4);
const latest = Date.UTC(2100, 0, 1);
const bounded = (millis: number): number | undefined => (millis >= earliest && millis < latest ? millis : undefined);
const given = (millis: number | undefined): ReadTime | undefined =>
  millis === undefined ? undefined : { occurredAt: new Date(millis).toISOString(), zone: 'given', localTime: null };

/** Seconds or milliseconds since 1970, told apart by size; what is neither may be a compact date. */
const epoch = (value: number): number | undefined => {
  if (value >= 1e12) return bounded(Math.round(value));
  return value < 1e10 ? bounded(Math.round(value * 1000)) : undefined;
};

type Clock = { year: number; month: number; day: number; hour: number; minute: number; second: number; milli: number };
const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;
const compact = /^(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?()()$/;
const dotted = /^(\d\d)[.-](\d\d)[.-](\d{4})(?:[T ]+(\d\d):(\d\d)(?::(\d\d))?)?()()$/;

const clockOf = (text: string): { clock: Clock; offset: string } | undefined => {
  const match = iso.exec(text) ?? compact.exec(text);
  const turned = match ? null : dotted.exec(text);
  const found = match ?? turned;
  if (!found) return undefined;
  const [first, month, third, hour, minute, second, fraction] = found.slice(1).map((part) => part ?? '');
  const clock = {
    year: Number(turned ? third : first),
    month: Number(month),
    day: Number(turned ? first : third),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    milli: Number((fraction ?? '').slice(0, 3).padEnd(3, '0')),
  };
  return { clock, offset: (found[8] ?? '').toUpperCase() };
};

const utcOf = (clock: Clock): number | undefined => {
  const { year, month, day, hour, minute, second, milli } = clock;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const millis = Date.UTC(year, month - 1, day, hour, minute, second, milli);
  return new Date(millis).getUTCDate() === day ? millis : undefined;
};

const offsetMinutes = (offset: string): number => {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(offset);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
};

const known = new Map<string, boolean>();
/** True when luxon knows the zone's name; remembered, because asking costs. */
export const isZone = (zone: string): boolean => {
  let answer = known.get(zone);
  if (answer === undefined) {
    answer = IANAZone.isValidZone(zone);
    if (known.size < 1000) known.set(zone, answer);
  }
  return answer;
};

/**
 * The instant of a wall-clock time in a zone. A time that the clock showed twice (summer time ends) is the first of
 * the two; a time it never showed (summer time begins) is read with the offset before the jump, so 02:30 becomes 03:30.
 * `wallMillis` is the clock's face as if it were UTC.
 */
export const instantInZone = (wallMillis: number, zone: string): number => {
  const face = DateTime.fromMillis(wallMillis, { zone: 'utc' });
  const read = face.setZone(zone, { keepLocalTime: true });
  return Math.min(...read.getPossibleOffsets().map((possible) => possible.toMillis()));
};

const readText = (text: string, zone: () => string | undefined): ReadTime | undefined => {
  const wcf = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text);
  if (wcf) return given(bounded(Number(wcf[1])));
  const parts = clockOf(text);
  if (!parts) {
    const mail = /^[A-Za-z]{3},/.test(text) ? DateTime.fromRFC2822(text) : undefined;
    return mail?.isValid ? given(bounded(mail.toMillis())) : undefined;
  }
  const wall = utcOf(parts.clock);
  if (wall === undefined || bounded(wall) === undefined) return undefined;
  if (parts.offset !== '') return given(bounded(wall - offsetMinutes(parts.offset) * 60_000));
  const localTime = text.slice(0, 40);
  const named = zone();
  if (named === undefined) return { occurredAt: null, zone: 'unknown', localTime };
  return { occurredAt: new Date(instantInZone(wall, named)).toISOString(), zone: 'inferred', localTime };
};

/**
 * Reads whatever stands at a mapping's time path; undefined when it is no time. `zone` is asked only for a time without
 * an offset and answers undefined when nothing is known.
 */
export const readTime = (value: Json, zone: () => string | undefined): ReadTime | undefined => {
  if (typeof value === 'number') return given(epoch(value)) ?? readText(String(value), zone);
  if (typeof value !== 'string' || value.length > 60) return undefined;
  const text = value.trim();
  if (/^\d{9,10}(\.\d+)?$|^\d{13}$/.test(text)) {
    const asEpoch = given(epoch(Number(text)));
    if (asEpoch) return asEpoch;
  }
  return readText(text, zone);
};
