/** What happens to an order: placed, amended by its channel, cancelled. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { address } from '../values/address.ts';
import { personal } from '../values/personal.ts';
import { customerTiers, fulfillmentTypes, itemTags, slug } from '../vocabulary/channels.ts';
import { zoneCertainties } from '../vocabulary/tracking-status.ts';
import { day, define, type FactOf, instant } from './define.ts';

const id = z.string().trim().min(1).max(120);

export const customer = z.object({
  id: personal(z.string().trim().min(1).max(120)).optional(),
  email: personal(z.email().max(200)).optional(),
  tier: z.enum(customerTiers).default('standard'),
});

export const orderLine = z.object({
  channelSku: id.optional(),
  sku: id,
  /** What it is called, which may name whom it was engraved for. */
  name: personal(z.string().max(300), 'empty').default(''),
  quantity: z.int().min(1).max(1_000_000),
  unitPrice: z.int().min(0).max(1e12).describe('Minor units of the order currency'),
  tags: z.array(z.enum(itemTags)).default([]),
  fulfillmentType: z.enum(fulfillmentTypes).default('stock'),
  weightGrams: z.int().min(0).max(1e9).optional(),
  dimensionsMm: z
    .object({ length: z.int().min(0).max(1e7), width: z.int().min(0).max(1e7), height: z.int().min(0).max(1e7) })
    .optional(),
  vendor: id.optional(),
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
  total: z.int().min(0).describe('Minor units of the order currency'),
  promise: promise.nullable(),
  shipBy: instant.nullable(),
});
export type OrderContent = z.infer<typeof orderContent>;

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
  }),
);
export const orderAmended = define(
  'orders.order_amended',
  orderContent.partial().extend({ orderId: id, changed: z.array(z.string()) }),
);
export const orderCancelled = define(
  'orders.order_cancelled',
  z.object({ orderId: id, reason: personal(z.string().max(300), 'empty') }),
);

export const orderEvents = [orderPlaced, orderAmended, orderCancelled] as const;
export type OrderEvent = FactOf<(typeof orderEvents)[number]>;
