/** A return as staff read it, and what of an order may come back. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { instant } from '../../events/define.ts';
import { returnLine } from '../../events/returns.ts';
import { money } from '../../values/money.ts';
import { slug } from '../../vocabulary/channels.ts';
import { inspectionOutcomes, refundStates, returnStates, returnWays } from '../../vocabulary/returns.ts';

const id = z.string().trim().min(1).max(120);
export const returnId = z.string().regex(/^rma_[0-9a-z]+$/, 'a return id, rma_…');

export const rma = z.object({
  returnId,
  number: id,
  merchant: merchantId,
  orderId: id,
  orderNumber: id,
  channel: slug,
  by: z.enum(['customer', 'staff', 'carrier']),
  shipmentId: id.nullable(),
  state: z.enum(returnStates),
  version: z.int(),
  lines: z.array(
    returnLine.extend({
      sku: id,
      name: z.string(),
      received: z.int(),
      inspected: z.int().describe('Whole units of it that were looked at'),
      toReceive: z.int().describe('Never below 0'),
    }),
  ),
  toInspect: z
    .array(z.object({ lineId: id.nullable(), sku: id, name: z.string(), quantity: z.int() }))
    .describe('What came and was not looked at; of kits, their parts'),
  unexpected: z.array(z.object({ sku: id, quantity: z.int() })).describe('What came and was not announced'),
  inspections: z.array(
    z.object({
      inspectionId: id,
      at: instant,
      lineId: id.nullable(),
      sku: id,
      quantity: z.int(),
      outcome: z.enum(inspectionOutcomes),
      warehouse: slug,
      bin: z.string(),
      note: z.string().nullable(),
    }),
  ),
  note: z.string(),
  reason: z.string().nullable().describe('Why it was rejected or cancelled'),
  erasedAt: instant.nullable(),
  photos: z.array(z.object({ uploadId: id, href: z.string() })),
  warehouse: slug.nullable(),
  way: z.enum(returnWays).nullable(),
  dropOffCode: id.nullable(),
  carrier: slug.nullable(),
  trackingNumber: id.nullable(),
  expiresAt: instant.nullable(),
  refund: z.object({
    state: z.enum(refundStates),
    amount: money.nullable(),
    lines: z.array(z.object({ lineId: id, units: z.int(), amount: z.int() })),
    reference: id.nullable(),
    paid: z.int().describe('Minor units sent back so far: the rest of `amount` is due'),
  }),
  replacements: z.array(
    z.object({ replacementId: id, orderId: id, lines: z.array(z.object({ lineId: id, quantity: z.int() })) }),
  ),
  toReplace: z
    .array(z.object({ lineId: id, quantity: z.int() }))
    .describe('Received, and neither replaced nor refunded'),
  requestedAt: instant,
  closedAt: instant.nullable(),
});
export type Rma = z.infer<typeof rma>;

export const returnableLines = z.array(
  z.object({
    lineId: id,
    sku: id,
    name: z.string(),
    shipped: z.int(),
    returned: z.int().describe('Of it, on their way back or back, by earlier returns'),
    returnable: z.int(),
  }),
);
export type ReturnableLine = z.infer<typeof returnableLines>[number];
