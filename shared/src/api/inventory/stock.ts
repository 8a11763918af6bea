/** Stock over HTTP: levels, the ledger, corrections, counts. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { instant } from '../../events/define.ts';
import { binCode } from '../../events/inventory/places.ts';
import { sku } from '../../events/inventory/products.ts';
import { lot, stockEntry } from '../../events/inventory/stock.ts';
import { givenMoney } from '../../values/money.ts';
import { slug } from '../../vocabulary/channels.ts';
import { adjustReasons, movementKinds, stockConditions } from '../../vocabulary/inventory.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';
import { givenDay, givenInstant, inOrder } from '../given-time.ts';
import { givenPacks, givenPacksOrNone } from './packs.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);
const units = z.int().min(1).max(1e9);
/** A bin, or nowhere in particular. */
const givenBin = z.union([z.literal(''), binCode]).default('');

export const level = z.object({
  sku,
  merchant: merchantId,
  name: z.string(),
  warehouse: slug,
  onHand: z.int(),
  reserved: z.int(),
  available: z.int().describe('Sellable, not expired, not reserved'),
  damaged: z.int(),
  expired: z.int().describe('Sellable by condition, but past their day'),
  incoming: z.int().describe('Expected by purchase orders and transfers'),
  value: z.array(z.object({ currency: z.string(), amount: z.int() })).describe('What is on hand has cost, by currency'),
});
export type StockLevel = z.infer<typeof level>;
export const listLevels = endpoint({
  ...about,
  id: 'inventory.levels',
  method: 'GET',
  path: '/api/logistics/inventory/levels',
  summary: 'Stock by SKU and warehouse, as people look at it',
  query: pageQuery.extend({
    q: z.string().trim().min(1).max(120).optional().describe('Part of a SKU or a name'),
    warehouse: slug.optional(),
    show: z.enum(['low', 'out', 'damaged', 'expired']).optional(),
  }),
  reply: pageOf(level),
});

export const balance = z.object({
  sku,
  merchant: merchantId,
  warehouse: slug,
  bin: z.string(),
  condition: z.enum(stockConditions),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  lots: z.array(lot.extend({ onHand: z.int(), reserved: z.int() })),
});
export const listBalances = endpoint({
  ...about,
  id: 'inventory.balances',
  method: 'GET',
  path: '/api/logistics/inventory/balances',
  summary: 'Balances by SKU, warehouse, bin and condition, with their lots',
  query: pageQuery.extend({ sku: sku.optional(), warehouse: slug.optional() }),
  reply: pageOf(balance),
});
/** What one SKU could be promised for, over all open warehouses. */
export const availability = endpoint({
  ...about,
  id: 'inventory.availability',
  method: 'GET',
  path: '/api/logistics/inventory/availability',
  summary: 'How many units of a SKU could be promised, in all and by warehouse; of a kit what its parts allow',
  query: z.object({
    sku,
    channel: slug.optional().describe('As this channel sees it: its warehouses, less what is kept back'),
    on: givenDay.optional().describe('Good until this day; today when left out'),
  }),
  refusals: [404],
  reply: z.object({
    sku,
    onHand: z.int(),
    reserved: z.int(),
    available: z.int(),
    waiting: z.int().describe('Units that orders wait for'),
    warehouses: z.array(z.object({ warehouse: slug, onHand: z.int(), reserved: z.int(), available: z.int() })),
  }),
});

export const movement = z.object({
  movementId: id,
  sku,
  merchant: merchantId,
  kind: z.enum(movementKinds),
  at: instant,
  onHand: z.int().describe('Change in all'),
  reserved: z.int(),
  entries: z.array(stockEntry),
  orderId: z.string().nullable(),
  reason: z.enum(adjustReasons).nullable(),
  reference: z.string().nullable(),
  actor: z.string(),
});
export type StockMovement = z.infer<typeof movement>;
export const listMovements = endpoint({
  ...about,
  id: 'inventory.movements',
  method: 'GET',
  path: '/api/logistics/inventory/movements',
  summary: 'The ledger, newest first',
  query: inOrder(
    pageQuery.extend({
      sku: sku.optional(),
      warehouse: slug.optional(),
      kind: z.enum(movementKinds).optional(),
      orderId: z.string().max(120).optional(),
      reference: id.optional(),
      from: givenInstant.optional(),
      to: givenInstant.optional(),
    }),
    'from',
    'to',
  ),
  reply: pageOf(movement),
});

const place = { sku, warehouse: slug, bin: givenBin };
/** What one unit cost: nothing at least, and not so much that sums of it are no whole numbers any more. */
const givenCost = givenMoney.extend({ amount: z.int().min(0).max(1e12).describe('Integer of minor units (cents)') });
const newLot = {
  lot: id.optional().describe('The batch printed on it; a lot of its own when left out'),
  unitCost: givenCost.optional(),
  expiresOn: givenDay.optional(),
};
/** What a person or a program moves by hand. Whatever orders need is moved by their own commands. */
export const movementInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('receipt'),
    ...place,
    quantity: units.optional().describe('Units that came; from `packs` when left out'),
    packs: givenPacks.optional(),
    condition: z.enum(stockConditions).default('sellable'),
    ...newLot,
    receivedAt: givenInstant.optional(),
    receiptId: id.optional().describe('Your own name for this arrival; the same again books nothing twice'),
    reference: id.optional(),
  }),
  z.strictObject({
    kind: z.literal('adjust'),
    ...place,
    condition: z.enum(stockConditions).default('sellable'),
    change: z
      .int()
      .min(-1e9)
      .max(1e9)
      .refine((n) => n !== 0, 'changes nothing')
      .describe('Units found (+) or gone (-)'),
    lot: id.optional().describe('Left out: gone from what expires first, found as a lot of its own'),
    reason: z.enum(adjustReasons),
    reference: id.optional(),
  }),
  z.strictObject({
    kind: z.literal('transfer'),
    ...place,
    toBin: givenBin,
    quantity: units,
    from: z.enum(stockConditions).default('sellable'),
    to: z.enum(stockConditions).default('sellable').describe('Another condition: units found broken, or made good'),
    lot: id.optional(),
    reference: id.optional(),
  }),
]);
export const moveStock = endpoint({
  ...about,
  id: 'inventory.move',
  method: 'POST',
  path: '/api/logistics/inventory/movements',
  summary: 'Receive, correct, or move stock within a warehouse',
  description: 'Never below zero, and never what is reserved: 409 `stock_short` names the place.',
  body: movementInput,
  success: 201,
  alsoAnswers: { 200: 'This receipt was booked before: nothing moved' },
  refusals: [409],
  reply: z.object({ movementIds: z.array(id), onHand: z.int(), reserved: z.int(), available: z.int() }),
});

/** A count is true at its own time: what moved since is kept. */
export const countStock = endpoint({
  ...about,
  id: 'inventory.count',
  method: 'POST',
  path: '/api/logistics/inventory/counts',
  summary: 'Cycle count: what was found, as of when; the difference becomes an adjustment',
  description:
    'A count holds as of `countedAt`: movements after it are kept on top. Each row is answered for itself; one that would leave less than is reserved is refused with the reason.',
  body: z.strictObject({
    reference: id.describe('Your own name for the count; the same again counts nothing twice'),
    countedAt: givenInstant
      .optional()
      .describe('Now when left out: by the tower’s clock, whatever that of the counting hand says'),
    lines: z
      .array(
        z.strictObject({
          ...place,
          condition: z.enum(stockConditions).default('sellable'),
          lot: id.optional().describe('Left out: all lots of that place together'),
          counted: z.int().min(0).max(1e9).optional().describe('Units that were found; from `packs` when left out'),
          packs: givenPacksOrNone.optional(),
        }),
      )
      .min(1)
      .max(1_000),
  }),
  reply: z.object({
    lines: z.array(
      z.object({
        outcome: z.enum(['adjusted', 'agrees', 'unchanged', 'refused']),
        difference: z.int(),
        onHand: z.int(),
        reason: z.string().nullable(),
      }),
    ),
  }),
});
