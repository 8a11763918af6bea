/** A row is found on whichever page it stands, and a list that has no end is given up. */
import { expect, it } from 'vitest';
import { oneRow } from './one-row.ts';

const pages: Record<string, { items: number[]; nextCursor: string | null }> = {
  first: { items: [1, 2], nextCursor: 'b' },
  b: { items: [3], nextCursor: null },
};
const page = async (cursor: string | undefined) => pages[cursor ?? 'first'] ?? { items: [], nextCursor: null };

it('finds a row on a later page, and none that is nowhere', async () => {
  expect(await oneRow(page, (row) => row === 3)).toBe(3);
  expect(await oneRow(page, (row) => row === 4)).toBeNull();
});

it('gives up a list that never ends', async () => {
  let read = 0;
  const endless = async () => {
    read += 1;
    return { items: [read], nextCursor: 'more' };
  };
  expect(await oneRow(endless, () => false)).toBeNull();
  expect(read).toBe(50);
});
