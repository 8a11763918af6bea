/**
 * Times as people and systems send them: with an offset (kept), or local, read in a named zone and marked as inferred.
 * Days end by somebody's clock, so whether a promise was kept is asked in a zone too.
 */
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime, IANAZone } from 'luxon';

export type ZonedInstant = { at: string; zone: ZoneCertainty };

/** As programs write an instant: what every engine reads in one way. */
const plainInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

const hasOffset = (text: string): boolean => /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);

/**
 * An ISO time as a UTC instant (milliseconds). Undefined when it is local and no zone is known, or is no time at all. A
 * local time that the clock showed twice (summer time ends) is the first of the two, as it is for scans.
 */
export const instantOf = (text: string, timeZone: string | undefined): ZonedInstant | undefined => {
  if (plainInstant.test(text)) {
    const at = new Date(text);
    // A day that no month has is for the reader of all others to refuse.
    if (!Number.isNaN(at.getTime()) && at.toISOString().startsWith(text.slice(0, 19)))
      return { at: at.toISOString(), zone: 'given' };
  }
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

const zones = new Map<string, boolean>();
/** True when the zone's name is known; remembered, because asking costs. */
export const isZone = (zone: string): boolean => {
  let answer = zones.get(zone);
  if (answer === undefined) {
    answer = IANAZone.isValidZone(zone);
    if (zones.size < 1000) zones.set(zone, answer);
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
