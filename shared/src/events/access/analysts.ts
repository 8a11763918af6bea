/** Analysts of ClickHouse, added and revoked. Of a password the digest alone is part of an event. */
import { z } from 'zod';
import { heldMerchants } from '../access.ts';
import { define, type FactOf } from '../define.ts';

export const analystAdded = define(
  'access.analyst_added',
  z.object({
    analystId: z.string(),
    user: z.string().describe('The name it signs in with'),
    name: z.string(),
    merchants: heldMerchants,
    digest: z.string().describe('SHA-256 of a password of 160 random bits, in hex'),
  }),
);
export const analystRevoked = define('access.analyst_revoked', z.object({ analystId: z.string(), user: z.string() }));
export const analystEvents = [analystAdded, analystRevoked] as const;
export type AnalystEvent = FactOf<(typeof analystEvents)[number]>;
