/** Which of an order's events are steps in detail, and who did them, as the page of the order shows them. Pure. */
import { shipmentCancelled, shipmentCreated } from '@gantry/shared/events/shipping';

/** Steps of stock and parcels are many, and say in detail what the order's own events say at once. */
export const isDetail = (name: string): boolean =>
  !name.startsWith('orders.') && name !== shipmentCreated.name && name !== shipmentCancelled.name;

/** Who did it; empty where the tower did it by itself. */
export const byWhom = (actor: string, me: string): string => {
  if (actor === me) return 'by you';
  if (/^(?:prs|per)_/.test(actor)) return `by person ${actor}`;
  if (actor.startsWith('key_')) return `by program ${actor}`;
  return '';
};
