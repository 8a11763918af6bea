/** The audit of an order as a tower would tell it: a whole way from arrival to delivery, or as many entries as somebody wants. */
import {
  type AuditEntry,
  auditParts,
  findAudits,
  readAudit,
  type readAudit as readAuditEndpoint,
  verifyAudit,
} from '@gantry/shared/api/audit';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { ago } from './ago.ts';
import { type Asked, refuse, type StaffTower } from './staff-tower.ts';

type Audit = ReplyOf<typeof readAuditEndpoint>;
const hash = (n: number) => n.toString(16).padStart(8, '0').repeat(8);
const tower = { kind: 'tower', id: 'tower', name: null } as const;
const person = { kind: 'person', id: 'per_tomas', name: 'Tomás Herrera-Villanueva' } as const;
const acme = { kind: 'partner', id: 'acme', name: 'Acme Parcels' } as const;

/** Entry `n`: an event of the order, unless it is said otherwise. */
export const auditEntry = (n: number, over: Partial<AuditEntry> = {}): AuditEntry => ({
  entryId: `evt_${String(n).padStart(5, '0')}`,
  at: ago(60 - n),
  recordedAt: ago(60 - n),
  kind: 'status',
  title: `Something happened, for the ${n}th time`,
  detail: null,
  meaning: 'waiting',
  actor: tower,
  about: {},
  href: null,
  reasons: [],
  witnesses: [],
  event: {
    seq: 1_000 + n,
    name: 'orders.order_allocated',
    stream: 'orders',
    streamId: 'ord_00001',
    version: n,
    causationId: n > 1 ? `evt_${String(n - 1).padStart(5, '0')}` : null,
  },
  body: { orderId: 'ord_00001', step: n },
  erased: false,
  proof: { number: 400 + n, leaf: hash(n), hash: hash(n + 1) },
  ...over,
});

const beside = { event: null, proof: null } as const;
const parcel = { shipmentId: 'shp_00001', trackingNumber: 'ACME000001' };
export const auditStory: readonly AuditEntry[] = [
  auditEntry(0, {
    ...beside,
    entryId: 'raw_1',
    kind: 'arrival',
    title: 'Order ORD-3301 came from shop',
    actor: { kind: 'partner', id: 'shop', name: 'shop' },
    body: {
      headers: { 'content-type': 'application/json' },
      body: '{"id":12345678901234567890,"lines":[{"sku":"MUG"}]}',
    },
  }),
  auditEntry(1, { kind: 'status', title: 'Placed through shop: 1 line, 3 units', meaning: 'waiting' }),
  auditEntry(2, {
    ...beside,
    entryId: 'cal_1',
    kind: 'call',
    title: 'Asked ERPNext for the customer, which answered 200 within 84 ms',
    about: { partner: 'ERPNext' },
    body: {
      request: { method: 'GET', path: '/api/resource/Customer', headers: { authorization: '•••' } },
      answer: { status: 200, body: '{"data":[{"name":"CUST-2026-00007","customer_group":"Individual"}]}' },
      tookMs: 84,
    },
  }),
  auditEntry(3, { kind: 'snapshot', title: 'Order SAL-ORD-2026-00007 in erpnext', about: { partner: 'ERPNext' } }),
  auditEntry(4, {
    kind: 'decision',
    title: 'Madrid sends it',
    detail: 'Allocated 3 × MUG from madrid',
    meaning: 'moving',
    reasons: [
      'Rule “Near the customer” matched: 612 km against 1,004 km from Lyon',
      'All three units lie in one place',
      'Its cutoff of 16:00 can still be met',
    ],
  }),
  auditEntry(5, {
    kind: 'stock',
    title: 'Ledger, reservation: MUG in madrid, reserved +3',
    href: '/logistics/inventory',
  }),
  auditEntry(6, {
    kind: 'change',
    title: 'Held: fraud check',
    meaning: 'stuck',
    actor: person,
    detail: 'Same card as yesterday’s chargeback, waiting for the bank',
  }),
  auditEntry(7, {
    kind: 'failure',
    title: 'The label could not be bought: postal code is missing',
    meaning: 'problem',
    about: { trashId: 'trs_1' },
    body: { handler: 'shipping.buy_label', error: 'postalCode: required' },
  }),
  auditEntry(8, {
    kind: 'floor',
    title: 'Packed at ST-01 into one parcel',
    about: { fulfillmentId: 'ful_00003' },
    actor: person,
    meaning: 'moving',
  }),
  auditEntry(9, {
    kind: 'shipping',
    title: 'Shipment made: acme ACME000001 from madrid',
    about: parcel,
    href: '/logistics/tracking/shp_00001',
    meaning: 'handed_over',
  }),
  auditEntry(12, {
    kind: 'status',
    title: 'Picked up in Madrid, ES',
    recordedAt: ago(44),
    meaning: 'moving',
    about: parcel,
    actor: acme,
    witnesses: [
      { source: 'push', at: ago(47), says: 'PU Picked up, Madrid', messageId: 'msg_6' },
      { source: 'poll', at: ago(44), says: 'PU “Recogido”, 10:04 local time', messageId: null },
    ],
  }),
  auditEntry(20, {
    ...beside,
    entryId: 'msg_mail_1',
    kind: 'message',
    title: 'Mailed: Your order ORD-3301 is on its way',
    detail: 'To u•••@example.invalid, taken by the mail server',
    meaning: 'delivered',
  }),
  auditEntry(21, {
    ...beside,
    entryId: 'view_1',
    kind: 'view',
    title: 'Looked at the tracking page',
    actor: { kind: 'customer', id: 'customer', name: null },
    about: parcel,
    detail: 'Shown: “Arrives Thu 14 – Fri 15 May, very likely”, in Spanish, on a phone',
    body: { sentence: 'Arrives Thu 14 – Fri 15 May, very likely', status: 'in_transit', language: 'es' },
  }),
  auditEntry(58, { kind: 'status', title: 'Delivered', meaning: 'delivered', about: parcel, actor: acme }),
  auditEntry(59, {
    kind: 'privacy',
    title: 'Its customer was erased',
    erased: true,
    body: null,
    actor: person,
    at: ago(0.01),
    recordedAt: ago(0.01),
    proof: null,
  }),
];

export const auditedOrder: Audit['order'] = {
  orderId: 'ord_00001',
  number: 'ORD-3301',
  merchant: 'main',
  channel: 'shop',
  stage: 'shipped',
  placedAt: ago(60),
  erased: false,
};

/** What a tower would answer about these entries to this question. */
export const auditOf = (entries: readonly AuditEntry[], { query }: Pick<Asked, 'query'>): Audit => {
  const asked = (name: string) => query.get(name) ?? '';
  const kinds = asked('kind').split(',').filter(Boolean);
  const left = entries.filter(
    ({ kind, actor, about, title }) =>
      (kinds.length === 0 || kinds.includes(kind)) &&
      (asked('actor') === '' || actor.id === asked('actor')) &&
      (asked('about') === '' || Object.values(about).includes(asked('about'))) &&
      title.toLowerCase().includes(asked('q').toLowerCase()),
  );
  if (asked('first') === 'newest') left.reverse();
  const limit = Number(query.get('limit') ?? 50);
  const from = Number(query.get('cursor') ?? 0);
  const through = left.findIndex(({ entryId }) => entryId === asked('through'));
  const end = through < 0 ? from + limit : Math.ceil((through + 1) / limit) * limit;
  const counts: Record<string, number> = {};
  for (const { kind } of entries) counts[kind] = (counts[kind] ?? 0) + 1;
  const parts = auditParts.flatMap((part) =>
    [...new Set(entries.flatMap(({ about }) => about[part] ?? []))].map((id) => ({ part, id })),
  );
  return {
    items: left.slice(from, end),
    nextCursor: end < left.length ? String(end) : null,
    order: auditedOrder,
    total: left.length,
    counts,
    parts,
    actors: [...new Map(entries.map(({ actor }) => [actor.id, actor])).values()],
    unanswered: [],
  };
};

export const proved = (over: Partial<ReplyOf<typeof verifyAudit>> = {}): ReplyOf<typeof verifyAudit> => ({
  ok: true,
  events: 12,
  pending: 1,
  head: { at: ago(0.05), seq: 98_102, hash: hash(9), outside: true },
  faults: [],
  ...over,
});

export const withAudit = (staff: StaffTower, entries = auditStory): StaffTower =>
  staff
    .on(readAudit, ({ path, query }) =>
      path.endsWith('/ord_00001') ? { status: 200, body: auditOf(entries, { query }) } : refuse(404),
    )
    .on(verifyAudit, proved())
    .on(findAudits, ({ query }) => ({
      status: 200,
      body: {
        items: [
          { ...auditedOrder, because: 'Tracking number ACME000001' },
          {
            ...auditedOrder,
            orderId: 'ord_00002',
            number: 'ORD-3302',
            stage: 'held',
            because: 'Return RMA-7K3Q9X2M',
          },
        ].filter(({ number, because }) =>
          `${number} ${because}`.toLowerCase().includes(query.get('q')?.toLowerCase() ?? ''),
        ),
      },
    }));
