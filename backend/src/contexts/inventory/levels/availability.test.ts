/** What could be promised of a SKU: by warehouse, as a channel sees it, on a day, and of kits. */
import { describe, expect, it } from 'vitest';
import { entry, lotOf } from '../../../../test/stock-world.ts';
import { emptyStock, type Stock } from '../stock/stock.ts';
import { availabilityOf } from './availability.ts';

const stockOf = (stockId: string, change: Partial<Stock>): [string, Stock] => [
  stockId,
  { ...emptyStock({ stockId, merchant: 'main', sku: stockId }), ...change },
];
const seen = { warehouses: ['w1', 'w2'], keepBack: 0, day: '2026-11-27' };
const one = [{ stockId: 'a', perUnit: 1 }];

describe('availability', () => {
  const stocks = new Map([
    stockOf('a', {
      buckets: [
        entry({ onHand: 10, reserved: 3 }),
        entry({ warehouse: 'w2', onHand: 4 }),
        entry({ warehouse: 'w2', condition: 'damaged', onHand: 2 }),
        entry({ warehouse: 'w3', onHand: 99 }),
        entry({ lot: 'old', onHand: 50 }),
      ],
      lots: [lotOf(), lotOf({ lot: 'old', expiresOn: '2026-11-20' })],
    }),
  ]);
  it('counts what is sellable and promised to nobody: 11, although 66 lie there (fs-022)', () => {
    expect(availabilityOf(one, stocks, seen)).toEqual({
      onHand: 66,
      reserved: 3,
      available: 11,
      warehouses: [
        { warehouse: 'w1', onHand: 60, reserved: 3, available: 7 },
        { warehouse: 'w2', onHand: 6, reserved: 0, available: 4 },
      ],
    });
    expect(availabilityOf(one, stocks, { ...seen, day: '2026-11-19' }).available).toBe(61);
  });
  it('is less what a channel may not take, never below nothing', () => {
    expect(availabilityOf(one, stocks, { ...seen, keepBack: 4 }).available).toBe(7);
    expect(availabilityOf(one, stocks, { ...seen, keepBack: 40 }).available).toBe(0);
    expect(availabilityOf(one, stocks, { ...seen, warehouses: ['w2'] })).toMatchObject({
      available: 4,
      warehouses: [{ warehouse: 'w2' }],
    });
  });
  it('of what never was is nothing', () => {
    expect(availabilityOf([{ stockId: 'none', perUnit: 1 }], stocks, seen)).toEqual({
      onHand: 0,
      reserved: 0,
      available: 0,
      warehouses: [],
    });
  });
});

describe('of a kit', () => {
  const gift = [
    { stockId: 'card', perUnit: 1 },
    { stockId: 'ribbon', perUnit: 2 },
  ];
  const card = stockOf('card', { buckets: [entry({ onHand: 12, reserved: 2 })], lots: [lotOf()] });
  it('a part without stock allows none (fs-023), and five of it two kits', () => {
    expect(availabilityOf(gift, new Map([card]), seen).available).toBe(0);
    const ribbon = stockOf('ribbon', { buckets: [entry({ onHand: 5 })], lots: [lotOf()] });
    expect(availabilityOf(gift, new Map([card, ribbon]), seen)).toEqual({
      onHand: 2,
      reserved: 0,
      available: 2,
      warehouses: [{ warehouse: 'w1', onHand: 2, reserved: 0, available: 2 }],
    });
    expect(availabilityOf(gift, new Map([card, ribbon]), { ...seen, keepBack: 2 }).available).toBe(1);
  });
  it('parts that lie apart make kits in all, though not in one place', () => {
    const ribbon = stockOf('ribbon', { buckets: [entry({ warehouse: 'w2', onHand: 4 })], lots: [lotOf()] });
    expect(availabilityOf(gift, new Map([card, ribbon]), seen)).toMatchObject({ available: 2, warehouses: [] });
  });
});
