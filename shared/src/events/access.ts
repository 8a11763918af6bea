/** Keys handed out and taken back. No secret is ever part of an event. */
import { z } from 'zod';
import { areas } from '../vocabulary/areas.ts';
import { define, type FactOf, instant } from './define.ts';

export const keyKinds = ['api', 'kiosk'] as const;
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
  }),
);
export const keyRevoked = define('access.key_revoked', z.object({ keyId: z.string() }));
export const accessEvents = [keyIssued, keyRevoked] as const;
export type AccessEvent = FactOf<(typeof accessEvents)[number]>;
