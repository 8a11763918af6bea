/** The file has what the screen has, and all pages up to the limit. */
import { expect, it } from 'vitest';
import type { Column } from './columns.ts';
import { allRows, listCsv, mostRows } from './list-csv.ts';
import { lengthInWords } from './list-total.ts';

const columns: Column<{ n: number }>[] = [
  { key: 'n', label: 'Count', width: 1, priority: 1, num: true, text: ({ n }) => `${n} %`, base: () => 'of 1,204' },
  { key: 'at', label: 'Seen', width: 1, priority: 1, time: true, text: () => '2026-05-14 10:00' },
  { key: 'hands', label: 'Ask', width: 1, priority: 1, hands: true, text: () => '' },
];

it('writes every cell as it is shown, the zone in the head of times, no buttons', () => {
  expect(listCsv(columns, [{ n: 3 }], 'Europe/Madrid')).toBe(
    'Count,Seen (Europe/Madrid)\r\n"3 % of 1,204",2026-05-14 10:00\r\n',
  );
});

it('goes on until the last page, telling how far it is', async () => {
  const told: number[] = [];
  const page = async (cursor: string | null) => ({
    items: [cursor],
    nextCursor: cursor === 'b' ? null : cursor ? 'b' : 'a',
  });
  expect(await allRows(page, (sum) => told.push(sum))).toEqual({ rows: [null, 'a', 'b'], cut: false });
  expect(told).toEqual([1, 2, 3]);
});

it('stops at the limit and says so', async () => {
  const page = async () => ({ items: Array.from({ length: 200 }, () => 1), nextCursor: 'on' });
  const { rows, cut } = await allRows(page, () => {});
  expect([rows.length, cut]).toEqual([mostRows, true]);
});

it('says how long a list is', () => {
  const nouns = ['shipment', 'shipments'] as const;
  expect(lengthInWords(1, null, nouns)).toBe('1 shipment');
  expect(lengthInWords(24, { count: 24, atLeast: false }, nouns)).toBe('24 shipments');
  expect(lengthInWords(100, { count: 1204, atLeast: false }, nouns)).toBe('100 of 1,204 shipments');
  expect(lengthInWords(100, { count: 10_000, atLeast: true }, nouns)).toBe('100 of more than 10,000 shipments');
});
