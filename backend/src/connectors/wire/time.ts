/**
 * The times carriers print, in every shape seen: with an offset (with or without colon, or after a blank), as seconds or
 * milliseconds since 1970, WCF dates, compact digits, national orders, AM and PM, date and time apart. A local time is
 * never read as UTC: it stays local until a zone is known for it.
 */
import { DateTime } from 'luxon';
import type { Json } from './body.ts';

/**
 * A time as a partner sent it. `instant`: an offset or UTC was sent; `localTime` is then the wall clock that came with
 * it, null when only UTC or an epoch was sent. `local`: no offset; `timeZone` is set when the partner's own manual names
 * the clock, else the place decides. `none`: the message has no time. `localTime` is ISO without offset, to the second
 * (`2026-05-14T10:00:00`), with `.mmm` only where milliseconds were sent.
 */
export type SentTime =
  | { kind: 'instant'; at: string; localTime: string | null }
  | { kind: 'local'; localTime: string; timeZone?: string }
  | { kind: 'none' };

/** How an all-digit date with slashes or dots is to be read; day first unless the carrier writes the American way. */
export type DateOrder = 'day_first' | 'month_first';

const earliest = Date.UTC(1973, 2, 4);
const latest = Date.UTC(2100, 0, 1);
const bounded = (millis: number): number | undefined => (millis >= earliest && millis < latest ? millis : undefined);

/** The face of a clock, ISO without offset, to the second, or to the millisecond when there are any. */
const faceOf = (wallMillis: number): string => new Date(wallMillis).toISOString().replace(/(?:\.000)?Z$/, '');

const instant = (millis: number | undefined, wall?: number): SentTime | undefined =>
  millis === undefined || bounded(millis) === undefined
    ? undefined
    : { kind: 'instant', at: new Date(millis).toISOString(), localTime: wall === undefined ? null : faceOf(wall) };

/** Seconds or milliseconds since 1970, told apart by size; what is neither may be a compact date. */
const epoch = (value: number): number | undefined => {
  if (value >= 1e12) return bounded(Math.round(value));
  return value < 1e10 ? bounded(Math.round(value * 1000)) : undefined;
};

const clockPattern = String.raw`(\d{1,2}):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?`;
const offsetPattern = String.raw`\s*(Z|UTC|GMT|[+-]\d{1,2}(?:[:.]?\d\d)?)?`;
const shapes: { pattern: RegExp; order: 'year_first' | DateOrder | 'told' }[] = [
  {
    pattern: new RegExp(`^(\\d{4})[-/](\\d\\d)[-/](\\d\\d)(?:[T ]+${clockPattern})?${offsetPattern}$`, 'i'),
    order: 'year_first',
  },
  {
    pattern: new RegExp(`^(\\d{4})(\\d\\d)(\\d\\d)(?:[T ]?${clockPattern})?${offsetPattern}$`, 'i'),
    order: 'year_first',
  },
  { pattern: /^(\d\d)(\d\d)(\d{4})[T ]?(\d\d)(\d\d)(\d\d)()()()$/, order: 'day_first' },
  {
    pattern: new RegExp(`^(\\d{1,2})[.-](\\d{1,2})[.-](\\d{4})(?:[T, ]+${clockPattern})?${offsetPattern}$`, 'i'),
    order: 'day_first',
  },
  {
    pattern: new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})(?:[T, ]+${clockPattern})?${offsetPattern}$`, 'i'),
    order: 'told',
  },
];

/**
 * Minutes east of UTC of an offset as carriers write it: `Z`, `-05:00`, `-7:00`, `-0500`, `-04.00`, `+02`. Undefined for
 * anything else, and beyond fourteen hours.
 */
export const offsetMinutes = (offset: string): number | undefined => {
  const text = offset.trim().toUpperCase();
  if (text === 'Z' || text === 'UTC' || text === 'GMT') return 0;
  const match = /^([+-])(\d{1,2})(?:[:.]?(\d\d))?$/.exec(text);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 14 * 60 || Number(match[3] ?? 0) > 59) return undefined;
  return match[1] === '-' ? -minutes : minutes;
};

const wallOf = (day: [number, number, number], clock: (string | undefined)[]): number | undefined => {
  const [year, month, date] = day;
  const [sentHour, minute, second, fraction, half] = clock;
  let hour = Number(sentHour ?? 0);
  if (half) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0);
  }
  if (month < 1 || month > 12 || date < 1 || hour > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59)
    return undefined;
  const milli = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  const millis = Date.UTC(year, month - 1, date, hour, Number(minute ?? 0), Number(second ?? 0), milli);
  return new Date(millis).getUTCDate() === date ? bounded(millis) : undefined;
};

type ReadClock = { wall: number; offset: number | undefined };

const clockOf = (text: string, order: DateOrder | undefined): ReadClock | undefined => {
  for (const shape of shapes) {
    const match = shape.pattern.exec(text);
    if (!match) continue;
    const told = shape.order === 'told' ? order : shape.order;
    // A date with slashes says nothing about its order by itself: read only when the caller knows.
    if (told === undefined) return undefined;
    const [a, b, c] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const day: [number, number, number] =
      told === 'year_first' ? [a, b, c] : told === 'day_first' ? [c, b, a] : [c, a, b];
    const wall = wallOf(day, match.slice(4, 9));
    // Fourteen digits may be either way round: no date of this century is one in both.
    if (wall === undefined) continue;
    const sent = match[9];
    const offset = sent ? offsetMinutes(sent) : undefined;
    return sent && offset === undefined ? undefined : { wall, offset };
  }
  return undefined;
};

const readText = (text: string, order: DateOrder | undefined): SentTime | undefined => {
  // The offset of a WCF date is for display only: its milliseconds are UTC already.
  const wcf = /^\/Date\((-?\d{1,15})(?:([+-]\d{4}))?\)\/$/.exec(text);
  if (wcf) {
    const at = bounded(Number(wcf[1]));
    const east = wcf[2] ? offsetMinutes(wcf[2]) : undefined;
    return at === undefined ? undefined : instant(at, east === undefined ? undefined : at + east * 60_000);
  }
  const clock = clockOf(text, order);
  if (!clock) {
    const mail = /^[A-Za-z]{3},/.test(text) ? DateTime.fromRFC2822(text, { setZone: true }) : undefined;
    return mail?.isValid ? instant(mail.toMillis(), mail.toMillis() + mail.offset * 60_000) : undefined;
  }
  if (clock.offset === undefined) return { kind: 'local', localTime: faceOf(clock.wall) };
  const utc = /(?:Z|UTC|GMT)$/i.test(text);
  return instant(clock.wall - clock.offset * 60_000, utc ? undefined : clock.wall);
};

/**
 * Reads a time; undefined when it is none. Numbers are seconds or milliseconds since 1970, or compact dates. Dates with
 * slashes are read only when `order` says which way round they are.
 */
export const readSentTime = (value: Json | undefined, order?: DateOrder): SentTime | undefined => {
  if (typeof value === 'number') return instant(epoch(value)) ?? readText(String(value), order);
  if (typeof value !== 'string' || value.length > 60) return undefined;
  const text = value.trim();
  if (/^\d{9,10}(\.\d+)?$|^\d{13}$/.test(text)) {
    const asEpoch = instant(epoch(Number(text)));
    if (asEpoch) return asEpoch;
  }
  return readText(text, order);
};

const compactClock = (time: string): string => {
  const digits = time.trim();
  // Carriers drop leading zeros: 93000 is 09:30:00.
  return /^\d{1,6}$/.test(digits) && digits.length > 2 ? digits.padStart(digits.length > 4 ? 6 : 4, '0') : digits;
};

/**
 * A time sent in pieces: a date, a clock (`10:15:00`, `101500`, `93000`, `9:05 AM`) and perhaps an offset. Without a
 * clock the day's first moment; an offset that cannot be read leaves the time local.
 */
export const readSentParts = (
  parts: { date: Json | undefined; time?: Json | undefined; offset?: Json | undefined },
  order?: DateOrder,
): SentTime | undefined => {
  const text = (value: Json | undefined): string =>
    typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  const clock = compactClock(text(parts.time));
  const read = readSentTime(clock === '' ? text(parts.date) : `${text(parts.date)} ${clock}`, order);
  const minutes = offsetMinutes(text(parts.offset));
  if (read?.kind !== 'local' || minutes === undefined) return read;
  const wall = Date.parse(`${read.localTime}Z`);
  return instant(wall - minutes * 60_000, wall);
};
