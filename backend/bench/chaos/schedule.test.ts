/** The schedule of faults: the same for a seed, every kind before any comes again, calm between the steps. */
import { describe, expect, it } from 'vitest';
import { type Fault, faultKinds, kindsOf, scheduleOf, unhurried } from './schedule.ts';

const ten = (seed: number): Fault[] => scheduleOf({ seed, seconds: 600, kinds: faultKinds });
const steps = (faults: readonly Fault[]): Fault[][] => [...Map.groupBy(faults, ({ step }) => step).values()];

describe('a schedule', () => {
  it('is the same for the same seed and another for another', () => {
    expect(ten(7)).toEqual(ten(7));
    expect(ten(7)).not.toEqual(ten(8));
  });
  it('of ten minutes brings most kinds, alone and in pairs', () => {
    for (const seed of [1, 2, 3]) {
      const faults = ten(seed);
      const pairs = steps(faults).filter((step) => step.length === 2);
      expect(pairs.length).toBeGreaterThan(2);
      expect(steps(faults).length).toBeGreaterThan(pairs.length * 1.5);
      expect(new Set(faults.map(({ kind }) => kind)).size).toBe(Math.min(faults.length, faultKinds.length));
    }
    expect(new Set([1, 2, 3].flatMap((seed) => ten(seed).map(({ kind }) => kind))).size).toBe(faultKinds.length);
  });
  it('leaves calm after each step and ends within its time', () => {
    const all = steps(ten(3));
    for (const [n, step] of all.entries()) {
      const end = Math.max(...step.map(({ at, lasts }) => at + lasts));
      const next = all[n + 1]?.[0]?.at ?? 600_000;
      expect(next - end).toBeGreaterThanOrEqual(unhurried.calm[0] * 1_000);
      if (step[1]) expect(step[1].at).toBeLessThanOrEqual((step[0]?.at ?? 0) + 5_000);
    }
  });
  it('takes whole kinds or families of them', () => {
    expect(kindsOf(undefined)).toEqual(faultKinds);
    expect(kindsOf('disk,kill-api')).toEqual(['kill-api', 'kill-api-2', 'disk-reserve', 'disk-full']);
    expect(() => kindsOf('kill-nobody')).toThrow('kill-nobody');
  });
});
