/**
 * What the shop does with an order from its placing to its end: says what changed, calls it off when the customer asks, or
 * sends it (`sending.ts`). What it has to remember over a restart is one open order each.
 */
import { pollNow } from '@gantry/shared/api/carriers';
import { cancelOrder, placeOrder } from '@gantry/shared/api/orders';
import { z } from 'zod';
import type { News } from '../actor.ts';
import type { Book } from '../book.ts';
import { worldCarriers } from '../carrier/carriers.ts';
import type { WorldContext } from '../context.ts';
import { mainShop } from '../data/shops.data.ts';
import { randomOf } from '../random.ts';
import { channelSkuOf } from '../stock/assortment.ts';
import { TowerRefusal } from '../tower.ts';
import { laneOf, type Turns } from '../turns.ts';
import { dispatchOf } from './dispatch.ts';
import type { OrderDays, OrderName } from './order-days.ts';
import { type OrderPlan, orderAfter, planOrder } from './order-plan.ts';
import type { Parcel } from './parcels.ts';

/** An order the tower has taken and that is not sent yet. */
export const openOrder = z.object({
  day: z.number(),
  n: z.number(),
  orderId: z.string(),
  /** How many of its changes were said. */
  said: z.number().default(0),
  /** When it is looked at again, of one that had to wait. */
  lookAt: z.number().nullable().default(null),
});
export type OpenOrder = z.infer<typeof openOrder>;

export type ParcelMade = Extract<News, { what: 'parcel_made' }>;
/** A parcel that a carrier was asked to take, what it is of, and what becomes of its order once it is on its way. */
export type Errand = {
  order: OpenOrder;
  parcel: Parcel & { warehouse: string; reference: string };
  /** It names its lines to the tower: something of the order leaves otherwise. */
  isPart: boolean;
  round: { left: number; rest: boolean };
};

export type ShopTask =
  | { does: 'order'; order: OrderName }
  | { does: 'change' | 'cancel' | 'look'; order: OpenOrder }
  | { does: 'register'; errand: Errand; made: ParcelMade }
  /** The tower is to ask the carriers that tell nothing by themselves. */
  | { does: 'ask' };

export type Shop = {
  context: WorldContext;
  days: OrderDays;
  turns: Turns<ShopTask>;
  /** Orders whose next step lies ahead, to be remembered over a restart. */
  open: Book<OpenOrder>;
  /** What carriers were asked to take and have not answered, by reference. */
  asked: Map<string, Errand>;
};

const hour = 3_600_000;
/** An order that the tower cannot make anything of yet is sent again after a while, for two days. */
const again = { after: 5 * hour, atMost: 48 * hour };

export const planOf = ({ context: { state, dials } }: Pick<Shop, 'context'>, { day, n }: OrderName): OrderPlan =>
  planOrder({ seed: state.seed, dials }, day, n);

/** Orders of the hours before a world opens are the first work of its floor. */
const floorsFirstMs = 3 * hour;

/** Whether an order is told as one of the past: the shop says itself how it left, and the floor is given no work. */
export const isPast = ({ context: { state, now } }: Pick<Shop, 'context'>, { placedAt }: OrderPlan): boolean =>
  placedAt < (state.began ?? now) - floorsFirstMs;

/** Of a hundred orders of the present, so many are of something beside that its vendor sends. */
const besideThat = 0.03;

/** An order as the shop says it to the tower, after so many of its changes. */
const saidOf = (shop: Shop, plan: OrderPlan, said: number) => {
  const order = orderAfter(plan, said);
  if (isPast(shop, plan)) return { ...order, history: true as const };
  const random = randomOf(shop.context.state.seed, 'from a vendor', plan.key);
  const { lines = [], channel } = order;
  if (plan.merchant !== mainShop.merchant || lines.length === 0 || !random.chance(besideThat)) return order;
  const { sku, name, cents, grams } = random.pick(mainShop.fromVendors);
  const line = { channelSku: channelSkuOf(channel, sku), name, quantity: 1, unitPrice: cents, weightGrams: grams };
  return { ...order, lines: [...lines, line] };
};

/** When the shop hears of an order: of one of the past, when it was placed. */
export const heardAt = ({ placedAt }: OrderPlan, now: number): number =>
  laneOf(placedAt, now) === 'past' ? placedAt : now;

export const finish = ({ days, open }: Shop, order: OrderName, { key }: OrderPlan): void => {
  days.enter(order);
  open.delete(key);
};

const nextStep = ({ context: { state } }: Shop, plan: OrderPlan, { order, now }: { order: OpenOrder; now: number }) => {
  const change = plan.changes[order.said];
  if (change) return { at: change.at, does: 'change' as const };
  if (plan.cancelAt !== null) return { at: plan.cancelAt, does: 'cancel' as const };
  const { request } = dispatchOf(state.seed, plan, { orderId: order.orderId, heardAt: heardAt(plan, now) });
  return { at: order.lookAt ?? request.at, does: 'look' as const };
};

/** What follows the tower's answer to an order, when it is time. */
export const follow = (shop: Shop, order: OpenOrder, now: number): void => {
  const plan = planOf(shop, order);
  const { at, does } = nextStep(shop, plan, { order, now });
  if (at > now) {
    shop.open.set(plan.key, order);
    shop.days.enter(order);
  }
  shop.turns.add({ at, task: { does, order }, keeps: false }, now);
};

const place = async (shop: Shop, order: OrderName, now: number): Promise<News[]> => {
  const plan = planOf(shop, order);
  const { reply } = await shop.context.tower.call(placeOrder, { body: saidOf(shop, plan, 0), merchant: plan.merchant });
  if (reply.orderId !== null) {
    shop.context.state.witness ??= reply.orderId;
    follow(shop, { ...order, orderId: reply.orderId, said: 0, lookAt: null }, now);
  } else if (plan.order.lines.length > 0 && now < plan.placedAt + again.atMost)
    shop.turns.add({ at: now + again.after, task: { does: 'order', order }, keeps: false }, now);
  else finish(shop, order, plan);
  return [];
};

const change = async (shop: Shop, order: OpenOrder, now: number): Promise<News[]> => {
  const plan = planOf(shop, order);
  const next = { ...order, said: order.said + 1 };
  try {
    await shop.context.tower.call(placeOrder, { body: saidOf(shop, plan, next.said), merchant: plan.merchant });
  } catch (error) {
    // What the tower does not change any more goes on as it is.
    if (error instanceof TowerRefusal) follow(shop, next, now);
    throw error;
  }
  follow(shop, next, now);
  return [];
};

/** Calls an order off; one that the tower does not call off any more has gone its way. */
export const callOff = async (
  shop: Shop,
  order: OpenOrder,
  said: { reason: string; cancelledAt?: string },
): Promise<News[]> => {
  const { orderId } = order;
  try {
    await shop.context.tower.call(cancelOrder, { params: { orderId }, body: said });
  } catch (error) {
    if (error instanceof TowerRefusal) finish(shop, order, planOf(shop, order));
    throw error;
  }
  finish(shop, order, planOf(shop, order));
  return [];
};

/** Has the tower ask the carriers that tell nothing by themselves. */
export const askCarriers = async ({ context: { tower } }: Shop): Promise<News[]> => {
  for (const { name, fake } of worldCarriers)
    if (fake && (!fake.push || fake.pushLacksZone)) await tower.call(pollNow, { params: { name }, body: {} });
  return [];
};

/** Places an order, says what has changed of it, or calls it off. */
export const keepBooks = (shop: Shop, task: Extract<ShopTask, { order: OrderName }>, now: number): Promise<News[]> => {
  if (task.does === 'order') return place(shop, task.order, now);
  if (task.does === 'change') return change(shop, task.order, now);
  const { order, cancelAt } = planOf(shop, task.order);
  const reason = order.payment === 'pending' ? 'Not paid' : 'Changed my mind';
  const cancelledAt = cancelAt === null ? {} : { cancelledAt: new Date(cancelAt).toISOString() };
  return callOff(shop, task.order, { reason, ...cancelledAt });
};
