/** Purchase orders over HTTP: what is expected of vendors, what came of it, what is to be bought again. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { day, instant } from '../../events/define.ts';
import { binCode } from '../../events/inventory/places.ts';
import { sku } from '../../events/inventory/products.ts';
import { purchaseLine } from '../../events/inventory/purchasing.ts';
import { givenMoney } from '../../values/money.ts';
import { slug } from '../../vocabulary/channels.ts';
import { purchaseOrderStates } from '../../vocabulary/inventory.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';
import { givenDay } from '../given-time.ts';
import { givenPacks } from './packs.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);
export const purchaseOrderId = z.string().regex(/^pur_[0-9a-z]+$/, 'a purchase order id, pur_…');

export const purchaseOrder = z.object({
  purchaseOrderId,
  merchant: merchantId,
  number: id,
  vendor: slug,
  warehouse: slug,
  state: z.enum(purchaseOrderStates),
  expectedOn: day.nullable(),
  placedAt: instant,
  lines: z.array(
    purchaseLine.extend({
      quantity: z.int().min(0).describe('Units expected; 0 of what nobody ordered and came all the same'),
      received: z.int().describe('Units that came, good and broken'),
      damaged: z.int(),
      open: z.int().describe('Units still to come'),
    }),
  ),
  discrepancies: z.array(
    z.object({
      lineId: id,
      sku,
      kind: z.enum(['over', 'short', 'damaged', 'unexpected']),
      difference: z.int(),
      at: instant,
      settled: z.boolean().describe('Cleared with the vendor'),
    }),
  ),
});
export type PurchaseOrder = z.infer<typeof purchaseOrder>;

export const placePurchaseOrder = endpoint({
  ...about,
  id: 'inventory.place_purchase_order',
  method: 'POST',
  path: '/api/logistics/inventory/purchase-orders',
  summary: 'Order from a vendor',
  description: 'The same number again with the same lines changes nothing; with others it is refused.',
  body: z.strictObject({
    number: id,
    vendor: slug,
    warehouse: slug,
    expectedOn: givenDay.optional().describe('From the vendor’s lead time when left out'),
    lines: z
      .array(z.strictObject({ sku, quantity: z.int().min(1).max(1e9), unitCost: givenMoney.optional() }))
      .min(1)
      .max(500),
  }),
  success: 201,
  refusals: [409],
  alsoAnswers: { 200: 'It was there: unchanged' },
  reply: purchaseOrder,
});
export const listPurchaseOrders = endpoint({
  ...about,
  id: 'inventory.purchase_orders',
  method: 'GET',
  path: '/api/logistics/inventory/purchase-orders',
  summary: 'Purchase orders, newest first',
  query: pageQuery.extend({
    state: z.enum(purchaseOrderStates).optional(),
    vendor: slug.optional(),
    warehouse: slug.optional(),
    number: id.optional(),
    discrepancy: z.literal('open').optional().describe('On which something differs that is not settled yet'),
  }),
  reply: pageOf(purchaseOrder),
});
export const getPurchaseOrder = endpoint({
  ...about,
  id: 'inventory.get_purchase_order',
  method: 'GET',
  path: '/api/logistics/inventory/purchase-orders/:purchaseOrderId',
  summary: 'One purchase order',
  params: z.object({ purchaseOrderId }),
  reply: purchaseOrder,
});
export const receivePurchaseOrder = endpoint({
  ...about,
  id: 'inventory.receive_purchase_order',
  method: 'POST',
  path: '/api/logistics/inventory/purchase-orders/:purchaseOrderId/receipts',
  summary: 'Book what came at the dock: stock rises at once, what differs becomes a discrepancy',
  description:
    'Counted in units, or in packs. More than was ordered, broken units, or a SKU nobody ordered are booked and told as discrepancies.',
  params: z.object({ purchaseOrderId }),
  body: z.strictObject({
    receiptId: id.describe('Your own name for this delivery; the same again books nothing twice'),
    lines: z
      .array(
        z.strictObject({
          sku,
          accepted: z.int().min(0).max(1e9).optional().describe('Good units; from `packs` when left out'),
          packs: givenPacks.optional(),
          damaged: z.int().min(0).max(1e9).default(0),
          lot: id.optional(),
          expiresOn: givenDay.optional(),
          bin: z.union([z.literal(''), binCode]).default(''),
        }),
      )
      .min(1)
      .max(500),
    last: z.boolean().default(false).describe('Nothing more will come: what is missing becomes a discrepancy'),
  }),
  refusals: [409],
  reply: purchaseOrder,
});
export const changePurchaseOrder = endpoint({
  ...about,
  id: 'inventory.change_purchase_order',
  method: 'PATCH',
  path: '/api/logistics/inventory/purchase-orders/:purchaseOrderId',
  summary: 'Expect a purchase order on another day, call off what has not come, settle what differs',
  params: z.object({ purchaseOrderId }),
  body: z.union([
    z.strictObject({ expectedOn: givenDay.nullable() }),
    z.strictObject({ state: z.literal('cancelled') }),
    z.strictObject({ discrepancies: z.literal('settled') }),
  ]),
  refusals: [409],
  reply: purchaseOrder,
});

export const reorderAlert = z.object({
  sku,
  merchant: merchantId,
  name: z.string(),
  vendor: slug.nullable(),
  available: z.int(),
  reorderPoint: z.int(),
  reorderQuantity: z.int().nullable(),
  incoming: z.int(),
  since: instant,
});
export type ReorderAlert = z.infer<typeof reorderAlert>;
export const listReorderAlerts = endpoint({
  ...about,
  id: 'inventory.reorder_alerts',
  method: 'GET',
  path: '/api/logistics/inventory/reorder-alerts',
  summary: 'What is to be bought again, since when',
  reply: z.object({ items: z.array(reorderAlert) }),
});
