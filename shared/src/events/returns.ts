/** What happens to returns: asked for, allowed, received, inspected, refunded, closed. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { money } from '../values/money.ts';
import { personal } from '../values/personal.ts';
import { slug } from '../vocabulary/channels.ts';
import { inspectionOutcomes, refundStates, returnReasons, returnWays } from '../vocabulary/returns.ts';
import { define, type FactOf, instant } from './define.ts';
import { binCode } from './inventory/places.ts';
import { sku } from './inventory/products.ts';

const id = z.string().trim().min(1).max(120);
const about = z.object({ returnId: id });
const count = z.int().min(1).max(1e9);
const words = personal(z.string().max(1_000), 'empty');

/**
 * Units of a line of the order that are to come back; of a kit, whole kits. `parts`: what one of a kit is made of, each of which
 * is looked at for itself; nothing for what is no kit.
 */
export const returnLine = z.object({
  lineId: id,
  sku,
  quantity: count,
  reason: z.enum(returnReasons),
  parts: z
    .array(z.object({ sku, perUnit: count }))
    .max(50)
    .default([]),
});

export const returnRequested = define(
  'returns.requested',
  z.object({
    returnId: id,
    merchant: merchantId,
    number: id,
    orderId: id,
    orderNumber: id,
    channel: slug,
    by: z.enum(['customer', 'staff', 'carrier']).describe('`carrier`: a parcel came back by itself'),
    shipmentId: id.nullable().describe('The parcel that comes back undelivered'),
    lines: z.array(returnLine).min(1).max(500),
    note: words,
    photos: z.array(id).max(10).describe('Ids of uploads'),
  }),
);
/** It may come back until `expiresAt`, to `warehouse`. The code proves a parcel without a label to be this one. */
export const returnAuthorized = define(
  'returns.authorized',
  about.extend({
    warehouse: slug,
    way: z.enum(returnWays),
    expiresAt: instant.nullable(),
    dropOffCode: id.nullable(),
    trackingNumber: id.nullable(),
    carrier: slug.nullable(),
  }),
);
export const returnRejected = define('returns.rejected', about.extend({ reason: words }));
export const returnSent = define(
  'returns.sent',
  about.extend({ carrier: slug.nullable(), trackingNumber: id.nullable() }),
);
/** Units came, perhaps not all. What was not announced comes as `unexpected` units of a SKU. */
export const returnReceived = define(
  'returns.received',
  about.extend({
    receiptId: id.describe('The caller’s own name for this delivery: the same again counts once'),
    lines: z.array(z.object({ lineId: id, quantity: count })).max(500),
    unexpected: z.array(z.object({ sku, quantity: count })).max(100),
    complete: z.boolean().describe('Nothing more is to come'),
  }),
);
/** Units were looked at and laid down: the movements of the ledger bear the return's id as their reference. */
export const returnInspected = define(
  'returns.inspected',
  about.extend({
    inspectionId: id.describe('The caller’s own name for it: the same again counts once'),
    warehouse: slug,
    units: z
      .array(
        z.object({
          lineId: id.nullable().describe('Null for what was not announced'),
          sku: sku.describe('What it is: of a kit, the part; of a wrong item, what came in its stead'),
          quantity: count,
          outcome: z.enum(inspectionOutcomes),
          bin: z.union([z.literal(''), binCode]),
          lot: id.nullable().describe('The lot it joined; null where no stock is kept of it'),
          note: words.optional(),
        }),
      )
      .min(1)
      .max(2_000),
    complete: z.boolean().describe('What is not named of what came is not there: a kit came without some of its parts'),
  }),
);
export const returnClosed = define('returns.closed', about);
export const returnExpired = define('returns.expired', about);
export const returnCancelled = define('returns.cancelled', about.extend({ reason: words }));
/**
 * The money: how much of each line and for how many units, and where it stands. `reference`: the payment's own. `paid`: what was
 * sent back so far; more may become due after that. `agreed`: a person said how much.
 */
export const refundChanged = define(
  'returns.refund_changed',
  about.extend({
    state: z.enum(refundStates),
    amount: money.nullable(),
    lines: z.array(z.object({ lineId: id, units: z.int().min(0), amount: z.int().min(0) })).max(500),
    reference: id.nullable(),
    paid: z.int().min(0),
    agreed: z.boolean(),
  }),
);
/** Something is sent in its stead: an order of the channel `replacement`. */
export const replacementSent = define(
  'returns.replacement_sent',
  about.extend({
    replacementId: id,
    orderId: id,
    lines: z
      .array(z.object({ lineId: id, quantity: count }))
      .min(1)
      .max(500),
  }),
);
export const returnEvents = [
  returnRequested,
  returnAuthorized,
  returnRejected,
  returnSent,
  returnReceived,
  returnInspected,
  returnClosed,
  returnExpired,
  returnCancelled,
  refundChanged,
  replacementSent,
] as const;
export type ReturnEvent = FactOf<(typeof returnEvents)[number]>;
