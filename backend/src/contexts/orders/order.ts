/** An order: what its channel says the customer bought, and what has become of it. State and its fold. */
import { mainMerchant } from '@gantry/shared/caller';
import * as events from '@gantry/shared/events/orders';
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import type { z } from 'zod';
import { fold } from '../../kernel/decider.ts';

export type Order = {
  orderId: string;
  merchant: string;
  channel: string;
  externalId: string;
  status: 'placed' | 'cancelled';
  content: events.OrderContent;
  placedAt: string;
  placedAtZone: ZoneCertainty;
  cancelledAt: string | null;
  cancelReason: string | null;
  /** Why its times cannot all be true, when they cannot. */
  contradiction: string | null;
  /** Units cancelled of each line, by its id. */
  cancelled: Record<string, number>;
  /** Units promised from stock and not gone yet. */
  allocations: events.Allocation[];
  waiting: events.WaitingFor[];
  /** What left, by shipment. */
  issued: Issue[];
  holds: Hold[];
  addressFindings: events.AddressFinding[];
  addressForced: boolean;
  reservedUntil: string | null;
  merge: { mergeId: string; orderIds: string[] } | null;
  erp: Erp | null;
  byHand: ByHand | null;
  /** As of when its channel last said something of it, by the channel's own clock. */
  saidAt: string | null;
};
/** Parts that people changed, and what the channel last said of them; a part it did not have is not in `said`. */
export type ByHand = { parts: string[]; said: PartsSaid };
/** Some parts of what an order says. */
export type PartsSaid = z.output<typeof parts>;
/** `at`: when it left. */
export type Issue = {
  shipmentId: string;
  at: string;
  lines: { lineId: string; quantity: number }[];
  taken: events.Allocation[];
  /** What a unit of these lines is made of, of which `taken` alone says what left. */
  parts?: { lineId: string; sku: string; perUnit: number }[] | undefined;
};
export type Hold = events.OrderHold & { at: string };
/** What the ERP calls the customer and the order. */
export type Erp = { system: string; customerId: string | null; orderId: string | null };

const content = events.orderContent.strip();

const keyOf = ({ lineId, sku, warehouse, bin, lot, perUnit }: events.Allocation): string =>
  JSON.stringify([lineId, sku, warehouse, bin, lot, perUnit]);

const summed = (all: readonly events.Allocation[]): events.Allocation[] => {
  const byKey = new Map<string, events.Allocation>();
  for (const one of all) {
    const known = byKey.get(keyOf(one));
    byKey.set(keyOf(one), { ...one, quantity: one.quantity + (known?.quantity ?? 0) });
  }
  return [...byKey]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([, one]) => (one.quantity > 0 ? [one] : []));
};
const plus = (some: readonly events.Allocation[], more: readonly events.Allocation[]) => summed([...some, ...more]);
const minus = (some: readonly events.Allocation[], less: readonly events.Allocation[]) =>
  summed([...some, ...less.map((one) => ({ ...one, quantity: -one.quantity }))]);

const parts = events.orderContent.partial().strip();

/** What an order's channel last said of it: people may have changed parts of it since. */
export const saidBefore = ({ content: now, byHand }: Order): PartsSaid =>
  byHand === null
    ? now
    : { ...Object.fromEntries(Object.entries(now).filter(([part]) => !byHand.parts.includes(part))), ...byHand.said };

/** What the channel last said of parts that people changed, after an amendment by a person or by the channel. */
const byHandAfter = (order: Order, changed: readonly string[], hand: boolean): ByHand | null => {
  const before = order.byHand ?? { parts: [], said: {} };
  const others = before.parts.filter((part) => !changed.includes(part));
  const fresh = hand ? changed.filter((part) => !before.parts.includes(part)) : [];
  const kept = hand ? before.parts : others;
  if (kept.length + fresh.length === 0) return null;
  const said = [
    ...Object.entries(before.said).filter(([part]) => kept.includes(part)),
    ...Object.entries(order.content).filter(([part]) => fresh.includes(part)),
  ];
  return { parts: [...kept, ...fresh], said: parts.parse(Object.fromEntries(said)) };
};

export const evolve = fold<Order, events.OrderEvent>({
  'orders.order_placed': {
    begin: (placed) => ({
      orderId: placed.orderId,
      merchant: placed.merchant ?? mainMerchant,
      channel: placed.channel,
      externalId: placed.externalId,
      placedAt: placed.placedAt,
      placedAtZone: placed.placedAtZone,
      status: 'placed',
      content: content.parse(placed),
      cancelledAt: null,
      cancelReason: null,
      contradiction: placed.contradiction ?? null,
      cancelled: {},
      allocations: [],
      waiting: [],
      issued: [],
      holds: [],
      addressFindings: [],
      addressForced: false,
      reservedUntil: null,
      merge: null,
      erp: null,
      byHand: null,
      saidAt: placed.changedAt ?? null,
    }),
  },
  'orders.order_amended': (order, { orderId: _, changed, changedAt, byHand = false, ...said }) => {
    // A part that changed and is not there was taken away: JSON has no other way to say so.
    const kept = Object.entries(order.content).filter(([part]) => !changed.includes(part));
    const sent = Object.entries(said).filter(([, value]) => value !== undefined);
    const after = content.parse(Object.fromEntries([...kept, ...sent]));
    const reservedUntil = after.payment === 'pending' ? order.reservedUntil : null;
    return {
      ...order,
      content: after,
      reservedUntil,
      byHand: byHandAfter(order, changed, byHand),
      saidAt: changedAt ?? order.saidAt,
    };
  },
  'orders.version_told': (order, { changedAt, older }) => (older ? order : { ...order, saidAt: changedAt }),
  'orders.order_cancelled': (order, { reason }, { occurredAt }) => ({
    ...order,
    status: 'cancelled',
    cancelledAt: occurredAt,
    cancelReason: reason,
    waiting: [],
    holds: [],
    reservedUntil: null,
  }),
  'orders.order_allocated': (order, { taken, waiting, reservedUntil }) => ({
    ...order,
    allocations: plus(order.allocations, taken),
    waiting,
    reservedUntil,
  }),
  'orders.allocation_released': (order, { released, waiting }) => {
    const allocations = minus(order.allocations, released);
    return { ...order, allocations, waiting, reservedUntil: allocations.length > 0 ? order.reservedUntil : null };
  },
  'orders.order_held': (order, { orderId: _, ...hold }, { occurredAt }) => ({
    ...order,
    holds: [...order.holds.filter(({ holdId }) => holdId !== hold.holdId), { ...hold, at: occurredAt }],
  }),
  // Whoever ends the wait for a payment lets the order go on, paid or not: what is promised stays promised.
  'orders.hold_released': (order, { holdId }) => {
    const paid = order.holds.some((hold) => hold.holdId === holdId && hold.kind === 'payment');
    const holds = order.holds.filter((hold) => hold.holdId !== holdId);
    return { ...order, holds, reservedUntil: paid ? null : order.reservedUntil };
  },
  'orders.quantity_cancelled': (order, { lineId, quantity }) => ({
    ...order,
    cancelled: { ...order.cancelled, [lineId]: (order.cancelled[lineId] ?? 0) + quantity },
  }),
  'orders.allocation_moved': (order, { from, to }) => ({
    ...order,
    allocations: plus(minus(order.allocations, from), to),
  }),
  'orders.goods_issued': (order, { orderId: _, ...issue }, { occurredAt: at }) => ({
    ...order,
    issued: [...order.issued, { ...issue, at }],
    allocations: minus(order.allocations, issue.taken),
  }),
  'orders.goods_returned': (order, { shipmentId }) => {
    const back = order.issued.filter((issue) => issue.shipmentId === shipmentId).flatMap(({ taken }) => taken);
    return {
      ...order,
      issued: order.issued.filter((issue) => issue.shipmentId !== shipmentId),
      allocations: plus(order.allocations, back),
    };
  },
  'orders.orders_merged': (order, { mergeId, orderIds }) => ({ ...order, merge: { mergeId, orderIds } }),
  'orders.order_unmerged': (order) => ({ ...order, merge: null }),
  'orders.address_checked': (order, { findings }) => ({ ...order, addressFindings: findings, addressForced: false }),
  'orders.address_forced': (order) => ({ ...order, addressForced: true }),
  'orders.erp_customer_attached': (order, { system, customerId }) => ({
    ...order,
    erp: { system, customerId, orderId: order.erp?.system === system ? order.erp.orderId : null },
  }),
  'orders.erp_order_injected': (order, { system, erpOrderId }) => ({
    ...order,
    erp: { system, customerId: order.erp?.customerId ?? null, orderId: erpOrderId },
  }),
});
