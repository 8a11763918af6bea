/** Milestones: reached one after the other; expectations that never contradict what has happened. */
import type { Eta } from '@gantry/shared/events/eta';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, anyScans, labelAt, orderedAt, planWith, scanAt } from '../../../../test/test-scans.ts';
import { assess } from '../../tracking/assess.ts';
import { judgedBy } from '../../tracking/decide.ts';
import { type Plan, type TrackedShipment, untouched } from '../../tracking/tracked-shipment.ts';
import { milestonesOf } from './milestones.ts';

const tracked = (scans: TrackedShipment['scans'], plan: Plan = planWith()): TrackedShipment => ({
  ...untouched(plan, labelAt),
  scans,
  ...assess(judgedBy(plan), scans),
});
const etaAt = (at: string): Eta => ({
  at,
  low: at,
  high: at,
  confidence: 'medium',
  evidence: { cell: 'c', shipments: 9 },
});
const timeZone = 'Europe/Madrid';
const reached = (state: TrackedShipment) =>
  Object.fromEntries(
    milestonesOf(state, { eta: null, timeZone, now: new Date(after(9)) }).map(({ name, actualAt }) => [name, actualAt]),
  );
/** What is expected of each milestone, `hours` after the order, with an estimate of arrival. */
const expected = (state: TrackedShipment, hours: number, at: string | null = '2026-11-22T15:00:00.000Z') => {
  const eta = at === null ? null : etaAt(at);
  const all = milestonesOf(state, { eta, timeZone, now: new Date(after(hours)) });
  return Object.fromEntries(all.flatMap(({ name, estimatedAt }) => (estimatedAt ? [[name, estimatedAt]] : [])));
};

describe('milestones', () => {
  it('are reached one after the other', () => {
    const none = { order_placed: orderedAt, shipped: null, in_transit: null, out_for_delivery: null, delivered: null };
    expect(reached(tracked([]))).toEqual(none);
    const scans = [
      scanAt('picked_up', 2),
      scanAt('departed_facility', 3),
      scanAt('in_transit', 5),
      scanAt('out_for_delivery', 8),
      scanAt('delivered', 9),
    ];
    expect(reached(tracked(scans))).toEqual({
      order_placed: orderedAt,
      shipped: after(2),
      in_transit: after(3),
      out_for_delivery: after(8),
      delivered: after(9),
    });
  });
  it('have customs only where a border is crossed', () => {
    const abroad = planWith({ destination: { city: 'Lima', country: 'PE' } });
    const scans = [scanAt('in_customs', 5), scanAt('customs_cleared', 7)];
    expect(reached(tracked(scans, abroad)).customs).toBe(after(7));
    expect(reached(tracked(scans))).not.toHaveProperty('customs');
  });
});

describe('expectations', () => {
  const moving = tracked([scanAt('picked_up', 2)]);
  it('are the estimate of arrival and the morning before it, by the clock of the destination', () => {
    expect(expected(moving, 3)).toEqual({
      out_for_delivery: '2026-11-22T07:00:00.000Z',
      delivered: '2026-11-22T15:00:00.000Z',
    });
  });
  it('are now where the morning has passed, and the arrival where it comes before the morning', () => {
    const soon = new Date(Date.parse(after(9)) + 3_600_000).toISOString();
    expect(expected(moving, 9, soon)).toEqual({ out_for_delivery: after(9), delivered: soon });
    expect(expected(moving, 3, '2026-11-22T05:00:00.000Z').out_for_delivery).toBe('2026-11-22T05:00:00.000Z');
  });
  it('are none of the way there once the estimate has passed', () => {
    expect(expected(moving, 200)).toEqual({ delivered: '2026-11-22T15:00:00.000Z' });
  });
  it('are none without an estimate, once ended, or on the way back', () => {
    expect(expected(moving, 3, null)).toEqual({});
    for (const status of ['delivered', 'cancelled', 'returned_to_sender', 'return_initiated'] as const)
      expect(expected(tracked([scanAt('picked_up', 2), scanAt(status, 4)]), 5), status).toEqual({});
  });
  it('name the day of dispatch while the sender has it, when it is before the arrival', () => {
    const plan = planWith({ shipBy: after(6) });
    expect(expected(tracked([], plan), 3).shipped).toBe(after(6));
    expect(expected(tracked([], plan), 7).shipped).toBeUndefined();
    expect(expected(tracked([scanAt('picked_up', 2)], plan), 3).shipped).toBeUndefined();
  });
  it('do not send out again what the recipient is waited for', () => {
    const waiting = tracked([scanAt('picked_up', 2), scanAt('available_for_pickup', 4)]);
    expect(expected(waiting, 5)).toEqual({ delivered: '2026-11-22T15:00:00.000Z' });
  });
  it('never contradict what has happened, whatever the scans say', () => {
    const when = fc.tuple(anyScans, fc.integer({ min: -10, max: 80 }), fc.integer({ min: 0, max: 80 }));
    fc.assert(
      fc.property(when, ([scans, arrives, hours]) => {
        const state = tracked(scans, planWith({ shipBy: after(12) }));
        const all = milestonesOf(state, { eta: etaAt(after(arrives)), timeZone, now: new Date(after(hours)) });
        const estimates = all.flatMap(({ estimatedAt }) => (estimatedAt === null ? [] : [estimatedAt]));
        if (state.standing.endedAt !== null) expect(estimates).toEqual([]);
        expect(estimates).toEqual([...estimates].sort());
        const lastReached = all.findLastIndex(({ actualAt }) => actualAt !== null);
        for (const [i, { actualAt, estimatedAt, name }] of all.entries()) {
          if (estimatedAt === null) continue;
          expect(actualAt).toBeNull();
          expect(i).toBeGreaterThan(lastReached);
          expect(estimatedAt <= after(arrives)).toBe(true);
          if (name !== 'delivered') expect(estimatedAt >= after(hours)).toBe(true);
        }
      }),
    );
  });
});
