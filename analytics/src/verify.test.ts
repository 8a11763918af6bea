/** The comparison of two sides, day by day. */
import { expect, test } from 'vitest';
import { placed, recorded } from '../test/story.ts';
import { compareDays, identityHash, identityText } from './verify.ts';

const day = (name: string, over = {}) => ({ day: name, count: 2, minSeq: 1, maxSeq: 2, checksum: '10', ...over });

test('the same on both sides: no difference', () => {
  expect(compareDays([day('2024-01-01')], [day('2024-01-01')])).toEqual([]);
});

test.each([{ count: 3 }, { minSeq: 0 }, { maxSeq: 3 }, { checksum: '11' }])(
  'a day that differs in %o is named',
  (over) => {
    const [log, facts] = [day('2024-01-01'), day('2024-01-01', over)];
    expect(compareDays([log], [facts])).toEqual([{ day: '2024-01-01', log, facts }]);
  },
);

test('a day that one side lacks is named, in order of days', () => {
  const [a, b] = [day('2024-01-02'), day('2024-01-01')];
  expect(compareDays([a], [b])).toEqual([
    { day: '2024-01-01', log: null, facts: b },
    { day: '2024-01-02', log: a, facts: null },
  ]);
});

test('the hash is over what names the event', () => {
  const event = recorded(placed('ord_1', '2024-01-01T00:00:00.000Z'), 5, 2);
  expect(identityText(event)).toBe('5|1000005|orders|ord_1|2|orders.order_placed|1704067200000');
  expect(identityHash(event)).not.toBe(identityHash({ ...event, version: 3 }));
});
