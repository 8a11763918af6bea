/** What happens to what is on its way in: purchase orders, transfers between warehouses. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { money } from '../../values/money.ts';
import { slug } from '../../vocabulary/channels.ts';
import { day, define, type FactOf } from '../define.ts';
import { sku } from './products.ts';

const id = z.string().trim().min(1).max(120);
const count = z.int();

export const purchaseLine = z.object({
  lineId: id,
  sku,
  quantity: z.int().min(1).max(1e9).describe('Units expected'),
  unitCost: money.nullable(),
});
export const purchaseOrderPlaced = define(
  'inventory.purchase_order_placed',
  z.object({
    purchaseOrderId: id,
    merchant: merchantId,
    number: id,
    vendor: slug,
    warehouse: slug,
    expectedOn: day.nullable(),
    lines: z.array(purchaseLine).min(1).max(500),
  }),
);
export const purchaseOrderPostponed = define(
  'inventory.purchase_order_postponed',
  z.object({ purchaseOrderId: id, merchant: merchantId, expectedOn: day.nullable() }),
);
/** A part of it came. `packs` tells how it was counted at the dock where it was counted in packs. */
export const purchaseOrderReceived = define(
  'inventory.purchase_order_received',
  z.object({
    purchaseOrderId: id,
    merchant: merchantId,
    receiptId: id,
    lines: z
      .array(
        z.object({
          lineId: id,
          sku,
          accepted: z.int().min(0).max(1e9),
          damaged: z.int().min(0).max(1e9),
          packs: z.object({ count: z.int().min(1), size: z.int().min(1) }).optional(),
        }),
      )
      .min(1)
      .max(500),
  }),
);
/** What came is not what was ordered: `difference` units too many (+) or too few (-), or units that came broken. */
export const receiptDiscrepancy = define(
  'inventory.receipt_discrepancy_found',
  z.object({
    purchaseOrderId: id,
    merchant: merchantId,
    lineId: id,
    sku,
    kind: z.enum(['over', 'short', 'damaged', 'unexpected']),
    difference: count,
  }),
);
export const purchaseOrderClosed = define(
  'inventory.purchase_order_closed',
  z.object({ purchaseOrderId: id, merchant: merchantId, outcome: z.enum(['received', 'cancelled']) }),
);
/** Somebody has cleared with the vendor what differed so far: it is no longer open. */
export const discrepanciesSettled = define(
  'inventory.discrepancies_settled',
  z.object({ purchaseOrderId: id, merchant: merchantId }),
);
export const purchaseOrderEvents = [
  purchaseOrderPlaced,
  purchaseOrderPostponed,
  purchaseOrderReceived,
  receiptDiscrepancy,
  purchaseOrderClosed,
  discrepanciesSettled,
] as const;
export type PurchaseOrderEvent = FactOf<(typeof purchaseOrderEvents)[number]>;

/** Units of one SKU sent from one warehouse to another, and what arrived of them. */
export const transferSent = define(
  'inventory.transfer_sent',
  z.object({
    transferId: id,
    merchant: merchantId,
    sku,
    from: slug,
    to: slug,
    expectedOn: day.nullable(),
    lots: z
      .array(z.object({ lot: id, quantity: z.int().min(1) }))
      .min(1)
      .max(1_000),
  }),
);
export const transferReceived = define(
  'inventory.transfer_received',
  z.object({
    transferId: id,
    merchant: merchantId,
    receiptId: id,
    accepted: z.int().min(0),
    damaged: z.int().min(0),
    missing: z.int().min(0).describe('Units that will not come any more'),
  }),
);
/** What arrived is not what was sent: units that came broken, or will not come any more. */
export const transferDiscrepancy = define(
  'inventory.transfer_discrepancy_found',
  z.object({
    transferId: id,
    merchant: merchantId,
    receiptId: id,
    sku,
    kind: z.enum(['damaged', 'missing']),
    quantity: z.int().min(1),
  }),
);
export const transferEvents = [transferSent, transferReceived, transferDiscrepancy] as const;
export type TransferEvent = FactOf<(typeof transferEvents)[number]>;
