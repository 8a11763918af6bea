/**
 * Times as people and systems send them: with an offset (kept), or local, read in a named zone and marked as inferred.
 * Days end by somebody's clock, so whether a promise was kept is asked in a zone too.
 */
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime } from 'luxon';

export type ZonedInstant = { at: string; zone: ZoneCertainty };

const hasOffset = (text: string): boolean => /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);

/** An ISO time as a UTC instant (milliseconds). Undefined when it is local and no zone is known, or is no time at all. */
export const instantOf = (text: string, timeZone: string | undefined): ZonedInstant | undefined => {
  const given = hasOffset(text);
  if (!given && timeZone === undefined) return undefined;
  const time = DateTime.fromISO(text, given ? { setZone: true } : { zone: timeZone ?? 'utc' });
  return time.isValid ? { at: time.toUTC().toJSDate().toISOString(), zone: given ? 'given' : 'inferred' } : undefined;
};

const dayFormats = new Map<string, Intl.DateTimeFormat>();
const dayFormat = (timeZone: string): Intl.DateTimeFormat => {
  const known = dayFormats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  dayFormats.set(timeZone, format);
  return format;
};

/** The calendar day of an instant by the clock of a zone: YYYY-MM-DD. */
export const dayIn = (instant: string | Date, timeZone: string): string =>
  dayFormat(timeZone).format(new Date(instant));

/** The instant at which a calendar day ends by the clock of a zone. */
export const endOfDay = (day: string, timeZone: string): Date =>
  DateTime.fromISO(day, { zone: timeZone }).plus({ days: 1 }).toJSDate();
