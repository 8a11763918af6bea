/** Events as sentences: every event there is has words and a kind; what was taken from where, what waits; what nobody knows. */
import { expect, it } from 'vitest';
import { eventCatalog } from '../../events/catalog.ts';
import { auditKinds } from '../../vocabulary/audit.ts';
import { partsInWords } from './phrases.ts';
import type { About } from './telling.ts';
import { eventWords, kindOf, namesOfKinds, toldOf } from './told.ts';

const order: About = { lines: [{ lineId: '1', sku: 'MUG' }], stamp: (at) => at.slice(0, 10) };
const told = (name: string, payload: object) => toldOf({ name, payload }, order).text;
const part = { lineId: '1', sku: 'MUG', warehouse: 'madrid', bin: '', lot: 'L1', quantity: 2, perUnit: 1 };

it('has a sentence and a kind for every event of the catalog, and for no other', () => {
  expect([...eventCatalog.keys()].filter((name) => !eventWords.has(name))).toEqual([]);
  expect([...eventWords.keys()].filter((name) => !eventCatalog.has(name))).toEqual([]);
  for (const [name, { kind }] of eventWords) expect(auditKinds, name).toContain(kind);
});

it('finds names by kind', () => {
  expect(kindOf('orders.order_allocated')).toBe('decision');
  expect(namesOfKinds(new Set(['snapshot'])).sort()).toEqual([
    'orders.erp_customer_attached',
    'orders.erp_order_injected',
  ]);
});

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

it('says why it took from where', () => {
  const payload = {
    orderId: 'o',
    strategy: 'proximity',
    reservedUntil: null,
    taken: [part],
    waiting: [],
    considered: [
      { warehouse: 'madrid', km: 12.4 },
      { warehouse: 'lyon', km: null },
    ],
  };
  expect(toldOf({ name: 'orders.order_allocated', payload }, order).reasons).toEqual([
    'Strategy proximity: the warehouse nearest to the customer first',
    'Looked at: madrid (12 km away), lyon (distance unknown)',
  ]);
});

it('has words for what it cannot read', () => {
  expect(told('tracking.scan_recorded', {})).toBe('Scan recorded');
  expect(told('orders.order_placed', { garbage: true })).toBe('Order placed');
  expect(told('nobody.knows_this', {})).toBe('Knows this');
});

it('says why something failed as the Trash does, and a reason that nobody has named by its code', () => {
  const failed = { trashId: 'trs_1', detail: '', fields: [] };
  expect(told('trash.retry_failed', { ...failed, reason: 'erp_missing' })).toBe('Failed again: Missing in the ERP');
  expect(told('trash.retry_failed', { ...failed, reason: 'new_kind' })).toBe('Failed again: New kind');
});
