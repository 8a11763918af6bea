/** A parcel's journey through a whole tower: order, shipment, signed scans, timeline, the customer's page, the figures. */

import { unmappedCodes } from '@gantry/shared/api/carriers/status-maps';
import { performance, scorecards } from '@gantry/shared/api/insights';
import { timelineByNumber } from '@gantry/shared/api/shipments';
import { correctShipment, listExceptions } from '@gantry/shared/api/tracking';
import { publicTracking } from '@gantry/shared/api/tracking-page';
import { listTrash } from '@gantry/shared/api/trash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sign } from '../../src/kernel/signature.ts';
import { connectCarrier, fresh, newOrder, newShipment, type PostedScan, postScans, timelineWhen } from '../doings.ts';
import { carrierSecret, startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
  await connectCarrier(tower);
});
afterAll(() => tower?.stop());

const at = (hour: number): string => new Date(Date.UTC(2026, 10, 16, hour)).toISOString();
const journey = (number: string): PostedScan[] => [
  { number, code: 'PU', at: at(10), city: 'Madrid', country: 'ES' },
  { number, code: 'IT', at: at(15), city: 'Córdoba', country: 'ES' },
  { number, code: 'OD', at: at(31), city: 'Sevilla', country: 'ES' },
  { number, code: 'OK', at: at(34), city: 'Sevilla', country: 'ES', text: 'left with Ursula Quimby' },
];
const count = async (table: string, where: string, value: string): Promise<number> => {
  const { rows } = await tower.database.query(`SELECT count(*) AS n FROM ${table} WHERE ${where}`, [value]);
  return Number(rows[0]?.n);
};
const scansOf = (shipmentId: string) =>
  count('event_log', "name = 'tracking.scan_recorded' AND stream_id = $1", shipmentId);

describe('from order to delivery', () => {
  it('the scans become one timeline, a page for the customer, and figures', async () => {
    const channel = fresh('figures');
    const orderId = await newOrder(tower, { channel });
    const { shipmentId, number, trackingToken } = await newShipment(tower, { orderId });
    for (const scan of journey(number))
      expect(await postScans(tower, scan)).toMatchObject({ status: 200, body: { outcome: 'recorded', trashed: 0 } });
    const timeline = await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'delivered');
    expect(timeline).toMatchObject({
      orderId,
      label: 'Delivered',
      standing: { pickedUpAt: at(10), deliveredAt: at(34), lastPlace: { city: 'Sevilla' }, failedAttempts: 0 },
      exceptions: [],
    });
    expect(timeline.milestones.map(({ actualAt }) => actualAt)).toEqual([
      '2026-11-16T08:00:00.000Z',
      at(10),
      at(15),
      at(31),
      at(34),
    ]);
    expect(timeline.legs[0]?.events.map(({ status }) => status)).toEqual([
      'picked_up',
      'in_transit',
      'out_for_delivery',
      'delivered',
    ]);
    // An estimate may be issued between the two.
    await until(async () => {
      const now = await timelineWhen(tower, shipmentId);
      const { body: byNumber } = await tower.call(timelineByNumber, { params: { trackingNumber: number } });
      expect(byNumber.items).toEqual([now]);
      return true;
    });

    const page = await tower.call(publicTracking, { params: { token: trackingToken }, key: null });
    expect(page).toMatchObject({
      status: 200,
      body: { headline: expect.stringMatching(/^Delivered on Tuesday 17 November( 2026)?$/), carrier: 'Acme Parcels' },
    });
    expect(JSON.stringify(page.body)).not.toMatch(/Ursula|Quimby|Gallows|600 123|example\.invalid|41001|37\.38283/);
    expect((await tower.call(publicTracking, { params: { token: `${trackingToken}x` }, key: null })).status).toBe(404);

    const figures = await until(
      async () => {
        const { body } = await tower.call(performance, { query: { channel, period: 'all' } });
        return body.deliveredShipments === 1 && body;
      },
      { what: 'the delivery in the figures' },
    );
    expect(figures).toMatchObject({
      totalShipments: 1,
      onTimeDeliveryRate: 1,
      avgTransitDays: 1,
      firstAttemptSuccessRate: 1,
      exceptionRate: 0,
    });
    const { body: cards } = await tower.call(scorecards, { query: { channel, period: 'all' } });
    expect(cards.items).toMatchObject([{ carrier: tower.carrier, sampleSize: 1, deliveredOnTime: 1, onTimeRate: 1 }]);
  });
  it('in any order of arrival, in pieces or repeated whole, gives the same', async () => {
    const [one, other] = [await newShipment(tower), await newShipment(tower)];
    for (const scan of journey(one.number)) await postScans(tower, scan);
    const reversed = journey(other.number).reverse();
    // Before tracking has begun scans wait, which the test on waiting looks at; here they are to be counted.
    await timelineWhen(tower, other.shipmentId);
    await postScans(tower, ...reversed.slice(0, 2));
    // Some carriers repeat the whole history with every push; what one message says twice counts once.
    const again = await postScans(tower, ...reversed, ...reversed);
    expect(again.body).toMatchObject({ recorded: 2, duplicates: 2 });
    const plain = (timeline: Awaited<ReturnType<typeof timelineWhen>>) => ({
      standing: timeline.standing,
      milestones: timeline.milestones,
      exceptions: timeline.exceptions,
      events: timeline.legs[0]?.events.map(({ status, occurredAt, place }) => ({ status, occurredAt, place })),
    });
    const delivered = async (id: string) =>
      plain(
        await timelineWhen(
          tower,
          id,
          ({ standing, legs }) => standing.status === 'delivered' && legs[0]?.events.length === 4,
        ),
      );
    expect(await delivered(other.shipmentId)).toEqual(await delivered(one.shipmentId));
    expect(await scansOf(other.shipmentId)).toBe(4);
  });
});

describe('a webhook', () => {
  it('with a wrong signature is 401, and nothing of it is kept', async () => {
    const { number } = await newShipment(tower);
    const body = JSON.stringify({ scans: journey(number) });
    const kept = () => count('inbound_webhooks', 'connection = $1', tower.carrier);
    const before = await kept();
    const scheme = {
      algorithm: 'sha256',
      encoding: 'hex',
      header: 'x-signature',
      prefix: '',
      toleranceSeconds: 300,
    } as const;
    const attempts: Record<string, string>[] = [
      {},
      { 'x-signature': '' },
      { 'x-signature': 'zz' },
      sign(scheme, 'another-secret-0123456789', body),
      sign(scheme, carrierSecret, `${body} `),
    ];
    for (const headers of attempts) expect((await tower.webhook(tower.carrier, body, headers)).status).toBe(401);
    expect((await tower.webhook('nobody', body)).status).toBe(404);
    expect((await tower.webhook('NOT%20a%20name', body)).status).toBe(404);
    expect(await kept()).toBe(before);
    expect(await count('scans', "data->>'trackingNumber' = $1", number)).toBe(0);
    expect(await count('parked_scans', 'tracking_number = $1', number)).toBe(0);
  });
  it.each([
    ['no JSON', 'not json at all', 'unreadable'],
    ['no scans', '{"scans":[]}', 'no_scans'],
    ['a scan without a number', '{"scans":[{"code":"PU","at":"2026-11-16T10:00:00Z"}]}', 'missing_tracking_number'],
    ['a depth of 10,000', `{"scans":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'unreadable'],
    ['nothing', '', 'unreadable'],
  ])('rightly signed with %s is 202 and lies in the Trash, once', async (_name, raw, reason) => {
    for (let n = 0; n < 2; n++)
      expect(await tower.webhook(tower.carrier, raw)).toMatchObject({
        status: 202,
        body: { outcome: 'trashed', trashed: 1 },
      });
    const { body } = await tower.call(listTrash, { query: { source: 'webhook', reason, limit: 200 } });
    const mine = body.items.filter(({ payload }) => {
      const { connection, body: fragment } = payload as { connection: string; body: unknown };
      if (connection !== tower.carrier) return false;
      return typeof fragment === 'string'
        ? fragment.slice(0, 99) === raw.slice(0, 99)
        : raw.startsWith(JSON.stringify(fragment).slice(0, 9));
    });
    expect(mine).toHaveLength(1);
    expect(mine[0]).toMatchObject({
      state: 'open',
      handler: 'tracking.webhook',
      payload: { connection: tower.carrier },
    });
  });
  it('a good scan beside a bad one is recorded', async () => {
    const { shipmentId, number } = await newShipment(tower);
    const bad = { number, code: 'IT', at: 'soon' };
    await until(async () => (await timelineWhen(tower, shipmentId)) !== undefined);
    expect(await postScans(tower, { number, code: 'PU', at: at(10) }, bad)).toMatchObject({
      status: 200,
      body: { recorded: 1, trashed: 1 },
    });
  });
  it('of the same scan a hundred times at once is one event', async () => {
    const { shipmentId, number } = await newShipment(tower);
    await timelineWhen(tower, shipmentId);
    const scan = { number, code: 'PU', at: at(10) };
    const answers = await Promise.all(Array.from({ length: 100 }, () => postScans(tower, scan)));
    expect(answers.map(({ body }) => Number(body.recorded)).reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(await scansOf(shipmentId)).toBe(1);
  });
});

describe('scans that come before their shipment', () => {
  it('wait, and are recorded when it comes', async () => {
    const number = fresh('T');
    const [first, second] = journey(number);
    if (!first || !second) throw new Error('a journey has scans');
    expect((await postScans(tower, first, second, first)).body).toMatchObject({ recorded: 0, waiting: 2 });
    expect((await postScans(tower, first)).body).toMatchObject({ waiting: 1 });
    const { shipmentId } = await newShipment(tower, { trackingNumber: number });
    const { standing, legs } = await timelineWhen(tower, shipmentId, (t) => t.standing.status === 'in_transit');
    expect(standing.pickedUpAt).toBe(first.at);
    expect(legs[0]?.events).toHaveLength(2);
    expect(await count('parked_scans', 'tracking_number = $1', number)).toBe(0);
    expect((await postScans(tower, second)).body).toMatchObject({ recorded: 0, duplicates: 1 });
  });
  it('meet it when both come at once, each scan once', async () => {
    const numbers = Array.from({ length: 25 }, () => fresh('T'));
    const orderId = await newOrder(tower);
    const made = await Promise.all(
      numbers.map(async (number) => {
        const [shipment] = await Promise.all([
          newShipment(tower, { orderId, trackingNumber: number }),
          ...journey(number).map((scan) => postScans(tower, scan)),
        ]);
        return shipment;
      }),
    );
    for (const { shipmentId } of made) {
      await timelineWhen(
        tower,
        shipmentId,
        ({ standing, legs }) => standing.status === 'delivered' && legs[0]?.events.length === 4,
      );
      expect(await scansOf(shipmentId)).toBe(4);
    }
  });
});

describe('a number that a carrier uses again', () => {
  it('leads scans to the shipment of their time, and a repeated history moves nothing', async () => {
    const number = fresh('T');
    const old = await newShipment(tower, { trackingNumber: number });
    await timelineWhen(tower, old.shipmentId);
    await timelineWhen(tower, old.shipmentId);
    await postScans(tower, ...journey(number));
    const later = await newOrder(tower, { placedAt: '2026-11-18T08:00:00Z' });
    const young = await newShipment(tower, {
      orderId: later,
      trackingNumber: number,
      createdAt: '2026-11-18T09:00:00Z',
    });
    await timelineWhen(tower, young.shipmentId);
    for (let n = 0; n < 2; n++)
      expect((await postScans(tower, ...journey(number))).body).toMatchObject({ recorded: 0, duplicates: 4 });
    expect((await postScans(tower, { number, code: 'PU', at: at(60) })).body).toMatchObject({ recorded: 1 });
    const { standing } = await timelineWhen(tower, young.shipmentId, (t) => t.standing.status === 'picked_up');
    expect(standing.pickedUpAt).toBe(at(60));
    expect((await timelineWhen(tower, old.shipmentId)).exceptions).toEqual([]);
  });
});

describe('a code nobody has mapped', () => {
  it('moves nothing, is shown, and moves when it is mapped', async () => {
    const { shipmentId, number } = await newShipment(tower);
    await timelineWhen(tower, shipmentId);
    await postScans(
      tower,
      { number, code: 'PU', at: at(10) },
      { number, code: 'NEW', at: at(12), text: 'at the lockers' },
    );
    const before = await timelineWhen(tower, shipmentId, ({ legs }) => legs[0]?.events.length === 2);
    expect(before.standing.status).toBe('picked_up');
    const unmapped = async () =>
      (await tower.call(unmappedCodes)).body.items.filter(({ carrier }) => carrier === tower.carrier);
    expect(await unmapped()).toMatchObject([
      { carrier: tower.carrier, code: 'NEW', scans: 1, example: 'at the lockers' },
    ]);
    await connectCarrier(tower, {
      statuses: { NEW: { status: 'available_for_pickup', actionRequiredBy: 'recipient' } },
    });
    const after = await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'available_for_pickup');
    expect(after.standing).toMatchObject({ since: at(12), actionRequiredBy: 'recipient' });
    expect(await unmapped()).toEqual([]);
  });
});

describe('exceptions', () => {
  it('open, are listed by what they are, and end', async () => {
    const { shipmentId, number } = await newShipment(tower);
    await timelineWhen(tower, shipmentId);
    await postScans(tower, { number, code: 'LATE', at: at(12) });
    const open = async () => {
      const { body } = await tower.call(listExceptions, {
        query: { kind: 'delayed', open: true, carrier: tower.carrier },
      });
      return body.items.filter((one) => one.shipmentId === shipmentId);
    };
    expect(await open()).toMatchObject([
      { kind: 'delayed', reason: 'weather', openedAt: at(12), trackingNumber: number },
    ]);
    await postScans(tower, { number, code: 'IT', at: at(20) });
    expect(await open()).toEqual([]);
    const { exceptions } = await timelineWhen(tower, shipmentId);
    expect(exceptions).toMatchObject([{ kind: 'delayed', resolvedAt: at(20) }]);
  });
});

describe('a correction', () => {
  const correct = (shipmentId: string, occurredAt: string) =>
    tower.call(correctShipment, {
      params: { shipmentId },
      body: { status: 'out_for_delivery', occurredAt, note: 'the driver scanned the wrong parcel' },
    });
  it('leads out of the end of a journey; what contradicted it is settled', async () => {
    const { shipmentId, number } = await newShipment(tower);
    await timelineWhen(tower, shipmentId);
    await postScans(tower, ...journey(number));
    await postScans(tower, { number, code: 'IT', at: at(36) });
    const wrong = await timelineWhen(tower, shipmentId, ({ exceptions }) => exceptions.length === 1);
    expect(wrong).toMatchObject({
      standing: { status: 'delivered' },
      exceptions: [{ kind: 'contradiction', resolvedAt: null }],
    });
    const early = await correct(shipmentId, at(30));
    expect([early.status, early.body.errors]).toMatchObject([422, [{ path: 'occurredAt' }]]);
    const { status, body } = await correct(shipmentId, at(37));
    expect([status, body.standing]).toMatchObject([
      200,
      { status: 'out_for_delivery', deliveredAt: null, endedAt: null },
    ]);
    const right = await timelineWhen(tower, shipmentId);
    expect(right.exceptions).toMatchObject([{ kind: 'contradiction', resolvedAt: at(37) }]);
    await postScans(tower, { number, code: 'OK', at: at(40) });
    const { standing } = await timelineWhen(tower, shipmentId, (t) => t.standing.status === 'delivered');
    expect(standing.deliveredAt).toBe(at(40));
  });
  it('of what is not there is 404', async () => {
    expect((await correct('shp_000', at(1))).status).toBe(404);
  });
});

it('everything goes on where it was when the worker is started again', async () => {
  const [before, during] = [await newShipment(tower), await newShipment(tower)];
  await postScans(tower, ...journey(before.number));
  const restarting = tower.restartWorker();
  await postScans(tower, ...journey(during.number));
  await restarting;
  for (const { shipmentId } of [before, during]) {
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'delivered');
    expect(await scansOf(shipmentId)).toBe(4);
  }
});
