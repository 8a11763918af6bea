/** The Trash: what failed for good is kept with its reason, repaired, tried again, resolved or discarded. */
import { getOrder, placeOrder } from '@gantry/shared/api/orders';
import { discardTrashed, getTrashed, listTrash, repairTrashed, retryTrashed } from '@gantry/shared/api/trash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlatform } from '../../src/app/open-platform.ts';
import { putInTrash } from '../../src/platform/trash.ts';
import { connectCarrier, fresh, newShipment, orderBody, timelineWhen } from '../doings.ts';
import { newMerchant } from '../planted-merchant.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
  await connectCarrier(tower);
});
afterAll(() => tower?.stop());

const entry = async (trashId: string) => (await tower.call(getTrashed, { params: { trashId } })).body;
const inState = (trashId: string, state: string, retries: number) =>
  until(
    async () => {
      const one = await entry(trashId);
      if (one.state !== state || one.retries !== retries) throw new Error(JSON.stringify(one));
      return one;
    },
    { what: `${trashId} ${state}` },
  );
const repair = (trashId: string, payload: unknown) =>
  tower.call(repairTrashed, { params: { trashId }, body: { payload } });
const retry = (...trashIds: string[]) => tower.call(retryTrashed, { body: { trashIds } });
const emptyOrder = async () => {
  const body = orderBody({ lines: [] });
  const { status, body: reply } = await tower.call(placeOrder, { body });
  return { input: body, status, reply, trashId: reply.trashId ?? '' };
};

it('what bears a name from before goes on under the one that took its place', async () => {
  const { platform, close } = await openPlatform(tower.config, 'test', 4);
  const failed = { source: 'job', reason: 'job_failed', detail: 'away', payload: {}, key: fresh('job') } as const;
  const trashId = await putInTrash(platform, { ...failed, handler: 'tracking.recheck_etas' });
  await close();
  await retry(trashId);
  await inState(trashId, 'resolved', 1);
});

describe('an order without lines', () => {
  it('of one merchant is never taken for that of another, whatever their names are made of', async () => {
    const other = await newMerchant(tower, `joined-${process.pid}`, 'Joined');
    const id = fresh('empty');
    const theirs = orderBody({ channel: 'shop', externalId: id, lines: [] });
    const own = orderBody({ channel: other.merchant, externalId: `shop:${id}`, lines: [] });
    const trashed = [
      await tower.call(placeOrder, { body: own }),
      await tower.call(placeOrder, { key: other.key, body: theirs }),
    ].map(({ body }) => body.trashId ?? '');
    expect(new Set(trashed).size).toBe(2);
    expect((await tower.call(getTrashed, { key: other.key, params: { trashId: trashed[1] ?? '' } })).status).toBe(200);
  });
  it('of a channel is accepted and kept, once, under its own thread', async () => {
    const { status, reply, trashId, input } = await emptyOrder();
    expect([status, reply]).toEqual([
      202,
      { outcome: 'trashed', orderId: null, trashId, reason: 'order_without_lines' },
    ]);
    const again = await tower.call(placeOrder, { body: input });
    expect([again.status, again.body.trashId]).toEqual([202, trashId]);
    const one = await entry(trashId);
    expect(one).toMatchObject({
      state: 'open',
      source: 'order_intake',
      handler: 'orders.place',
      retries: 0,
      payload: { externalId: input.externalId, lines: [] },
    });
    expect(one.correlationId).toMatch(/^ord_/);
  });
  it('of a person is refused at once', async () => {
    const { status, body } = await tower.call(placeOrder, { body: orderBody({ channel: 'phone', lines: [] }) });
    expect([status, body.errors]).toEqual([422, [{ path: 'lines', message: 'an order has at least one line' }]]);
  });
  it('repaired becomes an order', async () => {
    const { trashId, input } = await emptyOrder();
    const whole = orderBody({ externalId: input.externalId });
    const repaired = await repair(trashId, whole);
    expect([repaired.status, repaired.body.originalPayload]).toMatchObject([202, { lines: [] }]);
    const done = await inState(trashId, 'resolved', 1);
    const order = await tower.call(getOrder, { params: { orderId: done.correlationId } });
    expect(order.body).toMatchObject({ externalId: input.externalId, total: 2_500 });
  });
  it('tried again as it is comes back, with what is still wrong', async () => {
    const { trashId } = await emptyOrder();
    expect((await retry(trashId)).body).toEqual({ retrying: [trashId], refused: [] });
    expect(await inState(trashId, 'open', 1)).toMatchObject({ reason: 'order_without_lines' });
    await repair(trashId, { nonsense: true });
    const still = await inState(trashId, 'open', 2);
    expect(still.detail).toContain('externalId');
    expect(still.originalPayload).toMatchObject({ lines: [] });
  });
  it('repaired into nothing at all comes back as well', async () => {
    const { trashId } = await emptyOrder();
    expect((await repair(trashId, null)).status).toBe(202);
    expect(await inState(trashId, 'open', 1)).toMatchObject({ payload: null });
  });
});

describe('a scan nobody could read', () => {
  it('repaired is recorded', async () => {
    const { shipmentId, number } = await newShipment(tower);
    await timelineWhen(tower, shipmentId);
    const scan = { number, code: 'PU', at: 'soon', city: 'Madrid', country: 'ES' };
    await tower.webhook(tower.carrier, { scans: [scan] });
    const { body } = await tower.call(listTrash, { query: { reason: 'bad_time', state: 'open', limit: 200 } });
    const trashed = body.items.find(({ payload }) => JSON.stringify(payload).includes(number));
    expect(trashed?.payload).toMatchObject({ connection: tower.carrier, body: { scans: [scan] } });
    const trashId = trashed?.trashId ?? '';
    await repair(trashId, { connection: tower.carrier, body: { scans: [{ ...scan, at: 'later' }] } });
    expect(await inState(trashId, 'open', 1)).toMatchObject({ reason: 'bad_time' });
    await repair(trashId, { connection: tower.carrier, body: { scans: [{ ...scan, at: '2026-11-16T10:00:00Z' }] } });
    await inState(trashId, 'resolved', 2);
    const { standing } = await timelineWhen(tower, shipmentId, (t) => t.standing.status === 'picked_up');
    expect(standing.pickedUpAt).toBe('2026-11-16T10:00:00.000Z');
  });
});

describe('the list', () => {
  it('is filtered, paged and counted', async () => {
    for (let n = 0; n < 3; n++) await emptyOrder();
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const { body } = await tower.call(listTrash, {
        query: { state: 'open', source: 'order_intake', limit: 2, ...(cursor ? { cursor } : {}) },
      });
      seen.push(...body.items.map(({ trashId }) => trashId));
      cursor = body.nextCursor;
    } while (cursor);
    const { rows } = await tower.database.query(
      "SELECT id FROM trashed_messages WHERE state = 'open' AND source = 'order_intake'",
    );
    expect(new Set(seen)).toEqual(new Set(rows.map(({ id }) => id)));
    expect(seen).toHaveLength(rows.length);
    const { body } = await tower.call(listTrash, {});
    expect(body.counts.open).toBeGreaterThanOrEqual(rows.length);
  });
});

describe('giving up', () => {
  const discard = (trashId: string) =>
    tower.call(discardTrashed, { params: { trashId }, body: { reason: 'a test order' } });
  it('keeps the entry, with the reason, and takes no more tries', async () => {
    const { trashId } = await emptyOrder();
    expect((await discard(trashId)).body).toMatchObject({ state: 'discarded', discardReason: 'a test order' });
    expect((await discard(trashId)).status).toBe(200);
    expect((await repair(trashId, {})).body.code).toBe('not_open');
    const open = await emptyOrder();
    expect((await retry(trashId, 'trs_000', open.trashId)).body).toMatchObject({
      retrying: [open.trashId],
      refused: [{ trashId }, { trashId: 'trs_000' }],
    });
  });
  it('of what is not there is 404', async () => {
    expect((await discard('trs_000')).status).toBe(404);
    expect((await tower.call(getTrashed, { params: { trashId: 'trs_000' } })).status).toBe(404);
  });
});
