/** The audit as a paper: what it says can be read back, long payloads are cut with a note, letters of any script do not break it. */
import type { AuditEntry } from '@gantry/shared/api/audit';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, it } from 'vitest';
import { draw } from '../../platform/press/draw.ts';
import { openLetters } from '../../platform/press/letters.ts';
import { actorKind } from './actors.ts';
import { auditPaper, bodyLines } from './paper.ts';

const entry = (change: Partial<AuditEntry>): AuditEntry => ({
  entryId: 'evt_1',
  at: '2026-11-28T10:00:00.000Z',
  recordedAt: '2026-11-28T10:00:01.000Z',
  kind: 'decision',
  title: 'Allocated 2 × MUG from madrid',
  detail: null,
  meaning: 'moving',
  actor: { kind: 'person', id: 'prs_1', name: 'Ana Ruiz' },
  about: {},
  href: null,
  reasons: ['Strategy proximity'],
  witnesses: [],
  event: { seq: 7, name: 'orders.order_allocated', stream: 'order', streamId: 'ord_1', version: 2, causationId: null },
  body: { some: 'x'.repeat(5_000) },
  erased: false,
  proof: null,
  ...change,
});
const order = {
  orderId: 'ord_1',
  number: 'A-1',
  merchant: 'main',
  channel: 'shop',
  stage: 'allocated',
  placedAt: '2026-11-28T09:00:00.000Z',
  erased: false,
};
const verified = { ok: true, events: 1, pending: 0, head: null, faults: [] };

const printed = async (entries: readonly AuditEntry[]) => {
  const paper = auditPaper({ order, entries, verified, madeAt: '2026-11-28T11:00:00.000Z', unanswered: [] });
  const pdf = await getDocumentProxy(new Uint8Array(await draw(paper, openLetters())));
  const { text } = await extractText(pdf, { mergePages: true });
  return { text: text.replace(/\s+/g, ' '), pages: pdf.numPages };
};

it('says time, actor, sentence, reasons and the name of the event, and how much was cut', async () => {
  const { text } = await printed([entry({})]);
  for (const words of [
    '2026-11-28 10:00:00 UTC',
    'Ana Ruiz',
    'Allocated 2 × MUG from madrid',
    'Reason: Strategy proximity',
  ])
    expect(text).toContain(words);
  expect(text).toContain('orders.order_allocated, order ord_1 version 2, position 7');
  expect(text).toContain('cut here: 5,011 characters');
  expect(text).toContain('A-1, made 2026-11-28 11:00:00 UTC, page 1 of');
});

it('is paged, and takes letters of any script', async () => {
  const { text, pages } = await printed([
    entry({ title: 'مرحبا بالعالم and 東京 and Ελλάδα' }),
    ...Array.from({ length: 120 }, (_, n) => entry({ title: `Entry ${n}`, body: null })),
  ]);
  expect(pages).toBeGreaterThan(5);
  expect(text).toContain('and Ελλάδα');
  expect(text).toContain('Entry 119');
});

it('cuts payloads between signs', () => {
  expect(bodyLines(null)).toEqual([]);
  expect(bodyLines({ a: 1 })).toEqual(['{"a":1}']);
  expect(bodyLines('😀'.repeat(2_000)).every((line) => line.isWellFormed())).toBe(true);
});

it('knows who acts by what an actor is called in the log', () => {
  expect(['prs_1', 'key_1', 'customer', 'carrier:acme', 'system:orders'].map(actorKind)).toEqual([
    'person',
    'key',
    'customer',
    'partner',
    'tower',
  ]);
});
