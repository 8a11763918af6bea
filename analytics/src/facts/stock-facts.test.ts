/** The ledger as rows: what lay where is the sum of them, and units under way stand under no warehouse. */

import type { RecordedEvent } from '@gantry/shared/events/define';
import { stockMoved } from '@gantry/shared/events/inventory/stock';
import { expect, test } from 'vitest';
import { stockFacts } from './stock-facts.ts';

const at = '2026-11-27T12:00:00.000Z';
const moved = (payload: object, seq = 1): RecordedEvent => ({
  ...stockMoved({
    stockId: 'stk_1',
    merchant: 'acme',
    sku: 'MUG',
    movementId: 'mov_1',
    kind: 'receipt',
    entries: [],
    ...payload,
  }),
  seq,
  id: `e${seq}`,
  stream: 'stock',
  streamId: 'stk_1',
  version: seq,
  occurredAt: at,
  zone: 'given',
  receivedAt: at,
  recordedAt: at,
  correlationId: 'stk_1',
  causationId: null,
  actor: 'ana',
  merchant: 'acme',
});
const place = { warehouse: 'w1', bin: 'A-1', condition: 'sellable' as const, lot: 'L1' };

test('a movement is a row for each place, of its merchant', () => {
  const entries = [
    { ...place, onHand: -3, reserved: -3 },
    { ...place, warehouse: 'w2', onHand: -1, reserved: -1 },
  ];
  expect(stockFacts.rowsOf(moved({ kind: 'ship', entries, orderId: 'ord_1', lineId: '1' }, 7))).toMatchObject([
    { seq: 7, entry: 1, warehouse: 'w1', onHand: -3, reserved: -3, orderId: 'ord_1', merchant: 'acme', reason: null },
    { seq: 7, entry: 2, warehouse: 'w2', onHand: -1, merchant: 'acme' },
  ]);
});

test('units that are sent leave their warehouse and nobody: the sum stays until some are missing', () => {
  const sent = {
    entries: [{ ...place, onHand: -5, reserved: 0 }],
    inTransit: { transferId: 't', lots: [{ lot: 'L1', quantity: 5 }] },
  };
  const lost = { kind: 'adjust', reason: 'lost', inTransit: { transferId: 't', lots: [{ lot: 'L1', quantity: -2 }] } };
  const sum = (...payloads: object[]) =>
    payloads.flatMap((one, n) => stockFacts.rowsOf(moved(one, n + 1))).reduce((total, { onHand }) => total + onHand, 0);
  expect(sum(sent)).toBe(0);
  expect(sum(sent, lost)).toBe(-2);
  expect(stockFacts.rowsOf(moved(lost))).toMatchObject([{ warehouse: '', condition: 'in_transit', reason: 'lost' }]);
});
