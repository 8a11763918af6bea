import { describe, expect, it } from 'vitest';
import { shareOf } from './shares.ts';

const keys = Array.from({ length: 41 }, (_, n) => `reader_${Math.floor(n / 4)} ${n % 4}`);

describe('shareOf', () => {
  it.each([1, 2, 3, 5, 50])('gives everything out once among %i workers, evenly', (n) => {
    const workers = Array.from({ length: n }, (_, i) => `worker-${i}`);
    const shares = workers.map((me) => shareOf(keys, workers, me));
    expect(shares.flatMap((share) => [...share]).sort()).toEqual([...keys].sort());
    const sizes = shares.map(({ size }) => size);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });
  it('spreads the partitions of one reader over the workers', () => {
    const share = shareOf(keys, ['a', 'b'], 'b');
    for (const reader of ['reader_0', 'reader_7'])
      expect([...share].filter((key) => key.startsWith(`${reader} `))).toHaveLength(2);
  });
  it('counts oneself among the living, also before the others can know', () => {
    expect(shareOf(keys, [], 'me').size).toBe(41);
    expect(shareOf(keys, ['other'], 'me').size).toBe(20);
  });
});
