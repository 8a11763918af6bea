/** Packages as they are read, and who has a part in them: fulfillment orders of merged orders leave in one parcel. */
import { z } from 'zod';
import { fulfillmentLine } from '../../events/fulfillment.ts';
import { parcel } from '../../events/shipping.ts';
import { slug } from '../../vocabulary/channels.ts';
import { fulfillmentStatuses } from '../../vocabulary/fulfillment.ts';

const id = z.string().trim().min(1).max(120);
const mate = z.object({ fulfillmentId: id, number: id, orderId: id, orderNumber: id });

export const fulfillmentPackage = z.object({
  packageId: id,
  number: z.int().describe('1, 2, … within the fulfillment order'),
  parcel,
  lines: z.array(z.object({ lineId: id, sku: id, quantity: z.int() })),
  label: z.object({ shipmentId: id, carrier: slug, service: z.string(), trackingNumber: id }).nullable(),
  sharedWith: z
    .array(mate.extend({ lines: z.array(z.object({ lineId: id, sku: id, quantity: z.int() })) }))
    .describe('Other fulfillment orders that have a part in it, and what: it has one label and leaves for all of them'),
});
export const together = z
  .array(
    mate.extend({
      status: z.enum(fulfillmentStatuses),
      held: z.boolean(),
      lines: z.array(fulfillmentLine.extend({ pickedQuantity: z.int(), packedQuantity: z.int() })),
    }),
  )
  .describe('Of the orders merged with its own: what leaves from the same warehouse; only of one that is asked for');
