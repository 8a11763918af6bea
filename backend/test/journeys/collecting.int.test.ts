/** What leaves without our own label, over HTTP on real stores: vendors that send themselves, customers that collect, papers. */
import { listMail } from '@gantry/shared/api/access/people';
import * as api from '@gantry/shared/api/fulfillment/collecting';
import * as floor from '@gantry/shared/api/fulfillment/orders';
import { packingSlip, pickList, pickScan, startWalk } from '@gantry/shared/api/fulfillment/picking';
import { saveChannelRules, saveVendor, saveWarehouse } from '@gantry/shared/api/inventory/places';
import { saveProduct } from '@gantry/shared/api/inventory/products';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import { cancelOrder, getOrder } from '@gantry/shared/api/orders';
import { amendOrder, cancelLine } from '@gantry/shared/api/orders/changes';
import { eraseSubject, exportSubject, findSubjects } from '@gantry/shared/api/privacy';
import { changeSettings, readSettings } from '@gantry/shared/api/settings';
import { getShipment } from '@gantry/shared/api/shipping';
import { configureBrand } from '@gantry/shared/api/tracking-page';
import type { FulfillmentStatus } from '@gantry/shared/vocabulary/fulfillment';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { pickupCodesUnder } from '../../src/contexts/fulfillment/collecting/pickup-code.ts';
import { derivedId } from '../../src/kernel/ids.ts';
import { readMail } from '../../src/platform/mail/outbox.ts';
import { connectCarrier, fresh, newOrder, type OrderBody, orderBody } from '../doings.ts';
import { newMerchant } from '../planted-merchant.ts';
import { contradictions, stockedTower } from '../stocked.ts';
import { adminKey, startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
const warehouse = fresh('shop');
const [vendor, unhurried] = [fresh('acme'), fresh('slow')];
const channel = fresh('channel');
const made = new Set<string>();

beforeAll(async () => {
  tower = await startTestTower();
  stock = await stockedTower(tower.config);
  await connectCarrier(tower);
  const address = { lines: ['Calle Mayor 1'], postalCode: '28013', city: 'Madrid', country: 'ES' };
  await tower.call(saveWarehouse, { body: { warehouse, name: 'Shop Madrid', address, timeZone: 'Europe/Madrid' } });
  await tower.call(saveVendor, { body: { vendor, name: 'Acme', country: 'JP', leadTimeDays: 3 } });
  await tower.call(saveVendor, { body: { vendor: unhurried, name: 'Slow' } });
  await tower.call(configureBrand, {
    params: { channel },
    body: {
      name: 'North Goods',
      accent: '#123456',
      website: 'https://north.example',
      supportUrl: null,
      embedOrigins: [],
    },
  });
});
afterAll(async () => {
  const found = await contradictions(stock.platform, 'main');
  expect(found.filter(({ id }) => made.has(id))).toEqual([]);
  await stock.close();
  await tower.stop();
});

const get = async (fulfillmentId: string) =>
  (await tower.call(floor.getFulfillment, { params: { fulfillmentId } })).body;
/** The fulfillment order of an order that there is one of, once it is planned. */
const planned = async (change: Partial<OrderBody>) => {
  const orderId = await newOrder(tower, { channel, ...change });
  made.add(orderId);
  const fulfillmentId = derivedId('ful', [orderId, 1]);
  await until(
    async () => {
      const one = await get(fulfillmentId);
      if (one.status !== 'pending') throw new Error(JSON.stringify(one));
      return true;
    },
    { what: `${orderId} is planned`, ms: 6_000 },
  );
  return { orderId, fulfillmentId };
};
const direct = (quantity = 2, by = vendor) =>
  planned({
    lines: [{ sku: fresh('D'), name: 'Sofa', quantity, unitPrice: 900, fulfillmentType: 'dropship', vendor: by }],
  });

type Told = z.input<(typeof api.changeDropship)['body']>;
const tell = (body: Told, key = adminKey) => tower.call(api.changeDropship, { body, key });
const told = ({ status, body }: { status: number; body: Record<string, unknown> }) =>
  status === 200 ? [status, body.status] : [status, body.code];
const exceptions = async (fulfillmentId: string, open?: boolean) => {
  const { body } = await tower.call(floor.listFloorExceptions, {
    query: { limit: 200, ...(open === undefined ? {} : { open: String(open) }) },
  });
  return body.items.filter((one) => one.fulfillmentId === fulfillmentId).map(({ kind }) => kind);
};
const eventsOf = async (fulfillmentId: string): Promise<string[]> => {
  const { rows } = await tower.database.query<{ name: string }>(
    'SELECT name FROM event_log WHERE stream_id = $1 ORDER BY version',
    [fulfillmentId],
  );
  return rows.map(({ name }) => name.replace('fulfillment.', ''));
};
const stageOf = async (orderId: string) => (await tower.call(getOrder, { params: { orderId } })).body.stage;

describe('dropship', () => {
  it('is sent, confirmed and shipped with the vendor’s number: its shipment is made and its goods leave, once', async () => {
    const { orderId, fulfillmentId } = await direct();
    expect(told(await tell({ action: 'confirm', fulfillmentId }))).toEqual([409, 'not_sent']);
    const sent = await tell({ action: 'send', fulfillmentId });
    expect(told(sent)).toEqual([200, 'processing']);
    // Three business days on by the clock of Tokyo, where the vendor is.
    const today = new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Tokyo' });
    const day = sent.body.vendorOrder?.expectedOn ?? '';
    expect(day > today).toBe(true);
    expect([0, 6]).not.toContain(new Date(`${day}T00:00:00Z`).getUTCDay());
    expect(told(await tell({ action: 'confirm', fulfillmentId, reference: 'V-1' }))).toEqual([200, 'picking']);
    const label = { action: 'ship' as const, fulfillmentId, carrier: tower.carrier, trackingNumber: fresh('V') };
    const [shipped, again] = await Promise.all([tell(label), tell(label)]);
    expect([told(shipped), told(again)]).toEqual([
      [200, 'shipped'],
      [200, 'shipped'],
    ]);
    const other = await tell({ ...label, trackingNumber: fresh('V') });
    expect(told(other)).toEqual([409, 'shipped_already']);
    const shipmentId = shipped.body.packages[0]?.label?.shipmentId ?? '';
    const { body: shipment } = await tower.call(getShipment, { params: { shipmentId } });
    expect([shipment.fulfillmentId, shipment.legs[0]?.trackingNumber]).toEqual([fulfillmentId, label.trackingNumber]);
    expect(await stageOf(orderId)).toBe('shipped');
    const names = await eventsOf(fulfillmentId);
    expect(names.filter((name) => name === 'vendor_shipped')).toHaveLength(1);
  });

  it('is late once for each day that was expected, until it has left', async () => {
    const { fulfillmentId } = await direct(1, unhurried);
    const sent = await tell({ action: 'send', fulfillmentId, expectedOn: '2026-11-20' });
    expect(sent.body.vendorOrder?.late).toBe(false);
    await until(async () => (await get(fulfillmentId)).vendorOrder?.late, { what: 'it is late' });
    expect(await exceptions(fulfillmentId, true)).toEqual(['late_vendor']);
    const { body: late } = await tower.call(api.listDropships, { query: { vendor: unhurried, late: 'true' } });
    expect(late.items.map((one) => one.fulfillmentId)).toEqual([fulfillmentId]);
    await tell({ action: 'confirm', fulfillmentId, expectedOn: '2026-11-24' });
    await until(async () => (await eventsOf(fulfillmentId)).filter((name) => name === 'vendor_late').length === 2);
    // A day that is yet to come is none that was missed.
    await tell({ action: 'confirm', fulfillmentId, expectedOn: '2199-01-05' });
    expect((await get(fulfillmentId)).vendorOrder?.late).toBe(false);
    const carrier = tower.carrier;
    await tell({ action: 'ship', fulfillmentId, carrier, trackingNumber: fresh('V') });
    expect(await exceptions(fulfillmentId, true)).toEqual([]);
    expect(await exceptions(fulfillmentId)).toEqual(['late_vendor', 'late_vendor']);
  });

  it('that its vendor rejects stays open for somebody to deal with, and may be sent again', async () => {
    const { orderId, fulfillmentId } = await direct();
    await tell({ action: 'send', fulfillmentId });
    expect(told(await tell({ action: 'reject', fulfillmentId, reason: 'sold out' }))).toEqual([200, 'processing']);
    expect(await exceptions(fulfillmentId, true)).toEqual(['vendor_rejected']);
    expect(await stageOf(orderId)).toBe('placed');
    const { body } = await tower.call(api.listDropships, { query: { state: 'rejected', limit: 200 } });
    expect(body.items.map((one) => one.fulfillmentId)).toContain(fulfillmentId);
    expect((await tell({ action: 'send', fulfillmentId })).body.vendorOrder?.state).toBe('sent');
    expect(await exceptions(fulfillmentId, true)).toEqual([]);
  });

  it('is cancelled with its order before its vendor confirmed; afterwards somebody is asked to stop it', async () => {
    const early = await direct();
    await tell({ action: 'send', fulfillmentId: early.fulfillmentId });
    await tower.call(cancelOrder, { params: { orderId: early.orderId }, body: { reason: 'changed' } });
    await until(async () => (await get(early.fulfillmentId)).status === 'cancelled');
    expect((await get(early.fulfillmentId)).vendorOrder?.state).toBe('cancelled');

    const late = await direct();
    await tell({ action: 'send', fulfillmentId: late.fulfillmentId });
    await tell({ action: 'confirm', fulfillmentId: late.fulfillmentId });
    await tower.call(cancelOrder, { params: { orderId: late.orderId }, body: { reason: 'changed' } });
    await until(async () => (await exceptions(late.fulfillmentId, true)).includes('vendor_to_stop'));
    expect((await get(late.fulfillmentId)).status).toBe('picking');
    // Sent all the same: refused, and its number stands where somebody sees it, once. So does that of what is cancelled here.
    for (const { fulfillmentId } of [early, late]) {
      const trackingNumber = fresh('V');
      const word = { action: 'ship' as const, fulfillmentId, carrier: tower.carrier, trackingNumber };
      expect((await tell(word)).body).toMatchObject({ status: 409, code: 'called_off' });
      expect((await tell(word)).body.code).toBe('called_off');
      const { body } = await tower.call(floor.listFloorExceptions, { query: { kind: 'sent_anyway', open: 'true' } });
      const noted = body.items.filter((one) => one.fulfillmentId === fulfillmentId);
      expect(noted.map(({ parcel }) => parcel)).toEqual([`${tower.carrier} ${trackingNumber}`]);
      for (const { exceptionId } of noted) await tower.call(floor.settleFloorException, { params: { exceptionId } });
    }
    await tell({ action: 'reject', fulfillmentId: late.fulfillmentId, reason: 'stopped' });
    expect((await get(late.fulfillmentId)).status).toBe('cancelled');
    expect(await exceptions(late.fulfillmentId, true)).toEqual([]);
  });

  const parcel = () => ({ carrier: tower.carrier, trackingNumber: fresh('V') });
  const partlyCalledOff = async () => {
    const one = await direct();
    await tell({ action: 'send', fulfillmentId: one.fulfillmentId });
    await tell({ action: 'confirm', fulfillmentId: one.fulfillmentId });
    const params = { orderId: one.orderId, lineId: '1' };
    await tower.call(cancelLine, { params, body: { quantity: 1, reason: 'one is enough' } });
    await until(async () => (await exceptions(one.fulfillmentId, true)).includes('vendor_to_stop'));
    return one;
  };
  it('of which more is wanted after it was sent is another order to the vendor, for the difference', async () => {
    const { orderId, fulfillmentId } = await direct();
    await tell({ action: 'send', fulfillmentId });
    const params = { orderId };
    const amended = await tower.call(amendOrder, { params, body: { lines: [{ lineId: '1', quantity: 5 }] } });
    expect([amended.status, amended.body]).toMatchObject([200, {}]);
    const more = derivedId('ful', [orderId, 2]);
    await until(async () => (await get(more)).lines?.[0]?.quantity === 3, { what: 'the order for the difference' });
    expect((await get(more)).vendorOrder?.state).toBe('to_send');
    expect((await get(fulfillmentId)).lines[0]?.quantity).toBe(2);
    for (const id of [fulfillmentId, more]) {
      await tell({ action: 'send', fulfillmentId: id });
      expect(told(await tell({ action: 'ship', fulfillmentId: id, ...parcel() }))).toEqual([200, 'shipped']);
    }
    expect(await stageOf(orderId)).toBe('shipped');
  });
  it('of which a part is called off is sent anew without it once its vendor was stopped', async () => {
    const { orderId, fulfillmentId } = await partlyCalledOff();
    await tell({ action: 'reject', fulfillmentId, reason: 'stopped' });
    await until(async () => (await get(fulfillmentId)).lines[0]?.quantity === 1, {
      what: 'a smaller order to the vendor',
    });
    await tell({ action: 'send', fulfillmentId });
    expect(told(await tell({ action: 'ship', fulfillmentId, ...parcel() }))).toEqual([200, 'shipped']);
    expect(await stageOf(orderId)).toBe('shipped');
  });
  it('that a vendor sends whole although a part was called off leaves as what is waited for; the rest stays to be taken back', async () => {
    const { orderId, fulfillmentId } = await partlyCalledOff();
    expect(told(await tell({ action: 'ship', fulfillmentId, ...parcel() }))).toEqual([200, 'shipped']);
    expect(await stageOf(orderId)).toBe('shipped');
    expect(await exceptions(fulfillmentId, true)).toEqual(['vendor_to_stop']);
  });
});

const product = async (quantity: number, bin: string): Promise<string> => {
  const sku = fresh('P');
  await tower.call(saveProduct, { body: { sku, name: 'Red mug' } });
  await tower.call(moveStock, { body: { kind: 'receipt', sku, warehouse, bin, quantity } });
  return sku;
};
const step = (fulfillmentId: string, status: FulfillmentStatus) =>
  tower.call(floor.changeFulfillment, { params: { fulfillmentId }, body: { status } });
type PickupTold = z.input<(typeof api.changePickup)['body']>;
const desk = (body: PickupTold, key = adminKey) => tower.call(api.changePickup, { body, key });

/** An order that is collected, in picking. */
const collected = async (change: Partial<OrderBody> = {}) => {
  const sku = await product(5, 'A-1');
  const lines = [{ sku, name: 'Red mug', quantity: 2, unitPrice: 900 }];
  const one = await planned({ lines, pickupAt: warehouse, ...change });
  await step(one.fulfillmentId, 'processing');
  await step(one.fulfillmentId, 'picking');
  return { ...one, sku };
};
const pickAll = (fulfillmentId: string, sku: string) =>
  tower.call(pickScan, {
    params: { fulfillmentId },
    body: { clientScanId: fresh('scan'), sku, location: 'A-1', quantity: 2 },
  });
const readyOne = async (change: Partial<OrderBody> = {}) => {
  const one = await collected(change);
  await pickAll(one.fulfillmentId, one.sku);
  expect(told(await desk({ action: 'ready', fulfillmentId: one.fulfillmentId }))).toEqual([200, 'packing']);
  return one;
};
const mailWith = (mailId: string) =>
  readMail(
    { secretKey: tower.config.secretKey ?? '', privacy: stock.platform.privacy },
    stock.platform.database,
    mailId,
  );
const mailOf = async (letter: string, fulfillmentId: string) => {
  const expiresAt = (await get(fulfillmentId)).pickup?.expiresAt ?? '';
  const mailId = derivedId('mal', [`pickup ${letter} ${fulfillmentId} ${expiresAt}`]);
  return until(() => mailWith(mailId), { what: 'the mail' });
};
const codeOf = (fulfillmentId: string): string => pickupCodesUnder(tower.config.secretKey ?? '').codeOf(fulfillmentId);

describe('pickup', () => {
  it('is ready once picked; its customer is written to, and what they say at the counter hands it over', async () => {
    const shipTo = { ...orderBody().shipTo, country: 'PL', city: 'Warszawa' };
    const { orderId, fulfillmentId, sku } = await collected({ shipTo });
    expect(told(await desk({ action: 'ready', fulfillmentId }))).toEqual([409, 'not_picked']);
    await pickAll(fulfillmentId, sku);
    expect(told(await desk({ action: 'hand_over', fulfillmentId, code: codeOf(fulfillmentId) }))).toEqual([
      409,
      'not_ready',
    ]);
    const { body } = await desk({ action: 'ready', fulfillmentId });
    // The end of a day in Madrid.
    expect(new Date(body.pickup?.expiresAt ?? '').toLocaleTimeString('en-GB', { timeZone: 'Europe/Madrid' })).toBe(
      '00:00:00',
    );
    const mail = await mailOf('ready', fulfillmentId);
    expect(mail).toMatchObject({ to: 'ursula.quimby@example.invalid', holdsLink: true });
    expect(mail.subject).toContain('gotowe do odbioru');
    expect(mail.text).toContain('Shop Madrid\nCalle Mayor 1\n28013 Madrid');
    const code = /Twój kod odbioru: (\w+)/.exec(mail.text)?.[1] ?? '';
    expect(told(await desk({ action: 'hand_over', fulfillmentId, code: ` ${code.toLowerCase()}` }))).toEqual([
      200,
      'delivered',
    ]);
    expect(told(await desk({ action: 'hand_over', fulfillmentId, code }))).toEqual([200, 'delivered']);
    expect(await stageOf(orderId)).toBe('shipped');
    expect(await stock.balance(sku)).toEqual({ onHand: 3, reserved: 0 });
  });

  it('keeps its code to itself: no event, job, answer or line of the outbox has it', async () => {
    const { fulfillmentId } = await readyOne();
    await mailOf('ready', fulfillmentId);
    const code = codeOf(fulfillmentId);
    const { rows } = await tower.database.query<{ n: number }>(
      `SELECT (SELECT count(*) FROM event_log WHERE payload::text LIKE $1) + (SELECT count(*) FROM jobs WHERE payload::text LIKE $1)
         + (SELECT count(*) FROM fulfillment_orders f WHERE f::text LIKE $1) + (SELECT count(*) FROM outbox_mails m WHERE m::text LIKE $1)
         + (SELECT count(*) FROM idempotency_keys i WHERE i::text LIKE $1) AS n`,
      [`%${code}%`],
    );
    expect(Number(rows[0]?.n)).toBe(0);
    const answers = [
      await get(fulfillmentId),
      (await tower.call(api.listPickups, { query: { limit: 200 } })).body,
      (await desk({ action: 'hand_over', fulfillmentId, code: 'WRONG1' })).body,
    ];
    for (const answer of answers) expect(JSON.stringify(answer)).not.toContain(code);
    expect(JSON.stringify((await tower.call(listMail, { query: { limit: 200 } })).body)).not.toContain(code);
  });

  it('writes to a customer what is theirs: it is handed out with them, and gone with them', async () => {
    const email = `${fresh('collects')}@example.invalid`;
    const { fulfillmentId } = await readyOne({ customer: { email } });
    const mail = await mailOf('ready', fulfillmentId);
    const [subject] = (await tower.call(findSubjects, { body: { email } })).body.items;
    const params = { subjectId: subject?.subjectId ?? '' };
    const { messages } = (await tower.call(exportSubject, { params })).body;
    expect(messages).toContainEqual(expect.objectContaining({ kind: 'mail', to: email, subject: mail.subject }));
    expect((await tower.call(eraseSubject, { params, body: { reason: 'test_data' } })).status).toBe(200);
    const { body } = await tower.call(listMail, { query: { limit: 200 } });
    expect(body.items.map(({ to }) => to)).not.toContain(email);
    const { rows } = await tower.database.query('SELECT id FROM outbox_mails WHERE subject = $1', [params.subjectId]);
    expect(rows).toEqual([]);
    // Nor is anybody written to who is gone.
    const later = { to: email, subject: 'Still here', text: '', of: { subject: params.subjectId, merchant: 'main' } };
    const { mailId } = await stock.platform.mail.send(later);
    const keys = { secretKey: tower.config.secretKey ?? '', privacy: stock.platform.privacy };
    expect(await readMail(keys, stock.platform.database, mailId)).toBeUndefined();
  });

  it('takes five wrong codes, at once or one by one, then only a person’s word', async () => {
    const { fulfillmentId } = await readyOne();
    const right = codeOf(fulfillmentId);
    const wrong = await Promise.all(
      ['CCCCCC', 'DDDDDD', 'FFFFFF', 'GGGGGG', 'HHHHHH', 'JJJJJJ', 'KKKKKK'].map((code) =>
        desk({ action: 'hand_over', fulfillmentId, code }),
      ),
    );
    const codes = wrong.map(({ body }) => body.code).sort();
    expect(codes).toEqual([...Array(3).fill('by_hand_only'), ...Array(4).fill('wrong_code')]);
    expect(told(await desk({ action: 'hand_over', fulfillmentId, code: right }))).toEqual([409, 'by_hand_only']);
    const to = 'Ursula Quimby, passport';
    expect(told(await desk({ action: 'hand_over_by_hand', fulfillmentId, to }))).toEqual([200, 'delivered']);
    const { rows } = await tower.database.query<{ payload: string }>(
      `SELECT payload::text FROM event_log WHERE stream_id = $1 AND name = 'fulfillment.pickup_handed_over'`,
      [fulfillmentId],
    );
    // Who collected it lies sealed.
    expect(rows[0]?.payload).toContain('by_hand');
    expect(rows[0]?.payload).not.toContain('Quimby');
  });

  it('is mailed about once more a day before its time is over, unless it was collected or is kept longer by then', async () => {
    const [waits, gone, kept] = [await readyOne(), await readyOne(), await readyOne()];
    const inADay = (ms: number): string => new Date(Date.now() + 86_400_000 + ms).toISOString();
    const first = inADay(2_000);
    for (const { fulfillmentId } of [gone, kept, waits])
      expect(told(await desk({ action: 'extend', fulfillmentId, expiresAt: first }))).toEqual([200, 'packing']);
    await desk({ action: 'hand_over', fulfillmentId: gone.fulfillmentId, code: codeOf(gone.fulfillmentId) });
    await desk({ action: 'extend', fulfillmentId: kept.fulfillmentId, expiresAt: inADay(9e8) });
    const mail = await mailOf('reminder', waits.fulfillmentId);
    expect(mail).toMatchObject({ to: 'ursula.quimby@example.invalid', holdsLink: true });
    expect(mail.subject).toMatch(/^El pedido .* te sigue esperando$/);
    expect(mail.text).toContain(codeOf(waits.fulfillmentId));
    // All three were to be reminded then: once each was looked at, nobody else is written to.
    await until(async () => {
      const { rows } = await tower.database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM jobs WHERE name = 'fulfillment.remind_customer' AND status = 'done'
         AND payload->>'expiresAt' = $1`,
        [first],
      );
      return rows[0]?.n === 3;
    });
    for (const { fulfillmentId } of [gone, kept]) {
      const mailId = derivedId('mal', [`pickup reminder ${fulfillmentId} ${first}`]);
      expect(await mailWith(mailId)).toBeUndefined();
    }
  });

  it('that nobody collects is cancelled at once where the setting says so', async () => {
    const group = 'fulfillment.pickup';
    const { orderId, fulfillmentId, sku } = await readyOne();
    const say = async (uncollected: 'hold' | 'cancel') => {
      const { body } = await tower.call(readSettings, { params: { group } });
      const values = { ...body.values, uncollected };
      const asked = { values, note: '', expectedVersion: body.version };
      expect((await tower.call(changeSettings, { params: { group }, body: asked })).status).toBe(200);
    };
    await say('cancel');
    expect(told(await desk({ action: 'expire', fulfillmentId }))).toEqual([200, 'cancelled']);
    await say('hold');
    expect(await stageOf(orderId)).toBe('cancelled');
    expect(await exceptions(fulfillmentId, true)).toEqual(['pickup_expired']);
    expect(await stock.balance(sku)).toEqual({ onHand: 5, reserved: 0 });
  });

  it('that nobody collects is given up by the clock: its units wait to be put back, its order for a person', async () => {
    const { orderId, fulfillmentId, sku } = await readyOne();
    const soon = new Date(Date.now() + 1_500).toISOString();
    expect(told(await desk({ action: 'extend', fulfillmentId, expiresAt: soon }))).toEqual([200, 'packing']);
    await until(async () => (await get(fulfillmentId)).pickup?.state === 'expired', { what: 'it is given up' });
    expect((await get(fulfillmentId)).status).toBe('cancelled');
    expect(await exceptions(fulfillmentId, true)).toEqual(['pickup_expired']);
    expect(await stageOf(orderId)).toBe('held');
    expect(await stock.balance(sku)).toEqual({ onHand: 5, reserved: 0 });
    const { rows } = await tower.database.query<{ bin: string; units: number }>(
      'SELECT bin, on_hand::int AS units FROM stock_balances WHERE sku = $1 AND on_hand > 0 ORDER BY bin',
      [sku],
    );
    expect(rows).toEqual([
      { bin: '@picked', units: 2 },
      { bin: 'A-1', units: 3 },
    ]);
    expect(told(await desk({ action: 'hand_over', fulfillmentId, code: codeOf(fulfillmentId) }))).toEqual([
      409,
      'pickup_expired',
    ]);
  });

  it('is listed by what expires first, and counted by state', async () => {
    const { fulfillmentId } = await readyOne();
    const { body } = await tower.call(api.listPickups, { query: { state: 'ready', warehouse, limit: 200 } });
    const until = body.items.map(({ pickup }) => pickup?.expiresAt ?? '');
    expect(until).toEqual([...until].sort());
    expect(body.items.map((one) => one.fulfillmentId)).toContain(fulfillmentId);
    const first = await tower.call(api.listPickups, { query: { warehouse, limit: 1 } });
    const second = await tower.call(api.listPickups, {
      query: { warehouse, limit: 1, cursor: first.body.nextCursor ?? '' },
    });
    expect(second.body.items[0]?.fulfillmentId).not.toBe(first.body.items[0]?.fulfillmentId);
    const { body: counted } = await tower.call(api.countPickups);
    expect(counted.states.find(({ state }) => state === 'ready')?.count).toBeGreaterThan(0);
  });
});

const pdf = async (path: string, key = adminKey) => {
  const response = await fetch(tower.origin + path, { headers: { authorization: `Bearer ${key}` } });
  if (response.status !== 200)
    return { status: response.status, headers: response.headers, text: await response.text() };
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await response.arrayBuffer())), {
    mergePages: true,
  });
  return { status: 200, headers: response.headers, text: text.replace(/\s+/g, ' ') };
};
const addressOf = ({ path }: { path: string }, fulfillmentId: string) => path.replace(':fulfillmentId', fulfillmentId);

describe('papers', () => {
  it('are the pick list in the order of the walk, and the slip with the seller’s name and no prices', async () => {
    const [last, first] = [await product(5, 'Z-9'), await product(5, 'B-10')];
    const lines = [last, first].map((sku) => ({ sku, name: 'Mug', quantity: 2, unitPrice: 1_999 }));
    const { fulfillmentId } = await planned({ lines, giftNote: 'Happy birthday!' });
    const list = await pdf(`${pickList.path}?ids=${fulfillmentId}`);
    expect(list.headers.get('content-type')).toBe('application/pdf');
    expect(list.headers.get('content-disposition')).toMatch(/^inline; filename="pick-list\.pdf"$/);
    expect(list.text.indexOf('B-10')).toBeGreaterThan(0);
    expect(list.text.indexOf('B-10')).toBeLessThan(list.text.indexOf('Z-9'));
    const slip = await pdf(addressOf(packingSlip, fulfillmentId));
    expect(slip.text).toContain('North Goods');
    expect(slip.text).toContain('Albarán');
    expect(slip.text).toContain('Happy birthday!');
    expect(slip.text).not.toMatch(/19,99/);
    await tower.call(saveChannelRules, { body: { channel, slipPrices: true } });
    expect((await pdf(`${addressOf(packingSlip, fulfillmentId)}?lang=de`)).text).toMatch(/Lieferschein.*19,99/);
    expect((await pdf(`${addressOf(packingSlip, fulfillmentId)}?packageId=none`)).status).toBe(404);
    expect((await pdf(pickList.path)).status).toBe(400);
  });
  it('are the pick list of a walk: all its members with their totes, for who sees every one of them', async () => {
    const made = [];
    for (const bin of ['W-2', 'W-1']) {
      const sku = await product(5, bin);
      made.push({ bin, sku, ...(await planned({ lines: [{ sku, name: 'Mug', quantity: 1, unitPrice: 100 }] })) });
    }
    const members = made.map(({ fulfillmentId }, n) => ({ fulfillmentId, tote: `TOTE-${n}-${fulfillmentId}` }));
    for (const { fulfillmentId } of made) await step(fulfillmentId, 'processing');
    const { status, body: walk } = await tower.call(startWalk, { body: { kind: 'tote', members } });
    expect([status, walk.code]).toEqual([201, undefined]);
    const { status: printed, text } = await pdf(`${pickList.path}?walkId=${walk.walkId}`);
    expect(printed).toBe(200);
    for (const { sku } of made) expect(text).toContain(sku);
    for (const { tote } of members) expect(text.replaceAll(' ', '')).toContain(tote);
    expect(text.indexOf('W-1')).toBeLessThan(text.indexOf('W-2'));
    expect((await pdf(`${pickList.path}?walkId=wlk_none`)).status).toBe(404);
    const { key } = await newMerchant(tower, fresh('other'), 'Other');
    expect((await pdf(`${pickList.path}?walkId=${walk.walkId}`, key)).status).toBe(404);
  });
  it('are an order to the vendor with the slip to go along', async () => {
    const { fulfillmentId } = await direct();
    await tell({ action: 'send', fulfillmentId, expectedOn: '2199-01-05' });
    const { text } = await pdf(addressOf(api.getVendorOrder, fulfillmentId));
    expect(text).toContain('To leave you by 2199-01-05');
    expect(text).toContain('77 Gallows Lane');
    const { fulfillmentId: shelf } = await collected();
    expect((await pdf(addressOf(api.getVendorOrder, shelf))).status).toBe(409);
  });
});

describe('another merchant', () => {
  it('finds none of it, whatever it asks or does', async () => {
    const { key } = await newMerchant(tower, fresh('other'), 'Other');
    const own = await direct();
    const { fulfillmentId } = await readyOne();
    const missing = [404, 'no_such_fulfillment_order'];
    expect(told(await tell({ action: 'send', fulfillmentId: own.fulfillmentId }, key))).toEqual(missing);
    expect(told(await desk({ action: 'hand_over', fulfillmentId, code: codeOf(fulfillmentId) }, key))).toEqual(missing);
    for (const [listed, counted] of [
      [api.listDropships, api.countDropships],
      [api.listPickups, api.countPickups],
    ] as const) {
      expect((await tower.call(listed, { key })).body.items).toEqual([]);
      expect((await tower.call(counted, { key })).body.states).toEqual([]);
    }
    for (const path of [
      `${pickList.path}?ids=${fulfillmentId}`,
      addressOf(packingSlip, fulfillmentId),
      addressOf(api.getVendorOrder, own.fulfillmentId),
    ])
      expect((await pdf(path, key)).status).toBe(404);
  });
});
