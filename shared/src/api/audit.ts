/** The audit of an order over HTTP: everything that happened to it on one timeline, found, filtered, exported, proved. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { instant } from '../events/define.ts';
import { actorKinds, auditKinds } from '../vocabulary/audit.ts';
import { meanings } from '../vocabulary/tracking-status.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';

/** Where an entry is proved: its place in the hash chain of its merchant. */
export const entryProof = z.object({
  number: z.int().positive().describe('Its number in the chain of its merchant, from 1'),
  leaf: z.string().describe('SHA-256 of the event, hex'),
  hash: z.string().describe('SHA-256 of the hash before it and of the leaf, hex'),
});

export const auditEntry = z.object({
  entryId: z.string().describe('Stable: the deep link of the entry is the page of the audit and `#` and this'),
  at: instant.describe('When it happened in the world'),
  recordedAt: instant.describe('When the tower wrote it down'),
  kind: z.enum(auditKinds),
  title: z.string().describe('One sentence'),
  detail: z.string().nullable().describe('More of it, in words'),
  meaning: z.enum(meanings),
  actor: z.object({ kind: z.enum(actorKinds), id: z.string(), name: z.string().nullable() }),
  about: z
    .object({
      shipmentId: z.string(),
      trackingNumber: z.string(),
      fulfillmentId: z.string(),
      rmaId: z.string(),
      trashId: z.string(),
      partner: z.string(),
    })
    .partial(),
  href: z.string().nullable().describe('The page of what it speaks of'),
  reasons: z.array(z.string()).describe('Why the tower decided so, the weightiest first'),
  witnesses: z
    .array(z.object({ source: z.string(), at: instant, says: z.string(), messageId: z.string().nullable() }))
    .describe('Who said so, each with its raw message'),
  event: z
    .object({
      seq: z.number().nullable().describe('Null while it has no position yet'),
      name: z.string(),
      stream: z.string(),
      streamId: z.string(),
      version: z.number(),
      causationId: z.string().nullable(),
    })
    .nullable()
    .describe('The event of the log that it is; null for what is kept beside the log'),
  body: z.unknown().describe('All of it: a payload, a request and its answer, a raw message. Null where it is erased'),
  erased: z.boolean().describe('What named a person is gone'),
  proof: entryProof.nullable().describe('Null for what is no event, and for the newest events for a few seconds'),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** What an entry can be about, by the names of its fields there; a partner is nothing that an audit is narrowed to. */
export const auditParts = ['shipmentId', 'trackingNumber', 'fulfillmentId', 'rmaId', 'trashId'] as const;

const one = z.object({ orderId: z.string().min(1).max(80) });
const filters = z.object({
  kind: z
    .string()
    .max(200)
    .optional()
    .describe(`Kinds, parted by commas: ${auditKinds.join(', ')}`),
  from: instant.optional(),
  until: instant.optional(),
  actor: z.string().max(120).optional().describe('Who did it, by id'),
  about: z
    .string()
    .max(120)
    .optional()
    .describe('A shipment, tracking number, fulfillment order, return or Trash entry'),
  q: z.string().trim().max(200).optional().describe('Words of the title, the detail or the name of the event'),
});

export const auditedOrder = z.object({
  orderId: z.string(),
  number: z.string(),
  merchant: merchantId,
  channel: z.string(),
  stage: z.string(),
  placedAt: instant,
  erased: z.boolean().describe('Its customer was erased: what named them is gone from every entry'),
});

export const readAudit = endpoint({
  id: 'audit.get',
  method: 'GET',
  path: '/api/logistics/audit/:orderId',
  area: 'manager',
  vertical: 'logistics',
  summary: 'All that happened to an order, on one timeline',
  params: one,
  query: pageQuery.extend({
    ...filters.shape,
    first: z.enum(['oldest', 'newest']).default('oldest').describe('What the timeline begins with'),
    through: z
      .string()
      .max(200)
      .optional()
      .describe(
        'An entry: everything up to it and its page in one answer, however many that are; none that is left: ignored',
      ),
  }),
  reply: pageOf(auditEntry).extend({
    order: auditedOrder,
    total: z.number().describe('Entries that the filters leave'),
    parts: z
      .array(z.object({ part: z.enum(auditParts), id: z.string() }))
      .describe('What its entries are about, whatever the filters'),
    counts: z.record(z.string(), z.number()).describe('Entries by kind, whatever the filters'),
    actors: z.array(auditEntry.shape.actor).describe('Who did anything to it'),
    unanswered: z.array(z.string()).describe('Parts that could not be asked just now'),
  }),
});

export const findAudits = endpoint({
  id: 'audit.find',
  method: 'GET',
  path: '/api/logistics/audit',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Orders by number, id, tracking number, shipment, return or Trash entry',
  query: z.object({ q: z.string().trim().min(2).max(120) }),
  reply: z.object({ items: z.array(auditedOrder.extend({ because: z.string().describe('What of it matched') })) }),
});

/** What a check of the proof found wrong, named by number and event. */
export const proofFault = z.object({
  kind: z.enum([
    'changed',
    'missing',
    'number_used_twice',
    'link_broken',
    'shorter_than_head',
    'differs_from_head',
    'not_chained',
  ]),
  merchant: z.string(),
  number: z.number().nullable(),
  seq: z.number().nullable(),
  eventId: z.string().nullable(),
  count: z.number().describe('How many entries it concerns, from this one on'),
  text: z.string(),
});
export type ProofFault = z.infer<typeof proofFault>;

export const verifyAudit = endpoint({
  id: 'audit.verify',
  method: 'GET',
  path: '/api/logistics/audit/:orderId/proof',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Checks each event of an order against the hash chain and the head kept outside of the database',
  params: one,
  reply: z.object({
    ok: z.boolean(),
    events: z.number().describe('Events of the order that were checked'),
    pending: z.number().describe('Events of the last seconds, not yet in the chain'),
    head: z
      .object({ at: instant, seq: z.number(), hash: z.string(), outside: z.boolean() })
      .nullable()
      .describe('The newest head that covers them; outside: it was read from the file beside the database'),
    faults: z.array(proofFault),
  }),
});

const exported = { method: 'GET', area: 'manager', vertical: 'logistics', params: one, reply: z.unknown() } as const;
export const exportAuditJson = endpoint({
  ...exported,
  id: 'audit.export_json',
  path: '/api/logistics/audit/:orderId/export.json',
  summary: 'The whole audit of an order as JSON, with what is needed to check its proof elsewhere',
  produces: 'application/json',
});
export const exportAuditPdf = endpoint({
  ...exported,
  id: 'audit.export_pdf',
  path: '/api/logistics/audit/:orderId/export.pdf',
  summary: 'The whole audit of an order as PDF',
  description: 'An order with more than a paper holds is refused with 409, and read as JSON.',
  refusals: [409, 429],
  produces: 'application/pdf',
});
