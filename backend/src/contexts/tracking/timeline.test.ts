/** The timeline: milestones reached, events oldest first, the same whatever came first. */
import { timeline } from '@gantry/shared/api/tracking';
import { publicPlace } from '@gantry/shared/values/address';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../kernel/decider.ts';
import { recordScans, startTracking } from './decide.ts';
import { after, anyScans, labelAt, orderedAt, planWith, scanAt } from './test-scans.ts';
import { milestonesOf, timelineOf } from './timeline.ts';
import { evolve, type Plan, type TrackedShipment } from './tracked-shipment.ts';

const tracked = (scans: Parameters<typeof recordScans>[0], plan: Plan = planWith()): TrackedShipment => {
  const started = startTracking(plan, { createdAt: labelAt, waiting: [], now: new Date(labelAt) })(undefined);
  let state = fold(evolve, undefined, started);
  for (const scan of scans) state = fold(evolve, state, recordScans([scan])(state));
  if (!state) throw new Error('tracking has begun');
  return state;
};
const reached = (state: TrackedShipment) =>
  Object.fromEntries(milestonesOf(state).map(({ name, actualAt }) => [name, actualAt]));

describe('milestones', () => {
  it('are reached one after the other', () => {
    expect(reached(tracked([]))).toEqual({
      order_placed: orderedAt,
      shipped: null,
      in_transit: null,
      out_for_delivery: null,
      delivered: null,
    });
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

describe('the timeline', () => {
  it('is what its contract says', () => {
    const state = tracked([scanAt('in_transit', 5), scanAt('picked_up', 2), scanAt(null, 3)]);
    const shown = timelineOf(state);
    expect(timeline.parse(shown)).toEqual(shown);
    expect(shown.legs[0]?.events.map((event) => event.status)).toEqual(['picked_up', null, 'in_transit']);
    expect(shown.origin).toEqual(publicPlace(state.plan.origin));
    expect(shown.label).toBe('In transit');
  });
  it('does not depend on the order of arrival', () => {
    const arrivals = anyScans.chain((scans) =>
      fc.tuple(fc.constant(scans), fc.shuffledSubarray(scans, { minLength: scans.length, maxLength: scans.length })),
    );
    fc.assert(
      fc.property(arrivals, ([scans, shuffled]) => {
        expect(timelineOf(tracked(shuffled))).toEqual(timelineOf(tracked(scans)));
      }),
    );
  });
});
