/** The one sentence that answers: where is it, when does it come, what do I have to do. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { dayRange, daysAfter, longDay } from '#lib/i18n/dates.ts';
import type { Speaker } from '#lib/i18n/dictionary.server.ts';
import { fill } from '#lib/i18n/fill.ts';
import type { ActionName } from '#lib/i18n/messages.ts';
import { dayReached, type Moment } from './moments.server.ts';

const actionByReason: Partial<Record<NonNullable<TrackingPage['reason']>, ActionName>> = {
  customs_duties_unpaid: 'pay_duties',
  customs_documents: 'documents',
  payment_due: 'pay',
  address_incorrect: 'correct_address',
  address_incomplete: 'correct_address',
  recipient_moved: 'correct_address',
  recipient_absent: 'be_home',
  access_denied: 'access',
};

/** The words that end: nothing is expected after them. */
export const isEnded = ({ status }: Pick<TrackingPage, 'status'>): boolean =>
  status === 'delivered' || status === 'cancelled' || status === 'returned_to_sender';

/** What the recipient is asked to do; null when nobody waits for them. */
export const actionOf = ({ status, reason, actionRequiredBy }: TrackingPage): ActionName | null => {
  if (isEnded({ status }) || actionRequiredBy !== 'recipient') return null;
  if (status === 'available_for_pickup') return 'collect';
  const inCustoms = status === 'in_customs' || status === 'customs_held';
  if (inCustoms && reason === 'payment_due') return 'pay_duties';
  const named = reason === null ? undefined : actionByReason[reason];
  return named ?? (status === 'delivery_attempted' ? 'be_home' : 'contact');
};

const withoutStop = (sentence: string): string => sentence.replace(/[.。]$/u, '');

const endedHeadline = (page: TrackingPage, { say, locale }: Speaker, { today }: Moment): string | null => {
  if (!isEnded(page) && page.status !== 'return_initiated') return null;
  const day = page.status === 'delivered' && page.deliveredAt ? dayReached(page.deliveredAt, page) : null;
  return day
    ? fill(say.headline.delivered, { day: longDay(day, locale, today) })
    : withoutStop(say.sentence[page.status]);
};

const estimated = (page: TrackingPage, { say, locale }: Speaker, { today }: Moment): string | null => {
  if (!page.eta) return null;
  const { lowDay, highDay, confidence } = page.eta;
  const words = { confidence: say.confidence[confidence] };
  if (highDay < today) return fill(say.headline.overdue, { day: longDay(highDay, locale, today) });
  const late = page.status === 'delayed';
  if (!late && lowDay >= highDay && highDay === today) return fill(say.headline.arrivesToday, words);
  if (!late && lowDay >= highDay && highDay === daysAfter(today, 1)) return fill(say.headline.arrivesTomorrow, words);
  // A day that is over cannot be one of arrival.
  const days = dayRange([lowDay < today ? today : lowDay, highDay], locale, today);
  return fill(late ? say.headline.delayed : say.headline.arrives, { days, ...words });
};

const outToday = (page: TrackingPage, { say }: Speaker, { zone, today }: Moment): string | null => {
  if (page.status !== 'out_for_delivery') return null;
  const since = page.events.find((event) => event.status === 'out_for_delivery')?.at;
  const started = since ? dayReached(since, page) : null;
  if (zone && started === today) return say.headline.outToday;
  return page.eta && page.eta.highDay >= today ? null : say.status.out_for_delivery;
};

/** Answers in one sentence, in the speaker's language. */
export const headlineOf = (page: TrackingPage, speaker: Speaker, moment: Moment): string => {
  const { say, locale } = speaker;
  const ended = endedHeadline(page, speaker, moment);
  if (ended) return ended;
  const action = actionOf(page);
  if (action) return say.action[action].title;
  const day = (date: string): string => longDay(date, locale, moment.today);
  const silent = page.silentSince ? dayReached(page.silentSince, page) : null;
  if (silent) return fill(say.headline.silent, { day: day(silent) });
  const out = outToday(page, speaker, moment);
  if (out) return out;
  const told = page.reason !== null && page.reason !== 'other' ? say.reason[page.reason] : say.sentence.exception;
  if (page.status === 'exception' && !page.eta) return withoutStop(told);
  const estimate = estimated(page, speaker, moment);
  if (estimate) return estimate;
  if (page.carrierDay && page.carrierDay >= moment.today)
    return fill(say.headline.carrierDay, { day: day(page.carrierDay) });
  if (page.promisedDay) {
    const late = page.promisedDay < moment.today;
    return fill(late ? say.headline.promisedPast : say.headline.promised, { day: day(page.promisedDay) });
  }
  return withoutStop(say.sentence[page.status]);
};
