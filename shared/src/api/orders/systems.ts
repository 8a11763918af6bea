/** Systems around the tower over HTTP: the ERP that owns the customers, and what is called what in which system. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { instant } from '../../events/define.ts';
import { slug } from '../../vocabulary/channels.ts';
import { erpKinds, mappedKinds } from '../../vocabulary/systems.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';

const about = { area: 'manager', vertical: 'ecommerce' } as const;

/** How a merchant's ERP is reached. The secret is written and never read back. */
export const erpConnection = z.object({
  merchant: merchantId,
  kind: z.enum(erpKinds),
  url: z.string(),
  keyName: z.string().describe('The API key’s public part'),
  company: z.string().describe('Whose books orders go into'),
  enabled: z.boolean(),
  lastOkAt: instant.nullable(),
  lastError: z.string().nullable(),
});
export type ErpConnection = z.infer<typeof erpConnection>;
export const saveErp = endpoint({
  ...about,
  id: 'orders.save_erp',
  method: 'PUT',
  path: '/api/logistics/systems/erp',
  summary: 'Connect the ERP: from then on every new order’s customer is found or made there, and the order injected',
  body: z.strictObject({
    kind: z.enum(erpKinds).default('erpnext'),
    url: z.url().max(500),
    keyName: z.string().trim().min(1).max(200),
    secret: z.string().min(1).max(400).optional().describe('Kept as it is when left out'),
    company: z.string().trim().min(1).max(140),
    enabled: z.boolean().default(true),
  }),
  reply: z.object({ outcome: z.enum(['added', 'changed', 'unchanged']) }),
});
export const getErp = endpoint({
  ...about,
  area: 'staff',
  id: 'orders.get_erp',
  method: 'GET',
  path: '/api/logistics/systems/erp',
  summary: 'The ERP connections of the merchants the caller sees',
  reply: z.object({ items: z.array(erpConnection) }),
});
/** Asks the ERP again for a customer or an order that could not be made; the difference is answered before it goes on. */
export const retryFromSource = endpoint({
  ...about,
  area: 'staff',
  id: 'orders.retry_from_source',
  method: 'POST',
  path: '/api/logistics/orders/:orderId/erp/retry',
  summary: 'Read the customer in the ERP again and go on with the golden thread',
  params: z.object({ orderId: z.string() }),
  refusals: [409, 502],
  reply: z.object({
    outcome: z.enum(['attached', 'injected', 'unchanged']),
    differences: z.array(z.object({ field: z.string(), here: z.string().nullable(), there: z.string().nullable() })),
  }),
});
export const idMapEntry = z.object({
  system: slug,
  kind: z.enum(mappedKinds),
  ours: z.string().describe('The order’s id; of a customer the e-mail, else the telephone number, else the order’s id'),
  theirs: z.string(),
  orderId: z.string().describe('The order, or the one of the customer’s that says who that is'),
  merchant: merchantId,
  since: instant,
});
export type IdMapEntry = z.infer<typeof idMapEntry>;
export const listIdMap = endpoint({
  ...about,
  area: 'staff',
  id: 'orders.id_map',
  method: 'GET',
  path: '/api/logistics/systems/id-map',
  summary: 'Which customer and order of the tower is which in the ERP',
  query: pageQuery.extend({ q: z.string().trim().min(1).max(120).optional() }),
  reply: pageOf(idMapEntry),
});
export const mendIdMap = endpoint({
  ...about,
  id: 'orders.mend_id_map',
  method: 'POST',
  path: '/api/logistics/systems/id-map',
  summary: 'Say which customer of the ERP an order’s customer is',
  body: z.strictObject({ orderId: z.string(), customerId: z.string().trim().min(1).max(120) }),
  refusals: [404, 409, 502],
  reply: z.object({ outcome: z.enum(['changed', 'unchanged']) }),
});
