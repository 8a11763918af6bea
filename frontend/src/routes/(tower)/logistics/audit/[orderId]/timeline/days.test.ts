/** The timeline in days and stretches. */
import type { AuditEntry } from '@gantry/shared/api/audit';
import { expect, it } from 'vitest';
import { inDays, isApart, mostInStretch } from './days.ts';

const entry = (n: number, recordedAt: string): AuditEntry =>
  ({ entryId: `evt_${n}`, recordedAt, at: recordedAt }) as AuditEntry;
const utc = (instant: string) => instant.slice(0, 10);

it('breaks where the day of writing changes, and each day into stretches that lose nobody', () => {
  const entries = Array.from({ length: 70 }, (_, n) =>
    entry(n, n < 65 ? '2026-11-27T10:00:00Z' : '2026-11-28T10:00:00Z'),
  );
  const days = inDays(entries, utc);
  expect(days.map(({ day, count, stretches }) => [day, count, stretches.map((one) => one.entries.length)])).toEqual([
    ['2026-11-27', 65, [mostInStretch, mostInStretch, 5]],
    ['2026-11-28', 5, [5]],
  ]);
  expect(days.flatMap(({ stretches }) => stretches.flatMap((one) => one.entries))).toEqual(entries);
  expect(inDays([], utc)).toEqual([]);
});

it('tells both times once they are a second apart', () => {
  const at = '2026-11-28T10:00:00.000Z';
  expect(isApart({ at, recordedAt: '2026-11-28T10:00:00.400Z' })).toBe(false);
  expect(isApart({ at, recordedAt: '2026-11-28T10:00:01.000Z' })).toBe(true);
});
