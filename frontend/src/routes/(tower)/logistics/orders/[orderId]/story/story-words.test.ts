/** The events of an order as sentences: what was taken from where, what waits, and words for what nobody knows here. */
import { expect, it } from 'vitest';
import { type About, byWhom, isDetail, partsInWords, toldOf } from './story-words.ts';

const order = { lines: [{ lineId: '1', sku: 'MUG' }], stamp: (at: string) => at.slice(0, 10) } as unknown as About;
const told = (name: string, payload: object) => toldOf({ name, payload }, order).text;
const part = { lineId: '1', sku: 'MUG', warehouse: 'madrid', bin: '', lot: 'L1', quantity: 2, perUnit: 1 };

it('sums what is the same, by place', () => {
  expect(
    partsInWords([part, { ...part, quantity: 1 }, { ...part, warehouse: 'lyon' }, { sku: 'CUP', quantity: 4 }]),
  ).toBe('3 × MUG from madrid, 2 × MUG from lyon, 4 × CUP');
});

it('tells what was promised and what waits', () => {
  const waiting = [{ lineId: '1', sku: 'MUG', quantity: 3 }];
  const base = { orderId: 'o', strategy: 'proximity', reservedUntil: null };
  expect(told('orders.order_allocated', { ...base, taken: [part], waiting })).toBe(
    'Allocated 2 × MUG from madrid; waits for 3 × MUG',
  );
  expect(told('orders.order_allocated', { ...base, taken: [], waiting })).toBe(
    'Stock was looked for: nothing found; waits for 3 × MUG',
  );
  expect(told('orders.allocation_released', { orderId: 'o', released: [part], waiting: [], cause: 'expired' })).toBe(
    'Back on the shelf: 2 × MUG from madrid, because it was not paid in time',
  );
  expect(
    told('orders.goods_issued', { orderId: 'o', shipmentId: 's', taken: [], lines: [{ lineId: '1', quantity: 2 }] }),
  ).toBe('Left: 2 × MUG');
});

it('tells what people did, also where their words were taken out', () => {
  expect(
    told('orders.order_held', { orderId: 'o', holdId: 'h', kind: 'payment', note: '', until: null, keepsStock: true }),
  ).toBe('Held: payment');
  expect(told('orders.order_cancelled', { orderId: 'o', reason: '' })).toBe('Cancelled');
  expect(told('orders.quantity_cancelled', { orderId: 'o', lineId: '9', quantity: 1, reason: 'broken' })).toBe(
    '1 unit of line 9 cancelled: broken',
  );
  expect(told('orders.address_checked', { orderId: 'o', findings: [{ path: 'postalCode', code: 'required' }] })).toBe(
    'Address checked: postal code is missing',
  );
});

it('has words for what it does not know, and for who did it', () => {
  expect(told('tracking.scan_recorded', {})).toBe('Scan recorded');
  expect(told('orders.order_placed', { garbage: true })).toBe('Order placed');
  expect([isDetail('orders.order_held'), isDetail('inventory.stock_moved')]).toEqual([false, true]);
  expect([byWhom('per_a', 'per_a'), byWhom('per_b', 'per_a'), byWhom('system:erp', 'per_a')]).toEqual([
    'by you',
    'by person per_b',
    '',
  ]);
});
