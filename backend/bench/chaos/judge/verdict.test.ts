/** What keeps a run from being green: each kind of finding is a failure, in words that name it. */
import { describe, expect, it } from 'vitest';
import { type Findings, failuresOf, figuresOf, tableOf } from './verdict.ts';

const kill = {
  step: 1,
  kinds: ['kill-api'] as const,
  began: 10_000,
  ended: 10_000,
  acks: new Map<string, number | null>([['api', 2_000]]),
  lag: 1_000,
  remarks: [],
};
const green: Findings = {
  start: 0,
  recoveries: [kill],
  differences: [],
  lies: [],
  falseAlarms: [],
  deaths: [],
  restless: [],
};
const untruth = { who: 'health of api', about: 'log', from: 20_000, to: 30_000, worstMs: 15_000 };

describe('a verdict', () => {
  it('is green when nothing was found', () => {
    expect(failuresOf(green)).toEqual([]);
    expect(figuresOf(green)).toMatchObject({ faults: 1, 'kills alone: acks back after s, at most': 2, failures: 0 });
    expect(tableOf(green)[1]).toMatch(/kill-api .* 2\.0 s +1\.0 s$/);
  });
  it.each<[string, Partial<Findings>, RegExp]>([
    ['a difference', { differences: [{ what: 'scan lost', count: 4, examples: ['a'] }] }, /scan lost: 4, such as a/],
    ['a lie', { lies: [untruth] }, /said to be well: health of api, about log: from 20\.0 s to 30\.0 s/],
    ['a false alarm', { falseAlarms: [untruth] }, /ill without cause/],
    ['a death', { deaths: ['supervisor ended by itself'] }, /supervisor ended by itself/],
    ['what does not come to rest', { restless: ['facts at 3 of 5'] }, /not at rest: facts at 3 of 5/],
    [
      'a goal missed',
      { recoveries: [{ ...kill, lag: 10_001 }] },
      /goal missed: step 1, kill-api: lag normal after 10\.0 s/,
    ],
    [
      'acks that never came',
      { recoveries: [{ ...kill, acks: new Map([['api', null]]) }] },
      /acks of api back after not in time/,
    ],
  ])('is red for %s', (_what, findings, said) => {
    const failures = failuresOf({ ...green, ...findings });
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(said);
  });
  it('says of figures that never came that they did not', () => {
    const never = { ...green, recoveries: [{ ...kill, lag: null }] };
    expect(figuresOf(never)['kills alone: lag normal after s, at most']).toBe('not in time');
  });
});
