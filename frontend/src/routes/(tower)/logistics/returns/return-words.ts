/** Returns as staff read them: states, reasons, ways, findings and money as words. Pure. */
import type { Rma } from '@gantry/shared/api/returns/rma';
import type {
  InspectionOutcome,
  RefundState,
  ReturnReason,
  ReturnState,
  ReturnWay,
} from '@gantry/shared/vocabulary/returns';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { count } from '#lib/format.ts';
import { moneyInWords } from '#lib/money.ts';

/** How a state is called and drawn. Of what ended without coming back nothing more is to be done. */
export const stateLooks: Readonly<Record<ReturnState, { label: string; meaning: Meaning | null }>> = {
  requested: { label: 'Requested', meaning: 'at_risk' },
  authorized: { label: 'Authorized', meaning: 'waiting' },
  in_transit: { label: 'On its way', meaning: 'moving' },
  received: { label: 'Received', meaning: 'handed_over' },
  inspected: { label: 'Inspected', meaning: 'customs' },
  closed: { label: 'Closed', meaning: 'delivered' },
  rejected: { label: 'Rejected', meaning: null },
  expired: { label: 'Expired', meaning: null },
  cancelled: { label: 'Cancelled', meaning: null },
};
export const reasonNames: Readonly<Record<ReturnReason, string>> = {
  no_longer_wanted: 'No longer wanted',
  wrong_size: 'Wrong size',
  not_as_described: 'Not as described',
  damaged: 'Arrived damaged',
  defective: 'Defective',
  wrong_item: 'Wrong item was sent',
  too_late: 'Came too late',
  undeliverable: 'Could not be delivered',
  other: 'Another reason',
};
export const refundLooks: Readonly<Record<RefundState, { label: string; meaning: Meaning | null }>> = {
  not_due: { label: 'Not due', meaning: null },
  due: { label: 'Due', meaning: 'at_risk' },
  sent: { label: 'Sent', meaning: 'moving' },
  confirmed: { label: 'Confirmed', meaning: 'delivered' },
};
export const wayNames: Readonly<Record<ReturnWay, string>> = {
  label: 'With a return label',
  drop_off: 'Dropped off with a code',
  own: 'Sent without a label of ours',
};
export const outcomeNames: Readonly<Record<InspectionOutcome, string>> = {
  restock: 'Restocked',
  damaged: 'Damaged',
  wrong_item: 'Another product',
};
export const askerNames: Readonly<Record<Rma['by'], string>> = {
  customer: 'The customer',
  staff: 'Staff',
  carrier: 'The parcel came back by itself',
};

/** "2 × COAT, 1 × HAT". */
export const unitsInWords = (units: readonly { sku: string; quantity: number }[]): string =>
  units.map(({ sku, quantity }) => `${count(quantity)} × ${sku}`).join(', ');

/** What is due, or was sent: "€20.00", "€30.00, of which €20.00 went already". */
export const refundInWords = ({ state, amount, paid }: Rma['refund']): string => {
  if (state === 'not_due') return 'not due';
  if (amount === null) return 'amount unknown';
  const whole = moneyInWords(amount);
  return state === 'due' && paid > 0
    ? `${whole}, of which ${moneyInWords({ ...amount, amount: paid })} went already`
    : whole;
};

/** What comes next, for whoever looks at the list; null where nothing does. */
export const nextInWords = ({ state, lines, toInspect }: Pick<Rma, 'state' | 'lines' | 'toInspect'>): string | null => {
  const sum = (all: readonly { quantity: number }[]) => all.reduce((units, { quantity }) => units + quantity, 0);
  const toReceive = lines.reduce((units, line) => units + line.toReceive, 0);
  if (state === 'requested') return 'to decide';
  if (state === 'inspected') return 'to close';
  const parts = [
    ...(toReceive > 0 ? [`${count(toReceive)} to receive`] : []),
    ...(toInspect.length > 0 ? [`${count(sum(toInspect))} to inspect`] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
};
