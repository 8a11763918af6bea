/** Orders over HTTP: placed once, amended, listed, cancelled together with what has not left. */
import { cancelOrder, getOrder, listOrders, placeOrder } from '@gantry/shared/api/orders';
import { createShipment, getShipment, listShipments } from '@gantry/shared/api/shipping';
import { listEvents } from '@gantry/shared/api/tracking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectCarrier,
  fresh,
  newOrder,
  newShipment,
  orderBody,
  postScans,
  shipmentBody,
  timelineWhen,
} from '../doings.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
  await connectCarrier(tower);
});
afterAll(() => tower?.stop());

const place = (body: ReturnType<typeof orderBody>, headers: Record<string, string> = {}) =>
  tower.call(placeOrder, { body, headers });
const orderAt = async (orderId: string) => (await tower.call(getOrder, { params: { orderId } })).body;
const statusOf = async (shipmentId: string) => (await tower.call(getShipment, { params: { shipmentId } })).body.status;
const namesOf = async (orderId: string): Promise<string[]> =>
  (await tower.call(listEvents, { query: { order: orderId, limit: 200 } })).body.items.map(({ name }) => name);

describe('an order', () => {
  it('is placed once, whoever asks again, ten at a time', async () => {
    const body = orderBody();
    const answers = await Promise.all(Array.from({ length: 10 }, () => place(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201]);
    expect(new Set(answers.map(({ body: { orderId } }) => orderId)).size).toBe(1);
    const orderId = answers[0]?.body.orderId ?? '';
    expect(await orderAt(orderId)).toMatchObject({
      channel: 'shop',
      externalId: body.externalId,
      total: 2_500,
      promise: { day: '2026-11-18', timeZone: 'Europe/Madrid' },
      status: 'placed',
      shipTo: { name: 'Ursula Quimby', city: 'Sevilla' },
    });
    await until(async () => (await namesOf(orderId)).length > 0);
    expect(await namesOf(orderId)).toEqual(['orders.order_placed']);
  });
  it('mkt-18: without prices is of unknown value, is not told the sum of nothing, and is amended by its prices', async () => {
    const [line] = orderBody().lines ?? [];
    const { unitPrice: _, ...unpriced } = { unitPrice: 0, ...line, sku: 'CAM', quantity: 1 };
    const body = orderBody({ lines: [unpriced], payment: 'pending' });
    const orderId = (await place(body)).body.orderId ?? '';
    expect(await orderAt(orderId)).toMatchObject({ total: null, stage: 'held' });
    expect((await orderAt(orderId)).lines[0]?.unitPrice).toBeUndefined();
    const paid = { ...body, lines: [{ ...unpriced, unitPrice: 2_999 }], total: 3_569, payment: 'paid' as const };
    expect((await place(paid)).body).toMatchObject({ outcome: 'amended', orderId });
    expect(await orderAt(orderId)).toMatchObject({ total: 3_569, holds: [], lines: [{ unitPrice: 2_999 }] });
  });
  it('with an Idempotency-Key gives the first answer again, and 409 for another body', async () => {
    const headers = { 'idempotency-key': fresh('key') };
    const body = orderBody();
    const [first, again] = [await place(body, headers), await place(body, headers)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const other = await place(orderBody(), headers);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });
  it('is amended by what its channel says next, and says what changed', async () => {
    const body = orderBody({ billTo: { city: 'Vigo', country: 'ES' } });
    const { body: placed } = await place(body);
    const { billTo: _, ...without } = body;
    const amended = await place({ ...without, total: 2_000 });
    expect([amended.status, amended.body.outcome]).toEqual([200, 'amended']);
    const now = await orderAt(placed.orderId ?? '');
    expect(now).toMatchObject({ total: 2_000 });
    expect(now).not.toHaveProperty('billTo');
    expect((await place({ ...without, total: 2_000 })).body.outcome).toBe('unchanged');
  });
  it('with local times is read in its zone', async () => {
    const { body } = await place(orderBody({ placedAt: '2026-11-16T08:00:00', timeZone: 'America/Sao_Paulo' }));
    expect(await orderAt(body.orderId ?? '')).toMatchObject({
      placedAt: '2026-11-16T11:00:00.000Z',
      placedAtZone: 'inferred',
    });
  });
});

describe('lists', () => {
  it('show every order once, newest first, page by page, while others come in', async () => {
    const channel = fresh('pages');
    const ids: string[] = [];
    for (let n = 0; n < 7; n++)
      ids.push(await newOrder(tower, { channel, placedAt: `2026-11-10T0${Math.min(n, 4)}:00:00Z` }));
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const { body } = await tower.call(listOrders, { query: { channel, limit: 2, ...(cursor ? { cursor } : {}) } });
      seen.push(...body.items.map(({ orderId }) => orderId));
      cursor = body.nextCursor;
      await newOrder(tower, { channel, placedAt: '2026-11-12T00:00:00Z' });
    } while (cursor);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toHaveLength(7);
    const found = await tower.call(listOrders, { query: { channel: 'nobody' } });
    expect(found.body).toEqual({ items: [], nextCursor: null });
  });
});

describe('a shipment', () => {
  it('is made once per reference, keeps its link, and refuses another label under it', async () => {
    const orderId = await newOrder(tower);
    const body = shipmentBody(tower, orderId, { reference: 'parcel-1' });
    const [first, again] = [await tower.call(createShipment, { body }), await tower.call(createShipment, { body })];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual({ ...first.body, outcome: 'unchanged' });
    const other = await tower.call(createShipment, { body: { ...body, trackingNumber: fresh('T') } });
    expect([other.status, other.body.code]).toEqual([409, 'reference_taken']);
    const { body: list } = await tower.call(listShipments, { query: { orderId } });
    expect(list.items.map(({ shipmentId }) => shipmentId)).toEqual([first.body.shipmentId]);
  });
  it('of an order that is none names the field', async () => {
    const { status, body } = await tower.call(createShipment, { body: shipmentBody(tower, 'ord_000') });
    expect([status, body.errors]).toEqual([422, [{ path: 'orderId', message: 'there is no such order' }]]);
  });
});

describe('cancelling an order', () => {
  const cancel = (orderId: string) =>
    tower.call(cancelOrder, { params: { orderId }, body: { reason: 'changed my mind' } });
  it('while its shipment is being written cancels that one too', async () => {
    const orderId = await newOrder(tower);
    const writer = await tower.database.connect();
    // The shipment has read its order and waits for its table.
    await writer.query('BEGIN; LOCK TABLE shipments IN SHARE MODE');
    const waits = async (event: string): Promise<boolean> => {
      const { rows } = await tower.database.query(
        'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = $1',
        [event],
      );
      return rows.length > 0;
    };
    const creating = newShipment(tower, { orderId });
    await until(() => waits('relation'), { what: 'a shipment that is being written' });
    const cancelling = cancel(orderId);
    const answered = async (): Promise<boolean> => {
      const { rows } = await tower.database.query(
        `SELECT 1 FROM event_log e JOIN event_positions p ON p.event_id = e.id JOIN checkpoints c ON c.subscriber = 'tracking.orders'
         WHERE e.name = 'orders.order_cancelled' AND e.stream_id = $1 AND c.position >= p.seq`,
        [orderId],
      );
      return rows.length > 0;
    };
    await until(async () => (await waits('advisory')) || answered(), { what: 'the order cancelled, or waiting to be' });
    await writer.query('COMMIT');
    writer.release();
    const { shipmentId } = await creating;
    expect((await cancelling).body.outcome).toBe('cancelled');
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'cancelled');
    expect(await statusOf(shipmentId)).toBe('cancelled');
  });
  it('cancels the shipment that has not left, and not the one that has', async () => {
    const orderId = await newOrder(tower);
    const waiting = await newShipment(tower, { orderId });
    const left = await newShipment(tower, { orderId });
    await postScans(tower, { number: left.number, code: 'PU', at: '2026-11-16T10:00:00Z' });
    await timelineWhen(tower, left.shipmentId, ({ standing }) => standing.status === 'picked_up');
    expect((await cancel(orderId)).body.outcome).toBe('cancelled');
    expect((await cancel(orderId)).body.outcome).toBe('unchanged');
    await timelineWhen(tower, waiting.shipmentId, ({ standing }) => standing.status === 'cancelled');
    expect(await statusOf(waiting.shipmentId)).toBe('cancelled');
    expect(await statusOf(left.shipmentId)).toBe('label_created');
    const { standing } = await timelineWhen(tower, left.shipmentId);
    expect(standing.status).toBe('picked_up');
    expect(await orderAt(orderId)).toMatchObject({ status: 'cancelled', cancelReason: 'changed my mind' });
  });
  it('knows a parcel that left before its shipment was told', async () => {
    const number = fresh('T');
    await postScans(tower, { number, code: 'PU', at: '2026-11-16T10:00:00Z' });
    const { orderId, shipmentId } = await newShipment(tower, { trackingNumber: number });
    await cancel(orderId);
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'picked_up');
    await until(async () => (await namesOf(orderId)).includes('orders.order_cancelled'));
    expect(await statusOf(shipmentId)).toBe('label_created');
  });
  it('allows no new shipment and no amendment, and minds no repetition', async () => {
    const body = orderBody();
    const { body: placed } = await place(body);
    const orderId = placed.orderId ?? '';
    const shipment = shipmentBody(tower, orderId);
    await tower.call(createShipment, { body: shipment });
    await cancel(orderId);
    const late = await tower.call(createShipment, { body: shipmentBody(tower, orderId) });
    expect([late.status, late.body.code]).toEqual([409, 'order_cancelled']);
    expect((await tower.call(createShipment, { body: shipment })).status).toBe(200);
    expect((await place({ ...body, total: 1 })).body.code).toBe('order_cancelled');
    expect((await place(body)).body.outcome).toBe('unchanged');
  });
  it('of one that is none is 404', async () => {
    expect((await cancel('ord_000')).status).toBe(404);
  });
});
