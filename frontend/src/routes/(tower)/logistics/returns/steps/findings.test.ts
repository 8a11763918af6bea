/** What was typed of an inspection becomes its units, and what is wrong with them stands at the field that was typed. */
import { describe, expect, it } from 'vitest';
import { errorsAt, faultsIn, findingOf, unitsOf } from './findings.ts';

const line = (lineId: string, sku: string, parts: { sku: string; perUnit: number }[] = []) => ({
  lineId,
  sku,
  name: sku,
  quantity: 2,
  reason: 'other' as const,
  parts,
  received: 2,
  inspected: 0,
  toReceive: 0,
});
const rma = { lines: [line('1', 'COAT'), line('2', 'DESK', [{ sku: 'LEG', perUnit: 2 }])] };
const coat = {
  ...findingOf({ lineId: '1', sku: 'COAT', name: '', quantity: 2 }),
  restock: '1',
  restockBin: ' A-1 ',
  damaged: '1',
};
const leg = { ...findingOf({ lineId: '2', sku: 'LEG', name: '', quantity: 4 }), damaged: '4', note: 'bent' };
const hat = { ...findingOf({ lineId: null, sku: 'HAT', name: '', quantity: 1 }), restock: '1' };

describe('findings', () => {
  it('become units: a line’s own product without its SKU, parts of kits and what was not announced with theirs', () => {
    expect(unitsOf(rma, [coat, leg, hat])).toEqual([
      { lineId: '1', quantity: 1, outcome: 'restock', bin: 'A-1' },
      { lineId: '1', quantity: 1, outcome: 'damaged', bin: '' },
      { lineId: '2', sku: 'LEG', quantity: 4, outcome: 'damaged', bin: '', note: 'bent' },
      { lineId: null, sku: 'HAT', quantity: 1, outcome: 'restock', bin: '' },
    ]);
  });
  it('in the stead of which another product came bear that', () => {
    const other = { ...findingOf(coat.of), wrong: '1', wrongSku: 'CAP', wrongBin: 'Q-1' };
    expect(unitsOf(rma, [other])).toEqual([
      { lineId: '1', sku: 'CAP', quantity: 1, outcome: 'wrong_item', bin: 'Q-1' },
    ]);
  });
  it('say what is wrong at the field that was typed', () => {
    expect(faultsIn(rma, [findingOf(coat.of)])).toEqual([{ path: 'units', message: 'say how many are what' }]);
    const odd = { ...coat, damaged: 'x' };
    const faults = faultsIn(rma, [odd]);
    expect(faults).toEqual([{ path: 'units.1.quantity', message: 'a whole number is expected' }]);
    expect([...errorsAt(rma, [odd, leg], faults)]).toEqual([['0 damaged', ['a whole number is expected']]]);
    const told = [{ path: 'units.2.quantity', message: 'too many' }];
    expect([...errorsAt(rma, [coat, leg], told)]).toEqual([['1 damaged', ['too many']]]);
  });
});
