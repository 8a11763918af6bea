/** What a recipient is asked to do, read from where their parcel stands; pages and messages ask for the same. Pure. */
import type { TrackingPage } from '../api/tracking-page.ts';
import type { ActionName } from './messages.ts';

export type Standing = Pick<TrackingPage, 'status' | 'reason' | 'actionRequiredBy'>;

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

/** The statuses that end: nothing is expected after them. */
export const isEnded = ({ status }: Pick<TrackingPage, 'status'>): boolean =>
  status === 'delivered' || status === 'cancelled' || status === 'returned_to_sender';

/** What the recipient is asked to do; null when nobody waits for them. */
export const actionOf = ({ status, reason, actionRequiredBy }: Standing): ActionName | null => {
  if (isEnded({ status })) return null;
  // Only the recipient can collect it, whoever the carrier names.
  if (status === 'available_for_pickup') return 'collect';
  if (actionRequiredBy !== 'recipient') return null;
  const inCustoms = status === 'in_customs' || status === 'customs_held';
  if (inCustoms && reason === 'payment_due') return 'pay_duties';
  const named = reason === null ? undefined : actionByReason[reason];
  return named ?? (status === 'delivery_attempted' ? 'be_home' : 'contact');
};
