/**
 * How large an order may be once its listings are units of SKUs and people have added to it: what its events and the sums of
 * its money can say. Whatever takes lines in asks here, so that too much is told to whoever sent it. Pure.
 */
import type { OrderContent, OrderLine } from '@gantry/shared/events/orders';
import type { FieldError } from '../../../kernel/errors.ts';

const mostLines = 500;
const mostUnits = 1_000_000;

type Priced = Pick<OrderLine, 'quantity' | 'unitPrice'>;

/** What those of the lines come to that have a price, in minor units. */
export const pricedWorthOf = (lines: readonly Priced[]): number =>
  lines.reduce((sum, { quantity, unitPrice = 0 }) => sum + quantity * unitPrice, 0);

/** What lines come to, in minor units; null where one of them has no price: what is not known is neither nothing nor the rest. */
export const worthOf = (lines: readonly Priced[]): number | null =>
  lines.some(({ unitPrice }) => unitPrice === undefined) ? null : pricedWorthOf(lines);

/** Why an order cannot be of this size; nothing where it can. */
export const tooLarge = ({ lines, total }: Pick<OrderContent, 'lines' | 'total'>): FieldError[] => {
  const errors: FieldError[] = lines.flatMap(({ sku, quantity }) =>
    quantity > mostUnits
      ? [{ path: 'lines', message: `${quantity} units of ${sku} in a line; at most ${mostUnits}` }]
      : [],
  );
  if (lines.length > mostLines)
    errors.push({
      path: 'lines',
      message: `${lines.length} lines, listings in units of their SKUs; at most ${mostLines}`,
    });
  if (Math.max(total ?? 0, pricedWorthOf(lines)) > Number.MAX_SAFE_INTEGER)
    errors.push({ path: 'lines', message: 'come to more than can be counted exactly' });
  return errors;
};
