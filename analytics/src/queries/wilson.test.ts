/** The Wilson interval against published values. */
import { expect, test } from 'vitest';
import { share, wilson } from './wilson.ts';

test('no trials, no interval', () => {
  expect(wilson(0, 0)).toBeNull();
});

test.each([
  // Newcombe (1998), Statistics in Medicine 17, table I: score method without continuity correction.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i: %f to %f', (successes, trials, low, high) => {
  const interval = wilson(successes, trials);
  expect(interval?.low).toBeCloseTo(low, 4);
  expect(interval?.high).toBeCloseTo(high, 4);
});

test('stays within 0 and 1 at both ends', () => {
  expect(wilson(0, 3)?.low).toBe(0);
  expect(wilson(3, 3)?.high).toBe(1);
});

test('a share of nothing is null, not 0', () => {
  expect(share(0, 0)).toBeNull();
  expect(share(1, 3)).toBe(1 / 3);
});
