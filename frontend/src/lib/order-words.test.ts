/** Orders in words: lateness by the clock of the promise, what is waited for, and fields of an address. */
import { expect, it } from 'vitest';
import { addressField, lateness, unitsOf, waitingWords } from './order-words.ts';

const promise = { day: '2026-11-28', timeZone: 'Pacific/Auckland' };
/** 28 November ends in Auckland at 11:00 by UTC. */
const ends = Date.parse('2026-11-28T11:00:00Z');

it('says how late by the clock of the promise, and nothing of what is over or far away', () => {
  const order = { promise, stage: 'held' as const };
  expect(lateness(order, ends + 3_600_000 * 5)?.text).toBe('5 h late');
  expect(lateness(order, ends)?.text).toBe('0 s late');
  expect(lateness(order, ends + 3_600_000 * 71)?.text).toBe('2 d late');
  expect(lateness(order, ends - 60_000)).toEqual({ text: 'due in 1 min', meaning: 'at_risk' });
  expect(lateness(order, ends - 86_400_000)).toBeNull();
  expect(lateness({ promise, stage: 'shipped' }, ends + 1)).toBeNull();
  expect(lateness({ promise: null, stage: 'held' }, ends)).toBeNull();
});

it('says what a line waits for, and counts what was not cancelled', () => {
  const line = { sku: 'MUG', waiting: 3, expectedOn: '2026-12-03' };
  expect(waitingWords(line)).toBe('3 × MUG, expected Thu 3 Dec');
  expect(waitingWords({ ...line, expectedOn: null })).toBe('3 × MUG, not known when');
  expect(
    unitsOf({
      lines: [
        { quantity: 5, cancelled: 1 },
        { quantity: 2, cancelled: 2 },
      ],
    }),
  ).toBe(4);
});

it('names the field of a finding', () => {
  expect(['shipTo.postalCode', 'lines.0', 'x'].map(addressField)).toEqual(['Postal code', 'Street', 'x']);
});
