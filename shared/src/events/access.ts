/** Keys handed out and taken back. No secret is ever part of an event. */
import { z } from 'zod';
import { scope } from '../caller.ts';
import { areas, verticals } from '../vocabulary/areas.ts';
import { define, type FactOf, instant } from './define.ts';

export const keyKinds = ['api', 'kiosk'] as const;
/** A vertical as a key holds it; `*` stands for all there are, also those that come later. */
export const heldVertical = z.union([z.literal('*'), z.enum(verticals)]);

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
  }),
);
export const keyRevoked = define('access.key_revoked', z.object({ keyId: z.string() }));
export const accessEvents = [keyIssued, keyRevoked] as const;
export type AccessEvent = FactOf<(typeof accessEvents)[number]>;
