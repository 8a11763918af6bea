/** The rules of stock: what moves, what is refused and why, when something is to be bought again. */
import type { StockEvent } from '@gantry/shared/events/inventory/stock';
import { describe, expect, it } from 'vitest';
import { entry, lotOf, moving, noon, receiptOf } from '../../../../test/stock-world.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/spec.ts';
import { judgeReorder, moveStock } from './decide.ts';
import { availableOn, evolve, type Stock } from './stock.ts';

const after = (...moves: Parameters<typeof moveStock>[0][]) => {
  const events: StockEvent[] = [];
  for (const move of moves) events.push(...given(evolve, events).when(moveStock(move)).events());
  return events;
};
const reserve = (quantity: number, change: Parameters<typeof moving>[0] = {}) =>
  moving({ kind: 'reserve', entries: [entry({ reserved: quantity })], orderId: 'ord_1', lineId: '1', ...change });
const ship = (quantity: number) =>
  moving({
    kind: 'ship',
    entries: [entry({ onHand: -quantity, reserved: -quantity })],
    orderId: 'ord_1',
    lineId: '1',
  });
const refusedWith = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was not refused');
};

describe('a movement', () => {
  it('is one event whose entries are all that changed, and its lots lie there from then on', () => {
    const [fact, ...others] = after(receiptOf(10));
    expect(others).toEqual([]);
    expect(fact).toMatchObject({ name: 'inventory.stock_moved', occurredAt: noon.toISOString() });
    const stock = given(evolve, after(receiptOf(10), reserve(4))).state();
    expect(stock).toMatchObject({
      buckets: [{ ...entry({ onHand: 10, reserved: 4 }) }],
      lots: [lotOf()],
      warehouses: ['w1'],
      reorderSince: null,
    });
    expect(availableOn(stock as Stock, '2026-11-27')).toBe(6);
  });
  it('that changes nothing is no event, also where its entries cancel out', () => {
    const nothing = moving({ kind: 'adjust', entries: [entry({ onHand: 3 }), entry({ onHand: -3 })] });
    expect(
      given(evolve, after(receiptOf(10)))
        .when(moveStock(nothing))
        .events(),
    ).toEqual([]);
  });
  it('takes entries of one bucket together: what only passes below nothing is allowed', () => {
    const passing = moving({ kind: 'adjust', entries: [entry({ onHand: -12 }), entry({ onHand: 5 })] });
    expect(
      given(evolve, after(receiptOf(10)))
        .when(moveStock(passing))
        .state()?.buckets,
    ).toEqual([entry({ onHand: 3 })]);
  });
  it('below nothing, of what is reserved, or of more than is there is refused, by the place', () => {
    const past = after(receiptOf(10), reserve(4));
    for (const [move, text] of [
      [moving({ kind: 'adjust', entries: [entry({ onHand: -11 })] }), '10 on hand, 4 of them reserved'],
      [moving({ kind: 'adjust', entries: [entry({ onHand: -7 })] }), 'make it 3 and 4'],
      [reserve(7), 'make it 10 and 11'],
      [moving({ ...reserve(-5), kind: 'release' }), 'make it 10 and -1'],
      [moving({ kind: 'adjust', entries: [entry({ bin: 'A-1', onHand: -1 })] }), 'w1 A-1, lot L1'],
    ] as const) {
      const refusal = refusedWith(() => moveStock(move)(given(evolve, past).state()));
      expect(refusal.code).toBe('stock_short');
      expect(refusal.message).toContain(text);
    }
  });
  it('takes no more from a bin than lies in it, whatever lies in others (fs-036)', () => {
    const wire = after(receiptOf(7, { bin: 'B1' }), receiptOf(93, { bin: 'B2' }));
    const off = (quantity: number) => moving({ kind: 'pick', entries: [entry({ bin: 'B2', onHand: -quantity })] });
    expect(
      given(evolve, wire)
        .when(moveStock(off(94)))
        .refusal(),
    ).toBe('stock_short');
    expect(
      given(evolve, wire)
        .when(moveStock(off(93)))
        .state()?.buckets,
    ).toEqual([entry({ bin: 'B1', onHand: 7 })]);
  });
  it('of units that lie there and are reserved ships them; nothing is left of the lot then', () => {
    const stock = given(evolve, after(receiptOf(4), reserve(4), ship(4))).state();
    expect(stock).toMatchObject({ buckets: [], lots: [], warehouses: ['w1'] });
  });
  it('promises no damaged units, and none to nobody: that is a slip of the program', () => {
    const past = after(receiptOf(10, { condition: 'damaged' }), receiptOf(10));
    const damaged = reserve(1, { entries: [entry({ condition: 'damaged', reserved: 1 })] });
    expect(() => moveStock(damaged)(given(evolve, past).state())).toThrow(/damaged units are never reserved/);
    const { orderId: _, ...nobodys } = reserve(1);
    expect(() => moveStock(nobodys)(given(evolve, past).state())).toThrow(/for no line of an order/);
  });
  it('to a lot that nobody told of makes it one of that day, at no known cost', () => {
    const found = moving({
      kind: 'adjust',
      entries: [entry({ lot: 'L9', onHand: 1 })],
      at: '2026-11-27T09:00:00.000Z',
    });
    expect(given(evolve, []).when(moveStock(found)).state()?.lots).toEqual([
      { lot: 'L9', receivedAt: '2026-11-27T09:00:00.000Z', unitCost: null, expiresOn: null },
    ]);
  });
  it('of more than the tables hold is refused', () => {
    const past = after(receiptOf(1e9), receiptOf(1e9, { bin: 'A' }));
    expect(
      given(evolve, past)
        .when(moveStock(receiptOf(1, { bin: 'B' })))
        .refusal(),
    ).toBe('too_many_units');
    const many = Array.from({ length: 1_001 }, (_, n) => entry({ bin: `B${n}`, onHand: 1 }));
    expect(
      given(evolve, [])
        .when(moveStock(moving({ entries: many, lots: [lotOf()] })))
        .refusal(),
    ).toBe('too_many_lots');
  });
  it('of what is on its way takes off no more than is', () => {
    const sent = moving({
      kind: 'transfer',
      entries: [entry({ onHand: -5 })],
      inTransit: { transferId: 'tfr_1', lots: [{ lot: 'L1', quantity: 5 }] },
    });
    const lost = (quantity: number) =>
      moving({ kind: 'adjust', inTransit: { transferId: 'tfr_1', lots: [{ lot: 'L1', quantity: -quantity }] } });
    const past = after(receiptOf(5), sent);
    expect(given(evolve, past).state()).toMatchObject({
      buckets: [],
      lots: [lotOf()],
      inTransit: [{ transferId: 'tfr_1', lot: 'L1', quantity: 5 }],
    });
    expect(
      given(evolve, past)
        .when(moveStock(lost(6)))
        .refusal(),
    ).toBe('transfer_short');
    expect(
      given(evolve, past)
        .when(moveStock(lost(5)))
        .state(),
    ).toMatchObject({ inTransit: [], lots: [] });
  });
});

describe('an alert to buy again', () => {
  const point = { reorderPoint: 5 };
  const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
  const names = (past: Parameters<typeof given>[1], move: Parameters<typeof moveStock>[0]) =>
    given(evolve, past as ReturnType<typeof after>)
      .when(moveStock(move))
      .names();
  it('is raised once when what is available falls to the point, and armed again by a receipt that lifts it above', () => {
    const past = after(receiptOf(10));
    expect(names(past, reserve(4, point))).toEqual(['inventory.stock_moved']);
    expect(names(past, reserve(5, point))).toEqual(['inventory.stock_moved', 'inventory.reorder_due']);
    const raised = after(receiptOf(10), reserve(5, point));
    expect(given(evolve, raised).state()?.reorderSince).toBe(noon.toISOString());
    expect(names(raised, reserve(1, point))).toEqual(['inventory.stock_moved']);
    // Five are available: a receipt that leaves it at or below the point changes nothing.
    const low = after(receiptOf(10), reserve(5, point), reserve(3, point));
    expect(names(low, { ...receiptOf(3), ...point })).toEqual(['inventory.stock_moved']);
    expect(names(low, { ...receiptOf(4), ...point })).toEqual(['inventory.stock_moved', 'inventory.reorder_rearmed']);
    const armed = [
      ...low,
      ...given(evolve, low)
        .when(moveStock({ ...receiptOf(4), ...point }))
        .events(),
    ];
    expect(names(armed, reserve(1, { ...point, now: later(5) }))).toEqual([
      'inventory.stock_moved',
      'inventory.reorder_due',
    ]);
  });
  it('is not taken back by an order that gives back what it had', () => {
    const raised = after(receiptOf(10), reserve(6, point));
    const release = moving({ ...reserve(-6, point), kind: 'release' });
    expect(names(raised, release)).toEqual(['inventory.stock_moved']);
  });
  it('is not raised of what has no point, nor by a receipt that brings too little', () => {
    expect(names(after(receiptOf(10)), reserve(10))).toEqual(['inventory.stock_moved']);
    expect(names([], { ...receiptOf(3), ...point })).toEqual(['inventory.stock_moved']);
  });
  it('counts neither broken units nor those past their day', () => {
    const past = after(
      receiptOf(10),
      receiptOf(50, { condition: 'damaged' }),
      receiptOf(50, { lot: 'old', expiresOn: '2026-11-27' }),
    );
    expect(names(past, reserve(5, point))).toContain('inventory.reorder_due');
  });
  it('follows a point that is changed or taken away, and what goes past its day', () => {
    const context = { merchant: 'main', sku: 'MUG', now: noon, pointChanged: true };
    const judged = (
      past: ReturnType<typeof after>,
      reorderPoint: number | null,
      change: Partial<typeof context> = {},
    ) =>
      given(evolve, past)
        .when(judgeReorder({ ...context, ...change, reorderPoint }))
        .names();
    const ten = after(receiptOf(10, { expiresOn: '2026-11-30' }));
    expect(judged(ten, 9)).toEqual([]);
    expect(judged(ten, 10)).toEqual(['inventory.reorder_due']);
    const raised = after(receiptOf(10), reserve(6, point));
    expect(judged(raised, 4)).toEqual([]);
    expect(judged(raised, 3)).toEqual(['inventory.reorder_rearmed']);
    expect(judged(raised, null)).toEqual(['inventory.reorder_rearmed']);
    expect(judged(raised, 3, { pointChanged: false })).toEqual([]);
    expect(judged(ten, 5, { now: new Date('2026-11-30T00:00:00Z'), pointChanged: false })).toEqual([
      'inventory.reorder_due',
    ]);
    expect(judged([], 5)).toEqual([]);
  });
});
