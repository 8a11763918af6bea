/** What a count of a place asks for: true at its own time, what moved since on top. */
import { describe, expect, it } from 'vitest';
import { entry, lotOf } from '../../../../test/stock-world.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { judgeCount } from './count.ts';

const ten = new Date('2026-11-27T10:00:00.000Z');
const place = { warehouse: 'w1', bin: '', condition: 'sellable' as const };
const found = (counted: number, moved = 0, lot?: string) => ({
  place: { ...place, lot },
  counted,
  countedAt: ten,
  moved,
  reference: 'count-1',
});
const stockOf = (onHand: number, reserved = 0) => ({
  sku: 'LAMP',
  buckets: onHand > 0 ? [entry({ onHand, reserved })] : [],
  lots: onHand > 0 ? [lotOf()] : [],
});
const by = { known: undefined, movementId: 'mov_7' };

describe('a count', () => {
  it('of 10 as of 10:00 with 2 shipped at 10:05 leaves 8 (mkt-23)', () => {
    expect(judgeCount(found(10, -2), stockOf(8), by)).toEqual({ difference: 0, onHand: 8, movement: null });
  });
  it('of fewer takes the difference off, dated as of the count', () => {
    const { difference, onHand, movement } = judgeCount(found(9, -2), stockOf(8), by);
    expect([difference, onHand]).toEqual([-1, 7]);
    expect(movement).toMatchObject({
      kind: 'adjust',
      reason: 'counted',
      reference: 'count-1',
      at: ten.toISOString(),
      entries: [entry({ onHand: -1 })],
    });
  });
  it('of more adds a lot of its own, of unknown cost, or joins the lot that was counted', () => {
    expect(judgeCount(found(12), stockOf(10), by).movement).toMatchObject({
      entries: [entry({ lot: 'mov_7', onHand: 2 })],
      lots: [{ lot: 'mov_7', unitCost: null, receivedAt: ten.toISOString() }],
    });
    expect(judgeCount(found(12, 0, 'L1'), stockOf(10), { ...by, known: lotOf() }).movement).toMatchObject({
      entries: [entry({ onHand: 2 })],
      lots: [lotOf()],
    });
    expect(judgeCount(found(3), stockOf(0), by)).toMatchObject({ difference: 3, onHand: 3 });
  });
  it('of units that came later than it leaves them on top', () => {
    expect(judgeCount(found(4, 6), stockOf(11), by)).toMatchObject({ difference: -1, onHand: 10 });
  });
  it('that would leave less than is reserved, or than has left since, is refused', () => {
    expect(() => judgeCount(found(3), stockOf(10, 4), by)).toThrow(Refusal);
    expect(judgeCount(found(4), stockOf(10, 4), by)).toMatchObject({ difference: -6, onHand: 4 });
    expect(() => judgeCount(found(1, -3), stockOf(7), by)).toThrow(/1 were counted, and 3 have left since/);
  });
});
