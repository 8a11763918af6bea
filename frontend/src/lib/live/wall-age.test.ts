/** The wall's header and its panels say the same of their age, whatever stands still behind them. */
import type { LogStanding } from '@gantry/shared/live';
import { describe, expect, it } from 'vitest';
import { type LineFacts, lineOld, tileLimitMs, tileOld, tileStale, wallLink, wallOld } from './wall-age.ts';

const now = Date.parse('2026-11-28T14:00:00.000Z');
const ago = (seconds: number): number => now - seconds * 1000;
const goesOn: LogStanding = { behindMs: 0, unplaced: 0, standing: null, since: null };
const stands = (standing: NonNullable<LogStanding['standing']>, more: Partial<LogStanding> = {}): LogStanding => ({
  ...goesOn,
  standing,
  since: new Date(ago(10)).toISOString(),
  ...more,
});
const line = (log: LogStanding | null, age = 200): LineFacts => ({ age, log, open: true, now });
const said = (facts: LineFacts, tiles: readonly number[]) => [
  wallLink(facts, tiles),
  Math.round(wallOld(facts, tiles)),
];

describe('the header of a wall', () => {
  it.each<[string, LineFacts, number[], [string, number]]>([
    ['all is well', line(goesOn), [ago(1), ago(0.5)], ['live', 1000]],
    [
      'Postgres is silent and nothing is known to wait',
      line(stands('postgres_silent')),
      [ago(9), ago(9)],
      ['stale', 10_000],
    ],
    ['Postgres is silent and a tile is older', line(stands('postgres_silent')), [ago(12), ago(9)], ['stale', 12_000]],
    ['Postgres answers again, its tiles do not yet', line(goesOn), [ago(13), ago(13)], ['stale', 13_000]],
    ['one tile alone does not come', line(goesOn), [ago(1), ago(6)], ['stale', 6000]],
    [
      'a transaction holds the log back, tiles are computed',
      line(stands('log_stands', { behindMs: 11_000 })),
      [ago(1)],
      ['stale', 11_000],
    ],
    ['the worker is silent and nothing waits', line(stands('worker_silent')), [ago(1)], ['stale', 1000]],
    ['frames have stopped', line(goesOn, 7000), [ago(8)], ['stale', 8000]],
    ['the line is cut', { ...line(goesOn, 7000), open: false }, [ago(8)], ['offline', 8000]],
    ['nothing came yet', { ...line(null), age: null, now: 0 }, [], ['connecting', 0]],
  ])('when %s', (_when, facts, tiles, expected) => {
    expect(said(facts, tiles)).toEqual(expected);
  });

  it('is never younger than a panel, and live only while no panel is grey', () => {
    const lines = [
      line(goesOn),
      line(goesOn, 6000),
      line(stands('postgres_silent')),
      line(stands('log_stands', { behindMs: 5000 })),
    ];
    for (const facts of lines)
      for (const asOf of [ago(0), ago(3), ago(6), ago(20)]) {
        const tiles = [ago(1), asOf];
        expect(wallOld(facts, tiles)).toBeGreaterThanOrEqual(
          Math.max(lineOld(facts), ...tiles.map((at) => tileOld(facts, at))),
        );
        expect(wallLink(facts, tiles) === 'live').toBe(tiles.every((at) => !tileStale(facts, at)));
      }
  });
});

it('what is old is said within five seconds', () => {
  expect(tileStale(line(goesOn), ago(5))).toBe(true);
  expect(tileLimitMs).toBeLessThan(4000);
});
