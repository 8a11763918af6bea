/** When a level of confidence loses its name, and when it gets it back. */
import { describe, expect, it } from 'vitest';
import { judged, judgeLevel, saidInstead } from './levels.ts';
import type { EtaLevel } from './store.ts';

const record = (shipments: number, share: number) => ({ shipments, held: shipments * share, estimates: shipments * 3 });

describe('a level', () => {
  it.each([
    ['that keeps its claim stays', 'high', 'high', record(500, 0.93), 'high'],
    ['that misses it clearly is lowered', 'high', 'high', record(500, 0.85), 'medium'],
    ['that misses it by what chance explains stays', 'high', 'high', record(60, 0.86), 'high'],
    ['that few were told of stays', 'high', 'high', record(29, 0.2), 'high'],
    ['of the middle is lowered to low', 'medium', 'medium', record(500, 0.69), 'low'],
    ['that is lowered stays so while it would miss', 'high', 'medium', record(500, 0.89), 'medium'],
    ['that is lowered and would keep its claim is raised', 'high', 'medium', record(500, 0.9), 'high'],
    ['that is lowered is not raised by a few', 'medium', 'low', record(20, 1), 'low'],
  ] as const)('%s', (_, level, saidAs, lately, outcome) => {
    expect(judged(level, saidAs, lately)).toBe(outcome);
  });

  it('is told of when its name changes, and only then', () => {
    const [demoted, ...rest] = judgeLevel('high', record(400, 0.8), 7)(undefined);
    expect(demoted).toMatchObject({
      name: 'tracking.eta_level_demoted',
      payload: { model: 7, from: 'high', to: 'medium', held: 0.8, estimates: 1_200 },
    });
    expect(rest).toEqual([]);
    const state = demoted?.payload as EtaLevel;
    expect(judgeLevel('high', record(400, 0.8), 7)(state)).toEqual([]);
    expect(judgeLevel('high', record(400, 0.95), 8)(state)).toMatchObject([{ payload: { from: 'high', to: 'high' } }]);
    expect(judgeLevel('high', record(400, 0.95), 8)(undefined)).toEqual([]);
  });

  it('is said as the next that may be said', () => {
    expect(saidInstead('high', [])).toBeNull();
    expect(saidInstead('high', ['high'])).toBe('medium');
    expect(saidInstead('high', ['high', 'medium'])).toBe('low');
    expect(saidInstead('medium', ['high'])).toBeNull();
  });
});
