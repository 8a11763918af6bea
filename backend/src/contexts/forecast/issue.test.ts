/** What is worth telling, and what the event says. */
import type { Eta } from '@gantry/shared/events/eta';
import { describe, expect, it } from 'vitest';
import { given } from '../../kernel/spec.ts';
import { evolve, type Forecast } from './forecast.ts';
import { type Estimation, issue, isWorthTelling, lookAgainAt } from './issue.ts';
import type { EtaEstimate } from './model/eta-model.ts';

const now = Date.parse('2026-11-20T12:00:00.000Z');
const hour = 3_600_000;
const iso = (hours: number): string => new Date(now + hours * hour).toISOString();
const evidence: EtaEstimate['evidence'] = {
  source: 'history',
  stage: 'in_transit',
  cell: { level: 'carrier_lane', key: 'acme / ES > PT', shipments: 41, medianDays: 2 },
  comparable: 60,
  elapsedDays: 0,
  trainedAt: 0,
};
const estimate = (low: number, at: number, high: number, change: Partial<EtaEstimate> = {}): EtaEstimate => ({
  low: now + low * hour,
  at: now + at * hour,
  high: now + high * hour,
  confidence: 'medium',
  evidence,
  ...change,
});
const told = (low: number, at: number, high: number): Eta => ({
  low: iso(low),
  at: iso(at),
  high: iso(high),
  confidence: 'medium',
  evidence: { cell: 'in_transit / acme / ES > PT', shipments: 41 },
});

describe('an estimate', () => {
  it.each([
    ['that is the same', told(10, 20, 30), estimate(10, 20, 30), false],
    ['whose point moved by less than an hour', told(10, 20, 30), estimate(10, 20.9, 30), false],
    ['whose point moved by more than a twentieth of what is ahead', told(10, 20, 30), estimate(10, 21.2, 30), true],
    ['whose point moved by less than that', told(80, 100, 120), estimate(80, 104, 120), false],
    ['whose interval grew', told(10, 20, 30), estimate(10, 20, 32), true],
    ['whose interval shrank below', told(10, 20, 30), estimate(12, 20, 30), true],
    ['of another confidence', told(10, 20, 30), estimate(10, 20, 30, { confidence: 'high' }), true],
    ['whose lower end only time has pushed', told(-5, 20, 30), estimate(0, 20, 30), false],
    ['whose point lies in the past by now', told(-9, -2, 30), estimate(0, 4, 30), true],
  ])('%s', (_, before, next, worth) => {
    expect(isWorthTelling(before, next, now)).toBe(worth);
  });

  it('of a parcel stuck for days with an open end is not told every hour', () => {
    expect(isWorthTelling(told(-1, 60, 300), estimate(0, 70, 310), now)).toBe(false);
  });

  it('is looked at again soon when little is ahead, and within three hours always', () => {
    const minutes = (hours: number): number => (lookAgainAt({ at: now + hours * hour }, now).getTime() - now) / 60_000;
    expect([minutes(0), minutes(10), minutes(500)]).toEqual([10, 30, 180]);
  });
});

const reckoned = (one: EtaEstimate, change: Partial<Estimation> = {}): Estimation => ({
  situation: { stage: 'in_transit', enteredAt: now, now },
  estimate: one,
  undemoted: undefined,
  model: 3,
  cause: 'scan',
  ...change,
});

describe('issuing', () => {
  it('tells the first with its evidence, the next with what was said before, and nothing twice', () => {
    const first = issue('shp_1', reckoned(estimate(10, 20, 30)))(undefined);
    expect(first).toEqual([
      {
        name: 'tracking.eta_updated',
        occurredAt: iso(0),
        receivedAt: iso(0),
        payload: {
          ...told(10, 20, 30),
          shipmentId: 'shp_1',
          stage: 'in_transit',
          cause: 'scan',
          model: 3,
          before: null,
        },
      },
    ]);
    const state = given(evolve, first).state() as Forecast;
    expect(state).toMatchObject({ eta: told(10, 20, 30), issued: 1, issuedAt: iso(0), arrivedAt: null });
    expect(issue('shp_1', reckoned(estimate(10, 20, 30)))(state)).toEqual([]);
    const [second] = issue('shp_1', reckoned(estimate(20, 40, 60), { cause: 'clock' }))(state);
    expect(second?.payload).toMatchObject({ at: iso(40), cause: 'clock', before: told(10, 20, 30) });
  });

  it('without history names what it rests on instead', () => {
    const guess = estimate(10, 20, 30, { evidence: { ...evidence, source: 'promise' } });
    expect(issue('shp_1', reckoned(guess))(undefined)[0]?.payload).toMatchObject({
      evidence: { cell: 'promise', shipments: 0 },
    });
  });

  it('keeps what a demoted level would have said', () => {
    const undemoted = estimate(15, 20, 25, { confidence: 'high' });
    expect(issue('shp_1', reckoned(estimate(10, 20, 30), { undemoted }))(undefined)[0]?.payload).toMatchObject({
      confidence: 'medium',
      undemoted: { low: iso(15), high: iso(25), confidence: 'high' },
    });
  });
});
