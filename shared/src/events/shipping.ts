/** What happens to a shipment as a plan and a paid label; where it is, is tracking's to say. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { address, warehouseAddress } from '../values/address.ts';
import { money } from '../values/money.ts';
import { personal } from '../values/personal.ts';
import { slug } from '../vocabulary/channels.ts';
import { define, type FactOf, instant } from './define.ts';
import { promise } from './orders.ts';

const id = z.string().trim().min(1).max(120);

export const parcel = z.object({
  weightGrams: z.int().min(0).max(1e9).optional(),
  dimensionsMm: z
    .object({ length: z.int().min(0).max(1e7), width: z.int().min(0).max(1e7), height: z.int().min(0).max(1e7) })
    .optional(),
});
export type Parcel = z.infer<typeof parcel>;

/** The stretch one carrier is responsible for, with its own tracking number. */
export const leg = z.object({ number: z.int().min(1), carrier: slug, service: z.string().max(60), trackingNumber: id });
export type Leg = z.infer<typeof leg>;

/** Units of a line of the order. */
export const units = z.object({ lineId: id, quantity: z.int().min(1).max(1e9) });

export const shipmentCreated = define(
  'shipping.shipment_created',
  z.object({
    shipmentId: id,
    merchant: merchantId.optional().describe('Whose it is, that of its order; `main` when left out'),
    orderId: id,
    orderNumber: id,
    channel: slug,
    reference: id.describe('The caller’s own name for this shipment, unique within the order'),
    warehouse: slug.nullable(),
    origin: warehouseAddress,
    destination: address,
    packages: z.array(parcel).min(1).max(200),
    fulfillmentId: id
      .optional()
      .describe('The work on the floor it is of: its goods are issued when that leaves, not when the label is made'),
    lines: z.array(units).max(500).optional().describe('What of the order is in it; left out, whatever could leave'),
    others: z
      .array(
        z.object({
          orderId: id,
          orderNumber: id,
          fulfillmentId: id,
          lines: z.array(units).max(500),
          tokenHash: z.string().describe('SHA-256 of this order’s own tracking link'),
        }),
      )
      .max(200)
      .optional()
      .describe('Orders merged with this one that have a part in the parcel'),
    legs: z.array(leg).min(1).max(20),
    orderPlacedAt: instant,
    promise: promise.nullable(),
    shipBy: instant.nullable(),
    cost: money.nullable(),
    tokenHash: z.string().optional().describe('SHA-256 of the tracking link’s token; the token itself is kept nowhere'),
    trackingToken: personal(z.string(), 'hash')
      .optional()
      .describe('Events from before had the token itself; since they were sealed, its hash'),
    history: instant
      .optional()
      .describe('Told as a parcel of the past, at this time: what happened before it was not reported late'),
  }),
);
export const labelCreated = define(
  'shipping.label_created',
  z.object({ shipmentId: id, leg: z.int(), carrier: slug, trackingNumber: id }),
);
export const shipmentCancelled = define(
  'shipping.shipment_cancelled',
  z.object({ shipmentId: id, reason: personal(z.string().max(300), 'empty') }),
);

export const shippingEvents = [shipmentCreated, labelCreated, shipmentCancelled] as const;
export type ShippingEvent = FactOf<(typeof shippingEvents)[number]>;
