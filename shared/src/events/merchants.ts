/** What happens to merchants: added once, then renamed, closed, opened; their short name never changes. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { define, type FactOf } from './define.ts';

const name = z.string().trim().min(1).max(120);
const retentionDays = z.int().min(1).max(36_500).nullable();

export const merchantStates = ['active', 'closed'] as const;
export const merchantAdded = define(
  'access.merchant_added',
  z.object({ merchant: merchantId, name, retentionDays: retentionDays.default(null) }),
);
/** What is left out stays. The one merchant an installation begins with was never added: this may be its first event. */
export const merchantChanged = define(
  'access.merchant_changed',
  z.object({
    merchant: merchantId,
    name: name.optional(),
    state: z.enum(merchantStates).optional(),
    retentionDays: retentionDays.optional(),
  }),
);

export const merchantEvents = [merchantAdded, merchantChanged] as const;
export type MerchantEvent = FactOf<(typeof merchantEvents)[number]>;
