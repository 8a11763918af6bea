/**
 * The delivery as a calendar file (RFC 5545): the days it is expected on, or the time it was delivered at. The same parcel
 * keeps its UID and counts SEQUENCE up, so that a calendar replaces what it had.
 */
import { createHash } from 'node:crypto';
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { isEnded } from '@gantry/shared/words/asked-of-recipient';
import { daysAfter } from '@gantry/shared/words/dates';
import type { Speaker } from '@gantry/shared/words/dictionaries';
import ical, { ICalCalendarMethod, type ICalEventData, ICalEventStatus, ICalEventTransparency } from 'ical-generator';

export type CalendarSource = {
  page: TrackingPage;
  speaker: Speaker;
  /** What the page's headline says. */
  headline: string;
  token: string;
  /** The whole address of the page. */
  url: string;
};

type When = Pick<ICalEventData, 'start' | 'end' | 'allDay'>;
const day = (date: string): Date => new Date(`${date}T00:00:00Z`);
/** All day from the first day on; the end of an event is the day after its last one (RFC 5545, 3.6.1). */
const days = (low: string, high: string): When => ({ start: day(low), end: day(daysAfter(high, 1)), allDay: true });

const whenOf = ({ status, deliveredAt, eta, carrierDay, promisedDay }: TrackingPage): When | null => {
  if (status === 'delivered' && deliveredAt) return { start: new Date(deliveredAt) };
  if (eta) return days(eta.lowDay, [eta.lowDay, eta.highDay].toSorted().at(-1) ?? eta.highDay);
  const known = carrierDay ?? promisedDay;
  return known ? days(known, known) : null;
};

/** Seconds since 2020: grows with every change and stays a 32-bit number for as long as calendars need it. */
const sequenceOf = (updatedAt: string): number => Math.floor((Date.parse(updatedAt) - Date.UTC(2020, 0, 1)) / 1000);

/** Unguessable as the link is, without giving the link away. */
const uidOf = (token: string): string =>
  `${createHash('sha256').update(`gantry calendar ${token}`).digest('hex').slice(0, 32)}@gantry`;

/** The file, with CRLF line ends and folded lines; null when there is no day to put into a calendar. */
export const calendarOf = ({ page, speaker, headline, token, url }: CalendarSource): string | null => {
  const when = whenOf(page);
  if (!when) return null;
  const { say, language } = speaker;
  const delivered = page.status === 'delivered';
  const summary = delivered ? say.calendar.delivered : say.calendar.expected;
  const updated = new Date(page.updatedAt);
  const calendar = ical({
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'Gantry', product: 'Tracking', language: language.toUpperCase() },
    ttl: 4 * 3600,
  });
  calendar.createEvent({
    ...when,
    id: uidOf(token),
    stamp: updated,
    lastModified: updated,
    sequence: sequenceOf(page.updatedAt),
    summary: page.brand ? `${summary} – ${page.brand.name}` : summary,
    description: [headline, ...page.legs.map((leg) => `${leg.carrier} ${leg.trackingNumber}`)].join('\n'),
    location: page.destination.city || null,
    url,
    status: isEnded(page) && !delivered ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT,
  });
  return calendar.toString();
};
