/** What of stock may be promised, and takings as movements. */
import type { Allocation } from '@gantry/shared/events/orders';
import { describe, expect, it } from 'vitest';
import { entry, lotOf } from '../../../../test/stock-world.ts';
import { allocate, movementsOf, shelvesOf } from './shelves.ts';
import { emptyStock, type Stock } from './stock.ts';

const stock = (change: Partial<Stock>): Stock => ({
  ...emptyStock({ stockId: 'stk_pill', merchant: 'main', sku: 'PILL' }),
  ...change,
});
const distances = new Map([['w1', 10]]);
const today = '2026-11-27';
const pill = stock({
  buckets: [entry({ lot: 'old', onHand: 50 }), entry({ lot: 'good', onHand: 10 })],
  lots: [lotOf({ lot: 'old', expiresOn: '2026-11-20' }), lotOf({ lot: 'good', expiresOn: '2027-06-30' })],
});
const drawing = { strategy: 'proximity' as const, distances, keepBack: 0, day: today };
const need = (quantity: number) => ({
  lineId: '1',
  quantity,
  parts: [{ sku: 'PILL', stockId: 'stk_pill', perUnit: 1 }],
});

describe('shelves', () => {
  it('hold what is sellable, promised to nobody, good on the day, and where the channel may draw', () => {
    const mixed = stock({
      buckets: [
        entry({ onHand: 5, reserved: 2 }),
        entry({ bin: 'A', onHand: 4, reserved: 4 }),
        entry({ condition: 'damaged', onHand: 9 }),
        entry({ warehouse: 'w9', onHand: 7 }),
        entry({ lot: 'today', onHand: 3 }),
      ],
      lots: [lotOf(), lotOf({ lot: 'today', expiresOn: today })],
    });
    expect(shelvesOf([mixed], { distances, day: today })).toEqual([
      expect.objectContaining({ warehouse: 'w1', bin: '', lot: 'L1', available: 3 }),
    ]);
    expect(shelvesOf([mixed], { distances, day: '2026-11-26' })).toHaveLength(2);
  });
  it('do not hold expired stock: 10 of 20 are promised, 10 are waited for (fs-022)', () => {
    expect(allocate([need(20)], [pill], drawing)).toEqual({
      taken: [{ lineId: '1', sku: 'PILL', warehouse: 'w1', bin: '', lot: 'good', quantity: 10, perUnit: 1 }],
      waiting: [{ lineId: '1', sku: 'PILL', quantity: 10, perUnit: 1 }],
      considered: [{ warehouse: 'w1', km: expect.anything() }],
    });
    expect(allocate([need(20)], [pill], { ...drawing, day: '2027-06-30' }).taken).toEqual([]);
  });
});

describe('takings', () => {
  const taken: Allocation[] = [
    { lineId: '1', sku: 'PILL', warehouse: 'w1', bin: '', lot: 'good', quantity: 3, perUnit: 1 },
    { lineId: '1', sku: 'PILL', warehouse: 'w2', bin: 'A', lot: 'good', quantity: 2, perUnit: 1 },
    { lineId: '2', sku: 'PILL', warehouse: 'w1', bin: '', lot: 'good', quantity: 1, perUnit: 1 },
  ];
  const entries = (doing: Parameters<typeof movementsOf>[0]) =>
    movementsOf(doing, taken).map((one) => [one.lineId, one.entries.map(({ onHand, reserved }) => [onHand, reserved])]);
  it('are more movements where one cannot name so many lots', () => {
    const many = Array.from({ length: 667 }, (_, n) =>
      taken.map((one) => ({ ...one, lineId: '1', lot: `lot-${n}` })),
    ).flat();
    const movements = movementsOf('ship', many);
    expect(movements.map(({ entries: some }) => some.length)).toEqual([1_000, 1_000, 1]);
    expect(movements.flatMap(({ entries: some }) => some.map(({ lot }) => lot))).toEqual(many.map(({ lot }) => lot));
  });
  it('are a movement for each line and SKU, that reserves, releases, ships, or takes back', () => {
    expect(entries('reserve')).toEqual([
      [
        '1',
        [
          [0, 3],
          [0, 2],
        ],
      ],
      ['2', [[0, 1]]],
    ]);
    expect(entries('release')).toEqual([
      [
        '1',
        [
          [0, -3],
          [0, -2],
        ],
      ],
      ['2', [[0, -1]]],
    ]);
    expect(entries('ship')[0]).toEqual([
      '1',
      [
        [-3, -3],
        [-2, -2],
      ],
    ]);
    expect(entries('unship')[1]).toEqual(['2', [[1, 1]]]);
  });
  it('have no minus nothing in them, which the log would give back as nothing', () => {
    for (const doing of ['release', 'reserve'] as const)
      for (const { entries: some } of movementsOf(doing, taken))
        for (const { onHand } of some) expect(Object.is(onHand, 0)).toBe(true);
  });
});
