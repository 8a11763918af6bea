/** The one English sentence at the top of the customer's page: where is it, when does it come, who has to do something. Pure. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { type StatusReason, statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime } from 'luxon';
import { dayIn } from '../../../kernel/zoned-time.ts';

/** What the sentence is made of: the page's own data, when the deciding scan was, and the destination's clock. */
export type Told = Pick<
  TrackingPage,
  | 'status'
  | 'reason'
  | 'actionRequiredBy'
  | 'destination'
  | 'promisedDay'
  | 'carrierDay'
  | 'eta'
  | 'deliveredAt'
  | 'endedAt'
  | 'silentSince'
> & { since: string | null; timeZone: string; now: Date };

const spoken = (day: string): string => DateTime.fromISO(day).setLocale('en-GB').toFormat('cccc d LLLL');
const spokenAt = (at: string, zone: string, format: string): string =>
  DateTime.fromISO(at, { zone }).setLocale('en-GB').toFormat(format);

/** "Sunday 22 November", "Sunday 22 to Tuesday 24 November", "Monday 30 November to Tuesday 1 December". */
const span = (low: string, high: string): string => {
  if (low === high) return spoken(low);
  const same = low.slice(0, 7) === high.slice(0, 7);
  const from = DateTime.fromISO(low)
    .setLocale('en-GB')
    .toFormat(same ? 'cccc d' : 'cccc d LLLL');
  return `between ${from} and ${spoken(high)}`;
};

const sure = { high: 'very likely', medium: 'likely', low: 'perhaps' } as const;

const why: Record<StatusReason, string> = {
  carrier_damaged: 'the parcel is damaged',
  carrier_lost: 'the carrier cannot find the parcel',
  carrier_misrouted: 'the parcel took a wrong way',
  carrier_capacity: 'the carrier has too many parcels',
  weather: 'the weather is bad',
  customs_documents: 'documents are missing',
  customs_duties_unpaid: 'duties are unpaid',
  customs_inspection: 'the parcel is being inspected',
  customs_prohibited: 'the goods may not be imported',
  recipient_absent: 'nobody was there to take it',
  recipient_refused: 'it was refused',
  recipient_moved: 'the recipient has moved',
  address_incorrect: 'the address is wrong',
  address_incomplete: 'the address is incomplete',
  access_denied: 'the door could not be reached',
  payment_due: 'a payment is due',
  shipper_not_ready: 'the sender was not ready',
  regulatory: 'a rule forbids it',
  other: '',
};
const whose = {
  us: 'the sender has to act',
  carrier: 'the carrier has to act',
  recipient: 'you have to act',
  authority: 'the authority has to decide',
  none: '',
} as const;

const arrival = ({ eta, promisedDay, carrierDay, timeZone, now }: Told): string => {
  const today = dayIn(now, timeZone);
  if (eta && eta.highDay >= today)
    return eta.lowDay === eta.highDay && eta.lowDay === today
      ? `Arrives today, ${sure[eta.confidence]}`
      : `Arrives ${eta.lowDay === eta.highDay ? `on ${spoken(eta.lowDay)}` : span(eta.lowDay, eta.highDay)}, ${sure[eta.confidence]}`;
  if (carrierDay && carrierDay >= today) return `The carrier expects to deliver on ${spoken(carrierDay)}`;
  if (promisedDay) return `${promisedDay < today ? 'Late: promised' : 'Promised'} for ${spoken(promisedDay)}`;
  return '';
};

const town = ({ destination }: Told): string => (destination.city ? ` in ${destination.city}` : '');
const on = (told: Told, at: string | null): string => (at ? ` on ${spokenAt(at, told.timeZone, 'cccc d LLLL')}` : '');

const ended = (told: Told): string | undefined => {
  const { status, deliveredAt, endedAt, timeZone } = told;
  if (status === 'delivered')
    return deliveredAt
      ? `Delivered${on(told, deliveredAt)} at ${spokenAt(deliveredAt, timeZone, 'HH:mm')}${town(told)}`
      : `Delivered${town(told)}`;
  if (status === 'returned_to_sender') return `Returned to the sender${on(told, endedAt)}`;
  if (status === 'cancelled') return 'This shipment was cancelled';
  return undefined;
};

const waiting = (told: Told): string | undefined => {
  const { status, since, timeZone, now } = told;
  if (status === 'available_for_pickup') return `Ready to be collected${town(told)}`;
  if (status === 'return_initiated') return 'On its way back to the sender';
  if (status === 'out_for_delivery')
    return since === null || dayIn(since, timeZone) === dayIn(now, timeZone)
      ? 'Out for delivery today'
      : `Out for delivery since ${spokenAt(since, timeZone, 'cccc d LLLL')}`;
  return undefined;
};

/** `Held by customs, documents are missing: the sender has to act`. */
const trouble = ({ status, reason, actionRequiredBy }: Told): string =>
  [
    [statusFacts[status].label, reason && why[reason]].filter(Boolean).join(', '),
    ...(whose[actionRequiredBy] ? [whose[actionRequiredBy]] : []),
  ].join(': ');

const isTrouble = ({ status, actionRequiredBy }: Told): boolean =>
  statusFacts[status].nature === 'overlay' || status === 'delivery_attempted' || actionRequiredBy === 'recipient';

/** One sentence, or two where there is trouble and still something to be said of the arrival. */
export const headlineOf = (told: Told): string => {
  const settled = ended(told) ?? waiting(told);
  if (settled !== undefined) return settled;
  if (told.silentSince !== null)
    return `No news from the carrier since ${spokenAt(told.silentSince, told.timeZone, 'cccc d LLLL')}`;
  const comes = arrival(told);
  if (isTrouble(told)) return [trouble(told), comes].filter(Boolean).join('. ');
  return comes || statusFacts[told.status].label;
};
