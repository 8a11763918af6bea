/** Numbers, ages and times as people read them. Every time that is shown here carries its zone. */
import type { Preferences } from '@gantry/shared/api/access/session';
import { calendarDay, count } from '@gantry/shared/words/events/phrases';

export { calendarDay, count };

/** How dates are written. */
export type DateForm = Preferences['dates'];
/** Whose clock times are read by, and how dates are written; the browser's own zone where none is said. */
export type TimeForm = { timeZone?: string | undefined; dates?: DateForm };

const locale = 'en-GB';
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A share of one -> "96.1 %"; a dash when there is nothing to take a share of. */
export const percent = (share: number | null): string => (share === null ? '–' : `${tenth.format(share * 100)} %`);

/** A rate: whole from ten on, one decimal below, so that 0.4 a minute does not read as none. */
export const rate = (value: number): string =>
  value >= 10 || Number.isInteger(value) ? whole.format(value) : tenth.format(value);

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : value < 0 ? `−${text}` : `±${text}`);

/** The difference to yesterday: "+38", "−4", "±0"; null when there is no yesterday. */
export const delta = (now: number, yesterday: number | null): string | null =>
  yesterday === null ? null : signed(now - yesterday, whole.format(Math.abs(now - yesterday)));

/** The difference of two shares in points: "+1.2 pt"; null when either is missing. */
export const deltaPoints = (now: number | null, yesterday: number | null): string | null => {
  if (now === null || yesterday === null) return null;
  const points = Math.round((now - yesterday) * 1000) / 10;
  return `${signed(points, tenth.format(Math.abs(points)))} pt`;
};

/** A length of time in its two largest units: "8 s", "4 min", "61 h 12 m", "5 d 3 h". Never negative. */
export const span = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 72) return `${hours} h ${String(minutes % 60).padStart(2, '0')} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

const clocks = new Map<string, Intl.DateTimeFormat>();
const clockIn = (timeZone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${timeZone}|${JSON.stringify(options)}`;
  let found = clocks.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, ...(timeZone ? { timeZone } : {}) });
    clocks.set(key, found);
  }
  return found;
};

const partIn =
  (parts: readonly Intl.DateTimeFormatPart[]) =>
  (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((one) => one.type === type)?.value ?? '';

/** "14:05:32" by the clock of a zone; the viewer's own when left out. */
export const clock = (instant: number, timeZone?: string): string =>
  clockIn(timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(instant);

/** "14:05" today, "13 Nov 14:05" before ("Nov 13" where the month goes first), by the clock of a zone. */
export const moment = (instant: number, now: number, { timeZone, dates = 'iso' }: TimeForm = {}): string => {
  const sameDay = clockIn(timeZone, { dateStyle: 'short' });
  const time = clockIn(timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant);
  if (sameDay.format(instant) === sameDay.format(now)) return time;
  const parts = clockIn(timeZone, { day: 'numeric', month: 'short' }).formatToParts(instant);
  const part = partIn(parts);
  const day = dates === 'month-first' ? [part('month'), part('day')] : [part('day'), part('month')];
  return `${day.join(' ')} ${time}`;
};

/** The zone of the viewer's clock: "Europe/Madrid". */
export const localZone = (): string => new Intl.DateTimeFormat(locale).resolvedOptions().timeZone;

const digits: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};
const writtenDays: Record<DateForm, (year: string, month: string, day: string) => string> = {
  iso: (year, month, day) => `${year}-${month}-${day}`,
  'day-first': (year, month, day) => `${day}/${month}/${year}`,
  'month-first': (year, month, day) => `${month}/${day}/${year}`,
};
/** "2026-11-21 14:05" by the clock of a zone, in the chosen form of dates: for columns and files. A dash for none. */
export const stamp = (instant: string | null, { timeZone, dates = 'iso' }: TimeForm = {}): string => {
  if (instant === null) return '–';
  const part = partIn(clockIn(timeZone, digits).formatToParts(Date.parse(instant)));
  return `${writtenDays[dates](part('year'), part('month'), part('day'))} ${part('hour')}:${part('minute')}`;
};

/** The whole of an instant for whoever points at it: "Saturday, 28 November 2026 at 14:05:32 CET". */
export const inFull = (instant: number, timeZone?: string): string =>
  `${clockIn(timeZone, { dateStyle: 'full', timeStyle: 'medium' }).format(instant)} ${zoneName(instant, timeZone)}`;

/** "BILBAO" -> "Bilbao": a place that a carrier's system shouts, as people write it. Short codes and mixed writing stay. */
export const placeName = (place: string): string =>
  /\p{Lu}{4}/u.test(place) && place === place.toUpperCase()
    ? place.replace(/\p{L}{2,}/gu, (word) => word.charAt(0) + word.slice(1).toLowerCase())
    : place;

/** The short name of a zone at an instant: "CET", "GMT-3". */
export const zoneName = (instant: number, timeZone?: string): string =>
  clockIn(timeZone, { timeZoneName: 'short' })
    .formatToParts(instant)
    .find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';

/** "America/Sao_Paulo" -> "Sao Paulo time". */
export const zoneInWords = (timeZone: string): string =>
  timeZone === 'UTC' || timeZone === 'Etc/UTC'
    ? 'UTC'
    : `${(timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')} time`;

/** A local time as a carrier printed it, as day and time; null when it is in no form we know. */
export const localParts = (localTime: string): { day: string; time: string } | null => {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?/.exec(localTime);
  return match?.[1] ? { day: calendarDay(match[1]), time: match[2] ?? '' } : null;
};

/** An instant by the clock of a zone, as day and time. */
export const partsIn = (instant: string, timeZone: string): { day: string; time: string } => {
  const at = Date.parse(instant);
  return {
    day: clockIn(timeZone, { weekday: 'short', day: 'numeric', month: 'short' }).format(at).replace(',', ''),
    time: clockIn(timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at),
  };
};
