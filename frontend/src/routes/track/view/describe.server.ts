/** TrackingPage -> TrackView: every word of the customer's page, said on the server in the visitor's language. Pure. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import { actionOf, isEnded } from '@gantry/shared/words/asked-of-recipient';
import { dayIn, longDay } from '@gantry/shared/words/dates';
import type { Speaker } from '@gantry/shared/words/dictionaries';
import { fill, isolate } from '@gantry/shared/words/fill';
import { headlineOf, sayHeadline } from '@gantry/shared/words/headline';
import { dayReached, type Moment, momentOf } from '@gantry/shared/words/moments';
import { sayAsOf } from '../live/as-of.ts';
import { factsOf } from './facts.server.ts';
import { historyOf } from './history.server.ts';
import { clockOf, wayOf } from './places.server.ts';
import { milestonesOf, preparationOf } from './progress.server.ts';
import { drawTrack } from './track-map.server.ts';
import type { Link, TrackView } from './track-view.ts';

/** Where the page stands: its token, and the language's part of an address when it was asked for. */
export type Address = { token: string; search: string };

/** True when the newest scan says something else than the end that stands. */
const isContradicted = (page: TrackingPage): boolean => {
  const newest = page.events[0];
  const end = page.status === 'delivered' ? page.deliveredAt : page.endedAt;
  return isEnded(page) && !!newest?.at && !!end && newest.status !== page.status && newest.at > end;
};

const noticesOf = (page: TrackingPage, { say, locale, direction }: Speaker, { today }: Moment): string[] => {
  const silent =
    page.silentSince && !isEnded(page) ? (dayReached(page.silentSince, page) ?? dayIn(page.silentSince, 'UTC')) : null;
  return [
    ...(silent ? [fill(say.notice.silent, { day: longDay(silent, locale, today) })] : []),
    ...(isContradicted(page) ? [say.notice.contradiction] : []),
    ...(page.alsoOrders.length > 0
      ? [fill(say.notice.shared, { orders: page.alsoOrders.map((one) => isolate(one, direction)).join(', ') })]
      : []),
  ];
};

const supportLink = ({ brand }: TrackingPage, { say, direction }: Speaker): Link | null => {
  if (!brand?.supportUrl) return null;
  return { href: brand.supportUrl, label: fill(say.word.contact, { name: isolate(brand.name, direction) }) };
};

const actionView = (page: TrackingPage, speaker: Speaker): TrackView['action'] => {
  const action = actionOf(page);
  if (!action) return null;
  const { reason } = page;
  return {
    ...speaker.say.action[action],
    reason: reason && reason !== 'other' ? speaker.say.reason[reason] : '',
    link: supportLink(page, speaker),
  };
};

export const brandView = ({ brand }: TrackingPage): TrackView['brand'] =>
  brand && {
    name: brand.name,
    logo: brand.logo?.startsWith('/api/') ? brand.logo : null,
    website: brand.website,
    accent: `/track/accent/${brand.accent.slice(1).toLowerCase()}.css`,
  };

const linksOf = (page: TrackingPage, speaker: Speaker, { token, search }: Address): TrackView['links'] => {
  const { say } = speaker;
  const base = `/track/${encodeURIComponent(token)}`;
  const dated = page.eta ?? page.carrierDay ?? page.promisedDay ?? page.deliveredAt;
  const wanted = dated && (!isEnded(page) || page.status === 'delivered');
  return {
    support: supportLink(page, speaker),
    calendar: wanted ? { href: `${base}/calendar.ics?lang=${speaker.language}`, label: say.word.addToCalendar } : null,
    page: { href: `${base}${search}`, label: say.word.details },
    lookup: { href: `/track${search}`, label: say.word.another },
    // Before there is something to send back nobody looks for it here.
    returns: page.status === 'delivered' ? { href: `${base}/return${search}`, label: say.returns.link } : null,
  };
};

/** The page was read just now; its script moves the time on while it is told of every change. */
const asOf = (page: TrackingPage, speaker: Speaker, { zone, now }: { zone: string; now: Date }): TrackView['asOf'] => {
  const { locale, say } = speaker;
  const words = fill(say.word.asOf, { time: `{time} (${clockOf(page.destination.city, zone, speaker)})` });
  const said = { words, zone, locale };
  return { ...said, at: now.toISOString(), text: sayAsOf(said, now) };
};

const legsOf = ({ legs, status }: TrackingPage, { say }: Speaker): TrackView['legs'] =>
  legs.map((leg) => ({
    title: legs.length > 1 ? fill(say.word.leg, { number: String(leg.number) }) : '',
    carrier: leg.carrier,
    number: leg.trackingNumber,
    status: legs.length > 1 && leg.status ? say.status[leg.status] : '',
    meaning: statusFacts[leg.status ?? status].meaning,
    current: legs.length > 1 && leg.current && !isEnded({ status }),
  }));

const mapOf = (page: TrackingPage, speaker: Speaker, said: string): TrackView['map'] => {
  const drawn = drawTrack(page.points);
  if (!drawn) return null;
  const { from, to } = wayOf(page, speaker);
  // The town alone: the map shows the country. Right-to-left names keep their order inside a picture that has none.
  const named = (label: string): string => isolate(label.replace(/,\s*[A-Z]{2}$/, ''), speaker.direction);
  const points = drawn.points.map((point) => ({ ...point, label: named(point.label) }));
  return { ...drawn, points, label: said ? fill(speaker.say.word.map, { from, to }) : speaker.say.word.progress };
};

const wordsOf = (page: TrackingPage, { say }: Speaker): TrackView['words'] => ({
  progress: say.word.progress,
  dates: say.fact.heading,
  preparation: say.word.preparation,
  carriers: say.word.carriers,
  trackingNumber: say.word.trackingNumber,
  proof: say.word.proof,
  history: say.word.history,
  nothingYet: isEnded(page) ? '' : say.word.nothingYet,
  renews: say.word.renews,
  reload: say.word.reload,
  stale: say.notice.stale,
});

/** Says a page. `now` is the server's time; `address` is where the page stands. */
export const describe = (page: TrackingPage, speaker: Speaker, at: { now: Date; address: Address }): TrackView => {
  const { say, language, direction } = speaker;
  const moment = momentOf(page, at.now);
  const way = wayOf(page, speaker);
  const headline = sayHeadline(headlineOf(page, moment), speaker, moment.today);
  // Nothing to add to the day of delivery; and who was not heard of for weeks is not simply on the way.
  const isTold = page.status === 'delivered' || (page.silentSince !== null && !isEnded(page));
  const sentence = isTold ? '' : say.sentence[page.status];
  const reason = page.reason && page.reason !== 'other' ? say.reason[page.reason] : '';
  const repeats = (text: string): boolean => text.startsWith(headline);
  return {
    language,
    direction,
    headline,
    status: {
      label: say.status[page.status],
      meaning: page.silentSince && !isEnded(page) ? 'stuck' : statusFacts[page.status].meaning,
      sentence: repeats(sentence) ? '' : sentence,
      reason: repeats(reason) ? '' : reason,
    },
    way,
    action: actionView(page, speaker),
    notices: noticesOf(page, speaker, moment),
    facts: factsOf(page, speaker, moment),
    milestones: milestonesOf(page, speaker, moment),
    preparation: preparationOf(page, speaker),
    legs: legsOf(page, speaker),
    ...historyOf(page, speaker, moment),
    proof: [...(page.proof?.signature ? [say.word.signature] : []), ...(page.proof?.photo ? [say.word.photo] : [])],
    map: mapOf(page, speaker, way.said),
    brand: brandView(page),
    links: linksOf(page, speaker, at.address),
    asOf: asOf(page, speaker, { zone: moment.zone ?? 'UTC', now: at.now }),
    words: wordsOf(page, speaker),
  };
};
