/**
 * When something on the way happened, in the clock of the place where it happened and with that clock named. A local time
 * whose zone nobody knows is shown as it was printed, and said to be so; it is never passed off as another zone's.
 */
import type { TrackingPage } from '@gantry/shared/api/tracking';
import { localParts, partsIn, zoneInWords } from '#lib/format.ts';

type DisplayEvent = TrackingPage['events'][number];
export type EventTime = {
  day: string;
  time: string;
  /** "Madrid time", "UTC", "local time"; empty when there is no time at all. */
  zone: string;
  /** How sure the zone is, when that needs saying. */
  doubt: 'inferred' | 'unknown' | null;
};

/** The four words of a line of the history. */
export const eventTime = ({ at, zone, timeZone, localTime }: DisplayEvent): EventTime => {
  const printed = localTime === null ? null : (localParts(localTime) ?? { day: '', time: localTime });
  if (zone === 'unknown' || (printed && !timeZone && !at)) {
    return printed
      ? { ...printed, zone: 'local time', doubt: 'unknown' }
      : { day: 'Time not given', time: '', zone: '', doubt: null };
  }
  const doubt = zone === 'inferred' ? zone : null;
  if (printed && timeZone) return { ...printed, zone: zoneInWords(timeZone), doubt };
  if (at) return { ...partsIn(at, timeZone ?? 'UTC'), zone: zoneInWords(timeZone ?? 'UTC'), doubt };
  return { day: 'Time not given', time: '', zone: '', doubt: null };
};

/**
 * The day a milestone was reached, "14 May", by the clock of the place: of the scan that reached it, else of the first
 * scan whose zone is known. Null when no clock is known, because a day without one may be the wrong day.
 */
export const milestoneDay = (actualAt: string, events: DisplayEvent[]): string | null => {
  const same = events.find((event) => event.at !== null && Date.parse(event.at) === Date.parse(actualAt));
  const zone = same?.timeZone ?? events.findLast((event) => event.timeZone !== null)?.timeZone;
  return zone ? partsIn(actualAt, zone).day.replace(/^\w+ /, '') : null;
};
