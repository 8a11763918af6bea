/** The Trash over HTTP: see what failed for good, repair it, let it go on, or discard it with a reason. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { instant } from '../events/define.ts';
import { trashSources } from '../events/trash.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';

export const trashId = z.string().regex(/^trs_[0-9a-z]+$/, 'a Trash id, trs_…');
export const trashStates = ['open', 'retrying', 'resolved', 'discarded'] as const;
export const trashedMessage = z.object({
  trashId,
  merchant: merchantId.nullable().describe('Whose it is; null: nobody’s, the operator looks after it'),
  state: z.enum(trashStates),
  source: z.enum(trashSources),
  handler: z.string(),
  reason: z.string(),
  detail: z.string(),
  payload: z.unknown(),
  originalPayload: z.unknown(),
  correlationId: z.string(),
  trashedAt: instant,
  updatedAt: instant,
  retries: z.number(),
  discardReason: z.string().nullable(),
  erased: z.literal(true).optional().describe('Nothing of it can be read any more: it can only be discarded'),
});
const one = z.object({ trashId });

export const listTrash = endpoint({
  id: 'trash.list',
  method: 'GET',
  path: '/api/logistics/trash',
  area: 'manager',
  vertical: 'logistics',
  summary: 'The Trash, newest first',
  query: pageQuery.extend({
    state: z.enum(trashStates).optional(),
    reason: z.string().max(80).optional(),
    source: z.enum(trashSources).optional(),
  }),
  reply: pageOf(trashedMessage).extend({ counts: z.record(z.string(), z.number()).describe('Entries by state') }),
});
export const getTrashed = endpoint({
  id: 'trash.get',
  method: 'GET',
  path: '/api/logistics/trash/:trashId',
  area: 'manager',
  vertical: 'logistics',
  summary: 'One entry of the Trash',
  params: one,
  reply: trashedMessage,
});
export const repairTrashed = endpoint({
  id: 'trash.repair',
  method: 'POST',
  path: '/api/logistics/trash/:trashId/repair',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Replace the payload (the original is kept) and retry',
  params: one,
  body: z.strictObject({ payload: z.unknown() }),
  reply: trashedMessage,
  success: 202,
});
export const discardTrashed = endpoint({
  id: 'trash.discard',
  method: 'POST',
  path: '/api/logistics/trash/:trashId/discard',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Give an entry up, with a reason',
  params: one,
  body: z.strictObject({ reason: z.string().trim().min(1).max(300) }),
  reply: trashedMessage,
});
export const retryTrashed = endpoint({
  id: 'trash.retry',
  method: 'POST',
  path: '/api/logistics/trash/retry',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Retry entries; each continues where it stopped',
  body: z.strictObject({ trashIds: z.array(trashId).min(1).max(500) }),
  reply: z.object({ retrying: z.array(trashId), refused: z.array(z.object({ trashId, reason: z.string() })) }),
  success: 202,
});
