/**
 * Sending an order of the past: the shop looks at it as the tower says it stands, asks carriers to take what was allocated, one
 * parcel a warehouse, and registers the numbers that they said. What waits is looked at again, and so is what the floor sends.
 */
import { getOrder } from '@gantry/shared/api/orders';
import { createShipment } from '@gantry/shared/api/shipping';
import type { News, ParcelRequest } from '../actor.ts';
import { warehouses } from '../data/network.data.ts';
import { policyOf } from '../data/supply.data.ts';
import { randomOf } from '../random.ts';
import { TowerRefusal } from '../tower.ts';
import { type Dispatch, dispatchOf, packingFrom, warehouseNamed } from './dispatch.ts';
import { orderAfter } from './order-plan.ts';
import { type Parcel, verdictOn } from './parcels.ts';
import {
  askCarriers,
  callOff,
  type Errand,
  finish,
  follow,
  heardAt,
  isPast,
  keepBooks,
  type OpenOrder,
  type ParcelMade,
  planOf,
  type Shop,
  type ShopTask,
} from './shop.ts';

const hour = 3_600_000;
/** Hours until the shop looks again at an order that waits. */
const lookAgain = { from: 1, to: 3 };
/** A parcel whose label is older when it is registered is told as one of the past. */
const historyAfterMs = hour;

/** Looks again in some hours, when people work. */
const waitAWhile = (shop: Shop, order: OpenOrder, now: number): void => {
  const random = randomOf(shop.context.state.seed, 'look', order.orderId, now);
  const at = now + random.between(lookAgain.from, lookAgain.to) * hour;
  const opens = warehouses.map((one) => packingFrom(at, one));
  follow(shop, { ...order, lookAt: Math.min(...opens) }, now);
};

/** What of parcels the shop does when: a warehouse that people have added packs at once. */
const packedIn = (name: string | null, from: number): number => {
  const warehouse = name === null ? undefined : warehouseNamed(name);
  return warehouse ? packingFrom(from, warehouse) : from;
};

type Look = { order: OpenOrder; now: number; from: number };

const dispatchFor = (
  shop: Shop,
  { order, now, from }: Look,
  { parcel, nth }: { parcel: Parcel; nth: number },
): Dispatch => {
  const plan = planOf(shop, order);
  const said = { ...plan, order: orderAfter(plan, order.said) };
  const number = said.order.number ?? said.order.externalId;
  const warehouse = parcel.warehouse === null ? undefined : warehouseNamed(parcel.warehouse);
  return dispatchOf(shop.context.state.seed, said, {
    orderId: order.orderId,
    heardAt: order.lookAt === null ? heardAt(plan, now) : now,
    at: packedIn(parcel.warehouse, from),
    content: { reference: nth === 1 ? number : `${number}-${nth}`, grams: parcel.grams },
    ...(warehouse ? { from: warehouse } : {}),
  });
};

type Sendable = { parcels: readonly Parcel[]; rest: boolean; sent: number };

/** Asks for the parcels that can leave by now; the others are looked at when their warehouse opens. */
const send = (shop: Shop, look: Look, { parcels, rest, sent }: Sendable): News[] => {
  const { order, now, from } = look;
  const due = parcels.filter(({ warehouse }) => packedIn(warehouse, from) <= now);
  const later = parcels.filter((parcel) => !due.includes(parcel));
  if (due.length === 0) {
    const opens = later.map(({ warehouse }) => packedIn(warehouse, from));
    follow(shop, { ...order, lookAt: Math.min(...opens) }, now);
    return [];
  }
  const round = { left: due.length, rest: rest || later.length > 0 };
  return due.map((parcel, index) => {
    const nth = sent + index + 1;
    const { warehouse, request } = dispatchFor(shop, look, { parcel, nth });
    const isPart = round.rest || due.length > 1 || sent > 0;
    const reference = `parcel-${nth}`;
    shop.asked.set(request.reference, { order, parcel: { ...parcel, warehouse, reference }, isPart, round });
    return { what: 'parcel_wanted', request };
  });
};

/** The order as the tower says it stands; one that it does not know any more is none of the shop's business. */
const standingOf = async (shop: Shop, order: OpenOrder) => {
  try {
    return (await shop.context.tower.call(getOrder, { params: { orderId: order.orderId } })).reply;
  } catch (error) {
    if (error instanceof TowerRefusal) finish(shop, order, planOf(shop, order));
    throw error;
  }
};

const look = async (shop: Shop, order: OpenOrder, now: number): Promise<News[]> => {
  const plan = planOf(shop, order);
  const { state } = shop.context;
  const reply = await standingOf(shop, order);
  const { shipPolicy = policyOf(plan.merchant, plan.order.channel) } = reply;
  const verdict = verdictOn({ ...reply, shipPolicy }, now);
  // What is not of the past leaves through the floor: the shop waits until it has.
  if (verdict.what === 'send' && isPast(shop, plan)) {
    const { request } = dispatchOf(state.seed, plan, { orderId: order.orderId, heardAt: heardAt(plan, now) });
    const from = order.lookAt === null ? Math.min(now, request.at) : now;
    return send(shop, { order, now, from }, { ...verdict, sent: reply.shipments.length });
  }
  if (verdict.what === 'given_up') return callOff(shop, order, { reason: 'Waited too long' });
  if (verdict.what === 'over') finish(shop, order, plan);
  else waitAWhile(shop, order, now);
  return [];
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

/** The last parcel of a round is on its way: the order is done, or what is left of it is waited for. */
const arriveAtEnd = (shop: Shop, { order, round }: Errand, now: number): void => {
  if (--round.left > 0) return;
  if (round.rest) waitAWhile(shop, order, now);
  else finish(shop, order, planOf(shop, order));
};

const register = async (shop: Shop, { errand, made }: { errand: Errand; made: ParcelMade }, now: number) => {
  const { order, parcel, isPart } = errand;
  const { request } = made;
  const { warehouse, reference, lines } = parcel;
  const body = { ...shipmentBody(order.orderId, { ...made, warehouse }, now), reference, ...(isPart ? { lines } : {}) };
  let trackingUrl: string;
  try {
    trackingUrl = (await shop.context.tower.call(createShipment, { body })).reply.trackingUrl;
  } catch (error) {
    // It stands otherwise than when it was looked at: it is looked at again.
    if (error instanceof TowerRefusal) waitAWhile(shop, order, now);
    throw error;
  }
  arriveAtEnd(shop, errand, now);
  const { city, country, state, postalCode = '' } = request.destination;
  const home = { city, country, ...(state === undefined ? {} : { state }) };
  const { number = '' } = planOf(shop, order).order;
  const told: News = { what: 'customer_told', trackingUrl, orderNumber: number, home, postalCode, at: request.at };
  return [told];
};

/** Does what is due. */
export const serveOrder = (shop: Shop, task: ShopTask, now: number): Promise<News[]> => {
  if (task.does === 'ask') return askCarriers(shop);
  if (task.does === 'register') return register(shop, task, now);
  return task.does === 'look' ? look(shop, task.order, now) : keepBooks(shop, task, now);
};

/** A carrier has taken a parcel: the shop registers it if it is its own. */
export const takeNumber = (shop: Shop, made: ParcelMade, now: number): void => {
  const errand = shop.asked.get(made.request.reference);
  if (!errand) return;
  shop.asked.delete(made.request.reference);
  shop.turns.add({ at: made.request.at, task: { does: 'register', errand, made }, keeps: false }, now);
};
