/** What happens to stock: movements of the ledger, alerts to buy again. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { money } from '../../values/money.ts';
import { slug } from '../../vocabulary/channels.ts';
import { adjustReasons, movementKinds, stockConditions } from '../../vocabulary/inventory.ts';
import { day, define, type FactOf, instant } from '../define.ts';
import { bin } from './places.ts';
import { sku } from './products.ts';

const id = z.string().trim().min(1).max(120);
/** As many as may lie of one SKU: all of it may move at once. */
const count = z.int().min(-2_000_000_000).max(2_000_000_000);

/** Where units lie: a warehouse, a bin of it ('' where none is kept, `@picked` once they are taken for an order), their condition and lot. */
export const bucketKey = z.object({
  warehouse: slug,
  bin,
  condition: z.enum(stockConditions),
  lot: id,
});
export type BucketKey = z.infer<typeof bucketKey>;
/** A change of one bucket. */
export const stockEntry = bucketKey.extend({ onHand: count, reserved: count });
export type StockEntry = z.infer<typeof stockEntry>;

/** Units that came together: what one cost, when they came, when they expire (no longer sellable from that day on). */
export const lot = z.object({ lot: id, receivedAt: instant, unitCost: money.nullable(), expiresOn: day.nullable() });
export type Lot = z.infer<typeof lot>;

/**
 * One movement of the ledger. Its entries are the whole truth of what it changed; balances are their sums. `reserve`,
 * `release`, `pick` and `ship` name the order and line they are for. Units on their way between warehouses are in no bucket:
 * `inTransit` says how many joined (+) or left (-) a transfer.
 */
export const stockMoved = define(
  'inventory.stock_moved',
  z.object({
    stockId: id,
    merchant: merchantId,
    sku,
    movementId: id,
    kind: z.enum(movementKinds),
    entries: z.array(stockEntry).max(1_000),
    lots: z.array(lot).max(1_000).optional().describe('Lots that come into being with it'),
    inTransit: z
      .object({
        transferId: id,
        lots: z
          .array(z.object({ lot: id, quantity: count }))
          .min(1)
          .max(1_000),
      })
      .optional(),
    orderId: id.optional(),
    lineId: id.optional(),
    reason: z.enum(adjustReasons).optional(),
    reference: id.optional().describe('What it belongs to: a purchase order, a count, a transfer, a delivery note'),
  }),
);
/** Raised once when what is available falls to the reorder point; armed again by a receipt that lifts it above. */
export const reorderDue = define(
  'inventory.reorder_due',
  z.object({ stockId: id, merchant: merchantId, sku, available: count, reorderPoint: count }),
);
export const reorderRearmed = define(
  'inventory.reorder_rearmed',
  z.object({ stockId: id, merchant: merchantId, sku, available: count }),
);
export const stockEvents = [stockMoved, reorderDue, reorderRearmed] as const;
export type StockEvent = FactOf<(typeof stockEvents)[number]>;
