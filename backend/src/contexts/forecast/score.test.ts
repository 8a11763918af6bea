/** What each estimate was worth once the parcel had come. */
import { describe, expect, it } from 'vitest';
import type { Forecast } from './forecast.ts';
import type { IssuedEstimate } from './score.ts';
import { score, scoresOf } from './score.ts';

const iso = (hours: number): string =>
  new Date(Date.parse('2026-11-20T00:00:00.000Z') + hours * 3_600_000).toISOString();
const issued = (at: number, [low, point, high]: [number, number, number]): IssuedEstimate => ({
  issuedAt: iso(at),
  payload: {
    shipmentId: 'shp_1',
    at: iso(point),
    low: iso(low),
    high: iso(high),
    confidence: 'medium',
    evidence: { cell: 'in_transit', shipments: 9 },
    stage: 'in_transit',
    cause: 'scan',
    model: 1,
    before: null,
  },
});
const arrival = { shipmentId: 'shp_1', carrier: 'acme', lane: 'ES>ES', arrivedAt: iso(30) };
const state = { arrivedAt: null } as Forecast;

describe('scoring', () => {
  it('says how far off, whether it held and how wide it was, for every estimate before the arrival', () => {
    const scores = scoresOf(
      [issued(0, [20, 24, 40]), issued(10, [31, 33, 35]), issued(20, [25, 30, 30]), issued(31, [31, 32, 33])],
      iso(30),
    );
    expect(scores.map(({ errorHours, held, widthHours }) => [errorHours, held, widthHours])).toEqual([
      [6, true, 20],
      [-3, false, 4],
      [0, true, 5],
    ]);
    expect(scores[0]).toMatchObject({ issuedAt: iso(0), stage: 'in_transit', confidence: 'medium' });
  });

  it('judges what a demoted level would have said by its own interval', () => {
    const one = issued(0, [20, 24, 40]);
    one.payload.undemoted = { low: iso(22), high: iso(26), confidence: 'high' };
    expect(scoresOf([one], iso(30))[0]).toMatchObject({ held: true, undemoted: { confidence: 'high', held: false } });
  });

  it('keeps the five hundred newest', () => {
    const many = Array.from({ length: 600 }, (_, n) => issued(n / 100, [20, 24, 40]));
    const scores = scoresOf(many, iso(30));
    expect([scores.length, scores[0]?.issuedAt]).toEqual([500, iso(1)]);
  });

  it('happens once, and again only for another arrival', () => {
    const all = [issued(0, [20, 24, 40])];
    expect(score(arrival, all)(state)).toMatchObject([{ name: 'tracking.eta_scored', payload: arrival }]);
    expect(score(arrival, all)({ ...state, arrivedAt: arrival.arrivedAt })).toEqual([]);
    expect(score(arrival, all)({ ...state, arrivedAt: iso(29) })).toHaveLength(1);
    expect(score(arrival, all)(undefined)).toEqual([]);
    expect(score(arrival, [issued(31, [31, 32, 33])])(state)).toEqual([]);
  });
});
