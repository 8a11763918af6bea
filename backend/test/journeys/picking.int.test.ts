/** The floor's picking over HTTP: scans that count once and are hard to fool, units put back, missing or left over, walks. */
import { floorNames } from '@gantry/shared/api/fulfillment/names';
import * as floor from '@gantry/shared/api/fulfillment/orders';
import { reportJob, sendJob } from '@gantry/shared/api/fulfillment/outside';
import * as api from '@gantry/shared/api/fulfillment/picking';
import { listPutBacks, putBackUnits } from '@gantry/shared/api/fulfillment/put-backs';
import { saveLocation } from '@gantry/shared/api/inventory/places';
import { saveProduct } from '@gantry/shared/api/inventory/products';
import { countStock, listBalances, moveStock } from '@gantry/shared/api/inventory/stock';
import { cancelOrder, getOrder } from '@gantry/shared/api/orders';
import { holdOrder } from '@gantry/shared/api/orders/changes';
import type { FulfillmentStatus } from '@gantry/shared/vocabulary/fulfillment';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { stockIdOf } from '../../src/contexts/inventory/public.ts';
import { checkDigitOf } from '../../src/kernel/gs1/identifiers.ts';
import { derivedId } from '../../src/kernel/ids.ts';
import { fresh, newOrder, type OrderBody } from '../doings.ts';
import { newMerchant } from '../planted-merchant.ts';
import { contradictions, stockedTower } from '../stocked.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
const [near, far] = [fresh('near'), fresh('far')];
const made = new Set<string>();
beforeAll(async () => {
  tower = await startTestTower();
  stock = await stockedTower(tower.config);
  await stock.warehouse(near, { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
  await stock.warehouse(far, { city: 'Hamburg', country: 'DE', latitude: 53.55, longitude: 9.99 });
});
afterAll(async () => {
  const found = await contradictions(stock.platform, 'main');
  expect(found.filter(({ id }) => made.has(id))).toEqual([]);
  await stock.close();
  await tower.stop();
});

let numbers = process.pid * 1_000;
/** An EAN-13 of its own that begins with two zeros, as an UPC of twelve digits does. */
const newGtin = (): string => {
  const body = `00${String(++numbers).padStart(10, '1')}`.slice(0, 12);
  return `${body}${checkDigitOf(body)}`;
};
type Barcodes = { code: string; kind?: 'unit' | 'case'; quantity?: number }[];
const product = async (barcodes: Barcodes = [], name = 'Thing', headers: Record<string, string> = {}) => {
  const sku = fresh('SKU');
  made.add(stockIdOf('main', sku));
  await tower.call(saveProduct, { body: { sku, name, barcodes }, headers });
  return sku;
};
type Laying = { lot?: string; expiresOn?: string; warehouse?: string };
const move = (body: object, headers: Record<string, string> = {}) =>
  tower.call(moveStock, { body: { warehouse: near, ...body } as z.input<(typeof moveStock)['body']>, headers });
const lay = async (sku: string, bin: string, quantity: number, laying: Laying = {}, headers = {}) => {
  const { status, body } = await move({ kind: 'receipt', sku, bin, quantity, ...laying }, headers);
  if (status !== 201) throw new Error(JSON.stringify(body));
};
const bin = async (change: Partial<z.input<(typeof saveLocation)['body']>> = {}): Promise<string> => {
  const name = fresh('B');
  await tower.call(saveLocation, { body: { warehouse: near, bin: name, ...change } });
  return name;
};
const get = async (fulfillmentId: string) =>
  (await tower.call(floor.getFulfillment, { params: { fulfillmentId } })).body;

const step = async (fulfillmentId: string, status: FulfillmentStatus) => {
  const answer = await tower.call(floor.changeFulfillment, { params: { fulfillmentId }, body: { status } });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
};

type Wanted = { sku: string; quantity: number; lineId?: string };
/** A fulfillment order of the near warehouse, once it is planned. */
const pending = async (lines: Wanted[], change: Partial<OrderBody> = {}, headers: Record<string, string> = {}) => {
  const body = { lines: lines.map((line) => ({ unitPrice: 100, ...line })), ...change };
  const orderId = await newOrder({ ...tower, call: (e, r) => tower.call(e, { ...r, headers }) }, body);
  made.add(orderId);
  const fulfillmentId = derivedId('ful', [orderId, 1]);
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  await until(
    async () => {
      const one = await get(fulfillmentId);
      const there = one.lines?.reduce((sum, { quantity }) => sum + quantity, 0);
      if (there !== units) throw new Error(JSON.stringify(one));
      return true;
    },
    { what: `${orderId} is planned` },
  );
  return { orderId, fulfillmentId };
};
/** The same in processing. */
const planned = async (...asked: Parameters<typeof pending>) => {
  const one = await pending(...asked);
  await step(one.fulfillmentId, 'processing');
  return one;
};
/** The same in picking. */
const job = async (...asked: Parameters<typeof planned>) => {
  const one = await planned(...asked);
  await step(one.fulfillmentId, 'picking');
  return one;
};

type Scan = Partial<z.input<(typeof api.pickScan)['body']>>;
const pick = (fulfillmentId: string, scan: Scan, key?: string) =>
  tower.call(api.pickScan, {
    params: { fulfillmentId },
    body: { clientScanId: fresh('scan'), ...scan } as z.input<(typeof api.pickScan)['body']>,
    ...(key ? { key } : {}),
  });
const unpick = (fulfillmentId: string, scan: Scan) =>
  tower.call(api.unpickScan, {
    params: { fulfillmentId },
    body: { clientScanId: fresh('scan'), ...scan } as z.input<(typeof api.unpickScan)['body']>,
  });
const told = ({ status, body }: { status: number; body: Record<string, unknown> }) =>
  status === 200 ? [status, body.pickedQuantity] : [status, body.code];
const bins = async (sku: string) => {
  const { body } = await tower.call(listBalances, { query: { sku } });
  return Object.fromEntries(body.items.map((one) => [one.bin, [one.onHand, one.reserved]]));
};
/** Refused scans as the log has them. */
const refusals = async (fulfillmentId: string) => {
  const { rows } = await tower.database.query<{ code: string; sku: string | null; scanned: string }>(
    `SELECT payload ->> 'code' AS code, payload ->> 'sku' AS sku, payload ->> 'scanned' AS scanned FROM event_log
     WHERE stream_id = $1 AND name = 'fulfillment.scan_refused' ORDER BY version`,
    [fulfillmentId],
  );
  return rows;
};

describe('a scan', () => {
  it('of a case counts the units it holds, and what would overshoot is refused and logged (fs-031)', async () => {
    const [bottle, box] = [newGtin(), newGtin()];
    const sku = await product([{ code: bottle }, { code: box, kind: 'case', quantity: 12 }], 'Cola');
    const at = await bin();
    await lay(sku, at, 30);
    const { fulfillmentId } = await job([{ sku, quantity: 14 }]);
    const scan = (barcode: string) => pick(fulfillmentId, { barcode, location: at });
    expect([await scan(bottle), await scan(bottle)].map(told)).toEqual([
      [200, 1],
      [200, 2],
    ]);
    expect(told(await pick(fulfillmentId, { barcode: box, location: at, quantity: 2 }))).toEqual([409, 'too_many']);
    expect(told(await scan(box))).toEqual([200, 14]);
    expect(told(await scan(box))).toEqual([409, 'line_complete']);
    expect(await refusals(fulfillmentId)).toEqual([
      { code: 'too_many', sku, scanned: box },
      { code: 'line_complete', sku, scanned: box },
    ]);
    expect(await bins(sku)).toEqual({ [at]: [16, 0], '@picked': [14, 14] });
    expect((await get(fulfillmentId)).lines).toMatchObject([{ pickedQuantity: 14, toPick: [] }]);
  });
  it('of another product is refused with its name, and nothing moves (fs-033)', async () => {
    const at = await bin();
    const [salt, oil] = [await product(), await product()];
    const code = newGtin();
    const vinegar = await product([{ code }], 'Vinegar');
    for (const sku of [salt, oil, vinegar]) await lay(sku, at, 5);
    const { fulfillmentId } = await job([
      { sku: salt, quantity: 2 },
      { sku: oil, quantity: 1 },
    ]);
    await pick(fulfillmentId, { sku: salt, location: at });
    const wrong = await pick(fulfillmentId, { barcode: code, location: at });
    expect(wrong.body).toMatchObject({ status: 409, code: 'not_in_job', detail: expect.stringContaining('Vinegar') });
    const { lines } = await get(fulfillmentId);
    expect(lines.map((one) => [one.sku, one.pickedQuantity])).toEqual([
      [salt, 1],
      [oil, 0],
    ]);
    expect(await bins(vinegar)).toEqual({ [at]: [5, 0] });
  });
  it('at a bin takes no more than is promised there, and the rest stays open (fs-036)', async () => {
    const sku = await product();
    const [b1, b2] = [await bin(), await bin()];
    await lay(sku, b1, 7);
    await lay(sku, b2, 93);
    const { fulfillmentId } = await job([{ sku, quantity: 100 }]);
    const scan = (quantity: number, location?: string) =>
      pick(fulfillmentId, { sku, quantity, ...(location === undefined ? {} : { location }) });
    expect(told(await scan(1))).toEqual([409, 'wrong_location']);
    expect(told(await scan(1, await bin()))).toEqual([409, 'wrong_location']);
    expect(told(await scan(94, b2))).toEqual([409, 'bin_short']);
    expect(told(await scan(92, b2))).toEqual([200, 92]);
    expect(told(await scan(1, b2))).toEqual([200, 93]);
    const more = await scan(1, b2);
    expect([told(more), more.body.detail]).toEqual([[409, 'bin_short'], expect.stringContaining(b1)]);
    expect((await get(fulfillmentId)).lines[0]?.toPick).toMatchObject([{ bin: b1, quantity: 7 }]);
    expect(told(await scan(7, b1))).toEqual([200, 100]);
  });
  it('that shows another bin alone is refused as one, and written down; on a cart without a tote too', async () => {
    const [code, at, other] = [newGtin(), await bin(), await bin()];
    const sku = await product([{ code }]);
    await lay(sku, at, 2);
    const { fulfillmentId } = await job([{ sku, quantity: 2 }]);
    const place = (barcode: string) => ({ barcode, location: barcode });
    const wrong = await pick(fulfillmentId, place(other));
    expect([told(wrong), wrong.body.detail]).toEqual([[409, 'wrong_location'], expect.stringContaining(other)]);
    // The item shown as a place is taken from none.
    expect(told(await pick(fulfillmentId, place(code)))).toEqual([409, 'wrong_location']);
    expect(told(await pick(fulfillmentId, place(fresh('NOWHERE'))))).toEqual([409, 'unknown_barcode']);
    const members = [{ fulfillmentId, tote: fresh('TOTE') }];
    const { walkId } = (await tower.call(api.startWalk, { body: { kind: 'tote', members } })).body;
    const walked = (body: object) =>
      tower.call(api.walkScan, { params: { walkId }, body: { clientScanId: fresh('scan'), sku, ...body } });
    const shown = { clientScanId: fresh('scan'), ...place(other) };
    const inWalk = await tower.call(api.walkScan, { params: { walkId }, body: shown });
    expect([inWalk.status, inWalk.body.code]).toEqual([409, 'wrong_location']);
    expect((await walked({ location: at })).status).toBe(422);
    const { rows } = await tower.database.query(
      `SELECT payload ->> 'scanned' AS scanned, payload ->> 'code' AS code FROM event_log
       WHERE stream_id = $1 AND name = 'fulfillment.scan_refused' AND payload ->> 'scanned' = $2`,
      [fulfillmentId, other],
    );
    expect(rows).toEqual(Array(2).fill({ scanned: other, code: 'wrong_location' }));
    expect((await get(fulfillmentId)).lines[0]?.pickedQuantity).toBe(0);
  });
  it('counts in any of the forms of its GTIN, and a bad check digit is misread (fs-039)', async () => {
    const code = newGtin();
    const sku = await product([{ code }]);
    const at = await bin();
    await lay(sku, at, 3);
    const { fulfillmentId } = await job([{ sku, quantity: 3 }]);
    const scan = (barcode: string) => pick(fulfillmentId, { barcode, location: at });
    const bad = `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`;
    expect([await scan(code.slice(1)), await scan(code.slice(2)), await scan(bad)].map(told)).toEqual([
      [200, 1],
      [200, 2],
      [409, 'misread'],
    ]);
    expect(told(await scan('4006381333931'))).toEqual([409, 'unknown_barcode']);
    const dated = await scan(`01${code.padStart(14, '0')}17261301`);
    expect([told(dated), dated.body.detail]).toEqual([[409, 'bad_date'], expect.stringContaining('(17) 261301')]);
    expect(told(await scan(`]C101${code.padStart(14, '0')}`))).toEqual([200, 3]);
  });
  it('counts in the short form of its UPC-A, whose check digit is that of the long one', async () => {
    const sku = await product([{ code: '042100005264' }]);
    const at = await bin();
    await lay(sku, at, 2);
    const { fulfillmentId } = await job([{ sku, quantity: 2 }]);
    const scan = (barcode: string) => pick(fulfillmentId, { barcode, location: at });
    expect([await scan('04252614'), await scan(']E004252614'), await scan('04252615')].map(told)).toEqual([
      [200, 1],
      [200, 2],
      [409, 'misread'],
    ]);
  });
  it('counts only in picking, and not of an order that is held', async () => {
    const sku = await product();
    await lay(sku, '', 2);
    const one = await planned([{ sku, quantity: 2 }]);
    expect(told(await pick(one.fulfillmentId, { sku }))).toEqual([409, 'wrong_status']);
    await step(one.fulfillmentId, 'picking');
    expect(told(await pick(one.fulfillmentId, { sku }))).toEqual([200, 1]);
    await tower.call(holdOrder, {
      params: { orderId: one.orderId },
      body: { kind: 'manual', keepsStock: true },
    });
    expect(told(await pick(one.fulfillmentId, { sku }))).toEqual([409, 'held']);
  });
  it('of what is not there, or is another merchant’s, is a 404; one that names nothing is told its field', async () => {
    const other = await newMerchant(tower, fresh('other').replace(/-/g, ''), 'Other');
    const sku = await product();
    await lay(sku, '', 1);
    const { fulfillmentId } = await job([{ sku, quantity: 1 }]);
    expect(told(await pick(fulfillmentId, { sku }, other.key))).toEqual([404, 'no_such_fulfillment_order']);
    expect(told(await pick('ful_0', { sku }))).toEqual([404, 'no_such_fulfillment_order']);
    const nothing = await pick(fulfillmentId, {});
    expect([nothing.status, nothing.body.errors]).toMatchObject([422, [{ path: 'barcode' }]]);
  });
});

describe('a scan that is sent again', () => {
  it('counts once: 20 in a second, 30 % twice, out of order', async () => {
    const sku = await product();
    await lay(sku, '', 25);
    const { fulfillmentId } = await job([{ sku, quantity: 22 }]);
    const ids = Array.from({ length: 20 }, () => fresh('burst'));
    const sent = [...ids, ...ids.slice(3, 9)].sort((a, b) => (a.slice(-1) < b.slice(-1) ? -1 : 1));
    const answers = await Promise.all(sent.map((clientScanId) => pick(fulfillmentId, { clientScanId, sku })));
    expect(answers.map(({ status }) => status)).toEqual(sent.map(() => 200));
    expect(answers.filter(({ body }) => body.outcome === 'counted')).toHaveLength(20);
    expect((await get(fulfillmentId)).lines).toMatchObject([{ pickedQuantity: 20 }]);
    expect(await bins(sku)).toEqual({ '': [5, 2], '@picked': [20, 20] });
  });
  it('is answered as before, a refusal too, and is refused where it is another', async () => {
    const sku = await product();
    await lay(sku, '', 2);
    const { fulfillmentId } = await job([{ sku, quantity: 2 }]);
    const first = await pick(fulfillmentId, { clientScanId: 's1', sku });
    await pick(fulfillmentId, { sku });
    const again = await pick(fulfillmentId, { clientScanId: 's1', sku });
    expect(again.body).toMatchObject({ outcome: 'before', pickedQuantity: first.body.pickedQuantity, quantity: 1 });
    const refused = await pick(fulfillmentId, { clientScanId: 's2', sku });
    await unpick(fulfillmentId, { sku });
    expect(told(await pick(fulfillmentId, { clientScanId: 's2', sku }))).toEqual(told(refused));
    expect(told(refused)).toEqual([409, 'line_complete']);
    expect(told(await pick(fulfillmentId, { clientScanId: 's1', sku, quantity: 2 }))).toEqual([409, 'scan_id_taken']);
    expect(told(await unpick(fulfillmentId, { clientScanId: 's1', sku }))).toEqual([409, 'scan_id_taken']);
    expect(await refusals(fulfillmentId)).toHaveLength(1);
  });
  it('of two pickers at one line never exceeds it', async () => {
    const sku = await product();
    await lay(sku, '', 30);
    const { fulfillmentId } = await job([{ sku, quantity: 11 }]);
    const answers = await Promise.all(Array.from({ length: 16 }, () => pick(fulfillmentId, { sku })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(11);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['line_complete']),
    );
    expect(await bins(sku)).toEqual({ '': [19, 0], '@picked': [11, 11] });
  });
});

describe('a lot', () => {
  it('that was scanned is taken where it is promised or free, with and without separators', async () => {
    const code = newGtin();
    const sku = await product([{ code }]);
    const at = await bin();
    const [first, second] = [`A17${fresh('L')}`, `B21${fresh('L')}`];
    await lay(sku, at, 2, { lot: first, expiresOn: '2090-01-31' });
    await lay(sku, at, 2, { lot: second, expiresOn: '2091-01-31' });
    const { fulfillmentId } = await job([{ sku, quantity: 3 }]);
    const gtin = code.padStart(14, '0');
    const scan = (barcode: string) => pick(fulfillmentId, { barcode, location: at });
    // Two of the first and one of the second are promised: another of the second stands in for one of the first.
    expect(told(await scan(`]d201${gtin}10${second}\u001d21S1`))).toEqual([200, 1]);
    expect(told(await scan(`01${gtin}17910131${'10'}${second}`))).toEqual([200, 2]);
    expect(told(await scan(`01${gtin}10${second}{GS}21S3`))).toEqual([409, 'wrong_lot']);
    expect(told(await scan(`(01)${gtin}(10)nobody`))).toEqual([409, 'wrong_lot']);
    expect(told(await scan(`https://id.example.com/01/${gtin}/10/${first}`))).toEqual([200, 3]);
    const { body } = await tower.call(listBalances, { query: { sku } });
    const lots = body.items.flatMap((one) =>
      one.lots.map(({ lot, onHand, reserved }) => [one.bin, lot, onHand, reserved]),
    );
    expect(lots.sort()).toEqual(
      [
        ['@picked', first, 1, 1],
        ['@picked', second, 2, 2],
        [at, first, 1, 0],
      ].sort(),
    );
  });
  it('that is expired is never taken', async () => {
    const code = newGtin();
    const sku = await product([{ code }]);
    const at = await bin();
    const [old, good] = [fresh('OLD'), fresh('GOOD')];
    await lay(sku, at, 3, { lot: old, expiresOn: '2020-01-31' });
    await lay(sku, at, 1, { lot: good });
    const { fulfillmentId } = await job([{ sku, quantity: 1 }]);
    const gtin = code.padStart(14, '0');
    const scan = (rest: string) => pick(fulfillmentId, { barcode: `]C101${gtin}${rest}`, location: at });
    expect(told(await scan(`10${old}`))).toEqual([409, 'expired']);
    expect(told(await scan(`17200131`))).toEqual([409, 'expired']);
    expect(told(await scan(''))).toEqual([200, 1]);
  });
});

describe('put back', () => {
  it('is a scan too, into the bin it came from or another; full and unknown bins are refused', async () => {
    const sku = await product();
    const [at, small] = [await bin(), await bin({ capacity: 1 })];
    await lay(sku, at, 3);
    const { fulfillmentId } = await job([{ sku, quantity: 3 }]);
    expect(told(await unpick(fulfillmentId, { sku }))).toEqual([409, 'not_picked']);
    await pick(fulfillmentId, { sku, quantity: 3, location: at });
    expect(told(await unpick(fulfillmentId, { sku }))).toEqual([200, 2]);
    expect(told(await unpick(fulfillmentId, { sku, location: 'no-such-bin' }))).toEqual([409, 'wrong_location']);
    expect(told(await unpick(fulfillmentId, { sku, quantity: 2, location: small }))).toEqual([409, 'bin_full']);
    expect(told(await unpick(fulfillmentId, { sku, location: small }))).toEqual([200, 1]);
    expect(told(await unpick(fulfillmentId, { sku, location: small }))).toEqual([409, 'bin_full']);
    expect(await bins(sku)).toEqual({ [at]: [1, 1], [small]: [1, 1], '@picked': [1, 1] });
    expect(told(await pick(fulfillmentId, { sku, location: small }))).toEqual([200, 2]);
  });
  it('is what was picked for an order that was cancelled, before anybody else is promised it', async () => {
    const sku = await product();
    const [at, small] = [await bin(), await bin({ capacity: 1 })];
    await lay(sku, at, 2, { lot: 'L' });
    const { fulfillmentId, orderId } = await job([{ sku, quantity: 2 }]);
    await pick(fulfillmentId, { sku, quantity: 2, location: at });
    await tower.call(cancelOrder, { params: { orderId }, body: { reason: 'changed mind' } });
    const waiting = await newOrder(tower, { lines: [{ sku, quantity: 1, unitPrice: 1 }] });
    made.add(waiting);
    const order = async () => (await tower.call(getOrder, { params: { orderId: waiting } })).body;
    expect(await order()).toMatchObject({ stage: 'backordered' });
    const { body } = await tower.call(listPutBacks, { query: { warehouse: near } });
    expect(body.items.filter((one) => one.sku === sku)).toEqual([
      { merchant: 'main', warehouse: near, sku, name: 'Thing', lot: 'L', quantity: 2 },
    ]);
    const back = (clientScanId: string, quantity: number, location: string) =>
      tower.call(putBackUnits, { body: { clientScanId, warehouse: near, sku, lot: 'L', quantity, location } });
    expect((await back('p1', 2, small)).body).toMatchObject({ status: 409, code: 'over_capacity' });
    expect((await back('p1', 2, 'no-such-bin')).status).toBe(422);
    expect((await back('p2', 3, at)).body).toMatchObject({ status: 409, code: 'stock_short' });
    expect((await back('p3', 1, at)).body).toEqual({ outcome: 'moved' });
    expect((await back('p3', 1, at)).body).toEqual({ outcome: 'before' });
    expect((await back('p3', 1, small)).body).toMatchObject({ code: 'scan_id_taken' });
    // Another merchant's, laid back by the operator who names nobody: sent again it is still theirs, though none lie there any more.
    const shop = await newMerchant(tower, fresh('back').replace(/-/g, ''), 'Back');
    const headers = { 'gantry-merchant': shop.merchant };
    const theirs = await product([], 'Theirs', headers);
    await lay(theirs, at, 1, { lot: 'L' }, headers);
    const gone = await job([{ sku: theirs, quantity: 1 }], {}, headers);
    await pick(gone.fulfillmentId, { sku: theirs, location: at });
    await tower.call(cancelOrder, { params: { orderId: gone.orderId }, body: { reason: 'changed mind' } });
    const theirBack = () =>
      tower.call(putBackUnits, {
        body: { clientScanId: 'p9', warehouse: near, sku: theirs, lot: 'L', quantity: 1, location: at },
      });
    expect([(await theirBack()).body, (await theirBack()).body]).toEqual([{ outcome: 'moved' }, { outcome: 'before' }]);
    await until(async () => (await order()).stage === 'allocated', { what: 'the next order is served' });
    expect(await bins(sku)).toEqual({ [at]: [1, 1], '@picked': [1, 0] });
  });
});

describe('a short pick', () => {
  const short = (fulfillmentId: string, body: Partial<z.input<(typeof api.shortPick)['body']>>) =>
    tower.call(api.shortPick, {
      params: { fulfillmentId },
      body: { clientScanId: fresh('short'), ...body } as z.input<(typeof api.shortPick)['body']>,
    });
  it('writes units off, promises others wherever there are any, and raises an exception that is settled', async () => {
    const sku = await product();
    const at = await bin();
    await lay(sku, at, 5);
    await lay(sku, '', 1, { warehouse: far });
    const { fulfillmentId, orderId } = await job([{ sku, quantity: 5 }]);
    await pick(fulfillmentId, { sku, quantity: 2, location: at });
    expect(told(await short(fulfillmentId, { sku, location: at, quantity: 4 }))).toEqual([409, 'too_many']);
    expect(told(await short(fulfillmentId, { sku, location: 'elsewhere', quantity: 1 }))).toEqual([
      409,
      'wrong_location',
    ]);
    const { status, body } = await short(fulfillmentId, { clientScanId: 'gone', sku, location: at, quantity: 3 });
    expect([status, body]).toMatchObject([
      200,
      {
        elsewhere: [{ warehouse: far, bin: '', quantity: 1 }],
        waiting: 2,
        fulfillment: { lines: [{ quantity: 2, pickedQuantity: 2 }] },
      },
    ]);
    const again = await short(fulfillmentId, { clientScanId: 'gone', sku, location: at, quantity: 3 });
    expect(again.body).toMatchObject({ exceptionId: body.exceptionId, waiting: 2 });
    expect(await bins(sku)).toEqual({ '': [1, 1], '@picked': [2, 2] });
    const elsewhere = await get(derivedId('ful', [orderId, 2]));
    expect(elsewhere).toMatchObject({ warehouse: far, lines: [{ sku, quantity: 1 }] });
    const list = async (query: Record<string, string>) =>
      (await tower.call(floor.listFloorExceptions, { query })).body.items.filter(
        (one) => one.fulfillmentId === fulfillmentId,
      );
    expect(await list({ kind: 'short_pick', open: 'true' })).toMatchObject([
      { exceptionId: body.exceptionId, orderId, sku, quantity: 3, warehouse: near, settledAt: null },
    ]);
    const settle = (exceptionId: string, key?: string) =>
      tower.call(floor.settleFloorException, { params: { exceptionId }, ...(key ? { key } : {}) });
    const settled = await settle(body.exceptionId);
    expect((await settle(body.exceptionId)).body.settledAt).toBe(settled.body.settledAt);
    const { rows: settlings } = await tower.database.query(
      `SELECT payload ->> 'exceptionId' AS id, payload ->> 'kind' AS kind, correlation_id AS thread, actor NOT LIKE 'system:%' AS named
       FROM event_log WHERE stream_id = $1 AND name = 'fulfillment.exception_settled'`,
      [fulfillmentId],
    );
    expect(settlings).toEqual([{ id: body.exceptionId, kind: 'short_pick', thread: orderId, named: true }]);
    expect(await list({ open: 'true' })).toEqual([]);
    expect((await settle('fex_0')).status).toBe(404);
  });
});

describe('a bin', () => {
  it('takes no more than it holds, however it is split, and a count downwards is accepted (fs-043)', async () => {
    const [sku, other] = [await product(), await product()];
    const at = await bin({ capacity: 10 });
    await lay(sku, at, 9);
    const laid = (quantity: number, what = sku) => move({ kind: 'receipt', sku: what, bin: at, quantity });
    expect([(await laid(1)).status, (await laid(2)).body.code]).toEqual([201, 'over_capacity']);
    expect((await laid(1, other)).body).toMatchObject({ status: 409, code: 'over_capacity' });
    await lay(other, '', 2);
    expect((await move({ kind: 'transfer', sku: other, bin: '', toBin: at, quantity: 1 })).status).toBe(409);
    expect((await move({ kind: 'adjust', sku, bin: at, change: 1, reason: 'found' })).status).toBe(409);
    expect((await move({ kind: 'adjust', sku, bin: at, change: -2, reason: 'counted' })).status).toBe(201);
    expect((await move({ kind: 'transfer', sku: other, bin: '', toBin: at, quantity: 2 })).status).toBe(201);
  });
  it('is filled by two at once no further', async () => {
    const skus = await Promise.all(Array.from({ length: 8 }, () => product()));
    const at = await bin({ capacity: 5 });
    const answers = await Promise.all(skus.map((sku) => move({ kind: 'receipt', sku, bin: at, quantity: 1 })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  });
  it('that a warehouse does not have is refused where it has any', async () => {
    const sku = await product();
    await bin();
    const wrong = await move({ kind: 'receipt', sku, bin: 'no-such-bin', quantity: 1 });
    expect([wrong.status, wrong.body.errors]).toMatchObject([422, [{ path: 'bin' }]]);
    await lay(sku, '', 1);
    const there = await move({ kind: 'transfer', sku, bin: '', toBin: 'no-such-bin', quantity: 1 });
    expect([there.status, there.body.errors]).toMatchObject([422, [{ path: 'toBin' }]]);
    expect((await move({ kind: 'receipt', sku, bin: 'any-bin', quantity: 1, warehouse: far })).status).toBe(201);
  });
});

describe('an outside warehouse that counts in packs', () => {
  const sizes = (sku: string) =>
    tower.call(saveProduct, { body: { sku, name: 'Pad', packs: [{ warehouse: near, size: 6 }] } });
  const send = (fulfillmentId: string) => tower.call(sendJob, { params: { fulfillmentId } });
  type Line = z.input<(typeof reportJob)['body']>['lines'][number];
  const report = (fulfillmentId: string, line: Line, reportId = fresh('rep')) =>
    tower.call(reportJob, { params: { fulfillmentId }, body: { reportId, lines: [line] } });

  it('is sent packs, and what it reports in packs books units, once (fs-032)', async () => {
    const [pad, tea] = [await product(), await product()];
    expect((await sizes(pad)).body).toMatchObject({ outcome: 'changed' });
    const at = await bin();
    await lay(pad, at, 30);
    await lay(tea, at, 5);
    const { fulfillmentId } = await planned([
      { sku: pad, quantity: 24 },
      { sku: tea, quantity: 1 },
    ]);
    expect((await report(fulfillmentId, { sku: pad, packs: 4 })).body).toMatchObject({ status: 409, code: 'not_sent' });
    const sent = await send(fulfillmentId);
    expect([sent.status, sent.body.lines]).toEqual([
      201,
      [
        { sku: pad, name: 'Pad', quantity: 4, packSize: 6, units: 24 },
        { sku: tea, name: 'Thing', quantity: 1, packSize: null, units: 1 },
      ],
    ]);
    expect((await send(fulfillmentId)).status).toBe(200);
    expect((await report(fulfillmentId, { sku: pad, packs: 5 })).body).toMatchObject({ status: 409, code: 'too_many' });
    // Another count of the catalog does not change how a job that was sent is read.
    await tower.call(saveProduct, { body: { sku: pad, name: 'Pad', packs: [{ warehouse: near, size: 4 }] } });
    const name = fresh('rep');
    const done = await report(fulfillmentId, { sku: pad, packs: 4 }, name);
    expect(done.body).toMatchObject({
      outcome: 'counted',
      lines: [{ sku: pad, units: 24, pickedQuantity: 24, lineQuantity: 24 }],
      fulfillment: { status: 'picking' },
    });
    expect((await report(fulfillmentId, { sku: pad, packs: 4 }, name)).body).toMatchObject({ outcome: 'before' });
    expect((await report(fulfillmentId, { sku: pad, packs: 3 }, name)).body.code).toBe('scan_id_taken');
    expect((await report(fulfillmentId, { sku: pad, packs: 1 })).body).toMatchObject({ code: 'line_complete' });
    expect(await bins(pad)).toEqual({ [at]: [6, 0], '@picked': [24, 24] });
    expect((await refusals(fulfillmentId)).map(({ code }) => code)).toEqual(['too_many', 'line_complete']);
  });
  it('is sent no remainder, and another merchant’s job is none', async () => {
    const pad = await product();
    await sizes(pad);
    const at = await bin();
    await lay(pad, at, 30);
    const { fulfillmentId } = await planned([{ sku: pad, quantity: 25 }]);
    const sent = await send(fulfillmentId);
    expect([sent.status, sent.body]).toMatchObject([
      409,
      { code: 'not_whole_packs', detail: expect.stringContaining('1 unit') },
    ]);
    expect((await get(fulfillmentId)).status).toBe('processing');
    const other = await newMerchant(tower, fresh('packs'), 'Packs');
    const foreign = await tower.call(sendJob, { params: { fulfillmentId }, key: other.key });
    expect(foreign.status).toBe(404);
  });
  it('says what came and what was counted in packs as well', async () => {
    const pad = await product();
    await sizes(pad);
    const at = await bin();
    expect((await move({ kind: 'receipt', sku: pad, bin: at, packs: { count: 4 } })).status).toBe(201);
    expect(await bins(pad)).toEqual({ [at]: [24, 0] });
    const count = (packs: { count: number; size?: number }, reference: string) =>
      tower.call(countStock, { body: { reference, lines: [{ sku: pad, warehouse: near, bin: at, packs }] } });
    expect((await count({ count: 3 }, fresh('cnt'))).body.lines).toMatchObject([{ difference: -6, onHand: 18 }]);
    expect((await count({ count: 2, size: 10 }, fresh('cnt'))).body.lines).toMatchObject([{ onHand: 20 }]);
    const bare = await product();
    const unknown = await move({ kind: 'receipt', sku: bare, bin: at, packs: { count: 4 } });
    expect(unknown.body).toMatchObject({ status: 422, errors: [{ path: 'packs.size' }] });
    const neither = await move({ kind: 'receipt', sku: bare, bin: at });
    expect(neither.body).toMatchObject({ errors: [{ path: 'quantity' }] });
    expect((await move({ kind: 'receipt', sku: pad, bin: at, quantity: 5, packs: { count: 1 } })).status).toBe(422);
  });
});

describe('a walk', () => {
  const start = (kind: 'batch' | 'tote', ...members: { fulfillmentId: string; tote?: string }[]) => {
    const named = members.map(({ fulfillmentId, tote }) => ({ fulfillmentId, ...(tote ? { tote } : {}) }));
    return tower.call(api.startWalk, { body: { kind, members: named } });
  };
  const walkPick = (walkId: string, scan: Scan) =>
    tower.call(api.walkScan, {
      params: { walkId },
      body: { clientScanId: fresh('scan'), ...scan } as z.input<(typeof api.walkScan)['body']>,
    });
  it('with totes books to whose tote it is, and a tote that needs none is refused (fs-042)', async () => {
    const sku = await product();
    const at = await bin();
    await lay(sku, at, 4);
    const [a, b] = [await planned([{ sku, quantity: 1 }]), await planned([{ sku, quantity: 1 }])];
    const [t1, t2] = [fresh('T'), fresh('T')];
    const walk = await start(
      'tote',
      { fulfillmentId: a.fulfillmentId, tote: t1 },
      { fulfillmentId: b.fulfillmentId, tote: t2 },
    );
    expect([walk.status, walk.body.stops]).toMatchObject([
      201,
      [
        {
          bin: at,
          sku,
          quantity: 2,
          totes: [
            { tote: t1, quantity: 1 },
            { tote: t2, quantity: 1 },
          ],
        },
      ],
    ]);
    const { walkId } = walk.body;
    const scan = (tote?: string, clientScanId = fresh('scan')) =>
      walkPick(walkId, { clientScanId, sku, location: at, ...(tote ? { tote } : {}) });
    const read = await tower.call(api.readBarcode, { query: { code: t1 } });
    expect(read.body.kind).toBe('tote');
    expect((await scan()).body).toMatchObject({ status: 422, errors: [{ path: 'tote' }] });
    expect(told(await scan('T-of-nobody'))).toEqual([409, 'wrong_tote']);
    const placed = await scan(t2, 'w1');
    expect([told(placed), placed.body.fulfillment.fulfillmentId]).toEqual([[200, 1], b.fulfillmentId]);
    expect((await scan(t2, 'w1')).body).toMatchObject({ outcome: 'before' });
    expect(told(await scan(t2))).toEqual([409, 'wrong_tote']);
    expect((await get(a.fulfillmentId)).lines).toMatchObject([{ pickedQuantity: 0 }]);
    expect(told(await scan(t1))).toEqual([200, 1]);
    expect(told(await scan(t1))).toEqual([409, 'line_complete']);
    expect(await bins(sku)).toEqual({ [at]: [2, 0], '@picked': [2, 2] });
    const c = await planned([{ sku, quantity: 1 }]);
    expect(told(await start('tote', { fulfillmentId: c.fulfillmentId, tote: t1 }))).toEqual([409, 'tote_taken']);
    expect(told(await start('batch', { fulfillmentId: a.fulfillmentId }))).toEqual([409, 'in_another_walk']);
    const ended = await tower.call(api.endWalk, { params: { walkId } });
    expect(ended.body).toMatchObject({ stops: [], endedAt: expect.any(String) });
    expect(told(await scan(t1))).toEqual([409, 'walk_ended']);
    expect((await start('tote', { fulfillmentId: c.fulfillmentId, tote: t1 })).status).toBe(201);
  });
  it('goes by zone, aisle, shelf and bin, and serves merchants in the order of the queue', async () => {
    const other = await newMerchant(tower, fresh('shop').replace(/-/g, ''), 'Shop');
    const headers = { 'gantry-merchant': other.merchant };
    const [b10, b9, a1] = [
      await bin({ zone: 'B', aisle: '10' }),
      await bin({ zone: 'B', aisle: '9' }),
      await bin({ zone: 'A', aisle: '11' }),
    ];
    const code = newGtin();
    const [mine, theirs] = [await product([{ code }]), await product([{ code }], 'Theirs', headers)];
    await lay(mine, b10, 2);
    await lay(theirs, b9, 2, {}, headers);
    const more = await product();
    await lay(more, a1, 6);
    const a = await planned(
      [
        { sku: mine, quantity: 1 },
        { sku: more, quantity: 2 },
      ],
      { shipBy: '2030-01-02T10:00:00Z' },
    );
    const b = await planned([{ sku: theirs, quantity: 1 }], {}, headers);
    const c = await planned([{ sku: more, quantity: 3 }], { shipBy: '2030-01-01T10:00:00Z' });
    const { body: walk, status } = await start('batch', a, b, c);
    expect([status, walk.stops?.map((one) => [one.bin, one.sku, one.quantity])]).toEqual([
      201,
      [
        [a1, more, 5],
        [b9, theirs, 1],
        [b10, mine, 1],
      ],
    ]);
    const { walkId } = walk;
    expect(told(await walkPick(walkId, { barcode: code, location: b9 }))).toEqual([200, 1]);
    expect(told(await walkPick(walkId, { barcode: code, location: b10 }))).toEqual([200, 1]);
    expect(told(await walkPick(walkId, { sku: more, quantity: 6, location: a1 }))).toEqual([409, 'too_many']);
    const taken = await walkPick(walkId, { sku: more, quantity: 4, location: a1 });
    expect(taken.body).toMatchObject({ quantity: 4, fulfillment: { fulfillmentId: c.fulfillmentId } });
    expect((await get(c.fulfillmentId)).lines).toMatchObject([{ pickedQuantity: 3 }]);
    expect(told(await walkPick(walkId, { sku: 'nobody', location: a1 }))).toEqual([409, 'not_in_job']);
    const seen = await tower.call(api.getWalk, { params: { walkId }, key: other.key });
    expect([seen.body.members.map((one) => one.fulfillmentId), seen.body.stops]).toEqual([[b.fulfillmentId], []]);
    const listed = await tower.call(api.listWalks, { query: { open: 'true', warehouse: near }, key: other.key });
    expect(listed.body.items.map((one) => one.walkId)).toEqual([walkId]);
    const stranger = await newMerchant(tower, fresh('none').replace(/-/g, ''), 'None');
    expect((await tower.call(api.getWalk, { params: { walkId }, key: stranger.key })).status).toBe(404);
    expect((await tower.call(api.endWalk, { params: { walkId }, key: stranger.key })).status).toBe(404);
    // Who serves one of its members sees the walk, and does not end it under the others.
    const theirEnd = await tower.call(api.endWalk, { params: { walkId }, key: other.key });
    expect([theirEnd.status, theirEnd.body]).toMatchObject([403, { code: 'walk_of_others' }]);
    expect((await tower.call(api.getWalk, { params: { walkId } })).body.endedAt).toBeNull();
    // They are told who picks with them, and nobody else’s name.
    const picker = walk.picker;
    const namesAs = async (key: string) =>
      (await tower.call(floorNames, { query: { workers: picker }, key })).body.workers.map(({ worker }) => worker);
    expect([await namesAs(other.key), await namesAs(stranger.key)]).toEqual([[picker], []]);
    expect((await tower.call(api.endWalk, { params: { walkId } })).body.endedAt).not.toBeNull();
  });
  it('is refused with what is wrong of its members', async () => {
    const sku = await product();
    await lay(sku, '', 3);
    await lay(sku, '', 3, { warehouse: far });
    const one = await planned([{ sku, quantity: 1 }]);
    const none = await start('tote', one);
    expect([none.status, none.body.errors]).toMatchObject([422, [{ path: 'members.0.tote' }]]);
    const twice = await start('batch', one, one);
    expect([twice.status, twice.body.errors]).toMatchObject([422, [{ path: 'members.1.fulfillmentId' }]]);
    const nobody = await start('batch', { fulfillmentId: 'ful_0' });
    expect([nobody.status, nobody.body.errors]).toMatchObject([422, [{ path: 'members.0.fulfillmentId' }]]);
    expect(told(await start('batch', await pending([{ sku, quantity: 1 }])))).toEqual([409, 'illegal_step']);
  });
});

it('the test of a scanner says what a scan would be taken for', async () => {
  const [unit, box] = [newGtin(), newGtin()];
  const sku = await product([{ code: unit }, { code: box, kind: 'case', quantity: 6 }], 'Lamp');
  const at = await bin();
  const read = async (code: string) => (await tower.call(api.readBarcode, { query: { code, warehouse: near } })).body;
  expect(await read(unit)).toMatchObject({ kind: 'product', sku, name: 'Lamp', units: 1, certain: true });
  expect(await read(`01${box.padStart(14, '0')}1730010010AB1721X`)).toMatchObject({
    kind: 'product',
    sku,
    units: 6,
    lot: 'AB1721X',
    expiresOn: '2030-01-31',
    certain: false,
  });
  expect(await read(`02${unit.padStart(14, '0')}3724`)).toMatchObject({ sku, units: 24 });
  expect(await read(sku)).toMatchObject({ kind: 'product', sku });
  expect(await read(at)).toMatchObject({ kind: 'location' });
  expect(await read(`${unit.slice(0, -1)}${(Number(unit.at(-1)) + 1) % 10}`)).toMatchObject({ kind: 'misread' });
  expect(await read('nothing-of-the-kind')).toMatchObject({ kind: 'unknown', sku: null });
});
