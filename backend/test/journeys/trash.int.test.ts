/** The Trash: what failed for good is kept with its reason, repaired, tried again, resolved or discarded. */
import { getOrder, placeOrder } from '@gantry/shared/api/orders';
import { readSystem } from '@gantry/shared/api/system';
import {
  discardTrashed,
  getTrashed,
  getTrashRun,
  listTrash,
  readTrashSource,
  repairTrashed,
  retryFromSource,
  retryTrashed,
  startTrashRun,
} from '@gantry/shared/api/trash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlatform } from '../../src/app/open-platform.ts';
import { judgeGrowth } from '../../src/contexts/trash/growth/watch.ts';
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
    const still = await inState(trashId, 'open', 1);
    expect(still).toMatchObject({ reason: 'order_without_lines', fields: [{ path: 'lines' }] });
    expect(still.originalPayload).toMatchObject({ lines: [] });
    expect(still.history.map(({ did }) => did)).toEqual(['trashed', 'retried', 'failed_again']);
  });
  it('repaired into something that is no order, or another one, is refused by path before anything is tried', async () => {
    const { trashId, input } = await emptyOrder();
    for (const [payload, path] of [
      [null, ''],
      [{ ...orderBody({ externalId: input.externalId }), lines: [{ sku: 7 }] }, 'lines.0.sku'],
      [orderBody({ externalId: 'another' }), 'externalId'],
    ] as const) {
      const { status, body } = await repair(trashId, payload);
      expect([status, JSON.stringify(body.errors)]).toEqual([422, expect.stringContaining(`"path":"${path}"`)]);
    }
    expect(await entry(trashId)).toMatchObject({ state: 'open', retries: 0, version: 1 });
  });
});

describe('an entry in full', () => {
  it('has the form of its payload, with nested lines, and says whose order it is and what may be done', async () => {
    const { trashId, input } = await emptyOrder();
    const one = await entry(trashId);
    const form = one.form as { properties: Record<string, { items?: { properties?: object } }> };
    expect(Object.keys(form.properties.lines?.items?.properties ?? {})).toEqual(
      expect.arrayContaining(['sku', 'quantity', 'channelSku']),
    );
    expect(one).toMatchObject({
      title: 'Order of a channel',
      order: { orderId: one.correlationId, number: input.externalId },
      fixed: ['channel', 'externalId'],
      can: { repair: true, retry: true, fromSource: true, discard: true },
      readAgainFrom: 'the order as its channel sent it',
    });
  });
  it('that two people repair at once is told to the slower who was faster', async () => {
    const { trashId, input } = await emptyOrder();
    const { version } = await entry(trashId);
    const whole = (note: string) => orderBody({ externalId: input.externalId, giftNote: note });
    const asked = (note: string) => ({ params: { trashId }, body: { payload: whole(note), expectedVersion: version } });
    const answers = await Promise.all(['one', 'other'].map((note) => tower.call(repairTrashed, asked(note))));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const slower = answers.find(({ status }) => status === 409)?.body;
    expect(slower).toMatchObject({ code: 'changed_meanwhile', detail: expect.stringContaining('repaired it at') });
    const done = await inState(trashId, 'resolved', 1);
    expect(done.history.filter(({ did }) => did === 'repaired')).toHaveLength(1);
    expect(done.history.find(({ did }) => did === 'repaired')?.changes).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: 'lines.0.sku', was: null })]),
    );
  });
  it('goes on from what its channel sent, with the difference to what people made of it', async () => {
    const { trashId, input } = await emptyOrder();
    await repair(trashId, { ...input, giftNote: 'typed', lines: [] });
    await inState(trashId, 'open', 1);
    const { body } = await tower.call(readTrashSource, { params: { trashId } });
    expect(body.differences).toContainEqual({ path: 'giftNote', was: 'typed', is: null });
    expect((await tower.call(retryFromSource, { params: { trashId }, body: {} })).status).toBe(202);
    const again = await inState(trashId, 'open', 2);
    expect(again.payload).not.toHaveProperty('giftNote');
    expect(again.history.at(-3)).toMatchObject({ did: 'repaired', detail: expect.stringContaining('channel sent it') });
  });
});

describe('an older message of an order (trs-01)', () => {
  it('is closed as overtaken, once, and winds nothing back', async () => {
    const externalId = fresh('v');
    const line = { quantity: 1, unitPrice: 2_500 };
    const body = orderBody({ externalId });
    await tower.call(placeOrder, { body });
    const channelSku = fresh('CUP-R');
    const v3 = { ...body, lines: [{ ...line, quantity: 2, channelSku }] };
    const trashId = (await tower.call(placeOrder, { body: v3 })).body.trashId ?? '';
    expect((await entry(trashId)).fields).toMatchObject([{ path: 'lines.0.channelSku' }]);
    const v4 = { ...body, lines: [{ ...line, quantity: 5, sku: 'SKU-1' }] };
    expect((await tower.call(placeOrder, { body: v4 })).body.outcome).toBe('amended');
    const mended = { ...v3, giftNote: 'edited', lines: [{ ...line, quantity: 2, sku: 'SKU-1' }] };
    expect((await repair(trashId, mended)).status).toBe(202);
    const closed = await inState(trashId, 'resolved', 1);
    expect((await repair(trashId, mended)).body.code).toBe('not_open');
    expect(closed).toMatchObject({ reason: 'overtaken', originalPayload: { lines: [{ channelSku }] } });
    expect(closed.payload).toMatchObject({ giftNote: 'edited' });
    expect(closed.history.at(-1)).toMatchObject({
      reason: 'overtaken',
      detail: expect.stringContaining('orders.order_amended'),
    });
    const order = await tower.call(getOrder, { params: { orderId: closed.correlationId } });
    expect(order.body.lines.map(({ quantity }) => quantity)).toEqual([5]);
    expect((await entry(trashId)).retries).toBe(1);
  });
});

describe('many at once', () => {
  const finished = (runId: string, key?: string) =>
    until(
      async () => {
        const { body } = await tower.call(getTrashRun, { params: { runId }, ...(key ? { key } : {}) });
        if (body.finishedAt === null) throw new Error(JSON.stringify(body));
        return body;
      },
      { what: `${runId} finished` },
    );
  it('have a result each, which is that of the try; others see nothing of it', async () => {
    const orders = await Promise.all(Array.from({ length: 7 }, emptyOrder));
    const { platform, close } = await openPlatform(tower.config, 'test', 4);
    const jobs: string[] = [];
    for (let n = 0; n < 20; n++) {
      const failed = { source: 'job', reason: 'job_failed', detail: 'away', payload: {}, key: fresh('run') } as const;
      jobs.push(await putInTrash(platform, { ...failed, handler: 'forecast.recheck_etas' }));
    }
    await close();
    const failing = orders.map(({ trashId }) => trashId);
    const trashIds = [...jobs, ...failing, 'trs_000'];
    const begun = await tower.call(startTrashRun, { body: { action: 'retry', trashIds } });
    expect([begun.status, begun.body.total]).toEqual([202, 28]);
    const { runId } = begun.body;
    const run = await finished(runId);
    expect(run).toMatchObject({ done: 20, failed: 8, waiting: 0 });
    const outcomeOf = new Map(run.rows.map((row) => [row.trashId, row]));
    for (const id of jobs) expect(outcomeOf.get(id)).toMatchObject({ outcome: 'resolved' });
    for (const id of failing)
      expect(outcomeOf.get(id)).toMatchObject({ outcome: 'failed_again', reason: 'order_without_lines' });
    expect(outcomeOf.get(failing[0] ?? '')?.detail).toContain('lines');
    expect(outcomeOf.get('trs_000')).toMatchObject({ outcome: 'refused', reason: 'no_such_entry' });
    expect((await entry(jobs[0] ?? '')).history.find(({ did }) => did === 'retried')?.runId).toBe(runId);
    const stranger = await newMerchant(tower, `none-${process.pid}`, 'None');
    const { key } = stranger;
    expect((await tower.call(getTrashRun, { key, params: { runId } })).status).toBe(404);
    const body = { action: 'discard' as const, reason: 'tests', trashIds: failing };
    const theirs = await tower.call(startTrashRun, { key, body });
    expect(await finished(theirs.body.runId, key)).toMatchObject({ done: 0, failed: 7 });
    const ours = await tower.call(startTrashRun, { body });
    expect(await finished(ours.body.runId)).toMatchObject({ total: 7, done: 7, failed: 0 });
    expect((await entry(failing[0] ?? '')).discardReason).toBe('tests');
  });
});

describe('a Trash that grows', () => {
  it('is told when it begins and when it is over', async () => {
    const other = await newMerchant(tower, `grows-${process.pid}`, 'Grows');
    const { platform, close } = await openPlatform(tower.config, 'test', 4);
    const limits = { entriesPerHour: 2, openEntries: 1_000_000, oldestHours: 1_000_000 };
    const since = async () => (await tower.call(listTrash, { key: other.key })).body.growth.since;
    await tower.call(placeOrder, { key: other.key, body: orderBody({ externalId: fresh('g'), lines: [] }) });
    await judgeGrowth(platform, limits);
    expect(await since()).toBeNull();
    await tower.call(placeOrder, { key: other.key, body: orderBody({ externalId: fresh('g'), lines: [] }) });
    await judgeGrowth(platform, limits);
    expect(await since()).not.toBeNull();
    const troubles = (await tower.call(readSystem, {})).body.troubles.filter(({ name }) => name === 'trash');
    expect(troubles).toMatchObject([{ text: expect.stringContaining('within an hour (limit 2)') }]);
    await judgeGrowth(platform, { ...limits, entriesPerHour: 1_000_000 });
    expect(await since()).toBeNull();
    await close();
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
    expect(await inState(trashId, 'open', 1)).toMatchObject({
      reason: 'bad_time',
      fields: [{ path: 'body.scans.0.at' }],
    });
    const { body: source } = await tower.call(readTrashSource, { params: { trashId } });
    expect(source.differences).toEqual([{ path: 'body.scans.0.at', was: 'later', is: 'soon' }]);
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
