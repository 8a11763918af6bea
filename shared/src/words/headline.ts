/**
 * The one sentence that answers where a parcel is, when it comes and what has to be done: decided once, as a key with its
 * parts, and said from a dictionary by the customer's page, by messages and, in English, by the API. Pure.
 */
import type { TrackingPage } from '../api/tracking-page.ts';
import { type Confidence, type StatusReason, statusFacts, type TrackingStatus } from '../vocabulary/tracking-status.ts';
import { actionOf, isEnded } from './asked-of-recipient.ts';
import { dayIn, dayRange, daysAfter, longDay } from './dates.ts';
import { english, type Speaker } from './dictionaries.ts';
import { fill } from './fill.ts';
import type { ActionName } from './messages.ts';
import { dayReached, type Moment, momentOf } from './moments.ts';

/** What the rule looks at. */
export type HeadlineFacts = Pick<
  TrackingPage,
  | 'status'
  | 'reason'
  | 'actionRequiredBy'
  | 'destination'
  | 'promisedDay'
  | 'carrierDay'
  | 'eta'
  | 'deliveredAt'
  | 'silentSince'
  | 'events'
>;

/** The answer, before it is put into words. Days are `YYYY-MM-DD`. */
export type Headline =
  | { key: 'delivered' | 'silent' | 'overdue' | 'carrierDay' | 'promised' | 'promisedPast'; day: string }
  | { key: 'arrives' | 'delayed'; days: readonly [low: string, high: string]; confidence: Confidence }
  | { key: 'arrivesToday' | 'arrivesTomorrow'; confidence: Confidence }
  | { key: 'outToday' }
  | { key: 'action'; action: ActionName }
  | { key: 'reason'; reason: StatusReason }
  | { key: 'status' | 'sentence'; status: TrackingStatus };

/** Reasons after which no estimate is worth saying: as far as anybody knows it will not come. */
const hopeless: readonly (StatusReason | null)[] = [
  'carrier_lost',
  'carrier_damaged',
  'customs_prohibited',
  'recipient_refused',
];

const inTrouble = ({ status }: HeadlineFacts): boolean =>
  statusFacts[status].nature === 'overlay' || status === 'delivery_attempted';

/** Why it stands still, or that it does. */
const trouble = ({ status, reason }: HeadlineFacts): Headline =>
  reason !== null && reason !== 'other' ? { key: 'reason', reason } : { key: 'sentence', status };

const ended = (facts: HeadlineFacts): Headline | null => {
  if (!isEnded(facts) && facts.status !== 'return_initiated') return null;
  const day = facts.status === 'delivered' && facts.deliveredAt ? dayReached(facts.deliveredAt, facts) : null;
  return day ? { key: 'delivered', day } : { key: 'sentence', status: facts.status };
};

/** A van that left today, by a clock that is known; the bare status where nothing says when it arrives. */
const out = (facts: HeadlineFacts, { zone, today }: Moment): Headline | null => {
  if (facts.status !== 'out_for_delivery') return null;
  const since = facts.events.find((event) => event.status === 'out_for_delivery')?.at;
  if (zone && since && dayReached(since, facts) === today) return { key: 'outToday' };
  return facts.eta && facts.eta.highDay >= today ? null : { key: 'status', status: 'out_for_delivery' };
};

/** What our estimate says, as long as it is not over. A day that is over cannot be one of arrival. */
const estimated = ({ eta, status }: HeadlineFacts, { today }: Moment): Headline | null => {
  if (!eta || eta.highDay < today) return null;
  const { confidence, highDay } = eta;
  const lowDay = eta.lowDay < today ? today : eta.lowDay;
  if (status === 'delayed') return { key: 'delayed', days: [lowDay, highDay], confidence };
  if (lowDay >= highDay && highDay === today) return { key: 'arrivesToday', confidence };
  if (lowDay >= highDay && highDay === daysAfter(today, 1)) return { key: 'arrivesTomorrow', confidence };
  return { key: 'arrives', days: [lowDay, highDay], confidence };
};

/** What others said, where we have no estimate that still holds. What stands still is not promised a day to come. */
const dated = (facts: HeadlineFacts, { today }: Moment): Headline | null => {
  const { carrierDay, promisedDay, eta, status } = facts;
  const stopped = inTrouble(facts) && status !== 'delayed';
  if (stopped) return null;
  if (carrierDay && carrierDay >= today) return { key: 'carrierDay', day: carrierDay };
  if (promisedDay && promisedDay < today) return { key: 'promisedPast', day: promisedDay };
  if (promisedDay && !inTrouble(facts)) return { key: 'promised', day: promisedDay };
  return eta ? { key: 'overdue', day: eta.highDay } : null;
};

/** Decides the sentence: an end, what is asked of the recipient, silence, the van, trouble, then when it comes. */
export const headlineOf = (facts: HeadlineFacts, moment: Moment): Headline => {
  const over = ended(facts);
  if (over) return over;
  const action = actionOf(facts);
  if (action) return { key: 'action', action };
  // Where no clock is known a silence of weeks may be a day off, which nobody is misled by.
  if (facts.silentSince)
    return { key: 'silent', day: dayReached(facts.silentSince, facts) ?? dayIn(facts.silentSince, 'UTC') };
  if (hopeless.includes(facts.reason)) return trouble(facts);
  const comes = out(facts, moment) ?? estimated(facts, moment) ?? dated(facts, moment);
  if (comes) return comes;
  return inTrouble(facts) ? trouble(facts) : { key: 'sentence', status: facts.status };
};

const withoutStop = (sentence: string): string => sentence.replace(/[.。]$/u, '');

/** Puts an answer into the speaker's words; `today` decides whether a year is said. */
export const sayHeadline = (headline: Headline, { say, locale }: Speaker, today: string): string => {
  switch (headline.key) {
    case 'action':
      return say.action[headline.action].title;
    case 'reason':
      return withoutStop(say.reason[headline.reason]);
    case 'status':
      return say.status[headline.status];
    case 'sentence':
      return withoutStop(say.sentence[headline.status]);
    case 'outToday':
      return say.headline.outToday;
    case 'arrivesToday':
    case 'arrivesTomorrow':
      return fill(say.headline[headline.key], { confidence: say.confidence[headline.confidence] });
    case 'arrives':
    case 'delayed':
      return fill(say.headline[headline.key], {
        days: dayRange(headline.days, locale, today),
        confidence: say.confidence[headline.confidence],
      });
    default:
      return fill(say.headline[headline.key], { day: longDay(headline.day, locale, today) });
  }
};

/** The sentence in English, as the API says it; with plain spaces, because programs read it too. */
export const englishHeadline = (facts: HeadlineFacts, now: Date): string => {
  const moment = momentOf(facts, now);
  return sayHeadline(headlineOf(facts, moment), english, moment.today).replaceAll('\u00a0', ' ');
};
