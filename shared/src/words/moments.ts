/** Which day it is for a parcel: everything said about days goes by the clock of the destination, or of the place of a scan. */
import type { TrackingPage } from '../api/tracking-page.ts';
import { isTimeZone } from '../values/time-zone.ts';
import { dayIn } from './dates.ts';
import { keeping } from './kept.ts';

const zones = keeping<boolean>();

/** What sentences about a parcel are made from, beside its data. */
export type Moment = {
  /** The clock at the destination; null when it is not known. */
  zone: string | null;
  /** Today at the destination (in UTC where its clock is not known). */
  today: string;
};

/** A clock's name that this runtime knows, or null. */
export const knownZone = (zone: string | null): string | null =>
  zone !== null && zones(zone, () => isTimeZone(zone)) ? zone : null;

export const momentOf = ({ destination }: Pick<TrackingPage, 'destination'>, now: Date): Moment => {
  const zone = knownZone(destination.timeZone);
  return { zone, today: dayIn(now.toISOString(), zone ?? 'UTC') };
};

/**
 * The day something was reached, by the clock of the scan that reached it, else of the destination, else of the first scan
 * whose clock is known. Null when no clock is known, because a day without one may be the wrong day.
 */
export const dayReached = (
  instant: string,
  { destination, events }: Pick<TrackingPage, 'destination' | 'events'>,
): string | null => {
  const same = events.find((event) => event.at !== null && Date.parse(event.at) === Date.parse(instant));
  const zone =
    knownZone(same?.timeZone ?? null) ??
    knownZone(destination.timeZone) ??
    knownZone(events.findLast((event) => event.timeZone !== null)?.timeZone ?? null);
  return zone ? dayIn(instant, zone) : null;
};
