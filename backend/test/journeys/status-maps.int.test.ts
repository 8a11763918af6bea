/** Status maps and replays through a whole tower: the backlog, a preview, a version, a replay that shows before it changes. */

import {
  listStatusMaps,
  previewStatusMap,
  readStatusMap,
  saveStatusMap,
  unmappedCodes,
} from '@gantry/shared/api/carriers/status-maps';
import { applyReplay, readReplay, replayDifferences, startReplay } from '@gantry/shared/api/replay';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCarrier, newShipment, postScans, type Timeline, timelineWhen } from '../doings.ts';
import { startFreshTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startFreshTower();
  await connectCarrier(tower);
});
afterAll(() => tower?.stop());

const at = (hour: number): string => new Date(Date.UTC(2026, 10, 16, hour)).toISOString();
/** A shipment that stands at in_transit and has a scan of the given code after it. */
const withCode = async (code: string, text = 'something new'): Promise<string> => {
  const { shipmentId, number } = await newShipment(tower);
  await postScans(
    tower,
    { number, code: 'IT', at: at(10), city: 'Madrid', country: 'ES' },
    { number, code, at: at(12), city: 'Sevilla', country: 'ES', text },
  );
  await timelineWhen(tower, shipmentId, ({ legs }) => legs[0]?.events.length === 2);
  return shipmentId;
};
const status = (timeline: Timeline): string => timeline.standing.status;
const save = (body: object) => tower.call(saveStatusMap, { body: { name: 'acme', ...body } });
const ready = (replayId: string) =>
  until(
    async () => {
      const { body } = await tower.call(readReplay, { params: { replayId } });
      return body.state === 'running' ? undefined : body;
    },
    { what: 'the end of the replay' },
  );

describe('a code that nobody mapped', () => {
  it('is in the backlog, is previewed, and moves its parcel once it is mapped', async () => {
    const shipmentId = await withCode('NEW1', 'Out with the courier');
    const { body: backlog } = await tower.call(unmappedCodes);
    expect(backlog.items).toContainEqual(
      expect.objectContaining({
        map: 'acme',
        carrier: 'acme',
        code: 'NEW1',
        scans: 1,
        example: 'Out with the courier',
      }),
    );
    const rows = [{ code: 'NEW1', status: 'out_for_delivery' as const }];
    const { body: preview } = await tower.call(previewStatusMap, { body: { name: 'acme', rows } });
    expect(preview).toMatchObject({
      scans: 1,
      shipments: 1,
      changes: [{ code: 'NEW1', before: null, after: 'out_for_delivery', scans: 1 }],
      examples: [{ shipmentId, before: 'in_transit', after: 'out_for_delivery' }],
    });
    expect(status(await timelineWhen(tower, shipmentId))).toBe('in_transit');
    const saved = await save({ rows, note: 'from the carrier’s manual' });
    expect([saved.status, saved.body.version]).toEqual([201, 1]);
    await timelineWhen(tower, shipmentId, (timeline) => status(timeline) === 'out_for_delivery');
    const { body: map } = await tower.call(readStatusMap, { params: { name: 'acme' } });
    expect(map.rows.find(({ code }) => code === 'NEW1')).toMatchObject({ origin: 'edited', version: 1, scans: 1 });
    expect(map.versions).toMatchObject([{ version: 1, note: 'from the carrier’s manual', rows: 1 }]);
    expect((await tower.call(listStatusMaps)).body.items).toMatchObject([
      { name: 'acme', adapter: 'generic', edited: 1 },
    ]);
  });
  it('mapped as a note moves nothing and waits for nothing any more', async () => {
    const shipmentId = await withCode('PHOTO');
    await save({ rows: [{ code: 'PHOTO', status: null }] });
    await until(async () => !(await tower.call(unmappedCodes)).body.items.some(({ code }) => code === 'PHOTO'));
    expect(status(await timelineWhen(tower, shipmentId))).toBe('in_transit');
  });
});

describe('a change of what a known code means', () => {
  it('leaves what was judged alone until a replay, which shows what differs before it changes anything', async () => {
    const shipmentId = await withCode('OD');
    await timelineWhen(tower, shipmentId, (timeline) => status(timeline) === 'out_for_delivery');
    await save({ rows: [{ code: 'OD', status: 'at_delivery_depot' }] });
    const { body: started, status: answered } = await tower.call(startReplay, {
      body: { subject: 'status_map', map: 'acme', shipment: shipmentId },
    });
    expect(answered).toBe(202);
    const report = await ready(started.replayId);
    expect(report).toMatchObject({ state: 'ready', streams: 1, differing: 1 });
    const { body: differences } = await tower.call(replayDifferences, { params: { replayId: started.replayId } });
    expect(differences.items[0]?.fields).toContainEqual({
      field: 'status',
      before: 'out_for_delivery',
      after: 'at_delivery_depot',
    });
    expect(status(await timelineWhen(tower, shipmentId))).toBe('out_for_delivery');
    await tower.call(applyReplay, { params: { replayId: started.replayId } });
    await timelineWhen(tower, shipmentId, (timeline) => status(timeline) === 'at_delivery_depot');
    await until(
      async () => (await tower.call(readReplay, { params: { replayId: started.replayId } })).body.state === 'applied',
    );
    expect((await tower.call(applyReplay, { params: { replayId: started.replayId } })).status).toBe(409);
    await save({ removed: [{ code: 'OD', pattern: '' }], replay: true });
    await timelineWhen(tower, shipmentId, (timeline) => status(timeline) === 'out_for_delivery');
  });
  it('is refused to the one who was slower', async () => {
    const { body: map } = await tower.call(readStatusMap, { params: { name: 'acme' } });
    await save({ rows: [{ code: 'RACE', status: 'delayed' }], expectedVersion: map.version });
    const late = await save({ rows: [{ code: 'RACE', status: 'on_hold' }], expectedVersion: map.version });
    expect([late.status, late.body.code]).toEqual([409, 'changed_meanwhile']);
  });
});

describe('a replay of rows', () => {
  it('finds the row that does not say what its events say, and puts it right', async () => {
    const shipmentId = await withCode('OK');
    const healthy = await tower.call(startReplay, { body: { subject: 'rows' } });
    expect(await ready(healthy.body.replayId)).toMatchObject({ state: 'ready', differing: 0 });
    await tower.database.query(
      `UPDATE tracked_shipments SET standing = jsonb_set(standing, '{status}', '"in_transit"'), status = 'in_transit' WHERE id = $1`,
      [shipmentId],
    );
    const broken = await tower.call(startReplay, { body: { subject: 'rows' } });
    expect(await ready(broken.body.replayId)).toMatchObject({ differing: 1 });
    const events = async () => (await tower.database.query('SELECT count(*)::int AS n FROM event_log')).rows[0].n;
    const before = await events();
    await tower.call(applyReplay, { params: { replayId: broken.body.replayId } });
    await timelineWhen(tower, shipmentId, (timeline) => status(timeline) === 'delivered');
    expect(await events()).toBe(before);
  });
  it('says what it does not know', async () => {
    expect((await tower.call(readReplay, { params: { replayId: 'rpl_none' } })).status).toBe(404);
    const wrong = await tower.call(startReplay, { body: { subject: 'dreams' as 'rows' } });
    expect([wrong.status, wrong.body.errors]).toMatchObject([422, [{ path: 'subject' }]]);
    const unknown = await tower.call(saveStatusMap, {
      body: { name: 'nobody', rows: [{ code: 'X', status: 'delayed' }] },
    });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'no_such_map']);
  });
});
