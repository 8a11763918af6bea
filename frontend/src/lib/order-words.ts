/** Orders as staff read them: stages and holds as words, what is promised and how late, what is waited for, money. Pure. */
import type { Order } from '@gantry/shared/api/orders';
import type { OrderStage } from '@gantry/shared/vocabulary/orders';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { addressField, channelName, holdNames, unitWords } from '@gantry/shared/words/events/phrases';
import { calendarDay, count, placeName, span } from './format.ts';
import { instantOf } from './list/list-filter.ts';
import { moneyInWords } from './money.ts';

export { addressField, channelName, holdNames, unitWords };

export type OrderLine = Order['lines'][number];

/** How a stage is called and drawn. A cancelled order has no meaning of its own: nothing more is to be done. */
export const stageLooks: Readonly<Record<OrderStage, { label: string; meaning: Meaning | null }>> = {
  placed: { label: 'Placed', meaning: 'waiting' },
  held: { label: 'Held', meaning: 'stuck' },
  backordered: { label: 'Backordered', meaning: 'problem' },
  partly_allocated: { label: 'Partly allocated', meaning: 'at_risk' },
  allocated: { label: 'Allocated', meaning: 'moving' },
  partly_shipped: { label: 'Partly shipped', meaning: 'handed_over' },
  shipped: { label: 'Shipped', meaning: 'handed_over' },
  cancelled: { label: 'Cancelled', meaning: null },
};
/** Stages after which nothing more happens to an order. */
export const isOver = (stage: OrderStage): boolean => stage === 'shipped' || stage === 'cancelled';

export const shipPolicyNames = { ship_complete: 'All in one go', ship_partial: 'As it becomes available' } as const;
export const paymentNames = { paid: 'Paid', pending: 'Not paid yet' } as const;
export const tierNames = { standard: 'Standard', premium: 'Premium', vip: 'VIP', enterprise: 'Enterprise' } as const;

/** Money of an order; a channel may tell it later than the order. */
export const valueInWords = (amount: number | null | undefined, currency: string): string =>
  amount === null || amount === undefined ? 'unknown' : moneyInWords({ amount, currency });

/** Units that were ordered and not cancelled. */
export const unitsOf = ({ lines }: { lines: readonly Pick<OrderLine, 'quantity' | 'cancelled'>[] }): number =>
  lines.reduce((sum, { quantity, cancelled }) => sum + quantity - cancelled, 0);

/** "Lyon, FR": where it goes, as much as everybody may read. */
export const townOf = ({ shipTo }: Pick<Order, 'shipTo'>): string => `${placeName(shipTo.city)}, ${shipTo.country}`;

type Promised = Pick<Order, 'promise' | 'stage'>;
/** When the promise ends: with its day, by the clock of its zone. */
export const promiseEnds = ({ promise }: Pick<Order, 'promise'>): number | null =>
  promise === null ? null : Date.parse(instantOf(promise.day, 'end', promise.timeZone));

/** A length of time in its largest unit, as cards have room for: "58 min", "5 h", "2 d". */
const roughly = (milliseconds: number): string => {
  const hours = Math.floor(milliseconds / 3_600_000);
  if (hours < 1) return span(milliseconds);
  return hours < 24 ? `${hours} h` : `${count(Math.floor(hours / 24))} d`;
};

/** How an order that still waits stands to its promise: "2 d late", "due in 5 h"; null where there is time, or nothing left to do. */
export const lateness = (order: Promised, now: number): { text: string; meaning: Meaning } | null => {
  const ends = promiseEnds(order);
  if (ends === null || isOver(order.stage)) return null;
  if (ends <= now) return { text: `${roughly(now - ends)} late`, meaning: 'problem' };
  return ends - now < 86_400_000 ? { text: `due in ${roughly(ends - now)}`, meaning: 'at_risk' } : null;
};
/** The promised day, without how it stands: "Thu 14 May"; a dash where nothing was promised. */
export const promiseDay = ({ promise }: Pick<Order, 'promise'>): string =>
  promise === null ? '–' : calendarDay(promise.day);

/** "3 × MUG-01, expected Thu 3 Dec". */
export const waitingWords = ({ sku, waiting, expectedOn }: Pick<OrderLine, 'sku' | 'waiting' | 'expectedOn'>): string =>
  `${count(waiting)} × ${sku}, ${expectedOn === null ? 'not known when' : `expected ${calendarDay(expectedOn)}`}`;
export const waitingLines = ({ lines }: Pick<Order, 'lines'>): OrderLine[] =>
  lines.filter(({ waiting }) => waiting > 0);

/** Warehouses that what is promised comes from, once each. */
export const warehousesOf = ({ allocations }: Pick<Order, 'allocations'>): string[] =>
  [...new Set(allocations.map(({ warehouse }) => warehouse))].sort();
