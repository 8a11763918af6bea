/**
 * What of a return came, was looked at, is still to come, may be replaced or paid back. Everything is counted from what was done,
 * never from what was planned, so that nothing goes out twice and no number falls below 0. Pure.
 */
import type { ReturnLine, Rma } from './rma.ts';

type Counted = Pick<Rma, 'lines' | 'received' | 'inspections' | 'unexpected'>;
/** Units to look at: of a line's product, of a part of a kit, or (without a line) of what was not announced. */
export type ToInspect = { lineId: string | null; sku: string; quantity: number };

/** Units of a line that came. */
export const receivedOf = ({ received }: Pick<Rma, 'received'>, lineId: string): number => received[lineId] ?? 0;

/** What one unit of a line is looked at as: the parts of a kit, else itself. */
export const partsOf = ({ sku, parts }: Pick<ReturnLine, 'sku' | 'parts'>): { sku: string; perUnit: number }[] =>
  parts.length > 0 ? parts : [{ sku, perUnit: 1 }];

/** Whole units of a line in whose stead something else came. */
const wrongOf = ({ inspections }: Pick<Rma, 'inspections'>, lineId: string): number =>
  inspections.reduce(
    (sum, one) => (one.lineId === lineId && one.outcome === 'wrong_item' ? sum + one.quantity : sum),
    0,
  );

/** Units of a line's product, or of a part of it, that were looked at and are what they should be. */
const foundOf = ({ inspections }: Pick<Rma, 'inspections'>, lineId: string | null, sku: string): number =>
  inspections.reduce(
    (sum, one) =>
      one.lineId === lineId && one.sku === sku && (lineId === null || one.outcome !== 'wrong_item')
        ? sum + one.quantity
        : sum,
    0,
  );

/** Whole units of a line that were looked at and are what they should be. */
export const soundOf = (rma: Pick<Rma, 'inspections'>, line: ReturnLine): number =>
  Math.min(...partsOf(line).map(({ sku, perUnit }) => Math.floor(foundOf(rma, line.lineId, sku) / perUnit)));

/** Whole units of a line that were looked at. */
export const inspectedOf = (rma: Pick<Rma, 'inspections'>, line: ReturnLine): number =>
  soundOf(rma, line) + wrongOf(rma, line.lineId);

/** What came and was not looked at. */
export const toInspect = (rma: Counted): ToInspect[] => [
  ...rma.lines.flatMap((line) =>
    partsOf(line).flatMap(({ sku, perUnit }): ToInspect[] => {
      const whole = receivedOf(rma, line.lineId) - wrongOf(rma, line.lineId);
      const quantity = whole * perUnit - foundOf(rma, line.lineId, sku);
      return quantity > 0 ? [{ lineId: line.lineId, sku, quantity }] : [];
    }),
  ),
  ...rma.unexpected.flatMap(({ sku, quantity }): ToInspect[] => {
    const left = quantity - foundOf(rma, null, sku);
    return left > 0 ? [{ lineId: null, sku, quantity: left }] : [];
  }),
];

const over = ['rejected', 'expired', 'cancelled', 'closed', 'received', 'inspected'];

/** Units of a line that are still to come. */
export const toReceiveOf = (rma: Pick<Rma, 'state' | 'received'>, { lineId, quantity }: ReturnLine): number =>
  over.includes(rma.state) ? 0 : Math.max(0, quantity - receivedOf(rma, lineId));

/**
 * Units of an order's lines that a return brings back, or has brought back: those announced until all has come, then those that
 * came. One that was rejected, expired or cancelled brings nothing.
 */
export const bringsBack = (rma: Rma): { lineId: string; quantity: number }[] => {
  if (['rejected', 'expired', 'cancelled'].includes(rma.state)) return [];
  return rma.lines.map((line) => ({
    lineId: line.lineId,
    quantity: receivedOf(rma, line.lineId) + toReceiveOf(rma, line),
  }));
};

const sumOf = (lines: readonly { lineId: string; quantity: number }[], lineId: string): number =>
  lines.reduce((sum, one) => (one.lineId === lineId ? sum + one.quantity : sum), 0);

/** Units of a line that several returns bring back. */
export const broughtBack = (returns: readonly Rma[], lineId: string): number =>
  sumOf(returns.flatMap(bringsBack), lineId);

/** Units of a line that were replaced. */
const replacedOf = ({ replacements }: Pick<Rma, 'replacements'>, lineId: string): number =>
  sumOf(
    replacements.flatMap(({ lines }) => lines),
    lineId,
  );

/**
 * Units of a line for which the customer may have something: those that came, less those in whose stead something else came.
 * Where the wrong thing was sent to them, that is what comes back rightly.
 */
const owedOf = (rma: Rma, { lineId, reason }: ReturnLine): number =>
  Math.max(0, receivedOf(rma, lineId) - (reason === 'wrong_item' ? 0 : wrongOf(rma, lineId)));

/** Units of a line whose money was sent back, or is on its way a second time. */
const refundedOf = ({ refund }: Pick<Rma, 'refund'>, lineId: string): number =>
  refund.paid > 0 || refund.state === 'sent' || refund.state === 'confirmed'
    ? refund.lines.reduce((sum, one) => (one.lineId === lineId ? sum + one.units : sum), 0)
    : 0;

/** Units of a line that may be replaced: neither replaced nor paid back. */
export const toReplaceOf = (rma: Rma, line: ReturnLine): number =>
  Math.max(0, owedOf(rma, line) - replacedOf(rma, line.lineId) - refundedOf(rma, line.lineId));

/** Units of a line whose money may go back: those that came and were not replaced. */
export const payableOf = (rma: Rma, line: ReturnLine): number =>
  Math.max(0, owedOf(rma, line) - replacedOf(rma, line.lineId));

/** The same of those that were looked at, whose money is due by itself. */
export const dueOf = (rma: Rma, line: ReturnLine): number => {
  const rightly = line.reason === 'wrong_item' ? wrongOf(rma, line.lineId) : 0;
  return Math.max(0, Math.min(owedOf(rma, line), soundOf(rma, line) + rightly) - replacedOf(rma, line.lineId));
};
