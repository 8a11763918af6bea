/**
 * The history in the customer's words, newest first, each line by the clock of the place where it happened. A local time
 * whose zone nobody knows is shown as it was printed and said to be local; it is never passed off as another zone's.
 */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import { dayIn, longDay, printedTime, timeIn } from '@gantry/shared/words/dates';
import type { Speaker } from '@gantry/shared/words/dictionaries';
import { isolate } from '@gantry/shared/words/fill';
import { knownZone, type Moment } from '@gantry/shared/words/moments';
import { shownPlace } from './places.server.ts';
import type { LineView, TrackView } from './track-view.ts';

type DisplayEvent = TrackingPage['events'][number];
type When = {
  /** YYYY-MM-DD, or empty. */
  day: string;
  time: string;
  /** Which clock, where it is not the one of the place. */
  zone: 'local' | 'utc' | '';
  doubt: 'inferred' | 'unknown' | null;
};

/** When a scan was, by the best clock that is honest. */
export const whenOf = ({ at, zone, timeZone, localTime }: DisplayEvent, locale: string): When => {
  const printed = localTime === null ? null : printedTime(localTime, locale);
  if (zone === 'unknown' || at === null) {
    if (!printed) return { day: '', time: '', zone: '', doubt: null };
    return zone === 'unknown'
      ? { ...printed, zone: 'local', doubt: 'unknown' }
      : { ...printed, zone: timeZone ? '' : 'local', doubt: zone === 'inferred' ? zone : null };
  }
  const doubt = zone === 'inferred' ? zone : null;
  if (printed) return { ...printed, zone: '', doubt };
  const clock = knownZone(timeZone);
  return { day: dayIn(at, clock ?? 'UTC'), time: timeIn(at, clock ?? 'UTC', locale), zone: clock ? '' : 'utc', doubt };
};

const lineOf = (
  event: DisplayEvent,
  when: When,
  { page, speaker }: { page: TrackingPage; speaker: Speaker },
): LineView => {
  const { say, direction } = speaker;
  const leg = page.legs.length > 1 ? page.legs.find(({ number }) => number === event.leg) : undefined;
  const zones = { local: say.word.localTime, utc: 'UTC', '': '' };
  return {
    label: say.status[event.status],
    meaning: statusFacts[event.status].meaning,
    reason: event.reason ? say.reason[event.reason] : '',
    time: when.time,
    at: event.at,
    zone: when.time ? zones[when.zone] : '',
    place: shownPlace(event.place, speaker),
    carrier: leg ? isolate(leg.carrier, direction) : '',
    remark: when.doubt === 'inferred' ? '*' : '',
  };
};

/** The history under its days, and the remarks that belong under it. */
export const historyOf = (
  page: TrackingPage,
  speaker: Speaker,
  { today }: Moment,
): Pick<TrackView, 'days' | 'footnotes'> => {
  const { say, locale } = speaker;
  const timed = page.events.map((event) => ({ event, when: whenOf(event, locale) }));
  const days: TrackView['days'] = [];
  let last: string | undefined;
  for (const { event, when } of timed) {
    if (when.day !== last)
      days.push({ day: when.day ? longDay(when.day, locale, today) : say.word.dayNotGiven, lines: [] });
    last = when.day;
    days.at(-1)?.lines.push(lineOf(event, when, { page, speaker }));
  }
  const has = (test: (when: When) => boolean): boolean => timed.some(({ when }) => test(when));
  const footnotes = [
    ...(has(({ time, zone }) => time !== '' && zone === '') ? [say.word.timesAreLocal] : []),
    ...(has(({ doubt }) => doubt === 'inferred') ? [`* ${say.word.inferredZone}`] : []),
    ...(has(({ doubt }) => doubt === 'unknown') ? [`${say.word.localTime}: ${say.word.unknownZone}`] : []),
  ];
  return { days, footnotes };
};
