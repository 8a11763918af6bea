/** Returns as rows: given what happened to one, then the row says where it stands, what was found and what went back. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import * as events from '@gantry/shared/events/returns';
import { expect, test } from 'vitest';
import { returnFacts } from './return-facts.ts';

const day = (seq: number): string => `2026-11-${String(seq).padStart(2, '0')}T12:00:00.000Z`;
const at = (seq: number): number => Date.parse(day(seq));
type Made = { name: string; payload: unknown };

/** The row after these, one a day, from the first of the month. */
const after = (...story: Made[]) =>
  story
    .map(({ name, payload }, index): RecordedEvent => {
      const seq = index + 1;
      return {
        ...{ seq, id: `e${seq}`, stream: 'returns', streamId: 'rma_1', name, version: seq, payload },
        ...{ occurredAt: day(seq), zone: 'given', receivedAt: day(seq), recordedAt: day(seq) },
        ...{ correlationId: 'rma_1', causationId: null, actor: 'ana', merchant: 'acme' },
      };
    })
    .reduce<ReturnType<typeof returnFacts.fold>>((row, event) => returnFacts.fold(row, event), undefined);

const returnId = 'rma_1';
type Line = Parameters<typeof events.returnRequested>[0]['lines'][number];
const line: Line = { lineId: '1', sku: 'MUG', quantity: 2, reason: 'damaged', parts: [] };
const kit: Line = {
  ...{ lineId: '2', sku: 'DESK', quantity: 1, reason: 'wrong_size' as const },
  parts: [
    { sku: 'LEG', perUnit: 2 },
    { sku: 'TOP', perUnit: 1 },
  ],
};
const asked = (lines = [line]): Made =>
  events.returnRequested({
    ...{ returnId, merchant: 'acme', number: 'RMA-1', orderId: 'ord_1', orderNumber: '1', channel: 'shop' },
    ...{ by: 'customer' as const, shipmentId: null, lines, note: 'Ursula was here', photos: [] },
  });
const allowed = events.returnAuthorized({
  ...{ returnId, warehouse: 'sevilla', way: 'drop_off' as const, expiresAt: null },
  ...{ dropOffCode: 'SECRET12', trackingNumber: null, carrier: null },
});
type Receipt = { lines?: [lineId: string, quantity: number][]; unexpected?: number; complete?: boolean };
const came = ({ lines = [], unexpected = 0, complete = false }: Receipt): Made =>
  events.returnReceived({
    ...{ returnId, receiptId: 'r', complete, lines: lines.map(([lineId, quantity]) => ({ lineId, quantity })) },
    unexpected: unexpected > 0 ? [{ sku: 'HAT', quantity: unexpected }] : [],
  });
type Found = [lineId: string | null, sku: string, quantity: number, outcome: 'restock' | 'damaged' | 'wrong_item'];
const looked = (units: Found[], complete = false): Made =>
  events.returnInspected({
    ...{ returnId, inspectionId: 'i', warehouse: 'sevilla', complete },
    units: units.map(([lineId, sku, quantity, outcome]) => ({ lineId, sku, quantity, outcome, bin: '', lot: null })),
  });
type Refund = Parameters<typeof events.refundChanged>[0];
const refund = (state: Refund['state'], amount: number | null, paid = 0): Made =>
  events.refundChanged({
    ...{ returnId, state, lines: [], reference: 'IBAN', paid, agreed: false },
    amount: amount === null ? null : { amount, currency: 'EUR' },
  });

test('a return as it is asked for: of which order, why, of what', () => {
  expect(after(asked())).toMatchObject({
    ...{ returnId, orderId: 'ord_1', merchant: 'acme', requestedBy: 'customer', state: 'requested', reason: 'damaged' },
    ...{ lineSkus: ['MUG'], lineUnits: [2], units: 2, requestedAt: at(1), endedAt: null, refundState: 'not_due' },
  });
  const both = after(asked([line, kit]));
  expect(both).toMatchObject({ reason: 'several', lineReasons: ['damaged', 'wrong_size'], lineParts: [1, 3] });
});

test('its whole way: when it was allowed, sent, received in two parts, looked at, paid back and closed', () => {
  const sent = events.returnSent({ returnId, carrier: 'swift', trackingNumber: 'T1' });
  const story = [asked(), allowed, sent, came({ lines: [['1', 1]] }), came({ lines: [['1', 1]] })];
  expect(after(...story.slice(0, 4))).toMatchObject({ state: 'in_transit', firstReceivedAt: at(4), receivedAt: null });
  expect(after(...story)).toMatchObject({ state: 'received', receivedAt: at(5), piecesToInspect: 2 });
  const seen = looked([
    ['1', 'MUG', 1, 'restock'],
    ['1', 'MUG', 1, 'damaged'],
  ]);
  const money = [refund('due', 2_000), refund('sent', 2_000, 2_000), refund('confirmed', 2_000, 2_000)];
  const row = after(...story, seen, ...money, events.returnClosed({ returnId }));
  expect(row).toMatchObject({
    ...{ state: 'closed', authorizedAt: at(2), sentAt: at(3), inspectedAt: at(6), endedAt: at(10), carrier: 'swift' },
    ...{ unitsReceived: 2, piecesRestocked: 1, piecesDamaged: 1, piecesWrong: 0, piecesToInspect: 0 },
    ...{ refundState: 'confirmed', refundCurrency: 'EUR', refundMinor: 2_000, refundPaidMinor: 2_000 },
    ...{ refundDueAt: at(7), refundSentAt: at(8), warehouse: 'sevilla', version: 10 },
  });
  for (const word of ['Ursula', 'SECRET12', 'IBAN', '"r"']) expect(JSON.stringify(row)).not.toContain(word);
});

test('of a kit every part is looked at; another product in its stead counts as the whole of it', () => {
  const there = [asked([kit]), allowed, came({ lines: [['2', 1]] })];
  expect(after(...there, looked([['2', 'LEG', 2, 'restock']]))).toMatchObject({
    state: 'received',
    piecesToInspect: 1,
  });
  const all = looked([['2', 'LEG', 1, 'restock']], true);
  expect(after(...there, all)).toMatchObject({ state: 'inspected', inspectedAt: at(4), piecesToInspect: 2 });
  expect(after(...there, looked([['2', 'HAT', 1, 'wrong_item']]))).toMatchObject({
    ...{ state: 'inspected', piecesToInspect: 0, piecesWrong: 1 },
  });
});

test('what comes after all was looked at waits to be looked at again', () => {
  const seen = [asked(), allowed, came({ lines: [['1', 2]] }), looked([['1', 'MUG', 2, 'restock']])];
  expect(after(...seen, came({ unexpected: 3 }))).toMatchObject({
    ...{ state: 'received', unitsUnexpected: 3, piecesToInspect: 3, receivedAt: at(3), inspectedAt: null },
  });
});

test.each([
  [events.returnRejected({ returnId, reason: 'Ursula' }), 'rejected'],
  [events.returnExpired({ returnId }), 'expired'],
  [events.returnCancelled({ returnId, reason: '' }), 'cancelled'],
])('one that came to nothing says so and when: %#', (end, state) => {
  expect(after(asked(), end)).toMatchObject({ state, endedAt: at(2), receivedAt: null });
});

test('units replaced are counted; money that is due no more has no amount', () => {
  const lines = [{ lineId: '1', quantity: 1 }];
  const instead = events.replacementSent({ returnId, replacementId: 'x', orderId: 'ord_2', lines });
  const row = after(
    asked(),
    allowed,
    came({ lines: [['1', 1]] }),
    refund('due', 900),
    instead,
    refund('not_due', null),
  );
  expect(row).toMatchObject({ unitsReplaced: 1, refundState: 'not_due', refundMinor: null, refundDueAt: at(4) });
});
