/** Wilson's interval against published values. */
import { expect, it } from 'vitest';
import { shareInterval } from './share-interval.ts';

it('agrees with the textbook: 15 of 20 gives 0.531 to 0.888', () => {
  const interval = shareInterval(0.75, 20);
  expect(interval?.low).toBeCloseTo(0.5313, 3);
  expect(interval?.high).toBeCloseTo(0.8881, 3);
});

it('stays within bounds at the ends and says nothing of nothing', () => {
  expect(shareInterval(1, 3)?.high).toBe(1);
  expect(shareInterval(1, 3)?.low).toBeGreaterThan(0.4);
  expect(shareInterval(0, 5)?.low).toBe(0);
  expect(shareInterval(null, 10)).toBeNull();
  expect(shareInterval(0.5, 0)).toBeNull();
});
