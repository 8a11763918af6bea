/** Units of the order's lines that a fulfillment order makes up: of a kit, as many as its scarcest part allows. Pure. */
import type { FulfillmentLine } from '@gantry/shared/events/fulfillment';

/** Whole units by line, in the order in which the lines come; lines of which there are none are left out. */
export const wholeUnits = (lines: readonly FulfillmentLine[]): { lineId: string; quantity: number }[] => {
  const byLine = Map.groupBy(lines, ({ lineId }) => lineId);
  return [...byLine].flatMap(([lineId, parts]) => {
    const quantity = Math.min(...parts.map((part) => Math.floor(part.quantity / part.perUnit)));
    return quantity > 0 ? [{ lineId, quantity }] : [];
  });
};
