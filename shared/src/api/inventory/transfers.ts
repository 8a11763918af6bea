/** Transfers over HTTP: units on their way from one warehouse to another, and what arrived of them. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { day, instant } from '../../events/define.ts';
import { binCode } from '../../events/inventory/places.ts';
import { sku } from '../../events/inventory/products.ts';
import { slug } from '../../vocabulary/channels.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';
import { givenDay } from '../given-time.ts';
import { givenPacks } from './packs.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);
const units = z.int().min(1).max(1e9);
/** A bin, or nowhere in particular. */
const givenBin = z.union([z.literal(''), binCode]).default('');

export const transferId = z.string().regex(/^tfr_[0-9a-z]+$/, 'a transfer id, tfr_…');
export const transfer = z.object({
  transferId,
  merchant: merchantId,
  sku,
  from: slug,
  to: slug,
  state: z.enum(['in_transit', 'received']),
  expectedOn: day.nullable(),
  sentAt: instant,
  quantity: z.int(),
  accepted: z.int(),
  damaged: z.int(),
  missing: z.int(),
  discrepancies: z.array(
    z.object({ receiptId: id, kind: z.enum(['damaged', 'missing']), quantity: z.int(), at: instant }),
  ),
});
export type Transfer = z.infer<typeof transfer>;
export const sendTransfer = endpoint({
  ...about,
  id: 'inventory.send_transfer',
  method: 'POST',
  path: '/api/logistics/inventory/transfers',
  summary: 'Send units of a SKU to another warehouse',
  description:
    'Good units that are not reserved, what expires first before others: 409 `stock_short` where fewer lie there.',
  body: z.strictObject({
    reference: id.optional().describe('Your own name for it; the same again sends nothing twice'),
    sku,
    from: slug,
    bin: givenBin,
    to: slug,
    quantity: units,
    expectedOn: givenDay.optional(),
  }),
  success: 201,
  alsoAnswers: { 200: 'It was sent before: nothing moved' },
  refusals: [409],
  reply: transfer,
});
export const receiveTransfer = endpoint({
  ...about,
  id: 'inventory.receive_transfer',
  method: 'POST',
  path: '/api/logistics/inventory/transfers/:transferId/receipts',
  summary: 'Book what arrived of a transfer: good, broken, missing',
  description:
    'Nothing is counted twice: good, broken and missing together are at most what is on its way. What is broken or missing becomes a discrepancy.',
  params: z.object({ transferId }),
  body: z.strictObject({
    receiptId: id.describe('Your own name for this arrival; the same again books nothing twice'),
    accepted: z.int().min(0).max(1e9).optional().describe('Good units; from `packs` when left out'),
    packs: givenPacks.optional(),
    damaged: z.int().min(0).max(1e9).default(0),
    missing: z.int().min(0).max(1e9).default(0),
    bin: givenBin,
  }),
  refusals: [409],
  reply: transfer,
});
export const listTransfers = endpoint({
  ...about,
  id: 'inventory.transfers',
  method: 'GET',
  path: '/api/logistics/inventory/transfers',
  summary: 'Transfers between warehouses, newest first',
  query: pageQuery.extend({ state: z.enum(['in_transit', 'received']).optional(), sku: sku.optional() }),
  reply: pageOf(transfer),
});
