/**
 * Times as people and systems send them: with an offset (kept), or local, read in a named zone and marked as inferred.
 * Days end by somebody's clock, so whether a promise was kept is asked in a zone too.
 */
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime } from 'luxon';

export type ZonedInstant = { at: string; zone: ZoneCertainty };

const hasOffset = (text: string): boolean => /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);

/**
 * An ISO time as a UTC instant (milliseconds). Undefined when it is local and no zone is known, or is no time at all. A
 * local time that the clock showed twice (summer time ends) is the first of the two, as it is for scans.
 */
export const instantOf = (text: string, timeZone: string | undefined): ZonedInstant | undefined => {
  const given = hasOffset(text);
  if (!given && timeZone === undefined) return undefined;
  const time = DateTime.fromISO(text, given ? { setZone: true } : { zone: timeZone ?? 'utc' });
  if (!time.isValid) return undefined;
  const at = given ? time.toMillis() : Math.min(...time.getPossibleOffsets().map((one) => one.toMillis()));
  return { at: new Date(at).toISOString(), zone: given ? 'given' : 'inferred' };
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
  // From noon, because a day may begin at one o'clock: summer time skips midnight in some zones.
  DateTime.fromISO(`${day}T12:00`, { zone: timeZone }).plus({ days: 1 }).startOf('day').toJSDate();
