/** Rows that are typed become the change that is previewed and saved. */
import { expect, it } from 'vitest';
import { changeOf, draftOf, faultsOf, matching, newRow, type ShownRow } from './map-draft.ts';

const row: ShownRow = {
  code: 'X1',
  pattern: '',
  status: null,
  reason: null,
  actionRequiredBy: null,
  validFrom: '2026-11-01T10:00:00.000Z',
  label: 'Weather delay',
  origin: 'carrier',
  version: 0,
  scans: 3,
};

it('gives back what it was opened with', () => {
  const { label, origin, version, scans, ...plain } = row;
  expect(changeOf([draftOf(row)], [])).toEqual({ rows: [plain], removed: [] });
});

it('asks for code and meaning, and for one row a code and pattern', () => {
  const typed = { ...newRow('A'), status: 'delivered' };
  expect(faultsOf([newRow(), typed, { ...typed, id: 'x' }]).map(({ path }) => path)).toEqual([
    'rows.0.code',
    'rows.0.status',
    'rows.2.pattern',
  ]);
  expect(faultsOf([typed])).toEqual([]);
});

it('finds rows by code, words and meaning', () => {
  const rows = [row, { ...row, code: 'Z9', label: 'Left', status: 'out_for_delivery' as const }];
  expect(matching(rows, 'weather')).toHaveLength(1);
  expect(matching(rows, 'out for')).toHaveLength(1);
  expect(matching(rows, '')).toHaveLength(2);
});
