import { describe, expect, it } from 'vitest';
import { waitAfter } from './backoff.ts';

const pace = { firstMs: 100, mostMs: 5_000 };
const longest = () => 1;
const shortest = () => 0;

describe('waitAfter', () => {
  it('doubles up to its bound', () => {
    expect([1, 2, 3, 6, 7, 100, 10_000].map((attempt) => waitAfter(attempt, pace, longest))).toEqual([
      100, 200, 400, 3_200, 5_000, 5_000, 5_000,
    ]);
  });
  it('spreads over the second half, so that those who wait for one store do not ask it all at once', () => {
    expect([1, 2, 100].map((attempt) => waitAfter(attempt, pace, shortest))).toEqual([50, 100, 2_500]);
    expect(new Set(Array.from({ length: 50 }, () => waitAfter(5, pace))).size).toBeGreaterThan(40);
  });
});
