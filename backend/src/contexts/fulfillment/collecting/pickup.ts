/** Orders that are collected where they lie: ready, handed over against a code or by hand, kept longer, given up. Pure. */
import {
  type FulfillmentEvent,
  pickupExpired,
  pickupHandedOver,
  pickupReady,
  statusChanged,
} from '@gantry/shared/events/fulfillment';
import { openStatuses } from '@gantry/shared/vocabulary/fulfillment';
import { Refusal } from '../../../kernel/errors.ts';
import { type FulfillmentOrder, type Pickup, pickedOf, unitsOf } from '../fulfillment-order.ts';
import { pickupStateOf } from '../queue/shown.ts';
import { stepsTo } from './steps.ts';

type Collected = FulfillmentOrder & { pickup: Pickup };

/** Nothing is kept longer than that, whatever is asked. */
const mostDays = 366;

const conflict = (code: string, message: string): Refusal => new Refusal('conflict', code, message);
const isCollected = (order: FulfillmentOrder): order is Collected => order.kind === 'pickup' && order.pickup !== null;

/** The pickup. Throws a Refusal where it is none. */
export const pickupOf = (state: FulfillmentOrder | undefined): Collected => {
  if (!state) throw new Refusal('missing', 'no_such_fulfillment_order', 'There is no such fulfillment order');
  if (!isCollected(state)) throw conflict('not_pickup', `${state.number} is not collected: it is sent`);
  return state;
};

const insistOnOpen = (order: Collected): void => {
  const state = pickupStateOf(order);
  if (state === 'expired')
    throw conflict('pickup_expired', `${order.number} was not collected in time and is given up`);
  if (state === 'handed_over') throw conflict('handed_over', `${order.number} was handed over already`);
  if (!(openStatuses as readonly string[]).includes(order.status))
    throw conflict('illegal_step', `${order.number} is ${order.status}`);
};
const insistOnReady = (order: Collected): void => {
  insistOnOpen(order);
  if (order.pickup.readyAt === null) throw conflict('not_ready', `${order.number} is not ready to be collected yet`);
};
const insistOnPicked = (order: Collected): void => {
  const open = order.lines.flatMap((line) => {
    const left = line.quantity - pickedOf(order, line);
    return left > 0 ? [`${left} × ${line.sku}`] : [];
  });
  if (open.length > 0) throw conflict('not_picked', `${order.number} is not picked: ${open.join(', ')} to go`);
};
const insistOnRelease = ({ held, number }: Collected): void => {
  if (held) throw conflict('order_held', `The order of ${number} is held: release it first`);
};

const inTime = (expiresAt: string, now: Date): string => {
  const at = new Date(expiresAt);
  const wrong =
    at <= now
      ? 'has passed already'
      : at.getTime() > now.getTime() + mostDays * 86_400_000
        ? `lies more than ${mostDays} days ahead`
        : undefined;
  if (wrong === undefined) return at.toISOString();
  throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [{ path: 'expiresAt', message: wrong }]);
};

/** All of it is picked and waits for its customer. Ready already it stays as it is. */
export const makeReady =
  ({ expiresAt, asked, now }: { expiresAt: string; asked: boolean; now: Date }) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    const order = pickupOf(state);
    insistOnOpen(order);
    const until = inTime(expiresAt, now);
    if (order.pickup.readyAt !== null) {
      if (!asked || until === order.pickup.expiresAt) return [];
      throw conflict('ready_already', `${order.number} is ready already: extend it to keep it longer`);
    }
    insistOnRelease(order);
    if (unitsOf(order) === 0)
      throw conflict('nothing_to_collect', `Nothing of ${order.number} is left to be collected`);
    insistOnPicked(order);
    const at = now.toISOString();
    const { fulfillmentId } = order;
    return [...stepsTo(order, 'packing', at), pickupReady({ fulfillmentId, expiresAt: until }, { occurredAt: at })];
  };

/** Whether it can be handed over now; false where that was done before. Throws a Refusal that says why not. */
export const mayHandOver = (state: FulfillmentOrder | undefined): boolean => {
  const order = pickupOf(state);
  if (order.pickup.handedOverAt !== null) return false;
  insistOnReady(order);
  insistOnRelease(order);
  insistOnPicked(order);
  return true;
};

/** Hands it over. `to`: who collected it and what proved it, where no code did. */
export const handOver =
  ({ to, now }: { to?: string | undefined; now: Date }) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    if (!mayHandOver(state)) return [];
    const order = pickupOf(state);
    const { fulfillmentId } = order;
    const at = now.toISOString();
    const proof = to === undefined ? { proof: 'code' as const } : { proof: 'by_hand' as const, to };
    return [pickupHandedOver({ fulfillmentId, ...proof }, { occurredAt: at }), ...stepsTo(order, 'delivered', at)];
  };

/** Keeps it until another time. */
export const keepLonger =
  ({ expiresAt, now }: { expiresAt: string; now: Date }) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    const order = pickupOf(state);
    insistOnReady(order);
    const until = inTime(expiresAt, now);
    if (until === order.pickup.expiresAt) return [];
    return [pickupReady({ fulfillmentId: order.fulfillmentId, expiresAt: until }, { occurredAt: now.toISOString() })];
  };

/** Nobody came: given up. Given up already it stays as it is. */
export const giveUp =
  (now: Date) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    const order = pickupOf(state);
    if (order.pickup.expired) return [];
    insistOnReady(order);
    const { fulfillmentId, status: from } = order;
    const times = { occurredAt: now.toISOString() };
    return [pickupExpired({ fulfillmentId }, times), statusChanged({ fulfillmentId, from, to: 'cancelled' }, times)];
  };
