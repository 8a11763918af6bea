/** How a merchant's ERP is connected. The secret lives elsewhere; an event only tells that it was set anew. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { erpKinds } from '../vocabulary/systems.ts';
import { define, type FactOf } from './define.ts';

export const erpConfigured = define(
  'orders.erp_configured',
  z.object({
    merchant: merchantId,
    kind: z.enum(erpKinds),
    url: z.string(),
    keyName: z.string(),
    company: z.string(),
    enabled: z.boolean(),
    newSecret: z.boolean(),
  }),
);

export const erpEvents = [erpConfigured] as const;
export type ErpEvent = FactOf<(typeof erpEvents)[number]>;
