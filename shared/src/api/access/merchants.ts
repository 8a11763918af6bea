/** Merchants: whose orders, shipments, keys and people they are. Carriers and warehouses are the operator's. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { instant } from '../../events/define.ts';
import { endpoint } from '../endpoint.ts';

export const merchant = z.object({
  merchant: merchantId.describe('Its short name, which never changes'),
  name: z.string(),
  state: z.enum(['active', 'closed']).describe('`closed`: takes no new orders; what it has is read still'),
  retentionDays: z
    .int()
    .nullable()
    .describe('Personal data is erased so long after an order ended; null: never by itself'),
  createdAt: instant.nullable(),
});
export type Merchant = z.infer<typeof merchant>;
const retentionDays = z.int().min(1).max(36_500).nullable();

/** Whoever is signed in or holds a key sees those it serves. */
export const listMerchants = endpoint({
  id: 'access.list_merchants',
  method: 'GET',
  path: '/api/logistics/access/merchants',
  area: 'personal',
  vertical: 'logistics',
  scope: null,
  summary: 'The merchants I may act for',
  reply: z.object({ items: z.array(merchant) }),
});
export const addMerchant = endpoint({
  id: 'access.add_merchant',
  method: 'POST',
  path: '/api/logistics/access/merchants',
  area: 'manager',
  vertical: 'logistics',
  operator: true,
  summary: 'Add a merchant',
  body: z.strictObject({
    merchant: merchantId,
    name: z.string().trim().min(1).max(120),
    retentionDays: retentionDays.default(null),
  }),
  success: 201,
  reply: merchant,
  refusals: [409],
});
export const changeMerchant = endpoint({
  id: 'access.change_merchant',
  method: 'PATCH',
  path: '/api/logistics/access/merchants/:merchant',
  area: 'manager',
  vertical: 'logistics',
  operator: true,
  summary: 'Rename a merchant, close or open it, or change how long it keeps personal data',
  params: z.object({ merchant: merchantId }),
  body: z.strictObject({
    name: z.string().trim().min(1).max(120).optional(),
    state: z.enum(['active', 'closed']).optional(),
    retentionDays: retentionDays.optional(),
  }),
  reply: merchant,
});
