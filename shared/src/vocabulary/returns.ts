/** Words of returns: where one stands, why something comes back, what is found, what becomes of the money. */

/** requested -> authorized -> in_transit -> received -> inspected -> closed; rejected, expired, cancelled before it came. */
export const returnStates = [
  'requested',
  'authorized',
  'in_transit',
  'received',
  'inspected',
  'closed',
  'rejected',
  'expired',
  'cancelled',
] as const;
export type ReturnState = (typeof returnStates)[number];

export const returnReasons = [
  'no_longer_wanted',
  'wrong_size',
  'not_as_described',
  'damaged',
  'defective',
  'wrong_item',
  'too_late',
  'undeliverable',
  'other',
] as const;
export type ReturnReason = (typeof returnReasons)[number];
/** `undeliverable` is said by the tower, of parcels that come back by themselves. */
export const customersReasons = returnReasons.filter((reason) => reason !== 'undeliverable');

/**
 * What becomes of a unit that was received: back on the shelf, to the damaged bin, or another product than was to come (which is
 * laid where whoever inspects says).
 */
export const inspectionOutcomes = ['restock', 'damaged', 'wrong_item'] as const;
export type InspectionOutcome = (typeof inspectionOutcomes)[number];

export const refundStates = ['not_due', 'due', 'sent', 'confirmed'] as const;
export type RefundState = (typeof refundStates)[number];

/** How it comes back. */
export const returnWays = ['label', 'drop_off', 'own'] as const;
export type ReturnWay = (typeof returnWays)[number];
