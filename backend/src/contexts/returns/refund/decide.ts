/** Where the money of a return stands: due once units were inspected, sent, confirmed; never for what was replaced. Pure. */

import { isDeepStrictEqual } from 'node:util';
import { type ReturnEvent, refundChanged } from '@gantry/shared/events/returns';
import type { Money } from '@gantry/shared/values/money';
import type { RefundState } from '@gantry/shared/vocabulary/returns';
import { Refusal } from '../../../kernel/errors.ts';
import { dueOf, payableOf } from '../counts.ts';
import { known } from '../decide.ts';
import type { Rma } from '../rma.ts';
import { type Amount, agreedOf, amountOf, type Terms, unitsBy } from './amount.ts';

type Refund = Rma['refund'];

const told = ({ returnId, refund: before }: Rma, refund: Refund, now: Date): ReturnEvent[] =>
  isDeepStrictEqual(before, refund) ? [] : [refundChanged({ returnId, ...refund }, { occurredAt: now.toISOString() })];

/**
 * What follows for the money once units were inspected or replaced. What a person agreed on stays, unless units of it were
 * replaced; what was sent stays sent, and more than that is due once more came.
 */
export const followUnits =
  (terms: Terms, { now, replaced = false }: { now: Date; replaced?: boolean }) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = known(state);
    const { refund } = rma;
    if (refund.agreed && refund.state !== 'not_due' && !replaced) return [];
    const due = amountOf(unitsBy(rma, dueOf), terms);
    const worth = due.amount === null ? Number.POSITIVE_INFINITY : due.amount.amount;
    const isSent = refund.state === 'sent' || refund.state === 'confirmed';
    const isSettled = due.lines.length === 0 || worth <= refund.paid;
    if (isSettled && (isSent || refund.state === 'not_due')) return [];
    if (!isSettled) return told(rma, { ...refund, ...due, state: 'due', agreed: false }, now);
    // What was due and was replaced since is due no more.
    const next: Refund =
      refund.paid > 0
        ? { ...refund, ...due, state: 'sent' }
        : { ...refund, state: 'not_due', amount: null, lines: [], agreed: false };
    return told(rma, next, now);
  };

export type RefundAsked = { state: RefundState; amount?: Money | undefined; reference?: string | undefined };
/** `refunded`: minor units that other returns of the order sent back or owe. */
export type RefundContext = Terms & { refunded: number; now: Date };

const nextStates: Readonly<Record<RefundState, readonly RefundState[]>> = {
  not_due: ['not_due', 'due', 'sent'],
  due: ['due', 'not_due', 'sent'],
  sent: ['sent', 'confirmed'],
  confirmed: ['confirmed'],
};

const insistOnAmount = ({ refund }: Rma, amount: Money | null, { order, refunded }: RefundContext): void => {
  const fault = (message: string): Refusal =>
    new Refusal('invalid', 'invalid', 'Some fields are not valid', [{ path: 'amount', message }]);
  if (amount === null) return;
  const { currency, total } = order.content;
  if (amount.currency !== currency) throw fault(`the order was paid in ${currency}`);
  if (amount.amount < refund.paid) throw fault(`is less than the ${refund.paid} that were sent back already`);
  // Of what nobody told the price of, nobody knows how much is too much.
  if (total === null) return;
  const most = Math.max(0, total - refunded);
  if (amount.amount > most)
    throw fault(
      `${total} ${currency} (minor units) were paid, and ${refunded} went back by other returns: at most ${most}`,
    );
};

/** How much, of what: what was asked for, else what stands, else what the rule says of what came. */
const amountFor = (rma: Rma, { amount, state }: RefundAsked, context: RefundContext): Amount & { agreed: boolean } => {
  const payable = unitsBy(rma, payableOf);
  const { refund } = rma;
  if (amount) return { ...agreedOf(amount, payable, context), agreed: true };
  const stands = state === 'sent' && refund.state === 'due';
  if (stands) return { amount: refund.amount, lines: refund.lines, agreed: refund.agreed };
  return { ...amountOf(payable, context), agreed: false };
};

const illegal = (rma: Rma, to: RefundState): Refusal => {
  const words = { not_due: 'not due', due: 'due', sent: 'sent', confirmed: 'confirmed' } as const;
  const why = to === 'confirmed' ? 'it was not sent yet' : `it is ${words[rma.refund.state]}`;
  return new Refusal('conflict', 'illegal_refund', `The refund of ${rma.number} cannot be ${words[to]}: ${why}`);
};

const settled = (rma: Rma, asked: RefundAsked, context: RefundContext): Refund => {
  const { amount, lines, agreed } = amountFor(rma, asked, context);
  if (lines.length === 0)
    throw new Refusal('conflict', 'nothing_to_refund', `Nothing of ${rma.number} came that could be paid back`);
  insistOnAmount(rma, amount, context);
  if (asked.state === 'sent' && amount === null)
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
      { path: 'amount', message: 'needed: what was paid is not known' },
    ]);
  const paid = asked.state === 'sent' ? (amount?.amount ?? 0) : rma.refund.paid;
  return { state: asked.state, amount, lines, agreed, paid, reference: asked.reference ?? rma.refund.reference };
};

/** What a person or a payment system says of the money. The same again is nothing. Throws a Refusal. */
export const changeRefund =
  (asked: RefundAsked, context: RefundContext) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = known(state);
    const { refund } = rma;
    const { reference = refund.reference } = asked;
    if (!nextStates[refund.state].includes(asked.state)) throw illegal(rma, asked.state);
    const again = refund.state === asked.state;
    if (again && (asked.state === 'sent' || asked.state === 'confirmed')) {
      const sum = asked.amount?.amount ?? refund.amount?.amount;
      if (sum !== refund.amount?.amount || reference !== refund.reference)
        throw new Refusal('conflict', 'refund_sent', `The refund of ${rma.number} was sent already, with other words`);
      return [];
    }
    if (asked.state === 'confirmed') return told(rma, { ...refund, state: 'confirmed', reference }, context.now);
    if (asked.state === 'not_due') {
      if (refund.paid > 0) throw illegal(rma, 'not_due');
      return told(rma, { ...refund, state: 'not_due', amount: null, lines: [], agreed: false, reference }, context.now);
    }
    return told(rma, settled(rma, asked, context), context.now);
  };
