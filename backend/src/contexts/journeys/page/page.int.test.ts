/** The customer's page over HTTP: what strangers get, what they do not get, and how merchants dress it. */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { configureBrand, listBrands, lookupTracking, publicTracking } from '@gantry/shared/api/tracking-page';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectCarrier,
  fresh,
  newOrder,
  newShipment,
  orderBody,
  postScans,
  timelineWhen,
} from '../../../../test/doings.ts';
import { startFreshTower, type TestTower } from '../../../../test/tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startFreshTower();
  await connectCarrier(tower);
});
afterAll(() => tower?.stop());

let visitors = 0;
/** Somebody at an address of their own. */
const stranger = () => ({ key: null, headers: { 'x-forwarded-for': `198.51.100.${++visitors}` } });
type Lookup = Parameters<typeof tower.call<typeof lookupTracking>>[1];
const find = (body: NonNullable<Lookup>['body'], from = stranger()) =>
  tower.call(lookupTracking, { ...(body === undefined ? {} : { body }), ...from });

/** An order, its number, and a shipment of it. */
const shipped = async (change: Parameters<typeof newOrder>[1] = {}) => {
  const orderNumber = fresh('Order');
  const orderId = await newOrder(tower, { ...change, number: orderNumber });
  return { orderNumber, ...(await newShipment(tower, { orderId })) };
};
/** What an answer says, without what differs from one to the next by itself. */
const told = async (response: Response) => ({
  status: response.status,
  headers: [...response.headers.keys()].filter((name) => !['date', 'x-request-id'].includes(name)).sort(),
  body: (await response.text()).replace(/urn:uuid:[0-9a-f-]{36}/, 'urn:uuid:x'),
});
const post = (endpoint: Endpoint, body: unknown, headers: Record<string, string> = stranger().headers) =>
  fetch(`${tower.origin}${endpoint.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('finding a link', () => {
  it('takes the order number with e-mail or postal code, however they are written', async () => {
    const { orderNumber, trackingToken, shipmentId } = await shipped();
    await timelineWhen(tower, shipmentId);
    const items = [{ token: trackingToken, carrier: 'Acme Parcels', status: 'label_created' }];
    for (const [written, factor] of [
      [orderNumber, { email: 'ursula.quimby@example.invalid' }],
      [` #${orderNumber.toUpperCase()} `, { email: ' Ursula.QUIMBY@example.invalid' }],
      [orderNumber.toLowerCase(), { postalCode: '41 001' }],
      [`# ${orderNumber}`, { postalCode: '41-001' }],
    ] as const)
      expect(await find({ orderNumber: written, ...factor }), written).toMatchObject({ status: 200, body: { items } });
  });
  it('answers wrong and absent alike, byte for byte', async () => {
    const { orderNumber: number, shipmentId } = await shipped();
    await timelineWhen(tower, shipmentId);
    const wrong = await told(await post(lookupTracking, { orderNumber: number, email: 'someone@example.invalid' }));
    const absent = await told(await post(lookupTracking, { orderNumber: fresh('None'), postalCode: '41001' }));
    expect(wrong).toMatchObject({ status: 404, body: expect.stringContaining('"code":"no_match"') });
    expect(absent).toEqual(wrong);
    expect(wrong.body).not.toMatch(new RegExp(`${number}|acme|Quimby`, 'i'));
    for (const orderNumber of ['%', '*', '_', "' OR 1=1 --", '\\'])
      expect((await find({ orderNumber, postalCode: '41001' })).status, orderNumber).toBe(404);
  });
  it('needs exactly one second factor', async () => {
    for (const body of [{ orderNumber: 'A' }, { orderNumber: 'A', email: 'a@b.c', postalCode: '41001' }])
      expect(await find(body)).toMatchObject({ status: 422, body: { errors: [{ path: 'email' }] } });
    expect((await find({ orderNumber: 'A', postalCode: '41001', name: 'x' } as never)).status).toBe(422);
  });
  it('lets an address try ten times, and says when it may again', async () => {
    const from = stranger();
    for (let n = 0; n < 10; n++)
      expect((await find({ orderNumber: fresh('None'), postalCode: '41001' }, from)).status).toBe(404);
    const { orderNumber: number } = await shipped();
    const refused = await find({ orderNumber: number, postalCode: '41001' }, from);
    expect(refused).toMatchObject({ status: 429, body: { code: 'slow_down' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(900);
    expect((await find({ orderNumber: number, postalCode: '41001' })).status).toBe(200);
    // What the address says of those before it is for whoever trusts them; it is still the same address.
    const forged = { 'x-forwarded-for': `192.0.2.9, ${from.headers['x-forwarded-for']}` };
    expect((await find({ orderNumber: number, postalCode: '41001' }, { key: null, headers: forged })).status).toBe(429);
  });
  it('lets an order number be tried five times, whoever tries and whether it exists', async () => {
    const { orderNumber: number } = await shipped();
    for (const orderNumber of [number, fresh('None')]) {
      for (let n = 0; n < 5; n++)
        expect(
          (await find({ orderNumber: n % 2 ? orderNumber : orderNumber.toUpperCase(), postalCode: 'no' })).status,
        ).toBe(404);
      const refused = await find({ orderNumber, postalCode: '41001' });
      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });
});

describe('a link', () => {
  it('that nobody has is looked for twenty times a minute from one address', async () => {
    const from = stranger();
    const { trackingToken, shipmentId } = await newShipment(tower);
    await timelineWhen(tower, shipmentId);
    const ask = (token: string, who = from) => tower.call(publicTracking, { params: { token }, ...who });
    for (let n = 0; n < 30; n++) expect((await ask(trackingToken)).status).toBe(200);
    for (let n = 0; n < 20; n++) expect((await ask(`${trackingToken.slice(0, -3)}${n}`)).status).toBe(404);
    const refused = await ask(trackingToken);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(trackingToken, stranger())).status).toBe(200);
  });
  it('shows nothing of the person, whatever the order and the carrier say of her', async () => {
    const plants = {
      name: 'Ottoline Featherstone',
      company: 'Featherstone Brothers',
      street: '13 Hangman Court',
      phone: '+34 655 998 877',
      email: 'ottoline@featherstone.invalid',
      by: 'Bartholomew Grigg',
    };
    const said = orderBody();
    const shipTo = {
      ...said.shipTo,
      name: plants.name,
      company: plants.company,
      lines: [plants.street],
      phone: plants.phone,
      email: plants.email,
    };
    const customer = { email: plants.email };
    const { orderNumber, number: parcel, shipmentId, trackingToken } = await shipped({ shipTo, customer });
    await timelineWhen(tower, shipmentId);
    const at = (hour: number): string => `2026-11-16T${hour}:00:00Z`;
    await postScans(
      tower,
      { number: parcel, code: 'PU', at: at(10), city: `${plants.street}, Sevilla`, country: 'ES', text: plants.name },
      {
        number: parcel,
        code: 'IT',
        at: at(11),
        city: plants.name,
        country: 'ES',
        text: `${plants.by} ${plants.phone}`,
      },
      { number: parcel, code: 'LATE', at: at(12), city: 'Córdoba', country: 'ES', text: plants.email },
      { number: parcel, code: plants.name, at: at(13), city: 'Sevilla', country: 'ES', text: plants.by },
      { number: parcel, code: 'OK', at: at(14), city: 'Sevilla', country: 'ES', text: `received by ${plants.by}` },
    );
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'delivered');
    const page = await fetch(`${tower.origin}/api/logistics/tracking/${trackingToken}`, stranger());
    const bytes = `${await page.text()} ${JSON.stringify([...page.headers])}`;
    const found = await (await post(lookupTracking, { orderNumber, email: plants.email })).text();
    expect(bytes).toContain('"status":"delivered"');
    expect(bytes).toContain('Córdoba, ES');
    expect(found).toContain(trackingToken);
    const words = Object.values(plants).flatMap((text) => text.split(' ').filter((word) => word.length > 4));
    for (const plant of [...Object.values(plants), ...words, '41001', '37.38283', orderNumber])
      for (const answer of [bytes, found]) expect(answer.includes(plant), `${plant} in ${answer}`).toBe(false);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });
});

const pictureOf = async (width: number, red: number): Promise<string> => {
  const image = sharp({ create: { width, height: 80, channels: 3, background: { r: red, g: 20, b: 20 } } });
  return `data:image/jpeg;base64,${(await image.jpeg().toBuffer()).toString('base64')}`;
};
const dress = (channel: string, body: object) =>
  tower.call(configureBrand, { params: { channel }, body: body as { name: string } });
const logo = (path: string, headers: Record<string, string> = {}) => fetch(`${tower.origin}${path}`, { headers });
const eventsOf = async (channel: string): Promise<number> => {
  const { rows } = await tower.database.query("SELECT 1 FROM event_log WHERE stream = 'brand' AND stream_id = $1", [
    channel,
  ]);
  return rows.length;
};

describe('brands', () => {
  it('dress the pages of their channel, the default all others', async () => {
    const one = await newShipment(tower, { orderId: await newOrder(tower, { channel: 'branded' }) });
    await timelineWhen(tower, one.shipmentId);
    const brandOf = async () =>
      (await tower.call(publicTracking, { params: { token: one.trackingToken }, ...stranger() })).body.brand;
    expect(await brandOf()).toBeNull();
    await dress('default', { name: 'House' });
    expect(await brandOf()).toMatchObject({ name: 'House', accent: '#0072b2', logo: null });
    const body = {
      name: 'Shop',
      accent: '#aa0033',
      website: 'https://shop.example/',
      embedOrigins: ['https://shop.example'],
    };
    expect(await dress('branded', body)).toMatchObject({
      status: 200,
      body: { ...body, hasLogo: false, logoVersion: 0 },
    });
    expect(await brandOf()).toMatchObject({ name: 'Shop', embedOrigins: ['https://shop.example'], logo: null });
    const { body: listed } = await tower.call(listBrands);
    expect(listed.items.map(({ channel }) => channel)).toEqual(['branded', 'default']);
  });
  it('serve their logo as our own PNG, cached by its version', async () => {
    const path = '/api/logistics/tracking/brands/pictured/logo';
    expect((await logo(path)).status).toBe(404);
    const first = await dress('pictured', { name: 'P', logo: await pictureOf(900, 200) });
    expect(first).toMatchObject({ status: 200, body: { hasLogo: true, logoVersion: 1 } });
    const shown = await logo(`${path}?v=1`);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
      etag: '"1"',
    });
    expect(await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).toMatchObject({ format: 'png', width: 512 });
    expect((await logo(path)).headers.get('cache-control')).toBe('public, no-cache');
    const again = await logo(path, { 'if-none-match': '"1"' });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    expect((await fetch(`${tower.origin}${path}`, { method: 'POST' })).status).toBe(405);
    expect((await logo('/api/logistics/tracking/brands/NOT%20ONE/logo')).status).toBe(404);
  });
  it('change only when something changes; the logo goes when it is taken away', async () => {
    const picture = await pictureOf(60, 10);
    await dress('steady', { name: 'S', logo: picture });
    await dress('steady', { name: 'S', logo: picture });
    await dress('steady', { name: 'S' });
    expect(await eventsOf('steady')).toBe(1);
    expect((await dress('steady', { name: 'S', logo: await pictureOf(60, 90) })).body).toMatchObject({
      logoVersion: 2,
    });
    const path = '/api/logistics/tracking/brands/steady/logo';
    expect((await logo(path, { 'if-none-match': '"1"' })).status).toBe(200);
    expect((await dress('steady', { name: 'S', logo: null })).body).toMatchObject({ hasLogo: false, logoVersion: 3 });
    expect((await logo(path)).status).toBe(404);
    const many = await Promise.all(
      Array.from({ length: 8 }, (_, n) => dress('raced', { name: `R${n}`, logo: picture })),
    );
    expect(many.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect((await dress('raced', { name: 'R' })).body).toMatchObject({ logoVersion: 1 });
  });
  it.each([
    ['accent', { accent: 'red' }],
    ['name', { name: ' ' }],
    ['website', { website: 'javascript:alert(1)' }],
    ['website', { website: 'http://shop.example' }],
    ['supportUrl', { supportUrl: 'data:text/html,x' }],
    ['embedOrigins.0', { embedOrigins: ['https://shop.example/path'] }],
    ['logo', { logo: 'data:image/svg+xml;base64,PHN2Zy8+' }],
    ['logo', { logo: 'data:image/png;base64,PHN2Zy8+' }],
    ['logo', { logo: 'https://shop.example/logo.png' }],
  ])('refuse %s in %j, and keep nothing of it', async (path, wrong) => {
    const { status, body } = await dress('refused', { name: 'R', ...wrong });
    expect([status, (body as unknown as { errors: { path: string }[] }).errors.map((one) => one.path)]).toEqual([
      422,
      [path],
    ]);
    expect(await eventsOf('refused')).toBe(0);
  });
  it('are nobody’s but a manager’s', async () => {
    const { status } = await tower.call(configureBrand, { params: { channel: 'x' }, body: { name: 'X' }, key: null });
    expect(status).toBe(401);
    expect((await tower.call(listBrands, { key: null })).status).toBe(401);
  });
});
