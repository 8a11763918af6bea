/**
 * How whoever sits here wants times told: their zone and their form of dates, as the profile says. What shows times on the
 * pages of the tower asks here, so that a change of the profile is seen at once.
 */
import { defaultPreferences, type Preferences } from '@gantry/shared/api/access/session';
import * as plain from './format.ts';

class Viewer {
  /** An IANA name; undefined for the zone of this browser. */
  timeZone = $state<string | undefined>(undefined);
  dates = $state<plain.DateForm>(defaultPreferences.dates);

  take({ timeZone, dates }: Pick<Preferences, 'timeZone' | 'dates'>): void {
    this.timeZone = isZone(timeZone) ? timeZone : undefined;
    this.dates = dates;
  }

  /** The name of the zone that times are told in. */
  get zone(): string {
    return this.timeZone ?? plain.localZone();
  }
}

/** False for `browser`, and for a name that this browser does not know. */
const isZone = (name: string): boolean => {
  if (name === 'browser') return false;
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const viewer = new Viewer();

export const stamp = (instant: string | null): string => plain.stamp(instant, viewer);
/** A calendar day, the same everywhere on earth, in the chosen form of dates. */
export const dayStamp = (day: string): string =>
  plain.stamp(`${day}T00:00:00Z`, { timeZone: 'UTC', dates: viewer.dates }).slice(0, 10);
export const moment = (instant: number, now: number): string => plain.moment(instant, now, viewer);
export const clock = (instant: number): string => plain.clock(instant, viewer.timeZone);
export const inFull = (instant: number): string => plain.inFull(instant, viewer.timeZone);
export const zoneName = (instant: number): string => plain.zoneName(instant, viewer.timeZone);
