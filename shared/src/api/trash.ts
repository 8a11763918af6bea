/** The Trash over HTTP: see what failed for good, repair it, let it go on, or discard it with a reason. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { instant } from '../events/define.ts';
import { trashRunActions, trashSources } from '../events/trash.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';

export const trashId = z.string().regex(/^trs_[0-9a-z]+$/, 'a Trash id, trs_…');
export const trashStates = ['open', 'retrying', 'resolved', 'discarded'] as const;
export const fieldProblem = z.object({ path: z.string(), message: z.string() });
/** A value that is not what it was: by path, as text; null where there was or is none. */
export const fieldDifference = z.object({ path: z.string(), was: z.string().nullable(), is: z.string().nullable() });
export type FieldDifference = z.infer<typeof fieldDifference>;

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
  version: z.int().describe('What a change that others may have overtaken is checked against'),
  title: z.string().describe('What kind of message it is, in words'),
  order: z
    .object({ orderId: z.string(), number: z.string().nullable() })
    .nullable()
    .describe('Whose order it is about'),
  fields: z.array(fieldProblem).describe('What of the payload is to be put right, by path'),
  can: z.object({ repair: z.boolean(), retry: z.boolean(), fromSource: z.boolean(), discard: z.boolean() }),
  erased: z.literal(true).optional().describe('Nothing of it can be read any more: it can only be discarded'),
});
const one = z.object({ trashId });
const expectedVersion = trashedMessage.shape.version
  .optional()
  .describe('The version that was looked at: when somebody else was faster, 409 `changed_meanwhile` says who and when');

/** What was done to an entry, oldest first. */
export const trashStep = z.object({
  at: instant,
  actor: z.string(),
  actorName: z.string().nullable(),
  did: z.enum(['trashed', 'repaired', 'retried', 'failed_again', 'resolved', 'discarded']),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  changes: z.array(fieldDifference).describe('What a repair changed'),
  runId: z.string().nullable().describe('The bulk run it was part of'),
});

/** One entry with all that a person needs to put it right. */
export const trashedInFull = trashedMessage.extend({
  history: z.array(trashStep),
  form: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('JSON Schema (draft 2020-12) of the payload; null: it can only be edited as JSON'),
  fixed: z.array(z.string()).describe('Paths that a repair leaves as they are'),
  readAgainFrom: z.string().nullable().describe('Where the payload can be read again, in words; null: nowhere'),
});

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
    handler: z.string().max(80).optional(),
    orderId: z.string().max(80).optional(),
    q: z.string().trim().max(120).optional().describe('Number of the order, or a word of handler or reason'),
    since: instant.optional().describe('Trashed at or after'),
  }),
  reply: pageOf(trashedMessage).extend({
    counts: z.record(z.string(), z.number()).describe('Entries by state'),
    reasons: z
      .array(
        z.object({ handler: z.string(), title: z.string(), reason: z.string(), open: z.number(), oldest: instant }),
      )
      .describe('Open entries by handler and reason, most first'),
    growth: z
      .object({ lastHour: z.number(), alertAt: z.number(), since: instant.nullable() })
      .describe('Entries put there within an hour; `since`: when it became more than is usual'),
  }),
});
export const getTrashed = endpoint({
  id: 'trash.get',
  method: 'GET',
  path: '/api/logistics/trash/:trashId',
  area: 'manager',
  vertical: 'logistics',
  summary: 'One entry of the Trash',
  params: one,
  reply: trashedInFull,
});
export const repairTrashed = endpoint({
  id: 'trash.repair',
  method: 'POST',
  path: '/api/logistics/trash/:trashId/repair',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Replace the payload (the original is kept) and retry',
  params: one,
  body: z.strictObject({ payload: z.unknown(), expectedVersion }),
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
  body: z.strictObject({ reason: z.string().trim().min(1).max(300), expectedVersion }),
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

export const readTrashSource = endpoint({
  id: 'trash.read_source',
  method: 'GET',
  path: '/api/logistics/trash/:trashId/source',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Reads the source of an entry again and shows what is different there now; changes nothing',
  params: one,
  reply: z.object({
    source: z.string(),
    readAt: instant,
    payload: z.unknown(),
    differences: z.array(fieldDifference),
  }),
});
export const retryFromSource = endpoint({
  id: 'trash.retry_from_source',
  method: 'POST',
  path: '/api/logistics/trash/:trashId/source',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Reads the source again and goes on with what it says',
  params: one,
  body: z.strictObject({ expectedVersion }),
  reply: trashedMessage,
  success: 202,
});

export const trashRunId = z.string().regex(/^trr_[0-9a-z]+$/, 'a bulk run, trr_…');
export const trashRun = z.object({
  runId: trashRunId,
  action: z.enum(trashRunActions),
  by: z.string(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  total: z.number(),
  done: z.number().describe('Through: resolved, or discarded'),
  failed: z.number().describe('Failed again, or refused'),
  waiting: z.number(),
});
export const trashRunRow = z.object({
  trashId,
  outcome: z.enum(['waiting', 'resolved', 'overtaken', 'failed_again', 'refused', 'discarded']),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  at: instant.nullable(),
});
export const startTrashRun = endpoint({
  id: 'trash.start_run',
  method: 'POST',
  path: '/api/logistics/trash/runs',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Retries or discards many entries; each row has its own result',
  body: z
    .strictObject({
      action: z.enum(trashRunActions),
      reason: z.string().trim().min(1).max(300).optional().describe('Why they are discarded'),
      trashIds: z.array(trashId).min(1).max(5_000).optional(),
      where: z
        .strictObject({
          reason: z.string().max(80).optional(),
          source: z.enum(trashSources).optional(),
          handler: z.string().max(80).optional(),
        })
        .optional()
        .describe('All open ones of these, instead of `trashIds`'),
    })
    .refine((body) => (body.trashIds === undefined) !== (body.where === undefined), {
      path: ['trashIds'],
      message: 'either trashIds or where',
    })
    .refine((body) => body.action !== 'discard' || body.reason !== undefined, {
      path: ['reason'],
      message: 'say why they are discarded',
    }),
  reply: trashRun,
  success: 202,
});
export const getTrashRun = endpoint({
  id: 'trash.get_run',
  method: 'GET',
  path: '/api/logistics/trash/runs/:runId',
  area: 'manager',
  vertical: 'logistics',
  summary: 'How far a bulk run is, and the result of each row',
  params: z.object({ runId: trashRunId }),
  query: z.object({ outcome: trashRunRow.shape.outcome.optional() }),
  reply: trashRun.extend({ rows: z.array(trashRunRow) }),
});
