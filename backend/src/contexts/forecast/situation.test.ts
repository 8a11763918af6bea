/**
 * The question that a shipment's scans ask of the model: the same however they arrive, and the same in the present as it
 * will have been in history.
 */

import { scanFacts } from '@gantry/analytics/facts/scan-facts';
import type { PastParcel } from '@gantry/analytics/queries/parcel-history';
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Scan } from '@gantry/shared/events/tracking';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { recorded } from '../../../../analytics/test/story.ts';
import { parcels } from '../../../test/eta-world.ts';
import { after, anyScans, labelAt, planWith, scanAt } from '../../../test/test-scans.ts';
import { stateAfter } from '../../kernel/decider.ts';
import { given } from '../../kernel/spec.ts';
import { assess, stagesOf } from '../tracking/assess.ts';
import { recordScans, startTracking } from '../tracking/decide.ts';
import { evolve, type TrackedShipment } from '../tracking/tracked-shipment.ts';
import { emptyEtaModel } from './model/estimate-eta.ts';
import type { EtaModel } from './model/eta-model.ts';
import { trainEta } from './model/train-eta.ts';
import { judgedBy, parcelOf } from './parcel.ts';
import { reckonOne } from './reckon.ts';
import { isAwaited, situationOf } from './situation.ts';
import { pastStages } from './training/past-stages.ts';

const plan = planWith();
const started = (): TrackedShipment => {
  const begin = startTracking(plan, { createdAt: labelAt, waiting: [], now: new Date(labelAt) });
  const state = given(evolve, begin(undefined)).state();
  if (!state) throw new Error('a started shipment has a state');
  return state;
};
/** The shipment after scans arrived one by one. */
const heard = (scans: readonly Scan[]): TrackedShipment =>
  scans.reduce<TrackedShipment>((state, scan) => {
    const facts = recordScans([scan])(state);
    return stateAfter(evolve, state, { facts, now: labelAt }) ?? state;
  }, started());

/** A model with history of every stage the scans lead through, `delayed` among them. */
let model: EtaModel;
beforeAll(() => {
  const stages = ['label_created', 'picked_up', 'in_transit', 'out_for_delivery', 'delayed', 'delivery_attempted'];
  const past = stages.flatMap((stage, seed) =>
    parcels(60, 2, seed + 1).map((row) => ({ ...row, stage, carrier: 'acme' })),
  );
  model = trainEta(past, Date.parse(labelAt));
});
const now = new Date(after(9));
const forecaster = () => ({ model, number: 1, demoted: [] });

describe('any shuffle of any scans', () => {
  it('gives the same estimate', () => {
    const shuffled = anyScans.chain((scans) =>
      fc.tuple(fc.constant(scans), fc.shuffledSubarray(scans, { minLength: scans.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const estimates = [one, other].map((scans) => {
          const tracked = heard(scans);
          return isAwaited(tracked) ? reckonOne(tracked, forecaster(), { now, cause: 'scan' }) : null;
        });
        expect(estimates[1]).toEqual(estimates[0]);
      }),
      { numRuns: 300 },
    );
  });

  it('ends its stages where the shipment stands', () => {
    fc.assert(
      fc.property(anyScans, (scans) => {
        const judged = judgedBy(parcelOf(plan, labelAt));
        const { position, status } = assess(judged, scans).standing;
        expect(stagesOf(judged, scans).at(-1)).toMatchObject({ position, status });
      }),
      { numRuns: 300 },
    );
  });
});

const pastOf = (tracked: TrackedShipment, estimates: PastParcel['estimates'] = []): PastParcel => ({
  ...parcelOf(tracked.plan, tracked.createdAt),
  scans: tracked.scans.map((scan, seq) => {
    const event = {
      name: 'tracking.scan_recorded',
      payload: { ...scan, shipmentId: plan.shipmentId },
      stream: '',
      streamId: '',
      occurredAt: labelAt,
    };
    const row = scanFacts.fold(undefined, recorded(event, seq + 1) as RecordedEvent);
    if (!row || scan.status === null) throw new Error('a recorded scan has a row and these have a status');
    return { ...row, status: scan.status };
  }),
  estimates,
});

describe('a parcel with three stages behind it', () => {
  const scans = [
    scanAt('picked_up', 3),
    scanAt('in_transit', 5),
    scanAt('in_transit', 8),
    scanAt('out_for_delivery', 20),
  ];

  it('asks from when it entered its position, not from its last scan', () => {
    expect(situationOf(heard(scans.slice(0, 3)), model, Date.parse(after(9)))).toMatchObject({
      stage: 'in_transit',
      enteredAt: Date.parse(after(5)),
      carrier: 'acme',
      service: 'standard',
      seller: 'mad',
      promisedBy: Date.parse('2026-11-22T23:00:00Z'),
    });
  });

  it('before any scan it asks from its label on', () => {
    expect(situationOf(started(), model, Date.parse(after(9)))).toMatchObject({
      stage: 'label_created',
      enteredAt: Date.parse(labelAt),
    });
  });

  it('never stands anywhere since later than now', () => {
    expect(situationOf(heard(scans), model, Date.parse(after(10))).enteredAt).toBe(Date.parse(after(10)));
  });

  it('under an overlay asks from it where there is history of it, else from the position below', () => {
    const delayed = heard([...scans.slice(0, 3), scanAt('delayed', 10)]);
    const at = Date.parse(after(11));
    expect(situationOf(delayed, model, at)).toMatchObject({ stage: 'delayed', enteredAt: Date.parse(after(10)) });
    expect(situationOf(delayed, model, at).instead?.[0]).toBe('in_transit');
    expect(situationOf(delayed, emptyEtaModel, at)).toMatchObject({
      stage: 'in_transit',
      enteredAt: Date.parse(after(5)),
    });
  });

  it('believes the carrier’s date from the first physical scan on', () => {
    const say = (state: TrackedShipment): TrackedShipment => ({
      ...state,
      estimate: { from: null, until: null, day: '2026-11-21', text: '' },
    });
    expect(situationOf(say(started()), model, Date.parse(after(2))).edd).toBeUndefined();
    expect(situationOf(say(heard(scans)), model, Date.parse(after(21))).edd).toBe(Date.parse('2026-11-21T23:00:00Z'));
  });

  it('asked with the facts that it will teach with', () => {
    for (const count of [0, 1, 2, 4]) {
      const tracked = heard(scans.slice(0, count));
      const at = Date.parse(after(30));
      const { now: _, instead: __, ...asked } = situationOf(tracked, model, at);
      expect(pastStages(pastOf(tracked)).at(-1)).toEqual({ ...asked, parcel: 'shp_1' });
    }
  });

  it('becomes a row for each stage, with its end and that of the journey', () => {
    const rows = pastStages(
      pastOf(heard([...scans.slice(0, 3), scanAt('delayed', 10), ...scans.slice(3), scanAt('delivered', 26)])),
    );
    const at = (hours: number): number => Date.parse(after(hours));
    expect(
      rows.map(({ stage, enteredAt, leftAt, deliveredAt }) => ({ stage, enteredAt, leftAt, deliveredAt })),
    ).toEqual([
      { stage: 'label_created', enteredAt: Date.parse(labelAt), leftAt: at(3), deliveredAt: at(26) },
      { stage: 'picked_up', enteredAt: at(3), leftAt: at(5), deliveredAt: at(26) },
      { stage: 'in_transit', enteredAt: at(5), leftAt: at(20), deliveredAt: at(26) },
      { stage: 'delayed', enteredAt: at(10), leftAt: at(20), deliveredAt: at(26) },
      { stage: 'out_for_delivery', enteredAt: at(20), leftAt: undefined, deliveredAt: at(26) },
    ]);
  });

  it('knows the carrier’s date as it stood when a stage began, not what it became', () => {
    const said = (receivedHours: number, untilHours: number) => ({
      shipmentId: 'shp_1',
      receivedAt: Date.parse(after(receivedHours)),
      from: null,
      until: Date.parse(after(untilHours)),
      day: null,
    });
    const estimates = [said(1, 40), said(4, 50), said(15, 60)];
    const edds = pastStages(pastOf(heard(scans), estimates)).map(({ stage, edd }) => [stage, edd]);
    expect(edds).toEqual([
      ['label_created', undefined],
      ['picked_up', Date.parse(after(40))],
      ['in_transit', Date.parse(after(50))],
      ['out_for_delivery', Date.parse(after(60))],
    ]);
  });

  it('that went back, or came at an hour nobody knows, is not taught as delivered', () => {
    const back = pastStages(
      pastOf(heard([...scans, scanAt('return_initiated', 24), scanAt('returned_to_sender', 40)])),
    );
    expect(back.map(({ stage }) => stage)).not.toContain('return_initiated');
    for (const row of back) expect([row.deliveredAt, row.endedAt]).toEqual([undefined, Date.parse(after(40))]);
    const blind = scanAt('delivered', 26, { occurredAt: null, zone: 'unknown', localTime: after(26).slice(0, 19) });
    for (const row of pastStages(pastOf(heard([...scans, blind])))) {
      expect(row.deliveredAt).toBeUndefined();
      expect(row.endedAt).toBe(Date.parse(blind.receivedAt));
    }
  });

  it('on its way back is not awaited, nor is one that came', () => {
    expect(isAwaited(heard(scans))).toBe(true);
    expect(isAwaited(heard([...scans, scanAt('return_initiated', 24)]))).toBe(false);
    expect(isAwaited(heard([...scans, scanAt('delivered', 26)]))).toBe(false);
  });
});
