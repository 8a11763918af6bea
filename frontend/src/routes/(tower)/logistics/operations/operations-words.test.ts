/** What the head of the operations dashboard says, above all of days that nobody counted. */
import type { OperationsDashboard } from '@gantry/shared/api/fulfillment/dashboard';
import { describe, expect, it } from 'vitest';
import { figuresOf, spendChange } from './operations-words.ts';

const stage = (
  name: OperationsDashboard['backlog'][number]['stage'],
  now: number,
  yesterday: number | null,
): OperationsDashboard['backlog'][number] => ({ stage: name, orders: { now, yesterday }, units: now, ages: [] });
const shown: OperationsDashboard = {
  asOf: '2026-11-28T12:00:00.000Z',
  backlog: [stage('unallocated', 4, 4), stage('held', 3, 3), stage('pending', 5, 2), stage('packing', 2, 1)],
  atRisk: { now: 0, yesterday: null },
  shippedToday: { now: 7, yesterday: 9 },
  exceptions: [
    { kind: 'short_pick', open: 2 },
    { kind: 'late_vendor', open: 0 },
  ],
  unallocated: [{ sku: 'A', units: 12, orders: 3, oldestPromise: null }],
  spend: [],
  warehouses: [],
};

describe('the figures', () => {
  it('count what is on the floor against the same minute yesterday', () => {
    expect(figuresOf(shown).map(({ label, value, under }) => [label, value, under])).toEqual([
      ['On the floor', 7, '+4 vs yesterday'],
      ['At risk', 0, 'no yesterday to compare with'],
      ['Shipped today', 7, '−2 vs yesterday'],
      ['Units without stock', 12, 'of 1 SKU'],
      ['Exceptions open', 2, 'short picks 2'],
    ]);
  });
  it('compare nothing with a day of which some is not known', () => {
    const half = { ...shown, backlog: [stage('pending', 5, 2), stage('packing', 2, null)] };
    expect(figuresOf(half)[0]).toMatchObject({ value: 7, under: 'no yesterday to compare with' });
  });
});

it('spend is compared where anything was spent yesterday', () => {
  expect([
    spendChange({ today: 112, yesterday: 100 }),
    spendChange({ today: 90, yesterday: 100 }),
    spendChange({ today: 5, yesterday: 0 }),
  ]).toEqual(['+12 %', '−10 %', null]);
});
