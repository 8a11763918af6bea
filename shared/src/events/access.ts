/** Keys handed out and taken back. No secret is ever part of an event. */
import { z } from 'zod';
import { merchantId, scope } from '../caller.ts';
import { areas, verticals } from '../vocabulary/areas.ts';
import { define, type FactOf, instant } from './define.ts';

export const keyKinds = ['api', 'kiosk'] as const;
/** A vertical as a key holds it; `*` stands for all there are, also those that come later. */
export const heldVertical = z.union([z.literal('*'), z.enum(verticals)]);

/** Merchants as a key or a kiosk holds them; `*` stands for all there are, also those that come later. */
export const heldMerchants = z.union([z.literal('*'), z.array(merchantId)]);

export const keyIssued = define(
  'access.key_issued',
  z.object({
    keyId: z.string(),
    name: z.string(),
    kind: z.enum(keyKinds),
    area: z.enum(areas),
    digest: z.string(),
    hint: z.string(),
    expiresAt: instant.nullable(),
    verticals: z.array(heldVertical).optional().describe('All of them when left out'),
    scopes: z.array(scope).optional().describe('All of them when left out'),
    merchants: heldMerchants.optional().describe('All of them when left out'),
  }),
);
/** The former secret is valid until its instant; one that was still valid before it ends now. */
export const keyRotated = define(
  'access.key_rotated',
  z.object({ keyId: z.string(), digest: z.string(), hint: z.string(), formerUntil: instant }),
);
export const keyRevoked = define('access.key_revoked', z.object({ keyId: z.string() }));
export const accessEvents = [keyIssued, keyRotated, keyRevoked] as const;
export type AccessEvent = FactOf<(typeof accessEvents)[number]>;
