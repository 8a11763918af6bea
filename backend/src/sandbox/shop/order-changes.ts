/**
 * What a shop says of an order after it was placed, as people are: something is added, the street was wrong, it is paid
 * later, or never. Each is the whole order again, as channels send it. Pure.
 */
import type { orderInput } from '@gantry/shared/api/orders';
import type { z } from 'zod';
import { type Random, randomOf } from '../random.ts';

export type OrderInput = z.input<typeof orderInput>;

/** The order as its shop says it from an instant on. */
export type OrderChange = { at: number; order: OrderInput };
export type Course = {
  /** As it is placed. */
  order: OrderInput;
  changes: readonly OrderChange[];
  /** When it is called off; null for nearly all. */
  cancelAt: number | null;
};

const minute = 60_000;
const hour = 60 * minute;

/** Of a thousand orders, so many are changed, so many paid later, and of these so many never. */
const shares = { changed: 0.012, paidLate: 0.015, neverPaid: 0.15 };
/** How long a shop waits for money. */
const patience = 30 * hour;

const changed = (random: Random, order: OrderInput): OrderInput => {
  if (random.chance(0.5)) {
    const lines = order.lines.map((line, n) => (n === 0 ? { ...line, quantity: line.quantity + 1 } : line));
    return { ...order, lines };
  }
  const [street = '1 Street', ...rest] = order.shipTo.lines ?? [];
  return { ...order, shipTo: { ...order.shipTo, lines: [`${street}, floor ${random.whole(1, 9)}`, ...rest] } };
};

/** What becomes of an order in its shop. */
export const courseOf = (
  seed: string,
  key: string,
  { order, placedAt }: { order: OrderInput; placedAt: number },
): Course => {
  const random = randomOf(seed, 'course', key);
  const usual: Course = { order, changes: [], cancelAt: null };
  if (order.lines.length === 0) return usual;
  if (random.chance(shares.paidLate)) {
    const pending: OrderInput = { ...order, payment: 'pending' };
    if (random.chance(shares.neverPaid)) return { order: pending, changes: [], cancelAt: placedAt + patience };
    const at = placedAt + Math.round(random.between(0.3, 20) * hour);
    return { order: pending, changes: [{ at, order: { ...order, payment: 'paid' } }], cancelAt: null };
  }
  if (!random.chance(shares.changed)) return usual;
  // Before anything of it can have been packed.
  const at = placedAt + Math.round(random.between(2, 17) * minute);
  return { order, changes: [{ at, order: changed(random, order) }], cancelAt: null };
};
