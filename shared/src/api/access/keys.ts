/** API keys and kiosk tokens over HTTP. A secret is shown once, when it is made. */
import { z } from 'zod';
import { callerKinds, merchantId, scope } from '../../caller.ts';
import { keyKinds } from '../../events/access.ts';
import { instant } from '../../events/define.ts';
import { verticals } from '../../vocabulary/areas.ts';
import { endpoint } from '../endpoint.ts';
import { givenInstant } from '../given-time.ts';

/** Merchants as a key or a person holds them. */
export const merchantsHeld = z.union([z.literal('*'), z.array(z.string())]);
/** Merchants as they are handed out: all, or some by name. */
export const merchantsGiven = z.union([z.literal('*'), z.array(merchantId).min(1).max(200)]);

export const accessKey = z.object({
  keyId: z.string(),
  name: z.string(),
  kind: z.enum(keyKinds),
  area: z.enum(['personal', 'staff', 'manager']),
  verticals: z.array(z.enum(verticals)).describe('Those it holds, switched on here or not'),
  allVerticals: z.boolean().describe('Also those that come later'),
  scopes: z.array(scope).describe('`*` for all'),
  hint: z.string().describe('The last four characters'),
  merchants: merchantsHeld,
  /** Both while a rotation lasts; the newest first. */
  secrets: z.array(z.object({ hint: z.string(), createdAt: instant, validUntil: instant.nullable() })),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
/** Who the caller is to the tower: the person who signed in, the key it holds, or the visitor of a sandbox. Whatever its scopes, it may ask. */
export const readMe = endpoint({
  id: 'access.me',
  method: 'GET',
  path: '/api/logistics/access/me',
  area: 'personal',
  vertical: 'logistics',
  scope: null,
  summary: 'Who this request is of: the name, the kind, and what it opens here',
  reply: accessKey.pick({ name: true, area: true, scopes: true }).extend({
    id: z.string().describe('The id of the key or the person'),
    kind: z.enum(callerKinds).exclude(['anonymous']),
    verticals: z.array(z.enum(verticals)).describe('Those it holds and this installation has switched on'),
    merchants: merchantsHeld.describe('Those it may act for; `*` for all'),
    merchant: z
      .string()
      .nullable()
      .describe('The one chosen for this request (`Gantry-Merchant`); null for all it may'),
  }),
});
export const issueKey = endpoint({
  id: 'access.issue_key',
  method: 'POST',
  path: '/api/logistics/access/keys',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Make an API key',
  description: 'Nobody hands out more than they hold themselves: area, verticals, scopes, merchants.',
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    kind: z
      .literal(
        'api',
        'Only `api` is made here. A wall is paired by a link: add a kiosk at /api/logistics/access/kiosks',
      )
      .default('api'),
    area: z.enum(['personal', 'staff', 'manager']).default('staff'),
    expiresAt: givenInstant.optional(),
    verticals: z
      .array(z.enum(verticals))
      .max(20)
      .optional()
      .describe('All, also those to come, when left out; `logistics` is always among them'),
    scopes: z.array(scope).min(1).max(60).optional().describe('`*`, all, when left out'),
    merchants: merchantsGiven.optional().describe('As its issuer, when left out'),
  }),
  success: 201,
  confidential: true,
  reply: accessKey.extend({ secret: z.string() }),
});
/** Two secrets are valid at once until the former one ends, so that nobody is cut off while the new one is brought out. */
export const rotateKey = endpoint({
  id: 'access.rotate_key',
  method: 'POST',
  path: '/api/logistics/access/keys/:keyId/rotation',
  area: 'manager',
  vertical: 'logistics',
  summary: 'A new secret for a key; the former one is valid for a while longer',
  params: z.object({ keyId: z.string().max(60) }),
  body: z.strictObject({ overlapHours: z.int().min(0).max(2_160).default(24) }),
  confidential: true,
  reply: accessKey.extend({ secret: z.string() }),
  refusals: [409],
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

const kiosks = '/api/logistics/access/kiosks';
export const kiosk = z.object({
  kioskId: z.string(),
  name: z.string(),
  merchants: merchantsHeld.describe('Whose figures its wall shows'),
  state: z.enum(['waiting', 'paired', 'revoked']).describe('`waiting`: its link was not opened yet'),
  createdAt: instant,
  pairedAt: instant.nullable(),
  lastSeenAt: instant.nullable(),
  device: z.string().nullable().describe('The browser as it names itself, in short'),
  address: z.string().nullable(),
  linkExpiresAt: instant.nullable(),
});
const pairingLink = z.object({
  link: z.string().describe('Opened once, on the wall: its code stands behind a #, which browsers send to nobody'),
});
export const listKiosks = endpoint({
  id: 'access.list_kiosks',
  method: 'GET',
  path: kiosks,
  area: 'manager',
  vertical: 'logistics',
  summary: 'Kiosks: walls that show without anybody signed in',
  reply: z.object({ items: z.array(kiosk) }),
});
export const addKiosk = endpoint({
  id: 'access.add_kiosk',
  method: 'POST',
  path: kiosks,
  area: 'manager',
  vertical: 'logistics',
  summary: 'Add a kiosk: a link that pairs one wall',
  body: z.strictObject({ name: z.string().trim().min(1).max(80), merchants: merchantsGiven.optional() }),
  success: 201,
  confidential: true,
  reply: kiosk.extend(pairingLink.shape),
});
/** The former wall goes dark when the new one is paired. */
export const pairAgain = endpoint({
  id: 'access.pair_again',
  method: 'POST',
  path: `${kiosks}/:kioskId/pairing`,
  area: 'manager',
  vertical: 'logistics',
  summary: 'A new link for a kiosk, for another screen',
  params: z.object({ kioskId: z.string().max(60) }),
  confidential: true,
  reply: kiosk.extend(pairingLink.shape),
});
export const revokeKiosk = endpoint({
  id: 'access.revoke_kiosk',
  method: 'DELETE',
  path: `${kiosks}/:kioskId`,
  area: 'manager',
  vertical: 'logistics',
  summary: 'Revoke a kiosk at once; its wall goes dark',
  params: z.object({ kioskId: z.string().max(60) }),
  reply: kiosk,
});
/** Exchanges the code of a link for a cookie that no script reads, renewed by itself while the wall is looked at. */
export const pairKiosk = endpoint({
  id: 'access.pair_kiosk',
  method: 'POST',
  path: '/api/logistics/access/kiosk-pairing',
  area: 'public',
  vertical: 'logistics',
  summary: 'Pair this screen with a kiosk by the code of its link',
  body: z.strictObject({ code: z.string().min(1).max(200) }),
  reply: z.object({ name: z.string() }),
  refusals: [404, 429],
});
