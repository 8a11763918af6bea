/**
 * What a count of a place means for stock now. A count is true at its own time: what moved since is kept on top, so the
 * correction is what lay there then against what the ledger says lay there then. Pure.
 */
import type { Lot } from '@gantry/shared/events/inventory/stock';
import { Refusal } from '../../../kernel/errors.ts';
import { foundLot } from '../stock/by-hand.ts';
import type { Movement } from '../stock/decide.ts';
import type { Bucket, Stock } from '../stock/stock.ts';
import { entriesAt, isIn, type Place, takeOff } from '../stock/taking-off.ts';

/** What was found at a place. `moved`: how many units joined it (+) or left it (-) after the count. */
export type Found = { place: Place; counted: number; countedAt: Date; moved: number; reference: string };
export type Judged = {
  difference: number;
  /** What lies there once the difference is booked. */
  onHand: number;
  movement: Movement | null;
};

const onHandOf = (buckets: readonly Bucket[]): number => buckets.reduce((sum, { onHand }) => sum + onHand, 0);

/** Units that were found and are in no book join the lot that was counted, else make a lot of their own. */
const foundIn = ({ place, countedAt }: Found, known: Lot | undefined, movementId: string): Lot =>
  known ?? foundLot(place.lot ?? movementId, countedAt);

/**
 * The correction that a count asks for. Throws a Refusal `stock_short` where more is reserved, or has left since, than the
 * count would leave there.
 */
export const judgeCount = (
  found: Found,
  stock: Pick<Stock, 'sku' | 'buckets' | 'lots'>,
  { known, movementId }: { known: Lot | undefined; movementId: string },
): Judged => {
  const { place, counted, countedAt, moved, reference } = found;
  const now = onHandOf(stock.buckets.filter(isIn(place)));
  const difference = counted - (now - moved);
  if (difference === 0) return { difference, onHand: now, movement: null };
  if (now + difference < 0)
    throw new Refusal(
      'conflict',
      'stock_short',
      `${stock.sku}: ${counted} were counted, and ${-moved} have left since`,
    );
  const lot = foundIn(found, known, movementId);
  const entries =
    difference > 0
      ? entriesAt(place, [{ lot: lot.lot, quantity: difference }], 1)
      : entriesAt(place, takeOff(stock, place, { quantity: -difference }), -1);
  const movement: Movement = {
    movementId,
    kind: 'adjust',
    entries,
    ...(difference > 0 ? { lots: [lot] } : {}),
    reason: 'counted',
    reference,
    at: countedAt.toISOString(),
  };
  return { difference, onHand: now + difference, movement };
};
