/** A count keeps what was typed while news comes, and sends only what was counted. */
import { describe, expect, it } from 'vitest';
import type { Balance } from '../parts/will-change.ts';
import { countedRows, countFaults, countRows, differenceOf } from './counting.ts';

const balance = (bin: string, onHand: number): Balance => ({
  sku: 'A',
  merchant: 'main',
  warehouse: 'mad',
  bin,
  condition: 'sellable',
  onHand,
  reserved: 0,
  available: onHand,
  lots: [],
});

describe('counting', () => {
  it('has a row for every place where units lie, and keeps what was typed', () => {
    const rows = countRows([balance('A-1', 10), balance('A-2', 0)], []);
    expect(rows).toEqual([{ bin: 'A-1', condition: 'sellable', known: 10, typed: '' }]);
    const typed = rows.map((row) => ({ ...row, typed: '9' }));
    expect(countRows([balance('A-1', 8), balance('B-1', 3)], typed)).toMatchObject([
      { bin: 'A-1', known: 8, typed: '9' },
      { bin: 'B-1', known: 3, typed: '' },
    ]);
  });
  it('keeps a place that was added by hand, and one that was counted and is empty meanwhile', () => {
    const added = { bin: 'Z-9', condition: 'sellable' as const, known: 0, typed: '' };
    const counted = { bin: 'A-1', condition: 'sellable' as const, known: 4, typed: '4' };
    const left = { bin: 'A-2', condition: 'sellable' as const, known: 4, typed: '' };
    expect(countRows([], [added, counted, left])).toEqual([added, { ...counted, known: 0 }]);
  });
  it('takes a typed zero for a count, nothing typed for none', () => {
    const rows = [
      { bin: 'A-1', condition: 'sellable' as const, known: 2, typed: '0' },
      { bin: 'A-2', condition: 'sellable' as const, known: 2, typed: '' },
      { bin: 'A-3', condition: 'sellable' as const, known: 2, typed: '1.5' },
    ];
    expect(countedRows(rows).map(({ bin }) => bin)).toEqual(['A-1', 'A-3']);
    expect(rows.map(differenceOf)).toEqual([-2, null, null]);
    expect(countFaults(rows)).toEqual([{ path: 'lines.1.counted', message: 'a whole number is expected' }]);
  });
});
