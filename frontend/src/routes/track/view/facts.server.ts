/** The dates, kept apart: our estimate, the carrier's date, the promise; and how they stand to each other. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { isEnded } from '@gantry/shared/words/asked-of-recipient';
import { dayRange, longDay, shortDay, timeIn } from '@gantry/shared/words/dates';
import type { Speaker } from '@gantry/shared/words/dictionaries';
import { capital, fillPlural } from '@gantry/shared/words/fill';
import { dayReached, knownZone, type Moment } from '@gantry/shared/words/moments';
import { clockOf } from './places.server.ts';
import type { FactView } from './track-view.ts';

const promiseNote = (page: TrackingPage, { say }: Speaker, { today }: Moment): string[] => {
  const { promisedDay, eta } = page;
  if (!promisedDay) return [];
  if (page.status === 'delivered') {
    const day = page.deliveredAt ? dayReached(page.deliveredAt, page) : null;
    return day ? [day <= promisedDay ? say.fact.onTime : say.fact.afterPromise] : [];
  }
  if (promisedDay < today || (eta && eta.lowDay > promisedDay)) return [say.fact.later];
  return eta && eta.highDay > promisedDay ? [say.fact.mayBeLater] : [];
};

const promise = (page: TrackingPage, speaker: Speaker, moment: Moment): FactView[] =>
  page.promisedDay === null
    ? []
    : [
        {
          name: 'promise',
          label: speaker.say.fact.promise,
          value: shortDay(page.promisedDay, speaker.locale, moment.today),
          notes: promiseNote(page, speaker, moment),
        },
      ];

const ended = (page: TrackingPage, speaker: Speaker, { today }: Moment): FactView[] => {
  const at = page.status === 'delivered' ? page.deliveredAt : page.endedAt;
  const day = at ? dayReached(at, page) : null;
  if (!at || !day) return [];
  const same = page.events.find((event) => event.at !== null && Date.parse(event.at) === Date.parse(at));
  const zone = knownZone(same?.timeZone ?? null) ?? knownZone(page.destination.timeZone);
  const city = same?.timeZone ? '' : page.destination.city;
  return [
    {
      name: 'ended',
      label: speaker.say.status[page.status],
      value: longDay(day, speaker.locale, today),
      notes: zone ? [`${timeIn(at, zone, speaker.locale)} (${clockOf(city, zone, speaker)})`] : [],
    },
  ];
};

/** Two or three facts of an open parcel; when it ended, and what was promised, of one that did. */
export const factsOf = (page: TrackingPage, speaker: Speaker, moment: Moment): FactView[] => {
  if (isEnded(page))
    return [...ended(page, speaker, moment), ...(page.status === 'delivered' ? promise(page, speaker, moment) : [])];
  const { say, locale } = speaker;
  const { eta, carrierDay } = page;
  const estimateNotes = eta ? [capital(say.confidence[eta.confidence], locale)] : [];
  if (eta && eta.shipments > 0) estimateNotes.push(fillPlural(say.fact.restsOn, eta.shipments, locale));
  return [
    {
      name: 'estimate',
      label: say.fact.estimate,
      value: eta ? dayRange([eta.lowDay, eta.highDay], locale, moment.today) : say.fact.notKnown,
      notes: estimateNotes,
    },
    {
      name: 'carrier',
      label: say.fact.carrier,
      value: carrierDay ? shortDay(carrierDay, locale, moment.today) : say.fact.notKnown,
      notes: [],
    },
    ...promise(page, speaker, moment),
  ];
};
