/**
 * Personal data of the people parcels go to. A data subject is found by what it told a merchant (e-mail, phone, postal code
 * and name), never by browsing. An erasure destroys the keys of what is kept of it; figures stay.
 */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { instant } from '../events/define.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';

const base = '/api/logistics/privacy';
const forManagers = { area: 'manager', vertical: 'logistics' } as const;

/** Exactly one way to name a person; every order that fits is theirs. */
export const subjectQuestion = z.strictObject({
  email: z.email().max(200).optional(),
  phone: z.string().trim().min(5).max(40).optional(),
  postalCode: z.string().trim().min(1).max(20).optional(),
  name: z.string().trim().min(1).max(120).optional(),
  orderId: z.string().trim().min(1).max(120).optional(),
});
export const foundSubject = z.object({
  subjectId: z.string().describe('Opaque; the same person has one for each merchant'),
  merchant: merchantId,
  orders: z.int().min(0),
  shipments: z.int().min(0),
  messages: z.int().min(0).describe('Raw messages, calls and kept answers that speak of it'),
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  erasedAt: instant.nullable(),
});
export type FoundSubject = z.infer<typeof foundSubject>;

export const findSubjects = endpoint({
  ...forManagers,
  id: 'privacy.find',
  method: 'POST',
  path: `${base}/find`,
  reads: true,
  summary: 'Find the data subjects that a person is here; the question stands in no address',
  body: subjectQuestion,
  reply: z.object({ items: z.array(foundSubject) }),
});
const one = { params: z.object({ subjectId: z.string().max(80) }) };
export const exportSubject = endpoint({
  ...forManagers,
  ...one,
  id: 'privacy.export',
  method: 'POST',
  path: `${base}/subjects/:subjectId/export`,
  reads: true,
  summary: 'Everything kept of a subject, as JSON (GDPR art. 15 and 20)',
  reply: z.object({
    subjectId: z.string(),
    merchant: merchantId,
    exportedAt: instant,
    orders: z.array(z.record(z.string(), z.unknown())),
    shipments: z.array(z.record(z.string(), z.unknown())).describe('Each once, with its scans and exceptions'),
    messages: z.array(z.record(z.string(), z.unknown())),
  }),
});
/** Why somebody is erased, as whoever asks for it says; no free text, which would name the person again. */
export const askedErasureReasons = ['asked_by_person', 'asked_by_merchant', 'legal', 'test_data'] as const;
/** What the tower says of its own erasures: a merchant's time of keeping is over, a restored database was older. */
export const erasureReasons = [...askedErasureReasons, 'retention', 'restored'] as const;
export type ErasureReason = (typeof erasureReasons)[number];

export const eraseSubject = endpoint({
  ...forManagers,
  ...one,
  id: 'privacy.erase',
  method: 'POST',
  path: `${base}/subjects/:subjectId/erasure`,
  summary: 'Erase a subject for good: its keys are destroyed (GDPR art. 17); orders and figures stay',
  body: z.strictObject({ reason: z.enum(askedErasureReasons) }),
  reply: foundSubject,
  refusals: [409],
});
export const erasure = z.object({
  subjectId: z.string(),
  merchant: merchantId,
  erasedAt: instant,
  merchantName: z.string(),
  by: z
    .object({ id: z.string(), name: z.string() })
    .describe('Who asked for it; `system:retention` where the merchant’s time was over'),
  reason: z.enum([...erasureReasons, 'other']).describe('`other`: told in words of its own, before there were codes'),
});
export const listErasures = endpoint({
  ...forManagers,
  id: 'privacy.list_erasures',
  method: 'GET',
  path: `${base}/erasures`,
  summary: 'What was erased, newest first',
  query: pageQuery,
  reply: pageOf(erasure),
});
