/** What will change is reckoned from what lies there; what is promised cannot be taken. */
import { describe, expect, it } from 'vitest';
import { type Balance, outlookOf } from './will-change.ts';

const lot = (name: string, onHand: number, reserved: number): Balance['lots'][number] => ({
  lot: name,
  receivedAt: '2026-11-01T08:00:00.000Z',
  unitCost: null,
  expiresOn: null,
  onHand,
  reserved,
});
const balance = (bin: string, condition: 'sellable' | 'damaged', ...lots: Balance['lots']): Balance => {
  const sum = (of: 'onHand' | 'reserved') => lots.reduce((all, one) => all + one[of], 0);
  const [onHand, reserved] = [sum('onHand'), sum('reserved')];
  return {
    sku: 'A',
    merchant: 'main',
    warehouse: 'mad',
    bin,
    condition,
    onHand,
    reserved,
    available: onHand - reserved,
    lots,
  };
};
const balances = [
  balance('A-1', 'sellable', lot('l1', 10, 8), lot('l2', 5, 0)),
  balance('A-1', 'damaged', lot('l1', 1, 0)),
];

describe('what will change', () => {
  it('is said of every place, also of one where nothing lies yet', () => {
    const { changes, short } = outlookOf(balances, [
      { bin: 'A-1', condition: 'sellable', units: -3 },
      { bin: '', condition: 'sellable', units: 3 },
    ]);
    expect(changes).toEqual([
      { place: 'A-1, sellable', before: 15, after: 12 },
      { place: 'In no bin, sellable', before: 0, after: 3 },
    ]);
    expect(short).toBeNull();
  });
  it('tells of what is promised before it is taken', () => {
    expect(outlookOf(balances, [{ bin: 'A-1', condition: 'sellable', units: -7 }]).short).toBeNull();
    expect(outlookOf(balances, [{ bin: 'A-1', condition: 'sellable', units: -8 }]).short).toBe(
      'Only 7 can be taken from A-1, 8 of 15 are reserved.',
    );
    expect(outlookOf(balances, [{ bin: 'A-1', condition: 'sellable', units: -3, lot: 'l1' }]).short).toBe(
      'Only 2 can be taken from A-1, 8 of 10 are reserved.',
    );
    expect(outlookOf(balances, [{ bin: 'B-9', condition: 'damaged', units: -1 }]).short).toBe(
      'Only 0 can be taken from B-9.',
    );
  });
});
