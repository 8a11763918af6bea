/** What an order keeps and looks for while parts of its kits are picked, or have left before the others of their unit. */
import type { Allocation, OrderEvent } from '@gantry/shared/events/orders';
import { goodsIssued, orderAllocated, orderPlaced, quantityCancelled } from '@gantry/shared/events/orders';
import { describe, expect, it } from 'vitest';
import { given } from '../../../kernel/spec.ts';
import { stockIdOf } from '../../inventory/public.ts';
import { balanceOf, type Catalog } from '../allocation.ts';
import { evolve, type Order } from '../order.ts';
import { linesOf, stageOf } from '../standing.ts';
import { letLeave } from './decide.ts';

const catalog: Catalog = new Map(
  [
    { sku: 'LEG', components: [] },
    { sku: 'TOP', components: [] },
    {
      sku: 'DESK',
      components: [
        { sku: 'LEG', quantity: 2 },
        { sku: 'TOP', quantity: 1 },
      ],
    },
  ].map((one) => {
    const stockId = stockIdOf('main', one.sku);
    return [stockId, { ...one, merchant: 'main', stockId, name: '', fulfillmentType: 'stock' as const, vendor: null }];
  }),
);
const at = (sku: string, quantity: number, bin = ''): Allocation => {
  const perUnit = sku === 'LEG' ? 2 : 1;
  return { lineId: '1', sku, warehouse: 'w', bin, lot: 'l', quantity, perUnit };
};
const placed = orderPlaced({
  orderId: 'ord_1',
  number: 'A',
  customer: { tier: 'standard' },
  shipTo: { city: 'Vigo', country: 'ES' },
  lines: [{ sku: 'DESK', name: '', quantity: 3, unitPrice: 1, tags: [], fulfillmentType: 'stock' }],
  currency: 'EUR',
  total: 3,
  promise: null,
  shipBy: null,
  channel: 'shop',
  externalId: 'A',
  placedAt: '2026-11-20T00:00:00.000Z',
  placedAtZone: 'given',
});
const promised = (...taken: Allocation[]): OrderEvent =>
  orderAllocated({ orderId: 'ord_1', taken, waiting: [], strategy: 'proximity', reservedUntil: null });
const parts = [
  { lineId: '1', sku: 'LEG', perUnit: 2 },
  { lineId: '1', sku: 'TOP', perUnit: 1 },
];
const left = (shipmentId: string, ...taken: Allocation[]): OrderEvent =>
  goodsIssued({ orderId: 'ord_1', shipmentId, lines: [], taken, parts });
const stateOf = (...events: OrderEvent[]): Order => {
  const state = given(evolve, [placed, ...events]).state();
  if (!state) throw new Error('no order');
  return state;
};
const needs = (order: Order): unknown[] =>
  balanceOf(order, catalog).needs.map((need) => [
    need.quantity,
    ...need.parts.map(({ sku, perUnit, units = perUnit }) => [sku, units]),
  ]);

describe('of a kit', () => {
  it('fs-024: of 4 legs and 3 tops that left, 2 units have; 2 legs are looked for and no top', () => {
    const order = stateOf(promised(at('LEG', 4), at('TOP', 3)), left('s', at('LEG', 4), at('TOP', 3)));
    expect(linesOf(order)).toMatchObject([
      {
        shipped: 2,
        open: 1,
        ahead: [
          { sku: 'LEG', quantity: 0 },
          { sku: 'TOP', quantity: 1 },
        ],
      },
    ]);
    expect(needs(order)).toEqual([[1, ['LEG', 2]]]);
    expect(stageOf(order)).toBe('partly_shipped');
  });
  it('a part that left alone makes no unit, and the order has left in part', () => {
    const order = stateOf(promised(at('TOP', 1)), left('s', at('TOP', 1)));
    expect(linesOf(order)).toMatchObject([{ shipped: 0, open: 3 }]);
    expect(stageOf(order)).toBe('partly_shipped');
    expect(needs(order)).toEqual([
      [1, ['LEG', 2]],
      [2, ['LEG', 2], ['TOP', 1]],
    ]);
  });
  it('an odd leg that left lets the unit look for the other one', () => {
    const order = stateOf(promised(at('LEG', 1)), left('s', at('LEG', 1)));
    expect(needs(order)).toEqual([
      [1, ['LEG', 1], ['TOP', 1]],
      [2, ['LEG', 2], ['TOP', 1]],
    ]);
  });
  it('a set that is not whole goes back unless it is picked', () => {
    const loose = stateOf(promised(at('LEG', 2), at('LEG', 1, '@picked'), at('TOP', 1)));
    expect(balanceOf(loose, catalog).released).toEqual([at('LEG', 1)]);
    const picked = stateOf(promised(at('TOP', 2, '@picked')));
    expect(balanceOf(picked, catalog).released).toEqual([]);
    expect(needs(picked)).toEqual([
      [2, ['LEG', 2]],
      [1, ['LEG', 2], ['TOP', 1]],
    ]);
  });
  it('of fewer units what nobody picked goes back first', () => {
    const order = stateOf(
      promised(at('LEG', 4, '@picked'), at('LEG', 2), at('TOP', 2), at('TOP', 1, '@picked')),
      quantityCancelled({ orderId: 'ord_1', lineId: '1', quantity: 1, reason: '' }),
    );
    expect(balanceOf(order, catalog).released).toEqual([at('LEG', 2), at('TOP', 1)]);
  });
  it('made of other parts by now, what left counts as what it was then, and a unit is looked for whole', () => {
    const order = stateOf(promised(at('TOP', 1)), left('s', at('TOP', 1)));
    const desk = stockIdOf('main', 'DESK');
    const known = catalog.get(desk);
    if (!known) throw new Error('no desk');
    const changed: Catalog = new Map([...catalog, [desk, { ...known, components: [{ sku: 'TOP', quantity: 1 }] }]]);
    expect(balanceOf(order, changed).needs).toMatchObject([{ quantity: 3, parts: [{ sku: 'TOP' }] }]);
  });
});

describe('leaving', () => {
  const asked = (...taken: Allocation[]) => ({ shipmentId: 's', taken, lines: [], at: '2026-11-28T00:00:00.000Z' });
  it('is of what is promised, once', () => {
    const order = stateOf(promised(at('LEG', 2, '@picked'), at('TOP', 1, '@picked')));
    const told = letLeave(asked(at('LEG', 2, '@picked')), catalog)(order);
    expect(told).toMatchObject([{ payload: { lines: [], parts } }]);
    expect(() => letLeave(asked(at('LEG', 3, '@picked')), catalog)(order)).toThrow('2 units are promised');
    expect(
      letLeave(asked(at('LEG', 1, '@picked')), catalog)(stateOf(promised(at('LEG', 2)), left('s', at('LEG', 2)))),
    ).toEqual([]);
  });
});
