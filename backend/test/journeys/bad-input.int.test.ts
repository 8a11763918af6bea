/** Bad input: always a clear problem with the paths of the fields at fault, never a stack, never half a write. */
import { problem } from '@gantry/shared/api/endpoint';
import { listOrders, placeOrder } from '@gantry/shared/api/orders';
import { timelineByNumber } from '@gantry/shared/api/shipments';
import { listEvents, listExceptions } from '@gantry/shared/api/tracking';
import { publicTracking } from '@gantry/shared/api/tracking-page';
import { listTrash } from '@gantry/shared/api/trash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderBody } from '../doings.ts';
import { adminKey, startFreshTower, type TestTower } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startFreshTower();
});
afterAll(() => tower?.stop());

type Told = { status: number; code: string; paths: string[]; detail: string };
const told = async (response: Response): Promise<Told> => {
  const text = await response.text();
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b|prisma|postgres|SELECT/i);
  const { status, code, errors = [], detail = '' } = problem.parse(JSON.parse(text));
  expect(status).toBe(response.status);
  return { status, code, paths: errors.map(({ path }) => path), detail };
};
const send = async (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  path = placeOrder.path,
) =>
  told(
    await fetch(tower.origin + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json', ...headers },
      body,
    }),
  );
const get = async (path: string) =>
  told(await fetch(tower.origin + path, { headers: { authorization: `Bearer ${adminKey}` } }));
const orders = async (): Promise<number> => {
  const { rows } = await tower.database.query(
    'SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM trashed_messages) AS n',
  );
  return Number(rows[0]?.n);
};
const changed = (change: object): string => JSON.stringify({ ...orderBody(), ...change });

describe('fields', () => {
  const line = { sku: 'S', quantity: 1, unitPrice: 1 };
  it.each([
    ['nothing at all', '{}', ['channel', 'externalId', 'customer', 'shipTo', 'lines', 'currency']],
    ['a field nobody knows', changed({ colour: 'red' }), ['colour']],
    [
      'fields nobody knows, deeper',
      changed({
        customer: { naem: 'x' },
        shipTo: { city: 'X', country: 'ES', zip: '1' },
        lines: [{ ...line, colour: 1 }],
      }),
      ['customer.naem', 'shipTo.zip', 'lines.0.colour'],
    ],
    [
      'numbers out of bounds',
      changed({
        lines: [
          { ...line, quantity: 0 },
          { ...line, unitPrice: -1 },
          { ...line, quantity: 1e9 },
        ],
      }),
      ['lines.0.quantity', 'lines.1.unitPrice', 'lines.2.quantity'],
    ],
    [
      'numbers that are none',
      changed({ total: 1.5, lines: [{ ...line, quantity: '2' }] }),
      ['lines.0.quantity', 'total'],
    ],
    ['texts too long', changed({ externalId: 'x'.repeat(121), number: '' }), ['externalId', 'number']],
    ['a time that is none', changed({ placedAt: 'yesterday', deliverBy: '2026-02-30' }), ['placedAt', 'deliverBy']],
    [
      'times beyond all stores and calendars',
      changed({ placedAt: '9999-12-31T23:59:59-12:00', deliverBy: '0000-01-01', shipBy: '9999-01-01T00:00:00Z' }),
      ['placedAt', 'deliverBy', 'shipBy'],
    ],
    ['a zone that is none', changed({ timeZone: 'Mars/Olympus' }), ['timeZone']],
    ['a country that is none', changed({ shipTo: { city: 'X', country: 'Spain' } }), ['shipTo.country']],
    ['an e-mail that is none', changed({ customer: { email: 'nobody' } }), ['customer.email']],
    ['a currency that is none', changed({ currency: 'euro' }), ['currency']],
    ['too many lines', changed({ lines: Array.from({ length: 501 }, () => line) }), ['lines']],
    ['a list', '[]', ['']],
    ['U+0000 in a text', changed({ number: 'a\u0000b' }), ['number']],
    ['half a character', changed({ lines: [{ ...line, name: 'x' }] }).replace('"x"', '"\\ud83d"'), ['lines.0.name']],
  ])('%s', async (_name, body, paths) => {
    const before = await orders();
    const { status, code, paths: at } = await send(body);
    expect({ status, code, paths: at.sort() }).toEqual({ status: 422, code: 'invalid', paths: [...paths].sort() });
    expect(await orders()).toBe(before);
  });
  it('Unicode is kept as it was sent', async () => {
    const name = '👩‍👩‍👧 Ærø İstanbul 東京 e\u0301 \u202Ertl ﷽';
    const { body } = await tower.call(placeOrder, {
      body: orderBody({ channel: 'unicode', lines: [{ sku: '東', name, quantity: 1, unitPrice: 1 }] }),
    });
    const { body: list } = await tower.call(listOrders, { query: { channel: 'unicode' } });
    expect(list.items).toMatchObject([{ orderId: body.orderId, lines: [{ sku: '東', name }] }]);
  });
});

describe('bodies', () => {
  it.each([
    ['no JSON', '{"a":', 400, 'not_json'],
    ['a name given twice', '{"channel":"a","channel":"b"}', 400, 'repeated_name'],
    ['a bare text', '"text"', 422, 'invalid'],
    ['null', 'null', 422, 'invalid'],
    ['nothing', '', 422, 'invalid'],
    ['10,000 levels', `{"channel":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400, 'too_deep'],
    ['10,000 objects within each other', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 400, 'too_deep'],
    ['3 MB', JSON.stringify({ channel: 'x'.repeat(3_000_000) }), 413, 'too_large'],
  ])('%s', async (_name, body, status, code) => {
    expect(await send(body)).toMatchObject({ status, code });
  });
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    '',
  ])('of the type "%s" are refused as such', async (type) => {
    const body = new TextEncoder().encode(JSON.stringify(orderBody()));
    expect(await send(body, { 'content-type': type })).toMatchObject({ status: 415, code: 'not_json' });
  });
  it('in an encoding nobody knows are refused', async () => {
    expect((await send('{}', { 'content-encoding': 'rot13' })).status).toBe(415);
    expect((await send('{}', { 'content-type': 'application/json; charset=klingon' })).status).toBe(415);
  });
  it('a webhook of more than a megabyte is 413', async () => {
    const path = '/api/logistics/events/webhooks/acme';
    expect(await send('x'.repeat(1_200_000), {}, path)).toMatchObject({ status: 413, code: 'too_large' });
  });
  it('do not reach a prototype', async () => {
    const raw = JSON.stringify(orderBody()).replace('{', '{"__proto__":{"polluted":true},');
    const nested = JSON.stringify(orderBody()).replace('"customer":{', '"customer":{"__proto__":{"tier":"vip"},');
    await fetch(tower.origin + placeOrder.path, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: nested,
    });
    expect(await send(raw)).toMatchObject({ status: 422, paths: ['__proto__'] });
    expect(({} as { polluted?: boolean; tier?: string }).polluted ?? ({} as { tier?: string }).tier).toBeUndefined();
    const { rows } = await tower.database.query(
      "SELECT count(*) AS n FROM orders WHERE content->'customer'->>'tier' = 'vip'",
    );
    expect(rows[0]?.n).toBe('0');
  });
});

describe('addresses', () => {
  it('that lead nowhere are 404', async () => {
    expect(await get('/api/logistics/nowhere')).toMatchObject({ status: 404, code: 'no_such_route' });
    expect(await send('{}', {}, '/api/nowhere')).toMatchObject({ status: 404, code: 'no_such_route' });
    expect(await get('/v3/nowhere')).toMatchObject({ status: 404 });
  });
  it('that are served for another method are 405', async () => {
    expect(await send('{}', {}, '/api/logistics/wall')).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(await get('/api/logistics/orders/ord_1/cancel')).toMatchObject({ status: 405 });
  });
  it('of webhooks bring no message by HEAD', async () => {
    const path = '/api/logistics/events/webhooks/acme/secret';
    expect((await fetch(tower.origin + path, { method: 'HEAD' })).status).toBe(405);
  });
  it('that cannot be decoded are 400', async () => {
    expect((await get('/api/logistics/orders/%E0%A4%A')).status).toBe(400);
  });
  it.each([
    ['/api/logistics/orders/1', ['orderId']],
    ['/api/logistics/orders?limit=0&cursor=x', ['limit']],
    ['/api/logistics/orders?limit=1&limit=2', ['limit']],
    ['/api/logistics/orders?status=lost', ['status']],
    ['/api/logistics/orders?externalId=a%00b', ['externalId']],
    ['/api/logistics/events?from=soon', ['from']],
    ['/api/logistics/exceptions?open=perhaps', ['open']],
    ['/api/logistics/tracking/a%00b', ['token']],
    ['/api/logistics/shipping/tracking/a%00b', ['trackingNumber']],
    ['/api/logistics/analytics/performance?from=2026-13-01', ['from']],
  ])('%s names %j', async (path, paths) => {
    expect(await get(path)).toMatchObject({ status: 400, code: 'invalid', paths });
  });
  it.each([listOrders.path, listEvents.path, listExceptions.path, listTrash.path, '/api/logistics/shipping/shipments'])(
    'forged cursors of %s are refused',
    async (path) => {
      const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const many = [
        'x',
        forged(['x', 'y']),
        forged(['9'.repeat(30), 'seq']),
        forged([{}, 1]),
        forged(['2026-11-20', null]),
      ];
      for (const cursor of many)
        expect(await get(`${path}?cursor=${cursor}`)).toMatchObject({ status: 400, paths: ['cursor'] });
    },
  );
  it('the same answer for a link that is wrong and one that never was', async () => {
    expect(publicTracking.area).toBe('public');
    expect(await get('/api/logistics/tracking/nobody')).toMatchObject({ status: 404, code: 'no_such_link' });
    expect(timelineByNumber.area).toBe('staff');
    expect(await get(`/api/logistics/shipping/tracking/${'9'.repeat(121)}`)).toMatchObject({ status: 400 });
  });
  it('an Idempotency-Key of a page’s length is refused', async () => {
    expect(await send(changed({}), { 'idempotency-key': 'k'.repeat(201) })).toMatchObject({ status: 400 });
  });
});
