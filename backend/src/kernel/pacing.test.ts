/** When changes are told: at once, then no more often than the hold allows, and none is forgotten. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacing } from './pacing.ts';

describe('a pacing', () => {
  it('tells of a thing at once, and of its next change when the hold has passed', () => {
    const pacing = createPacing(250);
    pacing.mark('a', 1);
    expect(pacing.due(1_000)).toEqual(['a']);
    pacing.mark('a', 2);
    pacing.mark('b', 3);
    expect(pacing.oldest).toBe(2);
    expect(pacing.due(1_249)).toEqual(['b']);
    expect(pacing.due(1_250)).toEqual(['a']);
    expect(pacing.oldest).toBe(Number.POSITIVE_INFINITY);
  });
  it('tells of everything sooner or later, and never twice within the hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(300)), { minLength: 1 }), (changes) => {
        const pacing = createPacing(250);
        const told = new Map<string, number[]>();
        let now = 1_000_000;
        const tell = (): void => {
          for (const id of pacing.due(now)) told.set(id, [...(told.get(id) ?? []), now]);
        };
        const last = new Map<string, number>();
        for (const [seq, [id, wait]] of changes.entries()) {
          now += wait;
          pacing.mark(id, seq);
          last.set(id, now);
          tell();
        }
        now += 250;
        tell();
        for (const [id, at] of last) expect(told.get(id)?.at(-1)).toBeGreaterThanOrEqual(at);
        for (const times of told.values())
          for (const [n, at] of times.slice(1).entries()) expect(at - (times[n] ?? 0)).toBeGreaterThanOrEqual(250);
      }),
    );
  });
});
