/** What scans do to a tracked shipment: what is recorded, what it changes, and what is nothing. */
import type { Scan, TrackingEvent } from '@gantry/shared/events/tracking';
import { describe, expect, it } from 'vitest';
import { after, labelAt, planWith, scanAt } from '../../../test/test-scans.ts';
import { given } from '../../kernel/spec.ts';
import { statusMap } from '../carriers/status-normalizer.ts';
import { recordScans, remapScans, startTracking } from './decide.ts';
import { evolve } from './tracked-shipment.ts';

const now = new Date(after(30));
const begin = (waiting: Scan[] = []) => startTracking(planWith(), { createdAt: labelAt, waiting, now });
/** A shipment whose scans arrived in the given order. */
const withScans = (...scans: Scan[]): TrackingEvent[] =>
  scans.reduce<TrackingEvent[]>(
    (past, scan) =>
      past.concat(
        given(evolve, past)
          .when(recordScans([scan]))
          .events(),
      ),
    begin()(undefined),
  );
const caseOf = (fact: TrackingEvent | undefined) => {
  if (!fact || !('openedAt' in fact.payload)) throw new Error(`no exception: ${fact?.name}`);
  return fact.payload;
};

describe('tracking begins', () => {
  it('with the label, at the time of the label', () => {
    const [started] = given(evolve, []).when(begin()).events();
    expect(started).toMatchObject({ name: 'tracking.tracking_started', occurredAt: labelAt });
  });
  it('with the scans that waited for it', () => {
    const outcome = given(evolve, []).when(begin([scanAt('picked_up', 2), scanAt('in_transit', 3)]));
    expect(outcome.names()).toEqual([
      'tracking.tracking_started',
      'tracking.scan_recorded',
      'tracking.scan_recorded',
      'tracking.standing_changed',
    ]);
    expect(outcome.state()?.standing.status).toBe('in_transit');
  });
  it('once: again is nothing, unless scans waited meanwhile', () => {
    expect(given(evolve, withScans()).when(begin()).events()).toEqual([]);
    expect(
      given(evolve, withScans(scanAt('picked_up', 2)))
        .when(begin([scanAt('picked_up', 2)]))
        .events(),
    ).toEqual([]);
    const later = given(evolve, withScans()).when(begin([scanAt('picked_up', 2)]));
    expect(later.names()).toEqual(['tracking.scan_recorded', 'tracking.standing_changed']);
  });
});

describe('a parcel of the past', () => {
  const told = after(20);
  const zoneless = (day: string) => scanAt('departed_facility', 3, { occurredAt: null, localTime: `${day}T10:00:00` });
  const scans = [
    scanAt('picked_up', 2),
    scanAt('in_transit', 25),
    scanAt(null, 4, { occurredAt: null }),
    { ...zoneless('2026-11-20'), scanId: 'scn_z1' },
    { ...zoneless('2026-11-21'), scanId: 'scn_z2' },
  ];
  it('has its scans marked that happened before it was told, whether they waited or came afterwards', () => {
    const plan = planWith({ history: told });
    const waited = startTracking(plan, { createdAt: labelAt, waiting: scans, now });
    const begun = startTracking(plan, { createdAt: labelAt, waiting: [], now })(undefined);
    const outcomes = [given(evolve, []).when(waited), given(evolve, begun).when(recordScans(scans))];
    for (const outcome of outcomes)
      expect(outcome.state()?.scans.map(({ history }) => history ?? false)).toEqual([true, false, false, true, false]);
  });
  it('is marked by its plan alone', () => {
    const outcome = given(evolve, begin()(undefined)).when(recordScans(scans));
    expect(outcome.state()?.scans.some(({ history }) => history)).toBe(false);
  });
});

describe('a scan', () => {
  it('of a shipment nobody tracks is refused', () => {
    expect(
      given(evolve, [])
        .when(recordScans([scanAt('picked_up', 1)]))
        .refusal(),
    ).toBe('not_tracked');
  });
  it('known already is nothing, whenever it comes again', () => {
    const again = scanAt('picked_up', 2, { receivedAt: after(20) });
    expect(
      given(evolve, withScans(scanAt('picked_up', 2)))
        .when(recordScans([again, again]))
        .events(),
    ).toEqual([]);
  });
  it('told twice in different words is kept in the fuller ones, whichever came first, and moves nothing', () => {
    const short = scanAt('picked_up', 2, { receivedAt: after(3), description: 'PU' });
    const full = scanAt('picked_up', 2, {
      receivedAt: after(20),
      description: 'Picked up',
      place: { city: 'Leipzig', country: 'DE' },
    });
    const improved = given(evolve, withScans(short)).when(recordScans([full, full]));
    expect(improved.names()).toEqual(['tracking.scan_refined', 'tracking.standing_changed']);
    expect(improved.state()?.scans).toEqual([{ ...full, receivedAt: after(3) }]);
    expect(
      given(evolve, withScans(full))
        .when(recordScans([short]))
        .events(),
    ).toEqual([]);
  });
  it('keeps its own times in the log', () => {
    const scan = scanAt('picked_up', 2, { zone: 'inferred' });
    const [recorded] = given(evolve, withScans())
      .when(recordScans([scan]))
      .events();
    expect(recorded).toMatchObject({ occurredAt: after(2), zone: 'inferred', receivedAt: scan.receivedAt });
    const unknown = scanAt('picked_up', 2, { occurredAt: null, zone: 'unknown', localTime: 'noon' });
    const [kept] = given(evolve, withScans())
      .when(recordScans([unknown]))
      .events();
    expect(kept).toMatchObject({ occurredAt: unknown.receivedAt, zone: 'unknown' });
  });
  it('that changes nothing about the standing says nothing about it', () => {
    const unread = given(evolve, withScans(scanAt('picked_up', 2))).when(recordScans([scanAt(null, 3)]));
    expect(unread.names()).toEqual(['tracking.scan_recorded']);
  });
  it('tells the status before and after, and when it happened', () => {
    const [, changed] = given(evolve, withScans(scanAt('picked_up', 2)))
      .when(recordScans([scanAt('out_for_delivery', 5)]))
      .events();
    expect(changed).toMatchObject({
      name: 'tracking.standing_changed',
      occurredAt: after(5),
      payload: { before: 'picked_up', status: 'out_for_delivery', shipmentId: 'shp_1' },
    });
  });
});

describe('exceptions', () => {
  const delayed = scanAt('delayed', 3, { reason: 'weather' });
  it('open with their scan and resolve with the scan that ends them', () => {
    const opened = given(evolve, withScans(scanAt('in_transit', 2))).when(recordScans([delayed]));
    expect(opened.names().at(-1)).toBe('tracking.exception_opened');
    const resolved = given(evolve, withScans(scanAt('in_transit', 2), delayed)).when(
      recordScans([scanAt('departed_facility', 6)]),
    );
    expect(resolved.events().at(-1)).toMatchObject({ name: 'tracking.exception_resolved', occurredAt: after(6) });
  });
  it('that were over before we heard of them are opened and resolved together', () => {
    const both = given(evolve, withScans(scanAt('departed_facility', 6))).when(recordScans([delayed]));
    const names = both.names().filter((name) => name.startsWith('tracking.exception'));
    expect(names).toEqual(['tracking.exception_opened', 'tracking.exception_resolved']);
    expect(caseOf(both.events().find(({ name }) => name.endsWith('exception_opened'))).resolvedAt).toBeNull();
  });
  it('a late scan moves the end of one that was resolved', () => {
    const past = withScans(scanAt('in_transit', 2), delayed, scanAt('out_for_delivery', 9));
    const revised = given(evolve, past)
      .when(recordScans([scanAt('arrived_at_facility', 5)]))
      .events()
      .at(-1);
    expect(revised?.name).toBe('tracking.exception_revised');
    expect(caseOf(revised).resolvedAt).toBe(after(5));
  });
  it('a late scan can show that there never was one', () => {
    const past = withScans(scanAt('delivered', 4), scanAt('in_transit', 6));
    const correction = scanAt('at_delivery_depot', 5, { correction: true });
    const outcome = given(evolve, past).when(recordScans([correction]));
    expect(outcome.names()).toContain('tracking.exception_withdrawn');
    expect(outcome.state()?.exceptions).toEqual([]);
  });
});

describe('mapping codes that waited', () => {
  const mapWaiting = (carrier: string, rows: { code: string; status: 'out_for_delivery' | 'delivered' | null }[]) =>
    remapScans(
      (scan) =>
        scan.carrier === carrier && scan.status === null
          ? statusMap(rows).meaningOf({ ...scan, at: scan.occurredAt })
          : undefined,
      now,
    );
  const statuses = [{ code: 'X?', status: 'out_for_delivery' as const }];
  it('moves the shipment as if the codes had always been known', () => {
    const mapped = given(evolve, withScans(scanAt('picked_up', 2), scanAt(null, 5))).when(mapWaiting('acme', statuses));
    expect(mapped.names()).toEqual(['tracking.scan_mapped', 'tracking.standing_changed']);
    expect(mapped.state()?.standing).toMatchObject({ status: 'out_for_delivery', since: after(5) });
  });
  it('leaves alone other carriers, other codes and what is mapped', () => {
    const past = withScans(scanAt('picked_up', 2), scanAt(null, 5));
    expect(given(evolve, past).when(mapWaiting('other', statuses)).events()).toEqual([]);
    expect(
      given(evolve, past)
        .when(mapWaiting('acme', [{ code: 'Y', status: 'delivered' }]))
        .events(),
    ).toEqual([]);
    expect(given(evolve, []).when(mapWaiting('acme', statuses)).events()).toEqual([]);
  });
});
