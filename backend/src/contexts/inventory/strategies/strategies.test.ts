/** How strategies choose, with their ties as they are stated; kits, what is kept back, what expires first. */
import { allocationStrategies } from '@gantry/shared/vocabulary/inventory';
import { describe, expect, it } from 'vitest';
import { strategies } from './strategies.ts';
import type { Distances, Need, Shelf } from './strategy.ts';
import { take } from './take.ts';

const shelf = (change: Partial<Shelf> = {}): Shelf => ({
  stockId: 'stk_mug',
  sku: 'MUG',
  warehouse: 'w1',
  bin: '',
  lot: 'L1',
  available: 5,
  receivedAt: '2026-11-01T00:00:00.000Z',
  expiresOn: null,
  ...change,
});
const need = (quantity: number, change: Partial<Need> = {}): Need => ({
  lineId: '1',
  quantity,
  parts: [{ sku: 'MUG', stockId: 'stk_mug', perUnit: 1 }],
  ...change,
});
const far: Distances = new Map([
  ['w1', 300],
  ['w2', 100],
  ['w3', 300],
  ['a-nowhere', null],
  ['b-nowhere', null],
]);
const order = (
  name: keyof typeof strategies,
  shelves: readonly Shelf[],
  needs: readonly Need[] = [need(1)],
  distances = far,
) =>
  strategies[name]
    .rank(needs, { shelves, distances })
    .map(({ warehouse, lot }) => (lot === 'L1' ? warehouse : `${warehouse} ${lot}`));
const served = (
  name: keyof typeof strategies,
  shelves: readonly Shelf[],
  { needs, keepBack = 0, distances = far }: { needs: readonly Need[]; keepBack?: number; distances?: Distances },
) => {
  const { taken, lacking } = take(needs, strategies[name].rank(needs, { shelves, distances }), keepBack);
  return {
    taken: taken.map(({ lineId, sku, warehouse, lot, quantity }) => [lineId, sku, warehouse, lot, quantity]),
    lacking: lacking.map(({ lineId, sku, quantity }) => [lineId, sku, quantity]),
  };
};
const at = (...warehouses: string[]) => warehouses.map((warehouse) => shelf({ warehouse }));

describe('strategies', () => {
  it('are all there, each under its own name, and leave the shelves as they are', () => {
    expect(Object.keys(strategies).sort()).toEqual([...allocationStrategies].sort());
    for (const [name, strategy] of Object.entries(strategies)) {
      expect(strategy.name).toBe(name);
      const shelves = Object.freeze(at('w1', 'w2'));
      const ranked = strategy.rank([need(1)], { shelves, distances: far });
      expect(ranked.map(({ warehouse }) => warehouse).sort()).toEqual(['w1', 'w2']);
    }
  });
  it.each(allocationStrategies)('%s ranks the same shelves the same way, however they come', (name) => {
    const shelves = [
      ...at('w3', 'w1', 'b-nowhere', 'w2', 'a-nowhere'),
      shelf({ lot: 'L2', expiresOn: '2026-12-31' }),
      shelf({ lot: 'L3', expiresOn: '2026-12-15', bin: 'B' }),
      shelf({ lot: 'L3', expiresOn: '2026-12-15', bin: 'A' }),
    ];
    const ranked = strategies[name].rank([need(9)], { shelves, distances: far });
    for (let turn = 1; turn < shelves.length; turn++) {
      const turned = [...shelves.slice(turn), ...shelves.slice(0, turn)].reverse();
      expect(strategies[name].rank([need(9)], { shelves: turned, distances: far })).toEqual(ranked);
    }
  });
});

describe('proximity', () => {
  it('takes the nearest first, of equally far ones by name, and those without coordinates last', () => {
    expect(order('proximity', at('b-nowhere', 'w3', 'a-nowhere', 'w1', 'w2'))).toEqual([
      'w2',
      'w1',
      'w3',
      'a-nowhere',
      'b-nowhere',
    ]);
  });
  it('goes by name where the door has no coordinates', () => {
    const unknown = new Map([...far.keys()].map((warehouse) => [warehouse, null]));
    expect(order('proximity', at('w3', 'w1', 'w2'), [need(1)], unknown)).toEqual(['w1', 'w2', 'w3']);
  });
  it('serves from several warehouses what the nearest has not', () => {
    expect(served('proximity', at('w1', 'w2'), { needs: [need(8)] }).taken).toEqual([
      ['1', 'MUG', 'w2', 'L1', 5],
      ['1', 'MUG', 'w1', 'L1', 3],
    ]);
  });
});

describe('one warehouse', () => {
  const pen = (change: Partial<Shelf> = {}) => shelf({ stockId: 'stk_pen', sku: 'PEN', ...change });
  const penNeed = need(2, { lineId: '2', parts: [{ sku: 'PEN', stockId: 'stk_pen', perUnit: 1 }] });
  it('is the nearest that has everything, although a nearer one has some', () => {
    const shelves = [...at('w1', 'w2', 'w3'), pen({ warehouse: 'w3' }), pen({ warehouse: 'w1' })];
    expect(served('single_warehouse', shelves, { needs: [need(5), penNeed] }).taken).toEqual([
      ['1', 'MUG', 'w1', 'L1', 5],
      ['2', 'PEN', 'w1', 'L1', 2],
    ]);
  });
  it('is not one that would serve each line but not both', () => {
    const twice = [need(3), need(3, { lineId: '2' })];
    const shelves = [...at('w2'), shelf({ warehouse: 'w1', available: 6 })];
    expect(served('single_warehouse', shelves, { needs: twice }).taken.map(([, , warehouse]) => warehouse)).toEqual([
      'w1',
      'w1',
    ]);
  });
  it('gives way to the nearest ones together where none has everything', () => {
    expect(served('single_warehouse', at('w1', 'w2'), { needs: [need(8)] })).toEqual({
      taken: [
        ['1', 'MUG', 'w2', 'L1', 5],
        ['1', 'MUG', 'w1', 'L1', 3],
      ],
      lacking: [],
    });
  });
});

describe('oldest cost', () => {
  it('takes what came first wherever it lies, of equally old ones the nearest', () => {
    const old = '2026-01-01T00:00:00.000Z';
    const shelves = [
      ...at('w2', 'w1'),
      shelf({ warehouse: 'w3', lot: 'old', receivedAt: old }),
      shelf({ warehouse: 'w1', lot: 'old', receivedAt: old }),
    ];
    expect(order('oldest_cost', shelves)).toEqual(['w1 old', 'w3 old', 'w2', 'w1']);
  });
});

describe('what is taken', () => {
  const jam = [
    shelf({ lot: 'L1', expiresOn: '2026-12-31' }),
    shelf({ lot: 'L2', expiresOn: null }),
    shelf({ lot: 'L3', expiresOn: '2026-12-15' }),
  ];
  it('expires first, what has no day comes last (fs-020)', () => {
    expect(
      served('proximity', jam, { needs: [need(12)] }).taken.map(([, , , lot, quantity]) => [lot, quantity]),
    ).toEqual([
      ['L3', 5],
      ['L1', 5],
      ['L2', 2],
    ]);
  });
  it('is what is left of the first lot, then the next (fs-019)', () => {
    const ink = [
      shelf({ lot: 'B1', available: 90, expiresOn: '2026-12-01' }),
      shelf({ lot: 'B2', available: 100, expiresOn: '2026-12-31' }),
    ];
    const { taken, lacking } = served('proximity', ink, { needs: [need(110)] });
    expect(taken.map(([, , , lot, quantity]) => [lot, quantity])).toEqual([
      ['B1', 90],
      ['B2', 20],
    ]);
    expect(lacking).toEqual([]);
  });
  it('leaves what is kept back, of each product, wherever it lies', () => {
    expect(served('proximity', at('w1', 'w2'), { needs: [need(8)], keepBack: 4 })).toEqual({
      taken: [
        ['1', 'MUG', 'w2', 'L1', 5],
        ['1', 'MUG', 'w1', 'L1', 1],
      ],
      lacking: [['1', 'MUG', 2]],
    });
    expect(served('proximity', at('w1'), { needs: [need(1)], keepBack: 9 })).toEqual({
      taken: [],
      lacking: [['1', 'MUG', 1]],
    });
  });
  it('serves lines in their order, two of one SKU from one shelf', () => {
    expect(served('proximity', at('w1'), { needs: [need(3), need(4, { lineId: '2' })] })).toEqual({
      taken: [
        ['1', 'MUG', 'w1', 'L1', 3],
        ['2', 'MUG', 'w1', 'L1', 2],
      ],
      lacking: [['2', 'MUG', 2]],
    });
  });
});

describe('kits', () => {
  const part = (sku: string, perUnit: number) => ({ sku, stockId: `stk_${sku}`, perUnit });
  const of = (sku: string, available: number, warehouse = 'w1') =>
    shelf({ sku, stockId: `stk_${sku}`, available, warehouse });
  const gift = (quantity: number, lineId = '1'): Need => ({
    lineId,
    quantity,
    parts: [part('CARD', 1), part('RIBBON', 2)],
  });
  it('take whole sets, and wait for all parts of the others', () => {
    expect(served('proximity', [of('CARD', 10), of('RIBBON', 5)], { needs: [gift(3)] })).toEqual({
      taken: [
        ['1', 'CARD', 'w1', 'L1', 2],
        ['1', 'RIBBON', 'w1', 'L1', 4],
      ],
      lacking: [
        ['1', 'CARD', 1],
        ['1', 'RIBBON', 2],
      ],
    });
  });
  it('take nothing where there is nothing of a part, which is not passed over (fs-023)', () => {
    expect(served('proximity', [of('CARD', 10)], { needs: [gift(1)] })).toEqual({
      taken: [],
      lacking: [
        ['1', 'CARD', 1],
        ['1', 'RIBBON', 2],
      ],
    });
  });
  it('share their parts with other lines, each unit once', () => {
    const set: Need = { lineId: '1', quantity: 1, parts: [part('BOLT', 1), part('NUT', 1)] };
    const bolts: Need = { lineId: '2', quantity: 3, parts: [part('BOLT', 1)] };
    expect(served('proximity', [of('BOLT', 3), of('NUT', 1)], { needs: [set, bolts] })).toEqual({
      taken: [
        ['1', 'BOLT', 'w1', 'L1', 1],
        ['1', 'NUT', 'w1', 'L1', 1],
        ['2', 'BOLT', 'w1', 'L1', 2],
      ],
      lacking: [['2', 'BOLT', 1]],
    });
  });
  it('ask together for a part that stands in them twice, and may come from several warehouses', () => {
    const desk: Need = { lineId: '1', quantity: 2, parts: [part('LEG', 1), part('LEG', 1)] };
    expect(served('proximity', [of('LEG', 1), of('LEG', 2, 'w2')], { needs: [desk] })).toMatchObject({
      lacking: [
        ['1', 'LEG', 1],
        ['1', 'LEG', 1],
      ],
    });
  });
});
