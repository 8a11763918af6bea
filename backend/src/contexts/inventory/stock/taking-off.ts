/** Which lots units leave a place from, where nobody named one: what expires first goes first, and only what is promised to nobody. */
import type { BucketKey, Lot } from '@gantry/shared/events/inventory/stock';
import { Refusal } from '../../../kernel/errors.ts';
import { type Bucket, goodOn, type Stock } from './stock.ts';

/** A place as people name it; all its lots together where none is named. */
export type Place = Pick<BucketKey, 'warehouse' | 'bin' | 'condition'> & { lot?: string | undefined };
export type Taken = { lot: string; quantity: number };

export const isIn =
  ({ warehouse, bin, condition, lot }: Place) =>
  (bucket: BucketKey): boolean =>
    bucket.warehouse === warehouse &&
    bucket.bin === bin &&
    bucket.condition === condition &&
    (lot === undefined || bucket.lot === lot);

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** First what expires first, what does not expire last; then what came first; then by name, so that no two are equal. */
export const firstOut = (a: Omit<Lot, 'unitCost'>, b: Omit<Lot, 'unitCost'>): number => {
  if (a.expiresOn !== b.expiresOn) {
    if (a.expiresOn === null) return 1;
    if (b.expiresOn === null) return -1;
    return text(a.expiresOn, b.expiresOn);
  }
  return text(a.receivedAt, b.receivedAt) || text(a.lot, b.lot);
};

/** How a place is called to people. */
export const placeText = ({ warehouse, bin, condition, lot }: Place): string =>
  `${warehouse}${bin === '' ? '' : ` ${bin}`}${condition === 'damaged' ? ', damaged' : ''}${lot === undefined ? '' : `, lot ${lot}`}`;

const refused = (sku: string, place: Place, asked: { quantity: number; buckets: readonly Bucket[] }): Refusal => {
  const onHand = asked.buckets.reduce((sum, one) => sum + one.onHand, 0);
  const reserved = asked.buckets.reduce((sum, one) => sum + one.reserved, 0);
  return new Refusal(
    'conflict',
    'stock_short',
    `${sku} in ${placeText(place)}: ${onHand} on hand, ${reserved} of them reserved; ${asked.quantity} cannot leave`,
  );
};

/** Takes units off a place. `day`: only what is still good then. Throws a Refusal `stock_short` where fewer are free. */
export const takeOff = (
  stock: Pick<Stock, 'sku' | 'buckets' | 'lots'>,
  place: Place,
  { quantity, day }: { quantity: number; day?: string },
): Taken[] => {
  const byName = new Map(stock.lots.map((one) => [one.lot, one]));
  const buckets = stock.buckets
    .filter(isIn(place))
    .filter(({ lot }) => day === undefined || goodOn(byName.get(lot), day));
  const unknown = (lot: string): Lot => ({ lot, receivedAt: '', unitCost: null, expiresOn: null });
  const ranked = buckets
    .filter(({ onHand, reserved }) => onHand > reserved)
    .sort((a, b) => firstOut(byName.get(a.lot) ?? unknown(a.lot), byName.get(b.lot) ?? unknown(b.lot)));
  const taken: Taken[] = [];
  let open = quantity;
  for (const { lot, onHand, reserved } of ranked) {
    if (open === 0) break;
    const some = Math.min(open, onHand - reserved);
    taken.push({ lot, quantity: some });
    open -= some;
  }
  if (open > 0) throw refused(stock.sku, place, { quantity, buckets });
  return taken;
};

/** The entries of units that leave (-1) a place or join it (+1). */
export const entriesAt = (place: Omit<Place, 'lot'>, taken: readonly Taken[], sign: 1 | -1) =>
  taken.map(({ lot, quantity }) => ({
    warehouse: place.warehouse,
    bin: place.bin,
    condition: place.condition,
    lot,
    onHand: sign * quantity,
    reserved: 0,
  }));
