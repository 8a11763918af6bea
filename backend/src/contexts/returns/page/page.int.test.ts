/** Returns asked for on the tracking page, and the photos that go with them: what is taken, what is refused, who sees it, how it ends. */
import { saveWarehouse } from '@gantry/shared/api/inventory/places';
import { eraseSubject, exportSubject, findSubjects } from '@gantry/shared/api/privacy';
import { customersReturns, requestReturnOnPage } from '@gantry/shared/api/returns/customers';
import { getReturnPhoto, photoOnPage, sendPhotoOnPage, sendReturnPhoto } from '@gantry/shared/api/returns/photos';
import { listReturns } from '@gantry/shared/api/returns/staff';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asker, allAskers } from '../../../../test/askers.ts';
import { connectCarrier, fresh, newOrder, newShipment, postScans, timelineWhen } from '../../../../test/doings.ts';
import { givenWorld } from '../../../../test/sandbox-actors.ts';
import { adminKey, startTestTower, type TestTower, until } from '../../../../test/tower.ts';
import { openReturning } from '../../../sandbox/actors/returning.ts';
import { openTower } from '../../../sandbox/tower.ts';

let tower: TestTower;
let askers: Asker[];
beforeAll(async () => {
  tower = await startTestTower();
  await connectCarrier(tower);
  ({ askers } = await allAskers(tower));
});
afterAll(() => tower?.stop());

let visitors = 0;
/** Somebody at an address of their own. */
const stranger = () => ({ 'x-forwarded-for': `198.51.100.${++visitors}` });
const lines = [
  { sku: 'NO-STOCK-1', name: 'Lamp for Quimby', quantity: 3, unitPrice: 2_500 },
  { sku: 'NO-STOCK-2', name: 'Shade', quantity: 1, unitPrice: 900 },
];

/** A parcel that was delivered lately (or is on its way), with the link to its page. */
const parcel = async ({ delivered = true, email = `${fresh('somebody')}@example.invalid` } = {}) => {
  const now = Date.now();
  const at = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
  const orderId = await newOrder(tower, { lines, customer: { email }, placedAt: at(80) });
  const shipment = await newShipment(tower, { orderId, createdAt: at(72) });
  if (delivered) await postScans(tower, { number: shipment.number, code: 'OK', at: at(24) });
  await timelineWhen(tower, shipment.shipmentId, ({ standing }) => !delivered || standing.status === 'delivered');
  const token = shipment.trackingToken;
  await until(
    async () => {
      const { body } = await page(token);
      return body.lines.every(({ shipped, lineId }) => shipped === (lineId === '1' ? 3 : 1)) ? body : undefined;
    },
    { what: 'the goods to have left' },
  );
  return { ...shipment, token, email };
};
const page = (token: string) => tower.call(customersReturns, { params: { token }, key: null, headers: stranger() });
type Request = NonNullable<Parameters<typeof tower.call<typeof requestReturnOnPage>>[1]>['body'];
const ask = (token: string, change: Partial<NonNullable<Request>> = {}, headers = stranger()) =>
  tower.call(requestReturnOnPage, {
    params: { token },
    body: { requestId: fresh('ask'), lines: [{ lineId: '1', quantity: 1, reason: 'damaged' }], ...change },
    key: null,
    headers,
  });

const filled = (path: string, values: Record<string, string>) =>
  path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
const photo = () =>
  sharp({ create: { width: 120, height: 80, channels: 3, background: 'teal' } })
    .withExif({ IFD0: { Artist: 'Ursula Quimby' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '40/1 25/1 2/1' } })
    .jpeg()
    .toBuffer();
const upload = async (token: string, bytes: Buffer, headers: Record<string, string> = {}) => {
  const response = await fetch(tower.origin + filled(sendPhotoOnPage.path, { token }), {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', ...stranger(), ...headers },
    body: new Uint8Array(bytes),
  });
  const body = (await response.json()) as {
    uploadId: string;
    code?: string;
    errors?: { path: string; message: string }[];
  };
  return { status: response.status, type: response.headers.get('content-type'), body };
};
const seen = (path: string, headers: Record<string, string> = {}) => fetch(tower.origin + path, { headers });
const asManager = { authorization: `Bearer ${adminKey}` };
const headersOf = (name: string): Record<string, string> =>
  (askers.find((one) => one.name === name)?.headers ?? expect.unreachable(name)) as Record<string, string>;

describe('what may come back', () => {
  it('is said with the lines, or why nothing may', async () => {
    const under = await parcel({ delivered: false });
    expect((await page(under.token)).body).toMatchObject({ why: 'not_delivered', returns: [] });
    const { token } = await parcel();
    const { body } = await page(token);
    expect(body.why).toBeNull();
    expect(body.lines.map(({ name, returnable }) => [name, returnable])).toEqual([
      ['NO-STOCK-1', 3],
      ['NO-STOCK-2', 1],
    ]);
    expect(body.reasons).not.toContain('undeliverable');
    expect(JSON.stringify(body)).not.toContain('Quimby');
    expect((await page('nobody-has-this-link')).status).toBe(404);
  });
});

describe('the people of the sandbox', () => {
  it('ask for returns, and its clerks allow them, take them in, look at them, pay them back and close them', async () => {
    const site = { name: 'Home', address: { city: 'Madrid', country: 'ES' } };
    for (const warehouse of [fresh('home'), fresh('home')])
      await tower.call(saveWarehouse, { body: { warehouse, ...site } });
    const { token, orderId } = await parcel();
    const began = Date.now();
    const line = openTower({ origin: tower.origin, key: adminKey });
    const actor = await openReturning(givenWorld(line, began));
    // One of a hundred customers of this link regrets it; they were told of it days ago.
    for (let i = 0; i < 100; i++)
      actor.hear(
        {
          what: 'customer_told',
          trackingUrl: `/track/${token}`,
          orderNumber: `SB-${i}`,
          home: {},
          postalCode: '1',
          at: began - 8 * 86_400_000,
        },
        began,
      );
    const seen = new Set<string>();
    for (let hours = 12; !seen.has('closed'); hours += 12) {
      if (hours > 200) expect.unreachable(`closed: it is ${[...seen]}`);
      const now = began + hours * 3_600_000;
      // Whoever does something again does so after this look.
      while (actor.due(now, 'now') <= now) await actor.act(now, 'now');
      const { body } = await tower.call(listReturns, { query: { limit: 200 } });
      const mine = body.items.filter((one) => one.orderId === orderId);
      for (const { state } of mine) seen.add(state);
      expect(mine.length).toBeLessThanOrEqual(1);
    }
    const { body } = await tower.call(listReturns, { query: { limit: 200 } });
    const { rows } = await tower.database.query<{ name: string }>(
      `SELECT DISTINCT name FROM event_log WHERE stream = 'return' AND stream_id = $1`,
      [body.items.find((one) => one.orderId === orderId)?.returnId],
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(
      ['authorized', 'closed', 'inspected', 'received', 'refund_changed', 'requested'].map((one) => `returns.${one}`),
    );
    await line.close();
  });
});

describe('a customer', () => {
  it('asks once, however often it is sent, and never for more than was delivered', async () => {
    const { token } = await parcel();
    const requestId = fresh('twice');
    const both = await Promise.all([ask(token, { requestId }), ask(token, { requestId })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(both[0].body.number).toBe(both[1].body.number);
    expect((await page(token)).body.returns).toHaveLength(1);
    const tooMany = await ask(token, { lines: [{ lineId: '1', quantity: 3, reason: 'other' }] });
    expect([tooMany.status, tooMany.body.code]).toEqual([409, 'more_than_shipped']);
    expect((await ask(token, { lines: [{ lineId: '9', quantity: 1, reason: 'other' }] })).status).toBe(422);
    const under = await parcel({ delivered: false });
    expect((await ask(under.token)).body.code).toBe('not_delivered');
    expect(
      (await ask(token, { lines: [{ lineId: '1', quantity: 1, reason: 'undeliverable' as 'other' }] })).status,
    ).toBe(422);
  });
  it('is slowed down, by page and by address', async () => {
    const { token } = await parcel();
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push((await ask(token, { requestId: 'the same' })).status);
    expect(statuses.slice(0, 10)).toEqual([201, ...Array(9).fill(200)]);
    expect(statuses[10]).toBe(429);
    const from = { 'x-forwarded-for': '203.0.113.77' };
    const tried = [];
    for (let i = 0; i < 21; i++) tried.push((await ask('no-such-link-here', {}, from)).status);
    expect(tried.at(0)).toBe(404);
    expect(tried.at(-1)).toBe(429);
  });
});

describe('a photo', () => {
  it('is kept drawn anew and sealed, part of the return that names it, seen by its customer and its merchant’s staff only', async () => {
    const { token, orderId } = await parcel();
    const other = await parcel();
    const sent = await upload(token, await photo());
    expect(sent.status).toBe(201);
    const { uploadId } = sent.body;
    const onPage = filled(photoOnPage.path, { token, uploadId });
    const shown = await seen(onPage);
    expect(shown.status).toBe(200);
    expect(
      Object.fromEntries(
        ['content-type', 'x-content-type-options', 'cache-control', 'content-security-policy'].map((name) => [
          name,
          shown.headers.get(name),
        ]),
      ),
    ).toEqual({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    });
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 120 });
    expect(bytes.includes('Quimby')).toBe(false);
    const again = await seen(onPage, {
      'if-none-match': shown.headers.get('etag') ?? '',
      'cache-control': 'max-age=0',
    });
    expect(again.status).toBe(304);
    const { rows } = await tower.database.query('SELECT * FROM uploads WHERE id = $1', [uploadId]);
    expect(rows[0]).toMatchObject({ context: 'returns', owner: orderId, merchant: 'main', attached_to: null });
    expect(rows[0].expires_at.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    expect(rows[0].sealed.includes('WEBP')).toBe(false);

    // Of another page it is neither seen nor named.
    expect((await seen(filled(photoOnPage.path, { token: other.token, uploadId }))).status).toBe(404);
    const stolen = await ask(other.token, { photos: [uploadId] });
    expect([stolen.status, stolen.body.errors]).toEqual([
      422,
      [{ path: 'photos.0', message: 'is no picture that was sent for this' }],
    ]);
    expect((await page(other.token)).body.returns).toEqual([]);

    const asked = await ask(token, { photos: [uploadId] });
    expect(asked.status).toBe(201);
    const { rows: attached } = await tower.database.query('SELECT attached_to, expires_at FROM uploads WHERE id = $1', [
      uploadId,
    ]);
    expect(attached[0]).toMatchObject({ attached_to: expect.stringMatching(/^rma_/), expires_at: null });
    const returnId = String(attached[0].attached_to);
    const forStaff = filled(getReturnPhoto.path, { returnId, uploadId });
    expect((await seen(forStaff, asManager)).status).toBe(200);
    expect((await seen(forStaff, headersOf('other merchant'))).status).toBe(404);
    expect((await seen(forStaff)).status).toBe(401);
    expect((await seen(filled(getReturnPhoto.path, { returnId: 'rma_0', uploadId }), asManager)).status).toBe(404);
    // What belongs to a return already belongs to no second one.
    expect((await ask(token, { photos: [uploadId] })).status).toBe(422);
  });
  it('that is none is refused with what it is', async () => {
    const { token, orderId } = await parcel();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const refused = await upload(token, svg);
    expect(refused).toMatchObject({
      status: 422,
      type: 'application/problem+json; charset=utf-8',
      body: {
        code: 'not_a_picture',
        errors: [{ path: 'picture', message: 'is an SVG drawing; send JPEG, PNG or WebP' }],
      },
    });
    const zip = Buffer.concat([await photo(), Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
    expect((await upload(token, zip)).body.errors?.[0]?.message).toContain('an archive in one');
    expect((await upload(token, Buffer.alloc(10 * 1024 * 1024 + 1, 1))).status).toBe(413);
    expect((await upload(token, Buffer.alloc(0))).status).toBe(422);
    expect((await upload(token, await photo(), { 'content-type': 'application/zip' })).status).toBe(415);
    expect((await upload(token, await photo(), { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await upload('nobody-has-this-link', await photo())).status).toBe(404);
    const { rows } = await tower.database.query('SELECT count(*)::int AS n FROM uploads WHERE owner = $1', [orderId]);
    expect(rows[0].n).toBe(0);
  });
  it('is taken from staff for an order of theirs, and counted from a page', async () => {
    const { token, orderId } = await parcel();
    const send = async (headers: Record<string, string>) =>
      (
        await fetch(tower.origin + filled(sendReturnPhoto.path, { orderId }), {
          method: 'POST',
          headers: { 'content-type': 'image/png', ...headers },
          body: new Uint8Array(await photo()),
        })
      ).status;
    expect([await send(asManager), await send(headersOf('other merchant')), await send({})]).toEqual([201, 404, 401]);
    const bytes = await photo();
    const statuses: number[] = [];
    for (let i = 0; i < 21; i++) statuses.push((await upload(token, bytes)).status);
    // One is there already: with twenty nobody needs more; and no page may try more often than that in an hour.
    expect(statuses.slice(0, 19)).toEqual(Array(19).fill(201));
    expect(statuses.slice(19)).toEqual([409, 429]);
  });
  it('is handed out and erased with its person, and nothing more is taken in of them', async () => {
    const { token, orderId, email } = await parcel();
    const { uploadId } = (await upload(token, await photo())).body;
    expect((await ask(token, { photos: [uploadId] })).status).toBe(201);
    const [subject] = (await tower.call(findSubjects, { body: { email } })).body.items;
    const params = { subjectId: subject?.subjectId ?? '' };
    const { messages } = (await tower.call(exportSubject, { params })).body;
    const kept = messages.find(({ kind }) => kind === 'picture');
    expect(Buffer.from(String(kept?.base64), 'base64').subarray(8, 12).toString()).toBe('WEBP');
    expect((await tower.call(eraseSubject, { params, body: { reason: 'test_data' } })).status).toBe(200);
    const { rows } = await tower.database.query('SELECT id FROM uploads WHERE owner = $1', [orderId]);
    expect(rows).toEqual([]);
    expect((await seen(filled(photoOnPage.path, { token, uploadId }))).status).toBe(404);
    expect((await upload(token, await photo())).body.code).toBe('erased');
    // What is asked for afterwards is a return without a word of whoever asks, and makes them no key.
    const late = await ask(token, { note: 'Ursula was here' });
    expect(late.status).toBe(201);
    const said = await tower.database.query(
      `SELECT (SELECT count(*) FROM privacy_keys WHERE subject = $1 AND destroyed_at IS NULL)::int AS keys,
         (SELECT count(*) FROM returns WHERE order_id = $2 AND (sealed IS NOT NULL OR note <> ''))::int AS words`,
      [subject?.subjectId, orderId],
    );
    expect(said.rows).toEqual([{ keys: 0, words: 0 }]);
  });
  it('that is still on its way when its person is erased does not bring them back', async () => {
    const { token, orderId, email } = await parcel();
    const bytes = await photo();
    let finish = (): void => undefined;
    const slow = new ReadableStream<Uint8Array>({
      start: (line) => {
        line.enqueue(new Uint8Array(bytes.subarray(0, 100)));
        finish = () => {
          line.enqueue(new Uint8Array(bytes.subarray(100)));
          line.close();
        };
      },
    });
    const sending = fetch(tower.origin + filled(sendPhotoOnPage.path, { token }), {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg', ...stranger() },
      body: slow,
      duplex: 'half',
    } as RequestInit);
    // Another that came later is taken in: the first was admitted by then.
    expect((await upload(token, bytes)).status).toBe(201);
    const [subject] = (await tower.call(findSubjects, { body: { email } })).body.items;
    const params = { subjectId: subject?.subjectId ?? '' };
    expect((await tower.call(eraseSubject, { params, body: { reason: 'test_data' } })).status).toBe(200);
    finish();
    expect((await sending).status).toBe(409);
    const { rows } = await tower.database.query('SELECT id FROM uploads WHERE owner = $1', [orderId]);
    expect(rows).toEqual([]);
  });
});
