/**
 * What goes back to the customer: what was paid for the units, less what is kept back where the reason is theirs. Of what was sold
 * at a price that nobody told the amount is unknown. Pure.
 */
import type { Money } from '@gantry/shared/values/money';
import type { ReturnReason } from '@gantry/shared/vocabulary/returns';
import { linesOf, type Order } from '../../orders/public.ts';
import type { ReturnLine, Rma } from '../rma.ts';
import { rounded, sharesOf } from './shares.ts';

/** Reasons that are the customer's own: of these the channel may keep a part back. */
const customersOwn: readonly ReturnReason[] = ['no_longer_wanted', 'wrong_size', 'other'];

/** What an order's units were sold for, and how much of it is kept back. */
export type Terms = { order: Order; restockingPercent: number };
export type RefundLines = Rma['refund']['lines'];
export type Amount = { amount: Money | null; lines: RefundLines };

/**
 * What was paid in all and what the lines come to: where less was paid (a voucher), each unit was sold for less. Where either is
 * not known, each is taken to have been sold at its price.
 */
const paidFor = ({ content: { lines, total } }: Order): { paid: bigint; worth: bigint } => {
  const atPrice = { paid: 1n, worth: 1n };
  const prices = lines.flatMap(({ quantity, unitPrice }) =>
    unitPrice === undefined ? [] : [BigInt(quantity) * BigInt(unitPrice)],
  );
  if (total === null || prices.length < lines.length) return atPrice;
  const worth = prices.reduce((sum, one) => sum + one, 0n);
  return worth > BigInt(total) ? { paid: BigInt(total), worth } : atPrice;
};

const priceOf = (order: Order, lineId: string): number | undefined =>
  linesOf(order).find((one) => one.lineId === lineId)?.line.unitPrice;

/** Units of lines of a return; those of which there are none are left out. */
export const unitsBy = (rma: Rma, count: (rma: Rma, line: ReturnLine) => number) =>
  rma.lines.flatMap((line) => {
    const units = count(rma, line);
    return units > 0 ? [{ line, units }] : [];
  });
export type Units = ReturnType<typeof unitsBy>;

/** What units of lines come to by the rule. */
export const amountOf = (units: Units, { order, restockingPercent }: Terms): Amount => {
  const { paid, worth } = paidFor(order);
  const weights = units.map(({ line, units: quantity }) => {
    const price = priceOf(order, line.lineId);
    const kept = customersOwn.includes(line.reason) ? restockingPercent : 0;
    return price === undefined ? undefined : BigInt(price) * BigInt(quantity) * BigInt(100 - kept) * paid;
  });
  const lines = (shares: readonly number[]): RefundLines =>
    units.map(({ line, units: quantity }, i) => ({ lineId: line.lineId, units: quantity, amount: shares[i] ?? 0 }));
  const known = weights.flatMap((weight) => weight ?? []);
  if (known.length < units.length) return { amount: null, lines: lines([]) };
  const amount = rounded(
    known.reduce((sum, one) => sum + one, 0n),
    100n * worth,
  );
  return { amount: { amount, currency: order.content.currency }, lines: lines(sharesOf(amount, known)) };
};

/** A sum that was agreed on, shared over the lines by what they are worth; by their units where no price is known. */
export const agreedOf = (amount: Money, units: Units, { order }: Pick<Terms, 'order'>): Amount => {
  const prices = units.map(({ line }) => priceOf(order, line.lineId));
  const known = prices.every((price) => price !== undefined);
  const weights = units.map(({ units: quantity }, i) => BigInt(quantity) * BigInt(known ? (prices[i] ?? 0) : 1));
  const shares = sharesOf(amount.amount, weights);
  return {
    amount,
    lines: units.map(({ line, units: quantity }, i) => ({
      lineId: line.lineId,
      units: quantity,
      amount: shares[i] ?? 0,
    })),
  };
};
