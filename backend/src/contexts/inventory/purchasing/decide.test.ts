/** Purchase orders: placed once by number, received in parts and compared in units, closed with what is short. */
import type { PurchaseOrderEvent } from '@gantry/shared/events/inventory/purchasing';
import { describe, expect, it } from 'vitest';
import { given } from '../../../kernel/spec.ts';
import {
  type Came,
  cancelPurchase,
  type Placement,
  placePurchase,
  postponePurchase,
  receivePurchase,
  settleDiscrepancies,
} from './decide.ts';
import { evolve, openOf, type PurchaseOrder, receivedOf } from './purchase-order.ts';

const now = new Date('2026-11-27T09:00:00.000Z');
const looking = { now, sees: (merchant: string) => merchant === 'main' };
const cost = { amount: 250, currency: 'EUR' };
const placement = (change: Partial<Placement> = {}): Placement => ({
  purchaseOrderId: 'pur_1',
  merchant: 'main',
  number: 'PO-1',
  vendor: 'weaver',
  warehouse: 'leipzig',
  expectedOn: '2026-12-01',
  lines: [
    { sku: 'CUP', quantity: 5, unitCost: cost },
    { sku: 'POT', quantity: 3, unitCost: null },
  ],
  ...change,
});
const placed = given(evolve, []).when(placePurchase(placement(), now)).events();
const came = (sku: string, accepted: number, damaged = 0): Came => ({ sku, accepted, damaged });
const receive = (receiptId: string, lines: readonly Came[], last = false) =>
  receivePurchase({ receiptId, lines, last }, looking);
const after = (...decisions: ReturnType<typeof receive>[]): PurchaseOrderEvent[] => {
  const events = [...placed];
  for (const decide of decisions) events.push(...given(evolve, events).when(decide).events());
  return events;
};
const differences = (events: readonly PurchaseOrderEvent[]) =>
  events.flatMap((event) =>
    event.name === 'inventory.receipt_discrepancy_found'
      ? [[event.payload.sku, event.payload.kind, event.payload.difference]]
      : [],
  );
const stateOf = (events: readonly PurchaseOrderEvent[]): PurchaseOrder =>
  given(evolve, events).state() ?? expect.unreachable();

describe('placing', () => {
  it('the same number with the same lines is nothing, on whatever day it is expected by now', () => {
    expect(
      given(evolve, placed)
        .when(placePurchase(placement({ expectedOn: null }), now))
        .events(),
    ).toEqual([]);
  });
  it('with other lines, of another vendor or for another warehouse is refused', () => {
    const others = [
      { lines: [{ sku: 'CUP', quantity: 6, unitCost: cost }] },
      { vendor: 'other' },
      { warehouse: 'madrid' },
    ];
    for (const other of others)
      expect(
        given(evolve, placed)
          .when(placePurchase(placement(other), now))
          .refusal(),
      ).toBe('purchase_order_differs');
  });
});

describe('receiving', () => {
  it('in parts leaves it open until all has come', () => {
    const partly = stateOf(after(receive('d1', [came('CUP', 2)])));
    expect([partly.state, partly.lines.map((line) => openOf(partly, line))]).toEqual(['partly_received', [3, 3]]);
    const whole = after(receive('d1', [came('CUP', 2)]), receive('d2', [came('CUP', 3), came('POT', 3)]));
    expect([stateOf(whole).state, differences(whole)]).toEqual(['received', []]);
  });
  it('the same delivery twice is booked once', () => {
    const once = after(receive('d1', [came('CUP', 2)]));
    expect(after(receive('d1', [came('CUP', 2)]), receive('d1', [came('CUP', 2)]))).toEqual(once);
  });
  it('compares units, not packs: five packs of two where five units were ordered are five too many', () => {
    const packed = { ...came('CUP', 10), packs: { count: 5, size: 2 } };
    expect(differences(after(receive('d1', [packed])))).toEqual([['CUP', 'over', 5]]);
  });
  it('tells what is over once, however many deliveries it takes', () => {
    const events = after(
      receive('d1', [came('CUP', 4)]),
      receive('d2', [came('CUP', 3)]),
      receive('d3', [came('CUP', 1)]),
    );
    expect(differences(events)).toEqual([
      ['CUP', 'over', 2],
      ['CUP', 'over', 1],
    ]);
  });
  it('tells broken units, and counts them as come', () => {
    const events = after(receive('d1', [came('CUP', 3, 2)]));
    expect(differences(events)).toEqual([['CUP', 'damaged', 2]]);
    const [cup] = stateOf(events).lines;
    expect([cup && receivedOf(cup), cup && openOf(stateOf(events), cup)]).toEqual([5, 0]);
  });
  it('takes what nobody ordered and says so, each time it comes', () => {
    const events = after(receive('d1', [came('MUG', 4)]), receive('d2', [came('MUG', 1), came('LID', 2)]));
    expect(differences(events)).toEqual([
      ['MUG', 'unexpected', 4],
      ['MUG', 'unexpected', 1],
      ['LID', 'unexpected', 2],
    ]);
    expect(stateOf(events).lines.map(({ lineId, sku, quantity }) => [lineId, sku, quantity])).toEqual([
      ['1', 'CUP', 5],
      ['2', 'POT', 3],
      ['3', 'MUG', 0],
      ['4', 'LID', 0],
    ]);
  });
  it('the last delivery closes it with what is short', () => {
    const events = after(receive('d1', [came('CUP', 4)], true));
    expect(differences(events)).toEqual([
      ['CUP', 'short', -1],
      ['POT', 'short', -3],
    ]);
    const order = stateOf(events);
    expect([order.state, order.lines.map((line) => openOf(order, line))]).toEqual(['received', [0, 0]]);
  });
  it('what comes late is booked, and short is told once', () => {
    const events = after(receive('d1', [came('CUP', 4)], true), receive('d2', [came('POT', 3), came('CUP', 2)], true));
    expect(differences(events).slice(2)).toEqual([['CUP', 'over', 1]]);
    expect(events.filter(({ name }) => name === 'inventory.purchase_order_closed')).toHaveLength(1);
  });
  it('of an order that was called off, or that the caller does not see, is refused', () => {
    const cancelled = after(cancelPurchase(looking));
    expect(
      given(evolve, cancelled)
        .when(receive('d1', [came('CUP', 1)]))
        .refusal(),
    ).toBe('purchase_order_closed');
    const stranger = { now, sees: () => false };
    const theirs = receivePurchase({ receiptId: 'd1', lines: [came('CUP', 1)], last: false }, stranger);
    expect(given(evolve, placed).when(theirs).refusal()).toBe('no_such_purchase_order');
  });
});

describe('until it has come', () => {
  it('it may be put off and called off, once each', () => {
    const later = after(postponePurchase('2026-12-09', looking), postponePurchase('2026-12-09', looking));
    expect([later.length, stateOf(later).expectedOn]).toEqual([2, '2026-12-09']);
    const off = after(receive('d1', [came('CUP', 2)]), cancelPurchase(looking), cancelPurchase(looking));
    const order = stateOf(off);
    expect([order.state, order.lines.map((line) => [receivedOf(line), openOf(order, line)])]).toEqual([
      'cancelled',
      [
        [2, 0],
        [0, 0],
      ],
    ]);
  });
  it('and no longer', () => {
    const done = after(receive('d1', [came('CUP', 5), came('POT', 3)]));
    for (const decide of [cancelPurchase(looking), postponePurchase(null, looking)])
      expect(given(evolve, done).when(decide).refusal()).toBe('purchase_order_closed');
  });
});

it('what differs stays open until somebody has settled it; what comes later is open again', () => {
  const settled = after(receive('d1', [came('CUP', 3, 2)]), settleDiscrepancies(looking), settleDiscrepancies(looking));
  expect(settled.filter(({ name }) => name === 'inventory.discrepancies_settled')).toHaveLength(1);
  const again = after(
    receive('d1', [came('CUP', 3, 2)]),
    settleDiscrepancies(looking),
    receive('d2', [came('CUP', 1)]),
  );
  expect(stateOf(again).discrepancies.map(({ kind, settled: done }) => [kind, done])).toEqual([
    ['damaged', true],
    ['over', false],
  ]);
});
