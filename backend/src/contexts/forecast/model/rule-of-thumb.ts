/**
 * What to say of a parcel without any history: the carrier's date, else the promise, else the usual work of its stage and
 * the road. Wide on purpose, and never more than low confidence.
 */
import { kilometresOf } from './eta-features.ts';
import { dayMs, type EtaEvidence, type EtaSituation } from './eta-model.ts';

/** Days from now: the point and the interval around it. */
export type Guess = { source: Exclude<EtaEvidence['source'], 'history'>; days: number; low: number; high: number };

/** Days of work still ahead of a parcel in a stage, without the road. */
const workDays: Record<string, number> = {
  order_placed: 2.5,
  order_processing: 2,
  label_created: 1.5,
  info_received: 1.5,
  picked_up: 1,
  in_transit: 0.8,
  arrived_at_facility: 0.8,
  departed_facility: 0.7,
  handed_over: 0.8,
  arrived_in_destination_country: 1.5,
  in_customs: 2,
  customs_held: 4,
  customs_cleared: 1,
  at_delivery_depot: 0.7,
  delivery_scheduled: 0.8,
  out_for_delivery: 0.25,
  delivery_attempted: 1,
  available_for_pickup: 2,
};
const usualWork = 1.5;
const roadIsBehind = new Set([
  'at_delivery_depot',
  'delivery_scheduled',
  'out_for_delivery',
  'delivery_attempted',
  'available_for_pickup',
]);
/** Door to door by road, nights and stops included. */
const kmPerDay = 450;
const mostRoadDays = 6;
const domesticKm = 600;
const abroadKm = 2_500;

const roadDays = (situation: EtaSituation): number => {
  if (roadIsBehind.has(situation.stage)) return 0;
  const known = kilometresOf(situation);
  const abroad = situation.origin?.country !== situation.destination?.country;
  const km = Number.isNaN(known) ? (abroad ? abroadKm : domesticKm) : known;
  return Math.min(mostRoadDays, km / kmPerDay);
};

/** A carrier's date reaches to the end of its day; rounds end this much before it, in days. */
const nightAhead = 5 / 24;
/** A promise leaves room; this share of it is usually used. */
const promiseUsed = 0.7;
/** A parcel that is overdue by this rule is expected within this share of what it has waited already. */
const patience = 0.25;

/** The guess for a situation, in days after its `now`. */
export const ruleOfThumb = (situation: EtaSituation): Guess => {
  const { now, edd, promisedBy, enteredAt } = situation;
  if (edd !== undefined && edd > now) {
    const most = (edd - now) / dayMs;
    const days = Math.max(most * 0.8, most - nightAhead);
    return { source: 'carrier_edd', days, low: most * 0.6, high: most * 1.5 + 1 };
  }
  // Out for delivery means today, whatever room the promise leaves.
  if (promisedBy !== undefined && promisedBy > now && promisedBy > enteredAt && !roadIsBehind.has(situation.stage)) {
    const days = ((promisedBy - now) / dayMs) * promiseUsed;
    return { source: 'promise', days, low: days * 0.4, high: (days / promiseUsed) * 1.2 };
  }
  const waited = Math.max(0, now - enteredAt) / dayMs;
  const days = Math.max((workDays[situation.stage] ?? usualWork) + roadDays(situation) - waited, waited * patience);
  return { source: 'rule_of_thumb', days, low: days * 0.4, high: days * 2.5 };
};
