/** What changed of an order between two looks, in sentences; nothing where nothing is another. */
import type { Order } from '@gantry/shared/api/orders';
import { expect, it } from 'vitest';
import { orderDifferences } from './order-differences.ts';

const line = (lineId: string, sku: string, quantity: number, over = {}) => ({
  lineId,
  sku,
  quantity,
  allocated: 0,
  waiting: 0,
  shipped: 0,
  cancelled: 0,
  ...over,
});
const order = (over: object): Order =>
  ({
    stage: 'held',
    lines: [line('1', 'MUG', 4), line('2', 'CUP', 1)],
    shipTo: { city: 'Lyon', country: 'FR' },
    promise: { day: '2026-12-03', timeZone: 'Europe/Paris' },
    holds: [{ holdId: 'h1', kind: 'manual' }],
    ...over,
  }) as unknown as Order;

it('names every change that somebody writing should know', () => {
  const after = order({
    stage: 'allocated',
    lines: [line('1', 'MUG', 6, { allocated: 6 }), line('3', 'PEN', 2)],
    shipTo: { city: 'Nice', country: 'FR', postalCode: '06000' },
    promise: null,
    payment: 'pending',
    holds: [{ holdId: 'h2', kind: 'fraud' }],
  });
  expect(orderDifferences(order({}), after)).toEqual([
    'Stage: Held → Allocated',
    'MUG: ordered 4 → 6',
    'MUG: allocated 0 → 6',
    'PEN was added: 2',
    'CUP was taken out',
    'Ship to: Lyon, FR → 06000 Nice, FR',
    'Promised: Thu 3 Dec → none',
    'Payment: Paid → Not paid yet',
    'Held: fraud check',
    'The hold ended: by hand',
  ]);
});

it('says nothing where only something was told of it', () => {
  expect(orderDifferences(order({}), order({ version: 8, erp: { system: 'erpnext' } }))).toEqual([]);
});
