/** Recovery after a step: from the end of the fault to the last interruption's end, on each api, and until nothing is behind. */
import { describe, expect, it } from 'vitest';
import type { Ack } from '../clients/history.ts';
import type { FaultKind } from '../schedule.ts';
import type { Sample } from '../truth/sample.ts';
import { missedGoals, recoveries, type Step } from './recovery.ts';

const step = (n: number, kind: FaultKind, began: number, ended = began): Step => ({
  step: n,
  kinds: [kind],
  began: began * 1_000,
  ended: ended * 1_000,
});
/** Ten acknowledgements a second from 0 to 100 but for the seconds of `silence`. */
const acksOf = (api: string, ...silence: (readonly [number, number])[]): Ack[] =>
  Array.from({ length: 1_000 }, (_, n) => ({ at: n * 100, api })).filter(
    ({ at }) => !silence.some(([from, to]) => at >= from * 1_000 && at < to * 1_000),
  );
const samplesOf = (age: (second: number) => number): Sample[] =>
  Array.from({ length: 200 }, (_, n) => ({
    at: n * 500,
    through: n * 500 + 10,
    ages: new Map([['log', age(n / 2)]]),
    head: n,
  }));

const measured = (steps: Step[], acks: Ack[], samples = samplesOf(() => 0)) =>
  recoveries(steps, { apis: ['api', 'api-2'], acks, samples, until: 100_000, normalMs: 2_000 });

describe('recovery', () => {
  it('is nothing where nothing was interrupted', () => {
    const [one] = measured([step(1, 'kill-redis', 20)], [...acksOf('api'), ...acksOf('api-2')]);
    expect([...(one?.acks ?? [])]).toEqual([
      ['api', 0],
      ['api-2', 0],
    ]);
    expect(one?.lag).toBe(0);
  });
  it('lasts to the end of the last interruption before the next step', () => {
    const acks = [...acksOf('api', [20, 23], [24, 26]), ...acksOf('api-2', [50, 58])];
    const [first, second] = measured([step(1, 'kill-api', 20), step(2, 'stop-api-2', 50, 55)], acks);
    expect(first?.acks.get('api')).toBe(6_000);
    expect(first?.acks.get('api-2')).toBe(0);
    expect(second?.acks.get('api-2')).toBe(3_000);
  });
  it('did not come when the next step found it still out', () => {
    const acks = [...acksOf('api', [20, 100]), ...acksOf('api-2')];
    expect(
      measured([step(1, 'kill-api', 20), step(2, 'kill-redis', 60)], acks).map(({ acks }) => acks.get('api')),
    ).toEqual([null, null]);
  });
  it('of lag lasts until nothing is behind any more', () => {
    const acks = [...acksOf('api'), ...acksOf('api-2')];
    const behind = samplesOf((second) => (second >= 20 && second < 33 ? 5_000 : 100));
    expect(measured([step(1, 'kill-worker', 20)], acks, behind)[0]?.lag).toBe(13_010);
    const never = samplesOf((second) => (second >= 20 ? 5_000 : 100));
    expect(measured([step(1, 'kill-worker', 20)], acks, never)[0]?.lag).toBeNull();
  });
  it('is held to its goals after single kills', () => {
    const acks = [...acksOf('api', [20, 26], [60, 68]), ...acksOf('api-2')];
    const behind = samplesOf((second) => (second >= 20 && second < 33 ? 5_000 : 100));
    const all = measured([step(1, 'kill-api', 20), step(2, 'stop-api', 60, 61)], acks, behind);
    expect(missedGoals(all)).toEqual([
      'step 1, kill-api: acks of api back after 6.0 s',
      'step 1, kill-api: lag normal after 13.0 s',
    ]);
  });
});
