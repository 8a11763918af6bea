/** What vendors say of an order they send themselves: sent to them, confirmed, rejected, shipped, late. Pure. */
import {
  type FulfillmentEvent,
  statusChanged,
  vendorConfirmed,
  vendorLate,
  vendorOrderSent,
  vendorRejected,
  vendorShipped,
} from '@gantry/shared/events/fulfillment';
import { Refusal } from '../../../kernel/errors.ts';
import { type FulfillmentOrder, type Label, unitsOf, type VendorOrder } from '../fulfillment-order.ts';
import { isOpen } from '../queue/promised.ts';
import { stepsTo } from './steps.ts';

type Dropship = FulfillmentOrder & { vendorOrder: VendorOrder };

const conflict = (code: string, message: string): Refusal => new Refusal('conflict', code, message);

const isDropship = (order: FulfillmentOrder): order is Dropship =>
  order.kind === 'dropship' && order.vendorOrder !== null;

/** The vendor's order of it. Throws a Refusal where it is none that a vendor sends. */
export const dropshipOf = (state: FulfillmentOrder | undefined): Dropship => {
  if (!state) throw new Refusal('missing', 'no_such_fulfillment_order', 'There is no such fulfillment order');
  if (!isDropship(state)) throw conflict('not_dropship', `${state.number} is not sent by a vendor`);
  return state;
};

/** It waits for what its vendor does next. */
export const isAwaited = ({ status, vendorOrder }: Pick<FulfillmentOrder, 'status' | 'vendorOrder'>): boolean =>
  isOpen({ status }) && (vendorOrder?.state === 'sent' || vendorOrder?.state === 'confirmed');

const insistOnOpen = (order: Dropship): void => {
  if (!isOpen(order))
    throw conflict('illegal_step', `${order.number} is ${order.status}: nothing more is asked of its vendor`);
};
const insistOnSent = ({ number, vendorOrder: { state } }: Dropship): void => {
  if (state === 'to_send') throw conflict('not_sent', `${number} was not sent to its vendor yet: send it first`);
  if (state === 'rejected') throw conflict('vendor_rejected', `The vendor rejected ${number}: send it again first`);
};

/** Sends it to its vendor, or again to one that rejected it. Sent already it stays as it is; another day is the vendor’s to say. */
export const sendToVendor =
  ({ expectedOn, now }: { expectedOn: string | null; now: Date }) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    const order = dropshipOf(state);
    const { fulfillmentId, number, vendorOrder } = order;
    if (vendorOrder.state === 'sent' || vendorOrder.state === 'confirmed') return [];
    insistOnOpen(order);
    if (order.held) throw conflict('order_held', `The order of ${number} is held: release it first`);
    if (unitsOf(order) === 0) throw conflict('nothing_to_send', `Nothing of ${number} is left to be sent`);
    const at = now.toISOString();
    return [
      vendorOrderSent({ fulfillmentId, vendorOrder: vendorOrder.number, expectedOn }, { occurredAt: at }),
      ...stepsTo(order, 'processing', at),
    ];
  };

/** The vendor confirms it, or names another day or its own number afterwards; the same again changes nothing. */
export const confirmByVendor =
  ({ reference, expectedOn, now }: { reference?: string | undefined; expectedOn?: string | undefined; now: Date }) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    const order = dropshipOf(state);
    const { fulfillmentId, vendorOrder } = order;
    insistOnOpen(order);
    insistOnSent(order);
    const said = { reference: reference ?? vendorOrder.reference, expectedOn: expectedOn ?? vendorOrder.expectedOn };
    const same = said.reference === vendorOrder.reference && said.expectedOn === vendorOrder.expectedOn;
    if (vendorOrder.state === 'confirmed' && same) return [];
    const at = now.toISOString();
    return [vendorConfirmed({ fulfillmentId, ...said }, { occurredAt: at }), ...stepsTo(order, 'picking', at)];
  };

/** The vendor will not send it. Its units stay open here, for whoever decides who sends them instead. */
export const rejectByVendor =
  ({ reason, now }: { reason: string; now: Date }) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    const order = dropshipOf(state);
    if (order.vendorOrder.state === 'rejected') return [];
    insistOnOpen(order);
    insistOnSent(order);
    return [vendorRejected({ fulfillmentId: order.fulfillmentId, reason }, { occurredAt: now.toISOString() })];
  };

type Sent = Pick<Label, 'carrier' | 'trackingNumber'>;

/** Nothing of it is wanted any more. */
export const endOf =
  (now: Date) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    const { fulfillmentId, status: from } = dropshipOf(state);
    return from === 'cancelled'
      ? []
      : [statusChanged({ fulfillmentId, from, to: 'cancelled' }, { occurredAt: now.toISOString() })];
  };

/** The label it left its vendor with; undefined while it has not. */
export const leftWith = ({ vendorOrder, packages }: FulfillmentOrder): Label | undefined =>
  vendorOrder?.state === 'shipped' ? (packages.at(-1)?.label ?? undefined) : undefined;

/** Whether it may be told that it left with this number; false where that was told before. Throws a Refusal. */
export const mayLeaveWith = (state: FulfillmentOrder | undefined, said: Sent): boolean => {
  const order = dropshipOf(state);
  const known = leftWith(order);
  if (known) {
    if (known.carrier === said.carrier && known.trackingNumber === said.trackingNumber) return false;
    throw conflict('shipped_already', `${order.number} left with ${known.carrier} ${known.trackingNumber} already`);
  }
  insistOnOpen(order);
  insistOnSent(order);
  if (unitsOf(order) === 0) throw conflict('nothing_to_send', `Nothing of ${order.number} is left to be sent`);
  return true;
};

/** It left the vendor, with a shipment of its own. */
export const leaveVendor =
  (label: Label, now: Date) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    if (!mayLeaveWith(state, label)) return [];
    const order = dropshipOf(state);
    const at = now.toISOString();
    const { fulfillmentId } = order;
    return [vendorShipped({ fulfillmentId, ...label }, { occurredAt: at }), ...stepsTo(order, 'shipped', at)];
  };

/** The day it was expected on is over and it has not left: told once for each such day. */
export const reportLate =
  (expectedOn: string, now: Date) =>
  (state: FulfillmentOrder | undefined): FulfillmentEvent[] => {
    if (!state || !isDropship(state) || !isAwaited(state)) return [];
    const { fulfillmentId, vendorOrder } = state;
    if (vendorOrder.expectedOn !== expectedOn || vendorOrder.lateOn.includes(expectedOn)) return [];
    return [vendorLate({ fulfillmentId, expectedOn }, { occurredAt: now.toISOString() })];
  };
