/** Health laid beside the truth: which green answers are lies, and which red ones are false alarms. */
import { describe, expect, it } from 'vitest';
import type { Sample } from '../truth/sample.ts';
import { type Answer, falseAlarms, lies, standingWalls } from './honesty.ts';

/** A sample each half second for `seconds`, each figure's age told by `age` at the second. */
const samplesOf = (seconds: number, age: (second: number) => Record<string, number>): Sample[] =>
  Array.from({ length: seconds * 2 }, (_, n) => ({
    at: n * 500,
    through: n * 500 + 20,
    ages: new Map(Object.entries(age(n / 2))),
    head: n,
  }));
const answersOf = (seconds: number, isGreen: (second: number) => boolean): Answer[] =>
  Array.from({ length: seconds * 2 }, (_, n) => ({
    who: 'api',
    at: n * 500 + 200,
    through: n * 500 + 230,
    green: isGreen(n / 2),
  }));
/** A subscriber that stands from second 10 to 40. */
const stands = samplesOf(60, (second) => ({ facts: second > 10 && second < 40 ? (second - 10) * 1_000 : 100 }));

describe('health', () => {
  it('that stays green while a subscriber stands is lying from ten seconds on', () => {
    const [lie, ...others] = lies(
      answersOf(60, () => true),
      stands,
    );
    expect(others).toEqual([]);
    expect(lie).toMatchObject({ who: 'api', about: 'facts' });
    expect(lie?.from).toBeGreaterThan(22_000);
    expect(lie?.from).toBeLessThan(24_500);
    expect(lie?.to).toBeLessThan(40_500);
    expect(lie?.worstMs).toBeGreaterThan(26_000);
  });
  it('that turns red in time does not', () => {
    expect(
      lies(
        answersOf(60, (second) => second < 21 || second > 39.5),
        stands,
      ),
    ).toEqual([]);
  });
  it('is not blamed for what was over before it answered', () => {
    const brief = samplesOf(10, (second) => ({ log: second === 5 ? 30_000 : 0 }));
    expect(
      lies(
        answersOf(10, () => true),
        brief,
      ),
    ).toEqual([]);
  });
  it('has the time of a heartbeat to see what is far behind all at once', () => {
    const jump = (lasts: number) =>
      samplesOf(30, (second) => ({ facts: second > 10 && second < 10 + lasts ? 20_000 : 0 }));
    const told = answersOf(30, () => true);
    expect(lies(told, jump(2.5))).toEqual([]);
    expect(lies(told, jump(5))).toMatchObject([{ about: 'facts' }]);
  });
  it('is blamed once for each stretch, by the figure that was worst', () => {
    const twice = samplesOf(60, (second) => ({
      log: second > 5 && second < 15 ? 20_000 : 0,
      facts: second > 30 && second < 40 ? 20_000 : 0,
      orders: second > 30 && second < 40 ? 15_000 : 0,
    }));
    expect(
      lies(
        answersOf(60, () => true),
        twice,
      ).map(({ about }) => about),
    ).toEqual(['log', 'facts']);
  });
  it('is asked of a wall for what a wall shows', () => {
    const told = answersOf(60, () => true);
    expect(lies(told, stands, (figure) => figure === 'log')).toEqual([]);
    // The log grows by two a second; a wall that stands at 20 is behind from second 10 on.
    const standing = told.map((answer) => ({ ...answer, to: Math.min(20, Math.floor(answer.at / 500)) }));
    expect(standingWalls(standing, stands)).toMatchObject([{ about: 'its own place', to: 59_730 }]);
    expect(standingWalls(standing, stands)[0]?.from).toBeGreaterThan(22_500);
    expect(
      standingWalls(
        standing.filter(({ at }) => at < 22_000),
        stands,
      ),
    ).toEqual([]);
  });
  it('that is red without a reason for more than ten seconds cries wolf', () => {
    const faults = [[10_000, 20_000]] as const;
    const quiet = samplesOf(60, () => ({ facts: 100 }));
    const red = answersOf(60, (second) => second < 10 || second > 45);
    expect(falseAlarms(red, quiet, { faults, normalMs: 2_000 })).toMatchObject([{ about: 'nothing', from: 30_200 }]);
    expect(
      falseAlarms(
        answersOf(60, (second) => second < 10 || second > 29),
        quiet,
        { faults, normalMs: 2_000 },
      ),
    ).toEqual([]);
  });
});
