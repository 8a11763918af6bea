/** A delivery is counted in units or packs; what differs from the order is said before it is booked. */
import { receivePurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import { describe, expect, it } from 'vitest';
import { differencesOf, dockBody, dockFaults, dockLines, unexpected } from './receiving.ts';

const line = (lineId: string, sku: string, quantity: number, received: number) => ({
  lineId,
  sku,
  quantity,
  unitCost: null,
  received,
  damaged: 0,
  open: quantity - received,
});
const [tea, mug] = dockLines([line('1', 'TEA', 10, 4), line('2', 'MUG', 6, 0), line('3', 'TEA', 5, 0)]);
if (!tea || !mug) throw new Error('no lines');

describe('a delivery', () => {
  it('expects what is open of a SKU over all its lines', () => {
    expect([tea.open, mug.open]).toEqual([11, 6]);
  });
  it('sends only what was counted, in packs where it was counted in packs', () => {
    const counted = [
      { ...tea, packs: '2', packSize: '5', broken: '1' },
      mug,
      { ...unexpected('CUP'), good: '3', lot: ' L7 ' },
    ];
    const lines = dockBody(counted);
    expect(lines).toEqual([
      { sku: 'TEA', packs: { count: 2, size: 5 }, damaged: 1, bin: '' },
      { sku: 'CUP', accepted: 3, damaged: 0, bin: '', lot: 'L7' },
    ]);
    expect(receivePurchaseOrder.body.safeParse({ receiptId: 'r', lines }).success).toBe(true);
    expect(dockFaults(counted)).toEqual([]);
  });
  it('has its faults at the lines that are sent', () => {
    expect(dockFaults([mug, { ...tea, good: '1.5', packs: '2' }])).toEqual([
      { path: 'lines.0.accepted', message: 'a whole number is expected' },
      { path: 'lines.0.packs.size', message: 'is needed' },
    ]);
  });
  it('tells what differs from the order', () => {
    const lines = [
      { ...tea, good: '12', broken: '1' },
      { ...mug, good: '5' },
      { ...unexpected('CUP'), good: '3' },
    ];
    const always = ['TEA: 2 too many', 'TEA: 1 broken', 'CUP: 3 that nobody ordered'];
    expect(differencesOf(lines, false)).toEqual(always);
    expect(differencesOf(lines, true)).toEqual([
      'TEA: 2 too many',
      'TEA: 1 broken',
      'MUG: 1 missing',
      'CUP: 3 that nobody ordered',
    ]);
  });
});
