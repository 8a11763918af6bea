/** Read-only analysts of ClickHouse: who may ask it in SQL, where, and with which name. */
import { z } from 'zod';
import { instant } from '../../events/define.ts';
import { endpoint } from '../endpoint.ts';
import { merchantsGiven, merchantsHeld } from './keys.ts';

const base = '/api/logistics/access/analysts';
const forManagers = { area: 'manager', vertical: 'logistics' } as const;

export const analyst = z.object({
  analystId: z.string(),
  user: z.string().describe('The user name at ClickHouse’s HTTP interface'),
  name: z.string(),
  merchants: merchantsHeld,
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
/** Where analysts connect: the address of ClickHouse’s HTTP interface and its database. */
const place = z.object({ url: z.string().nullable(), database: z.string() });
export const listAnalysts = endpoint({
  ...forManagers,
  id: 'access.list_analysts',
  method: 'GET',
  path: base,
  summary: 'Who may ask ClickHouse in SQL, and where',
  reply: z.object({ place, items: z.array(analyst) }),
});
export const addAnalyst = endpoint({
  ...forManagers,
  id: 'access.add_analyst',
  method: 'POST',
  path: base,
  summary: 'Add a read-only analyst; the password is shown once',
  body: z.strictObject({
    user: z.string().regex(/^[a-z][a-z0-9_]{2,30}$/, 'small letters, digits and underscores, 3 to 31, a letter first'),
    name: z.string().trim().min(1).max(120),
    merchants: merchantsGiven.optional(),
  }),
  success: 201,
  confidential: true,
  reply: analyst.extend({ password: z.string() }),
  refusals: [409, 429],
});
export const revokeAnalyst = endpoint({
  ...forManagers,
  id: 'access.revoke_analyst',
  method: 'DELETE',
  path: `${base}/:analystId`,
  summary: 'Revoke an analyst at once',
  params: z.object({ analystId: z.string().max(60) }),
  reply: analyst,
});
