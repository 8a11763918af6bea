/** API keys and kiosk tokens over HTTP. A secret is shown once, when it is made. */
import { z } from 'zod';
import { scope } from '../caller.ts';
import { keyKinds } from '../events/access.ts';
import { instant } from '../events/define.ts';
import { verticals } from '../vocabulary/areas.ts';
import { endpoint } from './endpoint.ts';
import { anyInstant } from './given-time.ts';

export const accessKey = z.object({
  keyId: z.string(),
  name: z.string(),
  kind: z.enum(keyKinds),
  area: z.enum(['personal', 'staff', 'manager']),
  verticals: z.array(z.enum(verticals)).describe('Those it holds, switched on here or not'),
  scopes: z.array(scope).describe('`*` for all'),
  hint: z.string().describe('The last four characters'),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
/** Who the caller is to the tower: the key it holds, or the visitor of a sandbox. Any key may ask, whatever its scopes. */
export const readMe = endpoint({
  id: 'access.me',
  method: 'GET',
  path: '/api/logistics/access/me',
  area: 'personal',
  vertical: 'logistics',
  scope: null,
  summary: 'What the key of this request is: its name, its kind, and what it opens here',
  reply: accessKey.pick({ name: true, area: true, kind: true, scopes: true }).extend({
    verticals: z.array(z.enum(verticals)).describe('Those it holds and this installation has switched on'),
  }),
});
export const issueKey = endpoint({
  id: 'access.issue_key',
  method: 'POST',
  path: '/api/logistics/access/keys',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Make an API key, or a kiosk token for a wall (read-only, wall only)',
  description: 'A key hands out no more than it holds itself: verticals, scopes.',
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    kind: z.enum(keyKinds).default('api'),
    area: z.enum(['personal', 'staff', 'manager']).default('staff'),
    expiresAt: anyInstant.optional(),
    verticals: z
      .array(z.enum(verticals))
      .max(20)
      .optional()
      .describe('All, also those to come, when left out; `logistics` is always among them'),
    scopes: z.array(scope).min(1).max(60).optional().describe('`*`, all, when left out'),
  }),
  success: 201,
  confidential: true,
  reply: accessKey.extend({ secret: z.string() }),
});
export const listKeys = endpoint({
  id: 'access.list_keys',
  method: 'GET',
  path: '/api/logistics/access/keys',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Keys, newest first',
  reply: z.object({ items: z.array(accessKey) }),
});
export const revokeKey = endpoint({
  id: 'access.revoke_key',
  method: 'DELETE',
  path: '/api/logistics/access/keys/:keyId',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Revoke a key at once; its open sockets are closed',
  params: z.object({ keyId: z.string().max(60) }),
  reply: accessKey,
});
