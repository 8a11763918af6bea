/** What was picked and is nobody's any more, over HTTP. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { clientScanId } from '../../events/fulfillment.ts';
import { binCode } from '../../events/inventory/places.ts';
import { slug } from '../../vocabulary/channels.ts';
import { endpoint } from '../endpoint.ts';

const about = { area: 'personal', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);

/** Units that were picked for something that was called off, and must go back on a shelf before anybody else gets them. */
export const putBack = z.object({
  merchant: merchantId,
  warehouse: slug,
  sku: id,
  name: z.string(),
  lot: id,
  quantity: z.int(),
});
export const listPutBacks = endpoint({
  ...about,
  id: 'fulfillment.put_backs',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/fulfillment/put-backs',
  summary: 'What was picked and is nobody’s any more',
  query: z.object({ warehouse: slug.optional() }),
  reply: z.object({ items: z.array(putBack) }),
});
export const putBackUnits = endpoint({
  ...about,
  id: 'fulfillment.put_back',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/put-backs',
  summary: 'Lay such units into a bin: from then on they can be sold again',
  body: z.strictObject({
    clientScanId,
    merchant: merchantId.optional().describe('Needed where several merchants have units of this SKU and lot there'),
    warehouse: slug,
    sku: id,
    lot: id,
    quantity: z.int().min(1).max(1e9),
    location: z.union([z.literal(''), binCode]),
  }),
  refusals: [409],
  reply: z.object({ outcome: z.enum(['moved', 'before']) }),
});
