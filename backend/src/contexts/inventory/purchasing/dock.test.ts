/** What a dock counts, in units and as movements: nothing is counted twice, and nothing that cannot be meant is booked. */
import { receivePurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import { countedIn, type Delivery, movementsOf } from './dock.ts';
import type { PurchaseOrder } from './purchase-order.ts';

type Line = z.input<typeof receivePurchaseOrder.body>['lines'][number];
const delivery = (lines: Line[], last = false): Delivery =>
  receivePurchaseOrder.body.parse({ receiptId: 'd1', lines, last });
const dock = { warehouse: 'leipzig', sizes: (sku: string) => (sku === 'PAD' ? 6 : undefined) };
const unitsOf = (...lines: Line[]) =>
  countedIn(delivery(lines), dock).map(({ accepted, damaged }) => [accepted, damaged]);
const faultsOf = (...lines: Line[]): string[] => {
  try {
    countedIn(delivery(lines), dock);
    return [];
  } catch (error) {
    return error instanceof Refusal ? error.errors.map(({ path }) => path) : expect.unreachable();
  }
};

describe('units', () => {
  it('are said, or follow from packs', () => {
    expect(unitsOf({ sku: 'A', accepted: 4 }, { sku: 'B', packs: { count: 5, size: 2 } })).toEqual([
      [4, 0],
      [10, 0],
    ]);
    expect(unitsOf({ sku: 'A', accepted: 8, damaged: 2, packs: { count: 5, size: 2 } })).toEqual([[8, 2]]);
  });
  it('follow from packs as the warehouse counts them, and are asked for where it does not', () => {
    expect(unitsOf({ sku: 'PAD', packs: { count: 4 } })).toEqual([[24, 0]]);
    expect(unitsOf({ sku: 'PAD', packs: { count: 4, size: 5 } })).toEqual([[20, 0]]);
    expect(faultsOf({ sku: 'A', packs: { count: 4 } })).toEqual(['lines.0.packs.size']);
  });
  it('that contradict their packs, are too many, or none at all are refused by name', () => {
    expect(faultsOf({ sku: 'A', accepted: 5, packs: { count: 5, size: 2 } })).toEqual(['lines.0.accepted']);
    expect(faultsOf({ sku: 'A', packs: { count: 1_000_000, size: 1_001 } })).toEqual(['lines.0.packs']);
    expect(faultsOf({ sku: 'A', accepted: 1 }, { sku: 'B' })).toEqual(['lines.1.accepted']);
  });
  it('of one batch expire on one day', () => {
    const twice = (expiresOn: string): Line => ({ sku: 'A', accepted: 1, lot: 'L', expiresOn });
    expect(faultsOf(twice('2027-01-01'), twice('2027-01-02'))).toEqual(['lines.1.expiresOn']);
    expect(faultsOf(twice('2027-01-01'), { ...twice('2027-01-02'), sku: 'B' })).toEqual([]);
  });
  it('none of it: where it is said that nothing more comes', () => {
    expect(countedIn(delivery([{ sku: 'A' }], true), dock)).toMatchObject([{ accepted: 0, damaged: 0 }]);
  });
});

const order: PurchaseOrder = {
  purchaseOrderId: 'pur_1',
  merchant: 'main',
  number: 'PO-1',
  vendor: 'weaver',
  warehouse: 'leipzig',
  state: 'open',
  expectedOn: null,
  placedAt: '2026-11-27T09:00:00.000Z',
  lines: [{ lineId: '1', sku: 'A', quantity: 5, unitCost: { amount: 250, currency: 'EUR' }, accepted: 0, damaged: 0 }],
  receipts: [],
  discrepancies: [],
};
const now = new Date('2026-12-01T09:00:00.000Z');
const moved = (lines: Line[], isKnown = false) =>
  movementsOf(
    {
      order,
      receiptId: 'd1',
      lines: countedIn(delivery(lines), dock),
      now,
      thread: { correlationId: 'x', actor: 'x' },
    },
    () => isKnown,
  );

describe('movements', () => {
  it('put good units and broken ones apart, in a lot with the line’s cost, named after the order', () => {
    const [movement, ...more] = moved([{ sku: 'A', accepted: 3, damaged: 2, lot: 'B7', expiresOn: '2027-03-01' }]);
    expect(more).toEqual([]);
    expect(movement).toMatchObject({
      merchant: 'main',
      sku: 'A',
      kind: 'receipt',
      reference: 'PO-1',
      lots: [{ lot: 'B7', unitCost: { amount: 250 }, expiresOn: '2027-03-01', receivedAt: now.toISOString() }],
      entries: [
        { warehouse: 'leipzig', condition: 'sellable', onHand: 3, reserved: 0, lot: 'B7' },
        { warehouse: 'leipzig', condition: 'damaged', onHand: 2, reserved: 0, lot: 'B7' },
      ],
    });
  });
  it('of the same delivery have the same ids, and those of another lot another lot', () => {
    const lines: Line[] = [
      { sku: 'A', accepted: 1, expiresOn: '2027-01-01' },
      { sku: 'A', accepted: 1, expiresOn: '2027-02-01' },
    ];
    const [one, two] = moved(lines);
    expect(moved(lines).map(({ movementId }) => movementId)).toEqual([one?.movementId, two?.movementId]);
    expect(one?.movementId).not.toBe(two?.movementId);
    expect(one?.lots?.[0]?.lot).not.toBe(two?.lots?.[0]?.lot);
  });
  it('tell no lot again that is known, cost nothing that nobody ordered, and are none where nothing came', () => {
    expect(moved([{ sku: 'A', accepted: 1, lot: 'B7' }], true)[0]?.lots).toEqual([]);
    expect(moved([{ sku: 'Z', accepted: 1 }])[0]?.lots?.[0]?.unitCost).toBeNull();
    expect(
      movementsOf(
        {
          order,
          receiptId: 'd',
          lines: [{ sku: 'A', accepted: 0, damaged: 0, bin: '' }],
          now,
          thread: { correlationId: 'x', actor: 'x' },
        },
        () => false,
      ),
    ).toEqual([]);
  });
});
