/**
 * The orders of each local day as they come due: those of days gone by when the world began are few, those of a day that
 * begins are added when it begins somewhere.
 */
import { dayMs } from '../calendar.ts';
import type { WorldContext } from '../context.ts';
import { pastOrders, shareOfToday } from '../past.ts';
import { type Day, enter, hasEntered } from '../state.ts';
import { ordersOn } from './market-hours.ts';
import { planOrder } from './order-plan.ts';

export type OrderName = { day: number; n: number };
export type OrderDays = {
  /** Loads the days that have begun somewhere by now. */
  load(now: number): Promise<void>;
  /** Notes that an order needs nothing more from its day. */
  enter(order: OrderName): void;
};

/** Orders of a local day may come this long before the day begins in UTC. */
const eastMs = 3 * 3_600_000;
const breathe = () => new Promise((resolve) => setImmediate(resolve));

const lastDayAt = (now: number): number => Math.floor((now + eastMs) / dayMs);

/** `add` is told of every order that has not entered the tower, with the instant at which it is placed. */
export const createOrderDays = (
  context: WorldContext,
  add: (order: OrderName, placedAt: number) => void,
): OrderDays => {
  const { state, dials, past, now: began } = context;
  const today = Math.floor(began / dayMs);
  const first = state.cursor === null;
  let loaded = (first ? today - past.days : Math.min(...state.days.keys(), lastDayAt(state.cursor ?? began))) - 1;

  const recordOf = (day: number): Day => {
    const known = state.days.get(day);
    if (known) return known;
    const usual = ordersOn(day, dials.perDay);
    const orders = day < today ? pastOrders(past, usual, today - day) : usual;
    const fresh = { orders, entered: new Uint8Array(Math.ceil(orders / 8)) };
    state.days.set(day, fresh);
    return fresh;
  };
  /** When the world begins in the middle of a day, most of its orders so far are never told of. */
  const isUntold = (day: number, { n, placedAt }: { n: number; placedAt: number }): boolean =>
    first && day >= today && placedAt < began && (n * 7) % 10 >= shareOfToday * 10;

  const loadDay = async (day: number): Promise<void> => {
    const record = recordOf(day);
    for (let n = 0; n < record.orders; n++) {
      if (n % 200 === 0) await breathe();
      if (hasEntered(record, n)) continue;
      const { placedAt } = planOrder({ seed: state.seed, dials }, day, n);
      if (isUntold(day, { n, placedAt })) enter(record, n);
      else add({ day, n }, placedAt);
    }
  };
  return {
    load: async (now) => {
      while (loaded < lastDayAt(now)) await loadDay(++loaded);
      for (const day of state.days.keys()) if (day < loaded - past.days - 1) state.days.delete(day);
    },
    enter: ({ day, n }) => enter(recordOf(day), n),
  };
};
