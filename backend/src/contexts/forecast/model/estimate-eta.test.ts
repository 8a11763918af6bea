/** What the ETACalculator owes whoever asks: an answer for everything, never in the past, honest about what it rests on. */
import { describe, expect, it } from 'vitest';
import { day, diceOf, parcels } from '../../../../test/eta-world.ts';
import { emptyEtaModel, estimateEta } from './estimate-eta.ts';
import { dayMs, type EtaSituation } from './eta-model.ts';
import { trainEta } from './train-eta.ts';

const history = parcels(120, 6);
const asOf = day(110);
const model = trainEta(history, asOf);
const daysTo = (instant: number, from: number): number => (instant - from) / dayMs;

const situation = (more: Partial<EtaSituation> = {}): EtaSituation => ({
  stage: 'picked_up',
  enteredAt: asOf,
  now: asOf,
  carrier: 'quick',
  service: 'standard',
  seller: 's1',
  origin: { country: 'ES', region: 'M', latitude: 40.4, longitude: -3.7 },
  destination: { country: 'ES', region: 'M' },
  promisedBy: asOf + 8 * dayMs,
  ...more,
});

describe('given a trained model', () => {
  it('when lanes and carriers differ, then so do their estimates', () => {
    const near = estimateEta(model, situation());
    const far = estimateEta(model, situation({ destination: { country: 'PT', region: 'L' } }));
    const slow = estimateEta(model, situation({ carrier: 'slow', destination: { country: 'PT', region: 'L' } }));
    expect(daysTo(near.at, asOf)).toBeGreaterThan(1.2);
    expect(daysTo(near.at, asOf)).toBeLessThan(3);
    expect(daysTo(far.at, asOf)).toBeGreaterThan(4.5);
    expect(slow.at).toBeGreaterThan(far.at + dayMs);
  });

  it('when asked about parcels it has not seen, then about four of five arrive within their interval', () => {
    const after = history.filter(({ enteredAt, deliveredAt }) => enteredAt >= asOf && deliveredAt !== undefined);
    const held = after.filter((row) => {
      const { deliveredAt = 0, ...facts } = row;
      const { low, high } = estimateEta(model, { ...facts, now: facts.enteredAt });
      return low <= deliveredAt && deliveredAt <= high;
    });
    expect(after.length).toBeGreaterThan(40);
    expect(held.length / after.length).toBeGreaterThan(0.68);
    expect(held.length / after.length).toBeLessThan(0.92);
  });

  it('when the finest cell is deep enough, then it is the evidence, with its shipments', () => {
    const { evidence } = estimateEta(model, situation());
    expect(evidence).toMatchObject({
      source: 'history',
      stage: 'picked_up',
      elapsedDays: 0,
      trainedAt: asOf,
      cell: { level: 'carrier_service_lane', key: 'quick / standard / ES-M > ES-M' },
    });
    const counted = history.filter(
      (row) => row.carrier === 'quick' && row.destination?.region === 'M' && (row.deliveredAt ?? asOf) < asOf,
    );
    expect(evidence.cell?.shipments).toBe(counted.length);
    expect(evidence.comparable).toBeGreaterThan(100);
  });

  it.each([
    ['a service nobody has used', { service: 'express' }, 'carrier_lane'],
    ['a carrier nobody has used', { carrier: 'new' }, 'lane'],
    ['an origin nobody has used', { origin: { country: 'ES', region: 'V' } }, 'destination'],
    ['a destination nobody has sent to', { destination: { country: 'FR', region: 'IDF' } }, 'carrier'],
  ] as const)('when it is %s, then the next coarser cell speaks', (_, more, level) => {
    expect(estimateEta(model, situation(more)).evidence.cell?.level).toBe(level);
  });

  it('when nothing but the stage is known, then the whole stage speaks', () => {
    const bare = estimateEta(model, { stage: 'picked_up', enteredAt: asOf, now: asOf });
    expect(bare.evidence.cell?.level).toBe('stage');
    expect(daysTo(bare.at, asOf)).toBeGreaterThan(1);
    expect(daysTo(bare.at, asOf)).toBeLessThan(10);
  });

  it('when time passes without a scan, then the arrival never lies in the past nor comes nearer than it was', () => {
    const dice = diceOf(3);
    for (let round = 0; round < 40; round++) {
      const carrier = dice() < 0.5 ? 'quick' : 'slow';
      let before = 0;
      for (let waited = 0; waited < 60; waited += 0.5 + 3 * dice()) {
        const now = asOf + waited * dayMs;
        const { low, at, high } = estimateEta(model, situation({ carrier, now }));
        expect(low).toBeGreaterThanOrEqual(now);
        expect(at).toBeGreaterThanOrEqual(low);
        expect(high).toBeGreaterThanOrEqual(at);
        expect(high).toBeGreaterThan(now);
        expect(at).toBeGreaterThanOrEqual(before - 0.75 * dayMs);
        before = at;
      }
    }
  });

  it('when a parcel has outlasted all others, then what lasted long is said to last, at low confidence', () => {
    const now = asOf + 80 * dayMs;
    const late = estimateEta(model, situation({ now }));
    expect(late.confidence).toBe('low');
    expect(daysTo(late.at, now)).toBeGreaterThan(5);
    expect(late.evidence.comparable).toBeLessThan(10);
  });

  it('when the stage is unknown but a stand-in is named, then the stand-in answers', () => {
    const { evidence } = estimateEta(model, situation({ stage: 'delayed', instead: ['on_hold', 'picked_up'] }));
    expect(evidence).toMatchObject({ source: 'history', stage: 'picked_up' });
    expect(estimateEta(model, situation({ stage: 'delayed' })).evidence.source).toBe('promise');
  });

  it('when it has been written down and read again, then it answers the same', () => {
    const again = JSON.parse(JSON.stringify(model)) as typeof model;
    for (const waited of [0, 1, 3, 30]) {
      const asked = situation({ now: asOf + waited * dayMs, destination: { country: 'PT', region: 'L' } });
      expect(estimateEta(again, asked)).toEqual(estimateEta(model, asked));
    }
  });
});

describe('given a stage where parcels come within hours', () => {
  const hours = parcels(100, 3).map((row) => {
    const took = row.deliveredAt === undefined ? 0.3 : ((row.deliveredAt - row.enteredAt) / dayMs) * 0.05;
    return { ...row, stage: 'out_for_delivery', deliveredAt: row.enteredAt + took * dayMs };
  });
  const quick = trainEta(hours, day(100));
  const asked = situation({ stage: 'out_for_delivery', enteredAt: day(100), now: day(100) });

  it('when asked, then the confidence is high and nine of ten hold', () => {
    const { confidence } = estimateEta(quick, asked);
    expect(confidence).toBe('high');
    const held = hours.slice(-120).filter(({ deliveredAt, ...facts }) => {
      const said = estimateEta(quick, { ...facts, now: facts.enteredAt });
      return said.low <= deliveredAt && deliveredAt <= said.high;
    });
    expect(held.length / 120).toBeGreaterThanOrEqual(0.85);
  });

  it('when high is demoted, then medium is said with the narrower interval; when both are, low', () => {
    const high = estimateEta(quick, asked);
    const medium = estimateEta(quick, asked, { demoted: ['high'] });
    expect(medium.confidence).toBe('medium');
    expect(medium.high - medium.low).toBeLessThan(high.high - high.low);
    expect(estimateEta(quick, asked, { demoted: ['high', 'medium'] }).confidence).toBe('low');
  });
});

describe('given no history', () => {
  it.each([
    ['a carrier’s date, its evening', { edd: asOf + 3 * dayMs }, 'carrier_edd', 3 - 5 / 24],
    ['a promise', {}, 'promise', 5.6],
    ['neither', { promisedBy: asOf - dayMs }, 'rule_of_thumb', undefined],
  ] as const)('when there is %s, then that is what is said, at low confidence', (_, more, source, days) => {
    for (const untaught of [emptyEtaModel, trainEta([], asOf)]) {
      const { at, low, high, confidence, evidence } = estimateEta(untaught, situation(more));
      expect(evidence.source).toBe(source);
      expect(confidence).toBe('low');
      expect(low).toBeLessThan(at);
      expect(high).toBeGreaterThan(at);
      expect(low).toBeGreaterThan(asOf);
      if (days !== undefined) expect(daysTo(at, asOf)).toBeCloseTo(days, 3);
    }
  });

  it('when the road is longer, then the rule of thumb takes longer; after the depot it does not', () => {
    const { promisedBy: _, ...open } = situation();
    const far = { country: 'ES', region: 'CN', latitude: 28.1, longitude: -15.4 };
    const at = (more: Partial<EtaSituation>): number => estimateEta(emptyEtaModel, { ...open, ...more }).at;
    expect(at({ destination: far })).toBeGreaterThan(at({ distanceKm: 20 }));
    expect(at({ stage: 'out_for_delivery', destination: far })).toBe(at({ stage: 'out_for_delivery' }));
  });
});
