/** What the floor says in words. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import { expect, it } from 'vitest';
import { missingFor, workerName } from './floor-words.ts';

const order = (kind: FulfillmentOrder['kind']): FulfillmentOrder => ({
  fulfillmentId: 'ful_1',
  number: 'A-1/1',
  merchant: 'main',
  orderId: 'ord_1',
  orderNumber: 'A-1',
  channel: 'shop',
  kind,
  status: 'picking',
  version: 1,
  priority: 'normal',
  assignee: null,
  warehouse: 'mad',
  vendor: null,
  station: null,
  held: false,
  shipBy: null,
  lines: [
    { lineId: '1', sku: 'MUG', name: 'Mug', quantity: 3, perUnit: 1, pickedQuantity: 1, packedQuantity: 0, toPick: [] },
  ],
  packages: [],
  trackingNumbers: [],
  together: [],
  vendorOrder: null,
  pickup: null,
  risk: null,
  plannedAt: '2026-11-28T08:00:00.000Z',
  doneAt: null,
});

it('says what is missing of what people pick and pack, and nothing of a file', () => {
  expect(missingFor(order('ship'), 'packing')).toBe('2 units to pick');
  expect(missingFor(order('ship'), 'shipped')).toBe('3 units to pack');
  expect(missingFor(order('digital'), 'packing')).toBeNull();
  expect(missingFor(order('digital'), 'shipped')).toBeNull();
});

it('calls whoever works by name, and by id only while nobody has said it', () => {
  const known = { me: 'prs_1', nameOf: (id: string) => (id === 'prs_2' ? 'Bea' : undefined) };
  expect(['prs_1', 'prs_2', 'prs_3', null].map((id) => workerName(id, known))).toEqual([
    'You',
    'Bea',
    'prs_3',
    'Nobody',
  ]);
});
