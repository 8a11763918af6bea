/** The comparison of two sides, position by position, and what names an event. */
import { expect, test } from 'vitest';
import { placed, recorded } from '../test/story.ts';
import { differingPositions, identityHash, identityText } from './verify.ts';

test('the same on both sides: no difference', () => {
  expect(differingPositions(new Map([[1, 5]]), new Map([[1, 5]]))).toEqual([]);
});

test('a position that one side lacks, one that is another event, in order', () => {
  const log = new Map([
    [12, 1],
    [3, 5],
    [4, 5],
  ]);
  const facts = new Map([
    [3, 6],
    [4, 5],
    [20, 1],
  ]);
  expect(differingPositions(log, facts)).toEqual([3, 12, 20]);
});

test('the hash is over what names the event', () => {
  const event = recorded(placed('ord_1', '2024-01-01T00:00:00.000Z'), 5, 2);
  expect(identityText(event)).toBe('5|1000005|orders|ord_1|2|orders.order_placed|1704067200000');
  expect(identityHash(event)).not.toBe(identityHash({ ...event, version: 3 }));
});
