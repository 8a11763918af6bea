/** Which day it is for a parcel: everything a page says about days goes by the clock of the destination, or of the place of a scan. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { isTimeZone } from '@gantry/shared/values/time-zone';
import { dayIn } from '#lib/i18n/dates.ts';
import { keeping } from '#lib/i18n/kept.ts';

const zones = keeping<boolean>();

/** What the sentences of a page are made from, beside the page's data. */
export type Moment = {
  /** The clock at the destination; null when it is not known. */
  zone: string | null;
  /** Today at the destination (in UTC where its clock is not known). */
  today: string;
};

/** A clock's name that this runtime knows, or null. */
export const knownZone = (zone: string | null): string | null =>
  zone !== null && zones(zone, () => isTimeZone(zone)) ? zone : null;

export const momentOf = (page: TrackingPage, now: Date): Moment => {
  const zone = knownZone(page.destination.timeZone);
  return { zone, today: dayIn(now.toISOString(), zone ?? 'UTC') };
};

/**
 * The day something was reached, by the clock of the scan that reached it, else of the destination, else of the first scan
 * whose clock is known. Null when no clock is known, because a day without one may be the wrong day.
 */
export const dayReached = (instant: string, page: TrackingPage): string | null => {
  const same = page.events.find((event) => event.at !== null && Date.parse(event.at) === Date.parse(instant));
  const zone =
    knownZone(same?.timeZone ?? null) ??
    knownZone(page.destination.timeZone) ??
    knownZone(page.events.findLast((event) => event.timeZone !== null)?.timeZone ?? null);
  return zone ? dayIn(instant, zone) : null;
};
