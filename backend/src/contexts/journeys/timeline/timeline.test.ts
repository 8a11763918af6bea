/** The timeline: events oldest first with their witnesses, legs, three dates; the same whatever came first. */
import { timeline } from '@gantry/shared/api/shipments';
import { publicPlace } from '@gantry/shared/values/address';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, anyScans, labelAt, planWith, scanAt } from '../../../../test/test-scans.ts';
import { stateAfter } from '../../../kernel/decider.ts';
import { given } from '../../../kernel/spec.ts';
import { recordScans, startTracking } from '../../tracking/decide.ts';
import { evolve, type Plan, type TrackedShipment } from '../../tracking/tracked-shipment.ts';
import { type Surroundings, timelineOf } from './timeline.ts';

const tracked = (scans: Parameters<typeof recordScans>[0], plan: Plan = planWith()): TrackedShipment => {
  const started = startTracking(plan, { createdAt: labelAt, waiting: [], now: new Date(labelAt) })(undefined);
  let state = given(evolve, started).state();
  for (const scan of scans) {
    const facts = recordScans([scan])(state);
    state = stateAfter(evolve, state, { facts, now: labelAt });
  }
  if (!state) throw new Error('tracking has begun');
  return state;
};
const eta = {
  at: after(32),
  low: after(28),
  high: after(36),
  confidence: 'high' as const,
  evidence: { cell: 'acme', shipments: 80 },
};
const around = (change: Partial<Surroundings> = {}): Surroundings => ({
  eta: null,
  timeZone: 'Europe/Madrid',
  now: new Date(after(9)),
  witnesses: new Map(),
  revisions: [],
  carriers: new Map(),
  trackingUrl: '/track/token-1',
  erasedAt: null,
  ...change,
});

it('is what its contract says', () => {
  const state = tracked([scanAt('in_transit', 5), scanAt('picked_up', 2), scanAt(null, 3)]);
  const push = { source: 'push' as const, firstAt: after(5), lastAt: after(6), times: 2, messageId: 'whk_1' };
  const shown = timelineOf(
    state,
    around({ eta, witnesses: new Map([['scn_in_transit_5', [push]]]), carriers: new Map([['acme', 'Acme Parcels']]) }),
  );
  expect(timeline.parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({
    label: 'In transit',
    origin: publicPlace(state.plan.origin),
    trackingUrl: '/track/token-1',
    eta,
    proof: null,
  });
  const [leg] = shown.legs;
  expect(leg).toMatchObject({ carrierLabel: 'Acme Parcels', status: 'in_transit' });
  expect(leg?.events.map(({ status }) => status)).toEqual(['picked_up', null, 'in_transit']);
  expect(leg?.events.map(({ witnesses, correction }) => [witnesses, correction])).toEqual([
    [[], false],
    [[], false],
    [[push], false],
  ]);
});

describe('a chain of legs', () => {
  const plan = planWith({
    destination: { city: 'Lima', country: 'PE' },
    legs: [
      { number: 1, carrier: 'acme', service: 'line haul', trackingNumber: 'T1' },
      { number: 2, carrier: 'lima', service: 'last mile', trackingNumber: 'L9' },
    ],
  });
  const onSecond = { leg: 2, carrier: 'lima', trackingNumber: 'L9' };
  it('hands over where its first carrier says delivered', () => {
    const scans = [scanAt('picked_up', 2), scanAt('delivered', 6), scanAt('at_delivery_depot', 8, onSecond)];
    const { legs, standing } = timelineOf(tracked(scans, plan), around({ eta }));
    expect(standing).toMatchObject({ status: 'at_delivery_depot', endedAt: null });
    expect(legs.map(({ carrier, trackingNumber, status }) => [carrier, trackingNumber, status])).toEqual([
      ['acme', 'T1', 'handed_over'],
      ['lima', 'L9', 'at_delivery_depot'],
    ]);
    expect(legs[0]?.events.map(({ status }) => status)).toEqual(['picked_up', 'handed_over']);
    expect(legs[0]?.milestones.at(-1)).toEqual({
      name: 'delivered',
      label: 'Handed over',
      actualAt: after(6),
      estimatedAt: null,
    });
    expect(legs[1]?.milestones.map(({ name, actualAt, estimatedAt }) => [name, actualAt, estimatedAt])).toEqual([
      ['shipped', after(8), null],
      ['in_transit', null, null],
      ['out_for_delivery', null, '2026-11-21T07:00:00.000Z'],
      ['delivered', null, eta.at],
    ]);
  });
  it('has no status on a leg that nobody scanned, and shows every scan somewhere', () => {
    const { legs } = timelineOf(tracked([scanAt('picked_up', 2), scanAt('in_transit', 3, { leg: 7 })], plan), around());
    expect(legs.map(({ status, events }) => [status, events.length])).toEqual([
      ['in_transit', 2],
      [null, 0],
    ]);
  });
});

it('believes the carrier’s estimate from the first physical scan on', () => {
  const estimate = { from: null, until: null, day: '2026-11-23', text: 'Monday' };
  const believed = (...scans: Parameters<typeof recordScans>[0]) =>
    timelineOf({ ...tracked(scans), estimate }, around()).carrierEstimate?.believed;
  expect(believed()).toBe(false);
  expect(believed(scanAt('info_received', 1))).toBe(false);
  expect(believed(scanAt('delayed', 1))).toBe(false);
  expect(believed(scanAt('info_received', 1), scanAt('picked_up', 2))).toBe(true);
});

it('does not depend on the order of arrival', () => {
  const arrivals = anyScans.chain((scans) =>
    fc.tuple(fc.constant(scans), fc.shuffledSubarray(scans, { minLength: scans.length, maxLength: scans.length })),
  );
  fc.assert(
    fc.property(arrivals, ([scans, shuffled]) => {
      expect(timelineOf(tracked(shuffled), around({ eta }))).toEqual(timelineOf(tracked(scans), around({ eta })));
    }),
  );
});
