/**
 * The ETACalculator through a whole tower: history is learnt, a parcel is estimated, scanned, waited for and delivered, its
 * estimates are scored and reported.
 */
import { type Analytics, connect as connectAnalytics } from '@gantry/analytics/client';
import { etaAccuracy } from '@gantry/shared/api/eta';
import { searchShipments } from '@gantry/shared/api/shipments';
import { wallSnapshot } from '@gantry/shared/api/wall';
import type { etaScored, etaUpdated } from '@gantry/shared/events/eta';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { type OpenContexts, openContexts } from '../../src/app/contexts.ts';
import { type OpenPlatform, openPlatform } from '../../src/app/open-platform.ts';
import { trainModel } from '../../src/contexts/forecast/training/train.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { rewind } from '../../src/platform/log/checkpoints.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { connectCarrier, newOrder, newShipment, postScans, timelineWhen } from '../doings.ts';
import { startFreshTower, type TestTower, until } from '../tower.ts';

type Updated = z.output<typeof etaUpdated.payload>;
type Scored = z.output<typeof etaScored.payload>;

const hour = 3_600_000;
const begun = Date.now();
/** An instant some hours from now. */
const at = (hours: number): string => new Date(begun + hours * hour).toISOString();
const past = 45;
/** One more is delivered before anything is learnt. */
const delivered = past + 1;
const thread = { correlationId: 'test', actor: 'test' };
const run = { jobId: 'job_test', attempt: 1, thread };

let tower: TestTower;
let opened: OpenPlatform;
let platform: Platform;
let analytics: Analytics;
let contexts: OpenContexts;

const eventsOf = async <Payload>(name: string, shipmentId: string): Promise<Payload[]> => {
  const { rows } = await tower.database.query<{ payload: Payload }>(
    `SELECT payload FROM event_log WHERE stream = 'eta' AND stream_id = $1 AND name = $2 ORDER BY version`,
    [shipmentId, name],
  );
  return rows.map(({ payload }) => payload);
};
const updates = (shipmentId: string) => eventsOf<Updated>('tracking.eta_updated', shipmentId);
const updated = (shipmentId: string, when: (last: Updated) => boolean): Promise<Updated> =>
  until(
    async () => {
      const last = (await updates(shipmentId)).at(-1);
      if (!last || !when(last)) throw new Error(JSON.stringify(last));
      return last;
    },
    { what: `an estimate of ${shipmentId}` },
  );
const forecastEvents = async (): Promise<number> => {
  const { rows } = await tower.database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM event_log WHERE stream = 'eta'`,
  );
  return rows[0]?.n ?? 0;
};
/** Waits until everything in the log has been read by everybody. */
const settled = () =>
  until(async () => {
    const { rows } = await tower.database.query<{ behind: number; unplaced: number }>(
      `SELECT (SELECT count(*) FROM checkpoints, sequencer_cursor WHERE position < seq)::int AS behind,
         ((SELECT max(id) FROM event_log) - (SELECT max(event_id) FROM event_positions))::int AS unplaced`,
    );
    return rows[0]?.behind === 0 && rows[0].unplaced === 0;
  });

/** The contexts as they would be some hours from now. */
const contextsAt = (hours: number): OpenContexts =>
  openContexts({ ...platform, clock: fixedClock(at(hours)) }, analytics);
const recheckAt = async (hours: number): Promise<void> => {
  const job = contextsAt(hours).forecast.jobs.find(({ name }) => name === 'forecast.recheck_etas');
  await job?.run({}, run);
};

/** Parcels that took two days, from label to door, some time ago. */
const deliverSome = async (): Promise<void> => {
  for (let nth = 0; nth < past; nth++) {
    const from = -24 * 20 + nth * 6;
    const orderId = await newOrder(tower, { placedAt: at(from - 1), deliverBy: at(from + 72).slice(0, 10) });
    const { number } = await newShipment(tower, { orderId, createdAt: at(from) });
    await postScans(
      tower,
      { number, code: 'PU', at: at(from + 10) },
      { number, code: 'IT', at: at(from + 20) },
      { number, code: 'OD', at: at(from + 44) },
      { number, code: 'OK', at: at(from + 48 + (nth % 5)) },
    );
  }
};

beforeAll(async () => {
  tower = await startFreshTower();
  opened = await openPlatform(tower.config, 'test', 8);
  platform = opened.platform;
  analytics = await connectAnalytics(tower.config.clickhouseUrl);
  contexts = openContexts(platform, analytics);
  await connectCarrier(tower);
}, 60_000);
afterAll(async () => {
  await contexts?.close();
  await analytics?.close();
  await opened?.close();
  await tower?.stop();
});

let shipmentId = '';
let number = '';

describe('a tower without history', () => {
  it('estimates by rule of thumb, at low confidence, with wide margins', async () => {
    const orderId = await newOrder(tower, { placedAt: at(-60), deliverBy: at(-30).slice(0, 10) });
    const fresh = await newShipment(tower, { orderId, createdAt: at(-1) });
    const first = await updated(fresh.shipmentId, () => true);
    expect(first).toMatchObject({
      cause: 'start',
      stage: 'label_created',
      model: 0,
      confidence: 'low',
      before: null,
      evidence: { cell: 'rule_of_thumb', shipments: 0 },
    });
    expect(Date.parse(first.low)).toBeGreaterThan(begun);
    expect(first.low < first.at && first.at < first.high).toBe(true);
    await postScans(tower, { number: fresh.number, code: 'OD', at: at(-0.1) });
    await updated(fresh.shipmentId, ({ stage, cause }) => stage === 'out_for_delivery' && cause === 'scan');
    // Delivered before anything was said of it: there is nothing to score.
    await postScans(tower, { number: fresh.number, code: 'OK', at: at(-0.05) });
  });

  it('does not train from nothing', async () => {
    expect(await trainModel({ platform, tracking: contexts.tracking.public }, { thread })).toBeUndefined();
  });
});

describe('a tower with history', () => {
  it('learns from what ClickHouse holds', async () => {
    await deliverSome();
    await settled();
    const trained = await trainModel(
      { platform, tracking: contexts.tracking.public },
      { thread, least: past, spreadMs: 0 },
    );
    expect(trained).toMatchObject({ model: 1, shipments: delivered });
    expect(await trainModel({ platform, tracking: contexts.tracking.public }, { thread, least: past })).toBeUndefined();
  }, 60_000);

  it('estimates a new parcel by it, and shows what the estimate rests on', async () => {
    const orderId = await newOrder(tower, { placedAt: at(-1), deliverBy: at(96).slice(0, 10) });
    const made = await newShipment(tower, { orderId, createdAt: at(0) });
    ({ shipmentId, number } = made);
    const first = await updated(shipmentId, () => true);
    expect(first).toMatchObject({
      model: 1,
      cause: 'start',
      stage: 'label_created',
      evidence: { shipments: delivered },
    });
    expect(first.evidence.cell).toMatch(/^label_created \/ acme/);
    expect((Date.parse(first.at) - begun) / hour).toBeGreaterThan(44);
    expect((Date.parse(first.at) - begun) / hour).toBeLessThan(56);
    const timeline = await timelineWhen(tower, shipmentId, ({ eta }) => eta !== null);
    expect(timeline.eta).toMatchObject({ at: first.at, evidence: first.evidence });
  });

  it('estimates anew on a scan, and not for what says nothing new', async () => {
    await postScans(tower, { number, code: 'IT', at: at(0.1) });
    const moved = await updated(shipmentId, ({ stage }) => stage === 'in_transit');
    expect(moved).toMatchObject({ cause: 'scan', before: { evidence: { shipments: delivered } } });
    expect((Date.parse(moved.at) - begun) / hour).toBeLessThan(34);
    await postScans(tower, { number, code: 'IT', at: at(0.11), text: 'again' });
    await settled();
    expect(await updates(shipmentId)).toHaveLength(2);
  });

  it('estimates anew when time passes without a scan, and tells who reads shipments that it will be late', async () => {
    await recheckAt(140);
    const waited = await updated(shipmentId, ({ cause }) => cause === 'clock');
    expect(Date.parse(waited.at)).toBeGreaterThan(begun + 140 * hour);
    expect(waited).toMatchObject({ stage: 'in_transit', confidence: 'low' });
    for (const flag of ['late', 'expected_late'] as const) {
      const { body } = await tower.call(searchShipments, { query: { flag, search: shipmentId } });
      expect(body.items).toMatchObject([{ shipmentId, late: true, eta: { at: waited.at } }]);
    }
    const { body: wall } = await tower.call(wallSnapshot);
    expect(wall.parcels.find(({ id }) => id === shipmentId)?.arriving).toBe(waited.at);
    const atRisk = await contextsAt(141).insights.public.tiles.atRisk(null);
    expect(atRisk.items).toMatchObject([{ shipmentId, expectedAt: waited.at }]);
    expect((await contexts.insights.public.tiles.atRisk(null)).total).toBe(0);
    const before = await forecastEvents();
    await recheckAt(140);
    expect(await forecastEvents()).toBe(before);
  });

  it('looks again at everything live when it has learnt anew', async () => {
    expect(
      await trainModel(
        { platform, tracking: contexts.tracking.public },
        { thread, now: true, least: past, spreadMs: 0 },
      ),
    ).toMatchObject({
      model: 2,
    });
    await recheckAt(141);
    const { rows } = await tower.database.query('SELECT DISTINCT model FROM eta_watch');
    expect(rows).toEqual([{ model: 2 }]);
    const kept = await tower.database.query('SELECT model FROM eta_models WHERE data IS NOT NULL ORDER BY model');
    expect(kept.rows).toEqual([{ model: 1 }, { model: 2 }]);
  }, 60_000);
});

describe('a parcel that has arrived', () => {
  it('has every estimate scored', async () => {
    const issued = await updates(shipmentId);
    const arrivedAt = at(150);
    await postScans(tower, { number, code: 'OK', at: arrivedAt });
    const [scored] = await until(async () => {
      const found = await eventsOf<Scored>('tracking.eta_scored', shipmentId);
      return found.length > 0 && found;
    });
    expect(scored).toMatchObject({ carrier: 'acme', lane: 'ES>ES', arrivedAt });
    expect(scored?.scores).toHaveLength(issued.length);
    for (const [nth, score] of (scored?.scores ?? []).entries()) {
      const one = issued[nth] as Updated;
      expect(score).toMatchObject({ stage: one.stage, confidence: one.confidence });
      expect(score.errorHours).toBeCloseTo((Date.parse(arrivedAt) - Date.parse(one.at)) / hour, 6);
      expect(score.held).toBe(one.low <= arrivedAt && arrivedAt <= one.high);
    }
    const { rows } = await tower.database.query('SELECT 1 FROM eta_watch WHERE shipment_id = $1', [shipmentId]);
    expect(rows).toEqual([]);
  });

  it('is in the report, which the totals of the log agree with', async () => {
    await settled();
    const { status, body } = await tower.call(etaAccuracy, { query: { days: 30 } });
    expect(status).toBe(200);
    const [scored] = await eventsOf<Scored>('tracking.eta_scored', shipmentId);
    const errors = (scored?.scores ?? []).map(({ errorHours }) => errorHours);
    expect(body.overall).toMatchObject({ estimates: errors.length, shipments: 1 });
    expect(body.overall.meanErrorHours).toBeCloseTo(errors.reduce((sum, one) => sum + one, 0) / errors.length, 6);
    expect(body.overall.maeHours).toBeCloseTo(errors.reduce((sum, one) => sum + Math.abs(one), 0) / errors.length, 6);
    expect(body.carriers).toMatchObject([{ carrier: 'acme', estimates: errors.length }]);
    expect(body.lanes).toMatchObject([{ lane: 'ES>ES' }]);
    expect(body.stages.map(({ stage }) => stage)).toEqual(['label_created', 'in_transit']);
    expect(body.weeks).toHaveLength(1);
    expect(body.model).toMatchObject({ version: 2, shipments: delivered });
    expect(body.levels).toMatchObject([
      { confidence: 'high', claim: 0.9, demotedTo: null },
      { confidence: 'medium', claim: 0.75, demotedTo: null },
      { confidence: 'low', claim: 0, demotedTo: null },
    ]);
    const nobody = await tower.call(etaAccuracy, { query: { days: 30, carrier: 'nobody' } });
    expect(nobody.body.overall).toMatchObject({ estimates: 0, held: null });
  });

  it('is not estimated or scored again by a worker that reads everything once more', async () => {
    await settled();
    const before = await forecastEvents();
    await rewind(platform, 'forecast.etas', 0);
    await tower.restartWorker();
    await settled();
    expect(await forecastEvents()).toBe(before);
  }, 60_000);
});
