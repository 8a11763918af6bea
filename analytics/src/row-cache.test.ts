/** The cache keeps what is used and lets go of the rest. */
import { expect, test } from 'vitest';
import { createRowCache } from './row-cache.ts';

test('the row written longest ago leaves first; writing again keeps a row', () => {
  const cache = createRowCache<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('a', 3);
  cache.set('c', 4);
  expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.size]).toEqual([3, undefined, 4, 2]);
});

test('clear forgets everything', () => {
  const cache = createRowCache<number>(2);
  cache.set('a', 1);
  cache.clear();
  expect([cache.get('a'), cache.size]).toEqual([undefined, 0]);
});
