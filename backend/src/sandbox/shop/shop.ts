/**
 * What the shop does with an order once the tower has answered: cancels it when the customer asks, or sends it, by asking a
 * carrier to take the parcel and registering the number that the carrier said.
 */
import { pollNow } from '@gantry/shared/api/carriers';
import { cancelOrder, placeOrder } from '@gantry/shared/api/orders';
import { createShipment } from '@gantry/shared/api/shipping';
import { z } from 'zod';
import type { News, ParcelRequest } from '../actor.ts';
import type { Book } from '../book.ts';
import { dayMs } from '../calendar.ts';
import { worldCarriers } from '../carrier/carriers.ts';
import type { WorldContext } from '../context.ts';
import { laneOf, type Turns } from '../turns.ts';
import { type Dispatch, dispatchOf } from './dispatch.ts';
import type { OrderDays, OrderName } from './order-days.ts';
import { type OrderPlan, planOrder } from './order-plan.ts';

/** An order the tower has taken and that is not sent yet. */
export const openOrder = z.object({ day: z.number(), n: z.number(), orderId: z.string() });
export type OpenOrder = z.infer<typeof openOrder>;

export type ParcelMade = Extract<News, { what: 'parcel_made' }>;
export type ShopTask =
  | { does: 'order'; order: OrderName }
  | { does: 'cancel' | 'send'; order: OpenOrder }
  | { does: 'register'; order: OpenOrder; made: ParcelMade }
  /** The tower is to ask the carriers that tell nothing by themselves. */
  | { does: 'ask' };

export type Shop = {
  context: WorldContext;
  days: OrderDays;
  turns: Turns<ShopTask>;
  /** Orders whose next step lies ahead, to be remembered over a restart. */
  open: Book<OpenOrder>;
  /** What carriers were asked to take and have not answered, by reference. */
  asked: Map<string, OpenOrder>;
};

/** A parcel whose label is older when it is registered is told as one of the past. */
const historyAfterMs = 3_600_000;
/** Who is told so late that a parcel is on its way does not look for it any more. */
const staleMailMs = 4 * dayMs;

export const planOf = ({ context: { state, dials } }: Pick<Shop, 'context'>, { day, n }: OrderName): OrderPlan =>
  planOrder({ seed: state.seed, dials }, day, n);

const finish = ({ days, open }: Shop, order: OrderName, { key }: OrderPlan): void => {
  days.enter(order);
  open.delete(key);
};

const dispatch = ({ context: { state } }: Shop, plan: OrderPlan, { orderId, now }: { orderId: string; now: number }) =>
  dispatchOf(state.seed, plan, { orderId, heardAt: laneOf(plan.placedAt, now) === 'past' ? plan.placedAt : now });

/** What follows the tower's answer to an order, when it is time. */
export const follow = (shop: Shop, order: OpenOrder, now: number): void => {
  const plan = planOf(shop, order);
  const { orderId } = order;
  const at = plan.cancelAt ?? dispatch(shop, plan, { orderId, now }).request.at;
  if (at > now) {
    shop.open.set(plan.key, order);
    shop.days.enter(order);
  }
  shop.turns.add({ at, task: { does: plan.cancelAt === null ? 'send' : 'cancel', order }, keeps: false }, now);
};

const place = async (shop: Shop, order: OrderName, now: number): Promise<News[]> => {
  const plan = planOf(shop, order);
  const { reply } = await shop.context.tower.call(placeOrder, { body: plan.order, merchant: plan.merchant });
  if (reply.orderId === null) finish(shop, order, plan);
  else {
    shop.context.state.witness ??= reply.orderId;
    follow(shop, { ...order, orderId: reply.orderId }, now);
  }
  return [];
};

const cancel = async (shop: Shop, order: OpenOrder): Promise<News[]> => {
  const { orderId } = order;
  await shop.context.tower.call(cancelOrder, { params: { orderId }, body: { reason: 'Changed my mind' } });
  finish(shop, order, planOf(shop, order));
  return [];
};

const send = async (shop: Shop, order: OpenOrder, now: number): Promise<News[]> => {
  const { request } = dispatch(shop, planOf(shop, order), { orderId: order.orderId, now });
  shop.asked.set(request.reference, order);
  return [{ what: 'parcel_wanted', request }];
};

type Label = Pick<Dispatch, 'warehouse'> & Pick<ParcelMade, 'trackingNumber' | 'price'> & { request: ParcelRequest };

/** What the tower is told of a label; `now` decides whether it is news. */
export const shipmentBody = (orderId: string, { warehouse, request, trackingNumber, price }: Label, now: number) => ({
  orderId,
  reference: 'parcel-1',
  carrier: request.carrier,
  service: request.service,
  trackingNumber,
  warehouse,
  origin: request.origin,
  packages: [{ weightGrams: request.weightGrams }],
  cost: price,
  createdAt: new Date(request.at).toISOString(),
  ...(request.at < now - historyAfterMs ? { history: true as const } : {}),
});

type Registration = { order: OpenOrder; made: ParcelMade };

const register = async (shop: Shop, { order, made }: Registration, now: number): Promise<News[]> => {
  const { request } = made;
  const plan = planOf(shop, order);
  const { warehouse } = dispatch(shop, plan, { orderId: order.orderId, now });
  const body = shipmentBody(order.orderId, { ...made, warehouse }, now);
  const { reply } = await shop.context.tower.call(createShipment, { body });
  finish(shop, order, plan);
  if (request.at < now - staleMailMs) return [];
  const { city, country, state, postalCode = '' } = request.destination;
  const home = { city, country, ...(state === undefined ? {} : { state }) };
  const { trackingUrl } = reply;
  return [{ what: 'customer_told', trackingUrl, orderNumber: request.reference, home, postalCode, at: request.at }];
};

const askCarriers = async ({ context: { tower } }: Shop): Promise<News[]> => {
  for (const { name, fake } of worldCarriers)
    if (fake && (!fake.push || fake.pushLacksZone)) await tower.call(pollNow, { params: { name }, body: {} });
  return [];
};

/** Does what is due. */
export const serveOrder = (shop: Shop, task: ShopTask, now: number): Promise<News[]> => {
  if (task.does === 'ask') return askCarriers(shop);
  if (task.does === 'order') return place(shop, task.order, now);
  if (task.does === 'register') return register(shop, task, now);
  return task.does === 'cancel' ? cancel(shop, task.order) : send(shop, task.order, now);
};

/** A carrier has taken a parcel: the shop registers it if it is its own. */
export const takeNumber = (shop: Shop, made: ParcelMade, now: number): void => {
  const order = shop.asked.get(made.request.reference);
  if (!order) return;
  shop.asked.delete(made.request.reference);
  shop.turns.add({ at: made.request.at, task: { does: 'register', order, made }, keeps: false }, now);
};
