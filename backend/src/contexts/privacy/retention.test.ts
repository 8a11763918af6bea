/** When an order has ended, and whose time is over. */
import { describe, expect, it } from 'vitest';
import { endOf, forgottenMs, overdue } from './retention.ts';

const order = (change: object = {}) => ({
  orderId: 'ord_1',
  subject: 'sub_1',
  placedAt: '2025-01-01T00:00:00.000Z',
  cancelledAt: null,
  ...change,
});
const at = (text: string): number => Date.parse(text);

describe('an order ends', () => {
  it('when the last of its shipments has', () => {
    expect(endOf(order(), { live: false, endedAt: '2025-01-09T00:00:00.000Z' })).toBe(at('2025-01-09T00:00:00.000Z'));
    expect(endOf(order(), { live: true, endedAt: '2025-01-09T00:00:00.000Z' })).toBeUndefined();
  });
  it('when it is cancelled, or what had left has arrived', () => {
    const cancelled = order({ cancelledAt: '2025-01-02T00:00:00.000Z' });
    expect(endOf(cancelled, undefined)).toBe(at('2025-01-02T00:00:00.000Z'));
    expect(endOf(cancelled, { live: false, endedAt: '2025-01-05T00:00:00.000Z' })).toBe(at('2025-01-05T00:00:00.000Z'));
  });
  it('a year after it was placed, where nobody shipped or cancelled it', () => {
    expect(endOf(order(), undefined)).toBe(at('2025-01-01T00:00:00.000Z') + forgottenMs);
  });
});

describe('the time of a subject is over', () => {
  const ended = { live: false, endedAt: '2025-01-09T00:00:00.000Z' };
  const before = new Date('2025-02-01T00:00:00.000Z');
  it('when all its orders ended before', () => {
    expect(overdue([order()], new Map([['ord_1', ended]]), before)).toEqual(['sub_1']);
    expect(overdue([order()], new Map([['ord_1', ended]]), new Date('2025-01-09T00:00:00.000Z'))).toEqual([]);
  });
  it('and not while one of them goes on', () => {
    const two = [order(), order({ orderId: 'ord_2' })];
    const ends = new Map<string, { live: boolean; endedAt: string | null }>([
      ['ord_1', ended],
      ['ord_2', { live: true, endedAt: null }],
    ]);
    expect(overdue(two, ends, before)).toEqual([]);
    expect(
      overdue(
        [...two, order({ orderId: 'ord_3', subject: 'sub_3', cancelledAt: '2025-01-02T00:00:00.000Z' })],
        ends,
        before,
      ),
    ).toEqual(['sub_3']);
  });
});
