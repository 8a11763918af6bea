/** What scans mean, rule by rule; and that neither their order nor their number of arrivals can matter. */
import { eventCatalog } from '@gantry/shared/events/catalog';
import type { Fact } from '@gantry/shared/events/define';
import type { ExceptionCase, Scan } from '@gantry/shared/events/tracking';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, anyScans, labelAt, orderedAt, planWith, scanAt } from '../../../test/test-scans.ts';
import { stateAfter } from '../../kernel/decider.ts';
import { given } from '../../kernel/spec.ts';
import { type Assessment, assess, groundStanding, inOrder, orderingTime } from './assess.ts';
import { recordScans, startTracking } from './decide.ts';
import { evolve, type TrackedShipment } from './tracked-shipment.ts';

const judged = { shipmentId: 'shp_1', orderPlacedAt: orderedAt };
const weigh = (...scans: Scan[]) => assess(judged, scans);
const open = ({ exceptions }: Assessment) => exceptions.filter((c) => c.resolvedAt === null).map((c) => c.kind);

describe('where a shipment stands', () => {
  it('is a label before any scan, and after scans nobody can read', () => {
    expect(weigh()).toEqual({ standing: groundStanding, exceptions: [] });
    expect(weigh(scanAt(null, 3))).toEqual({ standing: groundStanding, exceptions: [] });
  });
  it('is the newest scan by its own time, not by arrival', () => {
    const late = scanAt('picked_up', 1, { receivedAt: after(9) });
    const { standing } = weigh(scanAt('in_transit', 3), scanAt('out_for_delivery', 5), late);
    expect(standing).toMatchObject({
      status: 'out_for_delivery',
      position: 'out_for_delivery',
      since: after(5),
      pickedUpAt: after(1),
      lastScanAt: after(5),
      deliveredAt: null,
      endedAt: null,
    });
  });
  it('is, of two scans of one instant, the one further along the journey, then the one received last', () => {
    expect(weigh(scanAt('out_for_delivery', 2), scanAt('at_delivery_depot', 2)).standing.status).toBe(
      'out_for_delivery',
    );
    const first = scanAt('delayed', 2, { scanId: 'scn_z', reason: 'weather', receivedAt: after(3) });
    const second = scanAt('delayed', 2, { scanId: 'scn_a', reason: 'carrier_capacity', receivedAt: after(4) });
    expect(weigh(second, first).standing.reason).toBe('carrier_capacity');
  });
  it('never goes back to an announcement once the carrier has the parcel', () => {
    expect(weigh(scanAt('picked_up', 1), scanAt('info_received', 4)).standing.status).toBe('picked_up');
    expect(weigh(scanAt('info_received', 1), scanAt('order_processing', 4)).standing.status).toBe('info_received');
  });
  it('counts failed attempts and remembers the last place that was named', () => {
    const { standing } = weigh(
      scanAt('delivery_attempted', 2, { place: { city: 'Toledo' } }),
      scanAt('delivery_attempted', 5),
    );
    expect(standing).toMatchObject({ failedAttempts: 2, lastPlace: { city: 'Toledo' }, lastScanAt: after(5) });
  });
  it('orders a time without zone as if it were UTC, without ever printing it as an instant', () => {
    const local = scanAt('in_transit', 0, { occurredAt: null, zone: 'unknown', localTime: after(3).slice(0, 19) });
    expect(orderingTime(local)).toBe(Date.parse(after(3)));
    const { standing } = weigh(scanAt('picked_up', 2), local);
    expect(standing).toMatchObject({ status: 'in_transit', since: null, pickedUpAt: after(2) });
    expect(orderingTime({ occurredAt: null, localTime: 'no time', receivedAt: after(4) })).toBe(Date.parse(after(4)));
  });
});

describe('overlays', () => {
  it('say something about a position and go when the parcel moves on', () => {
    const held = weigh(scanAt('in_customs', 2), scanAt('customs_held', 3, { reason: 'customs_duties_unpaid' }));
    expect(held.standing).toMatchObject({
      status: 'customs_held',
      position: 'in_customs',
      reason: 'customs_duties_unpaid',
    });
    expect(held.exceptions).toEqual([]);
    const cleared = weigh(scanAt('in_customs', 2), scanAt('customs_held', 3), scanAt('customs_cleared', 4));
    expect(cleared.standing).toMatchObject({ status: 'customs_cleared', position: 'customs_cleared', reason: null });
  });
  it('delayed opens an exception, once, and the next physical scan resolves it', () => {
    const delayed = [scanAt('in_transit', 1), scanAt('delayed', 2, { reason: 'weather' }), scanAt('delayed', 3)];
    expect(weigh(...delayed).exceptions).toMatchObject([{ kind: 'delayed', openedAt: after(2), reason: 'weather' }]);
    const over = weigh(...delayed, scanAt('arrived_at_facility', 6));
    expect(over.exceptions).toMatchObject([{ kind: 'delayed', openedAt: after(2), resolvedAt: after(6) }]);
    const again = weigh(...delayed, scanAt('arrived_at_facility', 6), scanAt('delayed', 7));
    expect(again.exceptions.map((c) => c.resolvedAt)).toEqual([after(6), null]);
  });
  it.each([
    ['carrier_lost', 'lost'],
    ['carrier_damaged', 'damaged'],
    ['weather', 'delayed'],
    [null, 'delayed'],
  ] as const)('exception with reason %s is %s', (reason, kind) => {
    expect(open(weigh(scanAt('in_transit', 1), scanAt('exception', 2, { reason })))).toEqual([kind]);
  });
  it('a damaged parcel stays damaged while it moves, until its journey ends', () => {
    const moving = [scanAt('exception', 2, { reason: 'carrier_damaged' }), scanAt('in_transit', 3)];
    expect(open(weigh(...moving))).toEqual(['damaged']);
    expect(open(weigh(...moving, scanAt('delivered', 4)))).toEqual([]);
  });
});

describe('the end of a journey', () => {
  it('freezes the shipment: what is scanned later contradicts it', () => {
    const { standing, exceptions } = weigh(
      scanAt('picked_up', 1),
      scanAt('delivered', 4),
      scanAt('out_for_delivery', 6),
    );
    expect(standing).toMatchObject({ status: 'delivered', deliveredAt: after(4), endedAt: after(4) });
    expect(exceptions).toMatchObject([
      { kind: 'contradiction', openedAt: after(6), detail: 'out for delivery was scanned after delivered' },
    ]);
  });
  it('is not contradicted by its own echo, nor by announcements', () => {
    expect(weigh(scanAt('delivered', 4), scanAt('delivered', 5), scanAt('info_received', 6)).exceptions).toEqual([]);
    expect(weigh(scanAt('delivered', 4), scanAt('delivered', 5)).standing.deliveredAt).toBe(after(4));
  });
  it('a scan that came late but happened earlier is no contradiction', () => {
    const late = scanAt('out_for_delivery', 3, { receivedAt: after(30) });
    expect(weigh(scanAt('delivered', 4), late).exceptions).toEqual([]);
  });
  it('returned and cancelled end it as well, and are no delivery', () => {
    expect(weigh(scanAt('returned_to_sender', 4)).standing).toMatchObject({ deliveredAt: null, endedAt: after(4) });
    expect(open(weigh(scanAt('cancelled', 1), scanAt('picked_up', 2)))).toEqual(['contradiction']);
  });
  it('a return is an exception until the parcel is back', () => {
    expect(open(weigh(scanAt('return_initiated', 3)))).toEqual(['return_initiated']);
    expect(open(weigh(scanAt('return_initiated', 3), scanAt('returned_to_sender', 9)))).toEqual([]);
  });
});

describe('a correction by a person', () => {
  const correction = (status: Scan['status'], hours: number): Scan =>
    scanAt(status, hours, { scanId: `scn_correction_${hours}`, correction: true });
  it('leads out of the end, and resolves the contradiction', () => {
    const wrong = [scanAt('picked_up', 1), scanAt('delivered', 4), scanAt('out_for_delivery', 5)];
    const { standing, exceptions } = weigh(...wrong, correction('in_transit', 6));
    expect(standing).toMatchObject({ status: 'in_transit', deliveredAt: null, endedAt: null });
    expect(exceptions).toMatchObject([{ kind: 'contradiction', resolvedAt: after(6) }]);
    expect(weigh(...wrong, correction('in_transit', 6), scanAt('delivered', 8)).standing.deliveredAt).toBe(after(8));
  });
  it('has the last word on its own instant, whatever the ranks say', () => {
    const { standing } = weigh(scanAt('delivered', 4), correction('available_for_pickup', 4));
    expect(standing).toMatchObject({ status: 'available_for_pickup', endedAt: null });
  });
});

describe('times that cannot be true', () => {
  it('are two exceptions when one scan is impossible in two ways', () => {
    const { exceptions } = weigh(
      scanAt('info_received', -2, { correction: true }),
      scanAt('delivered', 0, { occurredAt: null, zone: 'unknown', localTime: after(-1.5).slice(0, 19) }),
      scanAt('picked_up', -1),
    );
    expect(exceptions.map((c) => c.detail)).toEqual([
      expect.stringContaining('before the order was placed'),
      'picked up was scanned after delivered',
    ]);
    expect(new Set(exceptions.map((c) => c.exceptionId)).size).toBe(2);
  });
  it('delivered before it was picked up is kept and flagged', () => {
    const { standing, exceptions } = weigh(scanAt('picked_up', 5), scanAt('delivered', 3));
    expect(standing).toMatchObject({ status: 'delivered', deliveredAt: after(3), pickedUpAt: after(5) });
    expect(exceptions).toMatchObject([{ kind: 'contradiction', detail: 'picked up was scanned after delivered' }]);
  });
  it('a parcel that moved before its order was placed is flagged once', () => {
    const { standing, exceptions } = weigh(scanAt('picked_up', -2), scanAt('in_transit', -1));
    expect(standing.pickedUpAt).toBe(after(-2));
    expect(exceptions).toMatchObject([{ kind: 'contradiction', openedAt: after(-2) }]);
    expect(weigh(scanAt('info_received', -1)).exceptions).toEqual([]);
  });
});

const byId = (cases: readonly ExceptionCase[]) => [...cases].sort((a, b) => (a.exceptionId < b.exceptionId ? -1 : 1));
const start = (): TrackedShipment | undefined =>
  given(
    evolve,
    startTracking(planWith(), { createdAt: labelAt, waiting: [], now: new Date(labelAt) })(undefined),
  ).state();
const record = (state: TrackedShipment | undefined, scans: readonly Scan[]) => {
  const facts = recordScans(scans)(state);
  for (const fact of facts) wellFormed(fact);
  return stateAfter(evolve, state, { facts, now: labelAt });
};
const wellFormed = (fact: Fact): void => {
  const problem = eventCatalog.get(fact.name)?.payload.safeParse(fact.payload).error;
  if (problem) throw problem;
};

describe('any order of arrival', () => {
  const arrivals = anyScans.chain((scans) =>
    fc.tuple(
      fc.constant(scans),
      fc.shuffledSubarray([...scans, ...scans], { minLength: scans.length * 2, maxLength: scans.length * 2 }),
      fc.integer({ min: 1, max: 4 }),
    ),
  );
  it('with duplicates, one by one, in batches or at once, gives one standing and one set of exceptions', () => {
    fc.assert(
      fc.property(arrivals, ([scans, shuffled, size]) => {
        const expected = assess(judged, scans);
        const oneByOne = shuffled.reduce((state, scan) => record(state, [scan]), start());
        let batched = start();
        for (let from = 0; from < shuffled.length; from += size)
          batched = record(batched, shuffled.slice(from, from + size));
        for (const state of [oneByOne, batched, record(start(), shuffled)]) {
          expect(state?.standing).toEqual(expected.standing);
          expect(byId(state?.exceptions ?? [])).toEqual(byId(expected.exceptions));
          expect(new Set(state?.scans.map((scan) => scan.scanId)).size).toBe(scans.length);
          expect(state?.scans.length).toBe(scans.length);
        }
      }),
      { numRuns: 400 },
    );
  });
  it('puts scans into one order', () => {
    fc.assert(
      fc.property(arrivals, ([scans, shuffled]) => {
        const twice = inOrder([...scans, ...scans]).map((scan) => scan.scanId);
        expect(inOrder(shuffled).map((scan) => scan.scanId)).toEqual(twice);
      }),
    );
  });
  it('never gives two exceptions one id', () => {
    fc.assert(
      fc.property(anyScans, (scans) => {
        const ids = assess(judged, scans).exceptions.map((c) => c.exceptionId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 3000 },
    );
  });
});
