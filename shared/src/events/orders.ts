/** What happens to an order: placed, amended, held, promised stock, gone out, cancelled in part or whole. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { address, countryCode } from '../values/address.ts';
import { personal } from '../values/personal.ts';
import { customerTiers, fulfillmentTypes, itemTags, slug } from '../vocabulary/channels.ts';
import { allocationStrategies } from '../vocabulary/inventory.ts';
import { holdKinds, paymentStates, releaseCauses, shipPolicies } from '../vocabulary/orders.ts';
import { zoneCertainties } from '../vocabulary/tracking-status.ts';
import { day, define, type FactOf, instant } from './define.ts';
import { bin, warehousesConsidered } from './inventory/places.ts';
import { erpCustomerAttached, erpOrderInjected } from './orders/erp.ts';

const id = z.string().trim().min(1).max(120);

export const customer = z.object({
  id: personal(z.string().trim().min(1).max(120)).optional(),
  email: personal(z.email().max(200)).optional(),
  tier: z.enum(customerTiers).default('standard'),
  lifetimeValue: z.int().min(0).max(1e15).optional().describe('Minor units of the order currency'),
});

export const orderLine = z.object({
  /** What names the line within its order, for good; its place (1, 2, …) where its channel gives none. */
  lineId: z.string().trim().min(1).max(60).optional(),
  channelSku: id.optional(),
  sku: id,
  /** What it is called, which may name whom it was engraved for. */
  name: personal(z.string().max(300), 'empty').default(''),
  quantity: z.int().min(1).max(1_000_000),
  /** Minor units of the order currency; left out where its channel tells no price yet. */
  unitPrice: z.int().min(0).max(1e12).optional(),
  tags: z.array(z.enum(itemTags)).default([]),
  fulfillmentType: z.enum(fulfillmentTypes).default('stock'),
  weightGrams: z.int().min(0).max(1e9).optional(),
  dimensionsMm: z
    .object({ length: z.int().min(0).max(1e7), width: z.int().min(0).max(1e7), height: z.int().min(0).max(1e7) })
    .optional(),
  vendor: id.optional(),
  hsCode: z
    .string()
    .regex(/^\d{4,10}$/, '4 to 10 digits')
    .optional(),
  countryOfOrigin: countryCode.optional(),
  materials: z.string().max(300).optional(),
});
export type OrderLine = z.infer<typeof orderLine>;

/** The delivery date told to the customer: a calendar day, judged by the clock of a zone (the destination's). */
export const promise = z.object({ day, timeZone: z.string().max(60) });
export type DeliveryPromise = z.infer<typeof promise>;

/** Everything an order is made of, as its channel says it. */
export const orderContent = z.object({
  number: id,
  customer,
  shipTo: address,
  billTo: address.optional(),
  lines: z.array(orderLine).min(1).max(500),
  currency: z.string().regex(/^[A-Z]{3}$/, 'ISO 4217 code'),
  /** Minor units of the order currency; null where its channel tells no value yet. */
  total: z.int().min(0).nullable(),
  promise: promise.nullable(),
  shipBy: instant.nullable(),
  /** Left out where the channel says nothing: taken for paid. */
  payment: z.enum(paymentStates).optional(),
  /** Left out where the channel's rules are to hold. */
  shipPolicy: z.enum(shipPolicies).optional(),
  /** The warehouse where the customer collects it; left out, it is sent. */
  pickupAt: slug.optional(),
  giftNote: personal(z.string().max(500), 'empty').optional(),
  /** An order of the past is told: what of it left is told by shipments, and no work of the floor is planned for it. */
  history: z.literal(true).optional(),
});
export type OrderContent = z.infer<typeof orderContent>;

const changedAt = instant.describe('When its channel says that it last changed it');

export const orderPlaced = define(
  'orders.order_placed',
  orderContent.extend({
    orderId: id,
    merchant: merchantId.optional().describe('Whose it is; `main` when left out'),
    channel: slug,
    externalId: id,
    placedAt: instant,
    placedAtZone: z.enum(zoneCertainties),
    contradiction: z.string().optional(),
    changedAt: changedAt.optional(),
  }),
);
export const orderAmended = define(
  'orders.order_amended',
  orderContent.partial().extend({
    orderId: id,
    changed: z.array(z.string()),
    changedAt: changedAt.optional(),
    byHand: z
      .boolean()
      .optional()
      .describe('A person changed it: what its channel says again of these parts is no news'),
  }),
);
/**
 * Its channel told it with a time of its own and nothing of it was new: the same again, or (`older`) as it was before what is
 * known already, which came late.
 */
export const versionTold = define(
  'orders.version_told',
  z.object({
    orderId: id,
    changedAt,
    older: z.boolean(),
    parts: z.array(z.string()).describe('That differ from what is known'),
  }),
);
export const orderCancelled = define(
  'orders.order_cancelled',
  z.object({ orderId: id, reason: personal(z.string().max(300), 'empty') }),
);

const units = z.int().min(1).max(1e9);
/** Units of parts: a kit may hold ten thousand of each, and a line a million kits. */
const unitsOfParts = z.int().min(1).max(1e10);
/**
 * Units of one lot in one bin promised to a line. `sku` is the catalog's, a part's where the line is of a kit; `perUnit` of it
 * make one unit of the line.
 */
export const allocation = z.object({
  lineId: id,
  sku: id,
  warehouse: slug,
  bin,
  lot: id,
  quantity: unitsOfParts,
  perUnit: z.int().min(1).default(1),
});
export type Allocation = z.infer<typeof allocation>;
/** Units that a line waits for: there was nothing to promise. */
export const waitingFor = z.object({
  lineId: id,
  sku: id,
  quantity: unitsOfParts,
  perUnit: z.int().min(1).default(1),
});
export type WaitingFor = z.infer<typeof waitingFor>;

/** Ours to say and nobody's to send, so without a bound: what was written must be readable, however many lots and parts there are. */
const some = z.array(allocation);
const waiting = z.array(waitingFor).describe('All that the order waits for from now on');

/** Stock was promised to it, or looked for and not found. Its reservations stand in the stock's own movements. */
export const orderAllocated = define(
  'orders.order_allocated',
  z.object({
    orderId: id,
    taken: some,
    waiting,
    strategy: z.enum(allocationStrategies),
    reservedUntil: instant
      .nullable()
      .describe('When what is promised goes back on the shelf unless it is paid by then'),
    considered: warehousesConsidered.optional(),
  }),
);
/** What was promised went back on the shelf. */
export const allocationReleased = define(
  'orders.allocation_released',
  z.object({ orderId: id, released: some, waiting, cause: z.enum(releaseCauses) }),
);

export const hold = z.object({
  holdId: id,
  kind: z.enum(holdKinds),
  note: personal(z.string().max(300), 'empty'),
  until: instant.nullable(),
  keepsStock: z.boolean().describe('Whether what is promised stays promised meanwhile'),
});
export type OrderHold = z.infer<typeof hold>;
export const orderHeld = define('orders.order_held', hold.extend({ orderId: id }));
export const holdReleased = define('orders.hold_released', z.object({ orderId: id, holdId: id, expired: z.boolean() }));

export const quantityCancelled = define(
  'orders.quantity_cancelled',
  z.object({ orderId: id, lineId: id, quantity: units, reason: personal(z.string().max(300), 'empty') }),
);

/** Units that are promised were taken from their bin, or put back into one: `from` and `to` are the same units, in the same order. */
export const allocationMoved = define('orders.allocation_moved', z.object({ orderId: id, from: some, to: some }));

/**
 * Units left the house in a shipment, or with the fulfillment order named in its stead. `taken` of them had been promised from
 * stock. `lines` are whole units. Of the lines in `parts` what left is in `taken` alone: parts of a kit may leave before the
 * others, and a unit of such a line is gone once all its parts are.
 */
export const goodsIssued = define(
  'orders.goods_issued',
  z.object({
    orderId: id,
    shipmentId: id,
    lines: z.array(z.object({ lineId: id, quantity: units })).max(500),
    taken: some,
    parts: z
      .array(z.object({ lineId: id, sku: id, perUnit: z.int().min(1) }))
      .optional()
      .describe('What one unit of each of these lines is made of'),
  }),
);
/** The shipment was called off before it left: its units are the order's again. */
export const goodsReturned = define('orders.goods_returned', z.object({ orderId: id, shipmentId: id }));

/** Orders to one address that are to leave in one shipment. Each of them has this event. */
export const ordersMerged = define(
  'orders.orders_merged',
  z.object({ orderId: id, mergeId: id, orderIds: z.array(id).min(2).max(50) }),
);
export const orderUnmerged = define('orders.order_unmerged', z.object({ orderId: id, mergeId: id }));

/** What cannot be right about the address, by field; nothing where all is well. */
export const addressFinding = z.object({ path: z.string().max(60), code: z.string().max(40) });
export type AddressFinding = z.infer<typeof addressFinding>;
export const addressChecked = define(
  'orders.address_checked',
  z.object({ orderId: id, findings: z.array(addressFinding).max(30) }),
);
/** A person says that the address is right although the check says otherwise. */
export const addressForced = define('orders.address_forced', z.object({ orderId: id }));

export const orderEvents = [
  orderPlaced,
  orderAmended,
  versionTold,
  orderCancelled,
  orderAllocated,
  allocationReleased,
  orderHeld,
  holdReleased,
  quantityCancelled,
  allocationMoved,
  goodsIssued,
  goodsReturned,
  ordersMerged,
  orderUnmerged,
  addressChecked,
  addressForced,
  erpCustomerAttached,
  erpOrderInjected,
] as const;
export type OrderEvent = FactOf<(typeof orderEvents)[number]>;
