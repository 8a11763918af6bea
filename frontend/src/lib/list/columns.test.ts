/** Columns give way by their priority, and rows are ordered by what a column says. */
import { describe, expect, it } from 'vitest';
import { type Column, cellText, fitting, sharesOf, sorted } from './columns.ts';

const column = (key: string, width: number, priority: number) => ({ key, width, priority });
const keys = (columns: { key: string }[]) => columns.map(({ key }) => key).join('');

describe('columns', () => {
  const all = [column('a', 100, 1), column('b', 100, 3), column('c', 100, 2), column('d', 50, 4)];
  it('stay in their order, the less needed left out', () => {
    expect(keys(fitting(all, 350))).toBe('abcd');
    expect(keys(fitting(all, 300))).toBe('abc');
    expect(keys(fitting(all, 220))).toBe('ac');
  });
  it('do not let a less needed one in where a more needed one had no room', () => {
    expect(keys(fitting(all, 250))).toBe('ac');
  });
  it('that grow share what is left over, and all grow alike where none does', () => {
    expect(sharesOf([{ width: 100 }, { width: 100, grow: true }], 400)).toEqual([25, 75]);
    expect(sharesOf([{ width: 100 }, { width: 300 }], 1000)).toEqual([25, 75]);
    expect(sharesOf([{ width: 100, grow: true }], 50)).toEqual([100]);
  });
  it('are as wide as their longest text while there is room, before any grows', () => {
    const [number, status] = [{ width: 100 }, { width: 100, grow: true as const }];
    expect(sharesOf([number, status], 400, [160, 100])).toEqual([40, 60]);
    expect(sharesOf([number, status], 400, [40, 120])).toEqual([10, 90]);
  });
  it('give up what their texts do not need to those that are short', () => {
    expect(sharesOf([{ width: 100 }, { width: 100 }], 200, [50, 150])).toEqual([25, 75]);
    expect(sharesOf([{ width: 100 }, { width: 100 }], 200, [300, 100])).toEqual([50, 50]);
  });
  it('are one at least', () => {
    expect(keys(fitting(all, 10))).toBe('a');
  });
});

type Row = { name: string; n: number | null };
const columns: Column<Row>[] = [
  { key: 'name', label: 'Name', width: 1, priority: 1, text: ({ name }) => name, order: ({ name }) => name },
  { key: 'n', label: 'N', width: 1, priority: 1, text: ({ n }) => String(n), base: () => 'of 9', order: ({ n }) => n },
  { key: 'plain', label: 'Plain', width: 1, priority: 1, text: () => '' },
];
const rows: Row[] = [
  { name: 'b10', n: 2 },
  { name: 'b9', n: null },
  { name: 'a', n: 10 },
];
const names = (key: string, descending = false) => sorted(rows, columns, { key, descending }).map(({ name }) => name);

describe('rows', () => {
  it('are ordered as people count, and what is not known comes last', () => {
    expect(names('name')).toEqual(['a', 'b9', 'b10']);
    expect(names('n')).toEqual(['b10', 'a', 'b9']);
    expect(names('n', true)).toEqual(['a', 'b10', 'b9']);
  });
  it('stay as they came by a column that has no order', () => {
    expect(names('plain')).toEqual(['b10', 'b9', 'a']);
    expect(sorted(rows, columns, null)).toEqual(rows);
  });
  it('say a number with its base', () => {
    expect(columns.map((one) => cellText(one, rows[0] as Row))).toEqual(['b10', '2 of 9', '']);
  });
});
