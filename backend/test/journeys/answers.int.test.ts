/**
 * What is answered to whoever asks wrongly: who must say who they are, which methods there are, which names and values, each
 * at its own field and in words that a person reads. Asked of every endpoint there is.
 */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { listOrders, placeOrder } from '@gantry/shared/api/orders';
import { createShipment } from '@gantry/shared/api/shipping';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectCarrier, orderBody, shipmentBody } from '../doings.ts';
import { smallestBody } from '../smallest-body.ts';
import { adminKey, startTestTower, type TestTower } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
});
afterAll(() => tower?.stop());

const bearer = { authorization: `Bearer ${adminKey}` };
const absent: Readonly<Record<string, string>> = {
  orderId: 'ord_000',
  shipmentId: 'shp_000',
  trashId: 'trs_000',
  productId: 'prd_000',
  listingId: 'lst_000',
  purchaseOrderId: 'pur_000',
  transferId: 'tfr_000',
  fulfillmentId: 'ful_000',
  returnId: 'rma_000',
  token: 'no-such-token',
  group: 'no.group',
};
const filled = (path: string): string => path.replace(/:([A-Za-z]+)/g, (_, name: string) => absent[name] ?? 'none');

type Fault = { path: string; message: string };
type Said = { status: number; headers: Headers; code: string; detail: string; errors: Fault[]; text: string };
const send = async (
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Said> => {
  const response = await fetch(tower.origin + path, {
    method,
    headers: { ...bearer, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
  });
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const said = isProblem && text !== '' ? (JSON.parse(text) as Partial<Said>) : {};
  const { code = '', detail = '', errors = [] } = said;
  return { status: response.status, headers: response.headers, code, detail, errors, text };
};
const post = (path: string, body: unknown) =>
  send('POST', path, { body: typeof body === 'string' ? body : JSON.stringify(body) });
const served = (): Endpoint[] => tower.serves.endpoints.filter(({ raw }) => !raw);

describe('whoever does not say who they are', () => {
  const asked = (headers: Record<string, string>) =>
    fetch(tower.origin + listOrders.path, { headers }).then(({ status, headers }) => [
      status,
      headers.get('www-authenticate'),
    ]);
  it('is asked for it, a browser too; whoever shows what opens nothing is told so', async () => {
    const nobody = [401, 'Bearer realm="gantry"'];
    expect(await asked({})).toEqual(nobody);
    expect(await asked({ accept: 'text/html,application/xhtml+xml', cookie: 'gantry=none; other=1' })).toEqual(nobody);
    const wrong = [401, 'Bearer realm="gantry", error="invalid_token"'];
    for (const authorization of ['Bearer gk_none', 'bearer x', 'Basic YTpi', 'Bearer', adminKey])
      expect(await asked({ authorization }), authorization).toEqual(wrong);
  });
  it('is asked for a signature where messages are signed', async () => {
    await connectCarrier(tower);
    const path = `/api/logistics/events/webhooks/${tower.carrier}`;
    const { status, headers } = await fetch(tower.origin + path, { method: 'POST', body: '{}' });
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Signature realm="gantry"']);
  });
});

describe('methods', () => {
  const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
  const documents = ['/openapi.json', '/docs', '/docs/reference.js'];
  /** By address, what it is declared for. Pushes of carriers come by GET too, and then HEAD brings none. */
  const declared = (): Map<string, Set<string>> => {
    const found = new Map<string, Set<string>>(documents.map((path) => [path, new Set(['GET', 'HEAD'])]));
    for (const { path, method, accepts } of tower.serves.endpoints) {
      const methods = found.get(filled(path)) ?? new Set();
      methods.add(method);
      if (method === 'GET' && accepts === undefined) methods.add('HEAD');
      found.set(filled(path), methods);
    }
    return found;
  };
  it('that an address is not served for are told which it is served for; OPTIONS asks for that', async () => {
    for (const [path, methods] of declared()) {
      const options = await send('OPTIONS', path);
      const allow = options.headers.get('allow')?.split(', ') ?? [];
      // An address with a parameter may be another's too: /tracking/lookup is a link called lookup.
      expect(allow, path).toEqual(expect.arrayContaining([...methods, 'OPTIONS']));
      expect([options.status, options.text, options.headers.get('access-control-allow-origin')], path).toEqual([
        204,
        '',
        null,
      ]);
      for (const method of all.filter((one) => !allow.includes(one))) {
        const { status, code, headers } = await send(method, path);
        expect([status, headers.get('allow')?.split(', ')], `${method} ${path}`).toEqual([405, allow]);
        if (method !== 'HEAD') expect(code).toBe('method_not_allowed');
      }
    }
  });
  it('HEAD is answered as GET is, without its body', async () => {
    for (const path of [listOrders.path, '/health/live', '/metrics', '/openapi.json']) {
      const [get, head] = [await send('GET', path), await send('HEAD', path)];
      expect([head.status, head.text, head.headers.get('content-type')], path).toEqual([
        get.status,
        '',
        get.headers.get('content-type'),
      ]);
    }
    const none = await fetch(tower.origin + listOrders.path, { method: 'HEAD' });
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="gantry"']);
  });
});

describe('a parameter', () => {
  it('that nobody knows is refused by its name at every address', async () => {
    const wrong: string[] = [];
    for (const endpoint of served()) {
      const { status, errors } = await send(endpoint.method, `${filled(endpoint.path)}?limt=1&nonsense=`);
      const named = errors.filter(({ path }) => ['limt', 'nonsense'].includes(path));
      if (status !== 400 || named.length !== 2) wrong.push(`${endpoint.id}: ${status} ${JSON.stringify(errors)}`);
    }
    expect(wrong).toEqual([]);
    const { errors } = await send('GET', `${listOrders.path}?limt=1`);
    expect(errors).toEqual([{ path: 'limt', message: 'is not known here; did you mean "limit"?' }]);
  });
  it.each([
    ['orders?limit=1&limit=2', 'limit', /more than once/],
    ['orders?status=placed&status=placed', 'status', /more than once/],
    ['orders?status=canceled', 'status', /did you mean "cancelled"/],
    ['orders?limit=1e308', 'limit', /at most 200/],
    ['orders?limit=NaN', 'limit', /a number is expected/],
    ['orders?limit=-1', 'limit', /at least 1/],
    ['orders?limit=1.5', 'limit', /a whole number/],
    ['orders?channel=Sh%C3%B6p', 'channel', /lower-case/],
    ['orders?cursor=x', 'cursor', /nextCursor/],
    ['orders/1', 'orderId', /an order id/],
    ['orders/ord_%00', 'orderId', /U\+0000/],
    ['events?type=orders.order_plcaed', 'type', /did you mean "orders.order_placed"/],
    ['events?type=nothing', 'type', /one of \d+ names, such as "/],
    ['events?from=0001-01-01T00:00:00Z', 'from', /before 1900/],
    ['events?to=+275760-09-13T00:00:00Z', 'to', /a time, e\.g\./],
    ['events?to=9999-12-31T23:59:59Z', 'to', /after 2199/],
    ['events?from=2026-02-30T00:00:00Z', 'from', /a time, e\.g\./],
    ['events?from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z', 'to', /before `from`/],
    ['analytics/performance?from=0001-01-01', 'from', /before 1900/],
    ['analytics/performance?from=10000-01-01', 'from', /a calendar day/],
    ['analytics/performance?from=2026-02-30', 'from', /a calendar day/],
    ['analytics/performance?from=2026-02-02&to=2026-02-01', 'to', /before `from`/],
    ['analytics/scorecards?from=2026-02-02&to=2026-02-01', 'to', /before `from`/],
    ['analytics/exceptions?region=QQ', 'region', /is no region/],
    ['analytics/exceptions?period=8d', 'period', /one of "7d"/],
    ['exceptions?open=perhaps', 'open', /one of "true"/],
    ['access/log?from=2026-02-02T00:00:00Z&until=2026-02-01T00:00:00Z', 'until', /before `from`/],
    ['settings/access.verticals?asOf=yesterday', 'asOf', /a time/],
  ])('%s is refused', async (path, at, words) => {
    const { status, code, errors } = await send('GET', `/api/logistics/${path}`);
    expect([status, code, errors.map((one) => one.path)]).toEqual([400, 'invalid', [at]]);
    expect(errors[0]?.message).toMatch(words);
  });
});

describe('a body', () => {
  it.each([
    ['null', 422, /a JSON object is expected, not null/],
    ['[]', 422, /a JSON object is expected, not a list/],
    ['"text"', 422, /a JSON object is expected, not a text/],
    ['7', 422, /a JSON object is expected, not a number/],
    ['', 422, /no body was sent/],
    ['{"channel":NaN}', 400, /line 1, column 12: a value is expected/],
    ['{"channel":"a",\n"channel" "b"}', 400, /line 2, column 11: : is expected/],
    ['{"lines":[{"sku":"a","sku":"b"}]}', 400, /more than once/],
    [`{"a":${'['.repeat(50)}${']'.repeat(50)}}`, 400, /deeper than 40/],
    ['{"channel":"\\ud800"}', 422, /surrogate/],
    ['{"channel":"a\\u0000"}', 422, /U\+0000/],
  ])('%s', async (body, status, words) => {
    const said = await post(placeOrder.path, body);
    expect(said.status).toBe(status);
    expect([said.detail, ...said.errors.map(({ message }) => message)].join(' ')).toMatch(words);
  });
  it('that is no UTF-8, or no JSON by its type, is refused as such', async () => {
    const latin = await fetch(tower.origin + placeOrder.path, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]),
    });
    expect([latin.status, ((await latin.json()) as Said).code]).toEqual([400, 'not_text']);
    for (const type of ['text/plain', 'application/jsonp', 'application/json; charset=latin1', 'multipart/form-data'])
      expect(
        (await send('POST', placeOrder.path, { body: '{}', headers: { 'content-type': type } })).status,
        type,
      ).toBe(415);
    const fine = await send('POST', placeOrder.path, {
      body: '{}',
      headers: { 'content-type': 'application/vnd.shop+json; charset=UTF-8' },
    });
    expect(fine.status).toBe(422);
  });
  const address = { city: 'Sevilla', country: 'ES' };
  const line = { sku: 'S', quantity: 1, unitPrice: 1 };
  const order = (change: object) => ({ ...orderBody(), ...change });
  it.each([
    [{ shipTo: { ...address, country: 'QQ' } }, 'shipTo.country', /is no country/],
    [{ shipTo: { ...address, country: 'ZZ' } }, 'shipTo.country', /is no country/],
    [{ billTo: { ...address, country: 'XX' } }, 'billTo.country', /is no country/],
    [{ shipTo: { ...address, country: 'es' } }, 'shipTo.country', /e\.g\. ES/],
    [{ shipTo: { ...address, latitude: 1 } }, 'shipTo.longitude', /together/],
    [{ shipTo: { ...address, latitude: 91, longitude: 0 } }, 'shipTo.latitude', /at most 90/],
    [{ shipTo: { ...address, contry: 'ES' } }, 'shipTo.contry', /did you mean "country"/],
    [{ currency: 'ZZZ' }, 'currency', /is no currency/],
    [{ currency: 'XXX' }, 'currency', /is no currency/],
    [{ currency: 'XTS' }, 'currency', /is no currency/],
    [{ currency: 978 }, 'currency', /a text is expected, not a number/],
    [{ total: -1 }, 'total', /at least 0/],
    [{ total: 1e308 }, 'total', /9007199254740991/],
    [{ total: 2 ** 53 + 2 }, 'total', /9007199254740991/],
    [{ lines: [{ ...line, quantity: -1 }] }, 'lines.0.quantity', /at least 1/],
    [{ lines: [{ ...line, quantity: 1.5 }] }, 'lines.0.quantity', /a whole number/],
    [
      { lines: [{ ...line, dimensionsMm: { length: 1, width: 1, height: 1, depth: 1 } }] },
      'lines.0.dimensionsMm.depth',
      /known: length/,
    ],
    [{ placedAt: '0001-01-01T00:00:00Z' }, 'placedAt', /before 1900/],
    [{ placedAt: '2026-02-30T00:00:00Z' }, 'placedAt', /a time/],
    [{ deliverBy: '2026-02-30' }, 'deliverBy', /a calendar day/],
    [{ deliverBy: '10000-01-01' }, 'deliverBy', /a calendar day/],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone', /is no time zone/],
    [{ customer: { email: 'nobody' } }, 'customer.email', /an e-mail address/],
    [{ customer: { tier: 'gold' } }, 'customer.tier', /one of "standard"/],
    [{ extenalId: 'A' }, 'extenalId', /did you mean "externalId"/],
  ])('with %j is refused', async (change, at, words) => {
    const { status, code, errors } = await post(placeOrder.path, order(change));
    expect([status, code, errors.map(({ path }) => path)]).toEqual([422, 'invalid', [at]]);
    expect(errors[0]?.message).toMatch(words);
  });
  it('of a shipment is read as strictly', async () => {
    const body = shipmentBody(tower, 'ord_000');
    const { errors } = await post(createShipment.path, {
      ...body,
      origin: { ...body.origin, country: 'ZZ', zip: '1' },
      packages: [{ weightGrams: -1, weigth: 1 }],
      cost: { amount: 1, currency: 'ZZZ', vat: 1 },
    });
    expect(errors.map(({ path }) => path).sort()).toEqual([
      'cost.currency',
      'cost.vat',
      'origin.country',
      'origin.zip',
      'packages.0.weightGrams',
      'packages.0.weigth',
    ]);
  });
});

/** Words of the reader of schemas, and of what it is made of: nothing a person should have to read. */
const raw =
  /invalid (input|option|string|key|element|union)|expected (string|number|object|array|int)|\breceived\b|undefined|unrecognized|too (small|big)|nan\b|\^|\\[dw]|is not written as it must be|is not valid$|something else/i;

describe('every endpoint that takes a body', () => {
  // What takes bytes has no fields.
  const writing = () => served().filter(({ method, accepts }) => method !== 'GET' && accepts === undefined);
  const lenient = (schema: unknown, at: string): string[] => {
    if (typeof schema !== 'object' || schema === null) return [];
    const open =
      'properties' in schema && (schema as { additionalProperties?: unknown }).additionalProperties !== false;
    return [...(open ? [at] : []), ...Object.entries(schema).flatMap(([key, inner]) => lenient(inner, `${at}.${key}`))];
  };
  it('knows every name in it, at every depth', () => {
    const found = writing().flatMap(({ id, body }) =>
      lenient(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }), id),
    );
    expect(found).toEqual([]);
  });
  it('says in words what is wrong with each of its fields', async () => {
    const wrongValues = [null, 7, 'é\t', [], [{}], {}, { a: 1 }, true, -1, 1e308];
    const found: string[] = [];
    const faults = new Set<string>();
    for (const endpoint of writing()) {
      const { properties = {} } = z.toJSONSchema(endpoint.body, { io: 'input', unrepresentable: 'any' }) as {
        properties?: object;
      };
      const whole = smallestBody(endpoint) as object;
      const bodies = wrongValues.map((value) => ({
        ...whole,
        ...Object.fromEntries(Object.keys(properties).map((name) => [name, value])),
        unknown: 1,
      }));
      // Of several forms none is meant before it says which: what else it names is read then.
      const forms = 'oneOf' in z.toJSONSchema(endpoint.body, { io: 'input', unrepresentable: 'any' });
      for (const body of [{}, ...(forms ? [] : [{ unknown: 1 }]), ...bodies]) {
        const { status, detail, errors } = await send(endpoint.method, filled(endpoint.path), {
          body: JSON.stringify(body),
        });
        for (const { path, message } of errors) {
          faults.add(message);
          if (raw.test(message)) found.push(`${endpoint.id} ${path}: ${message}`);
        }
        if ('unknown' in body && !(status === 422 && errors.some(({ path }) => path === 'unknown')) && status !== 429)
          found.push(`${endpoint.id}: ${status} ${detail} to ${JSON.stringify(body)}`);
      }
    }
    expect([...new Set(found)]).toEqual([]);
    expect(faults.size).toBeGreaterThan(20);
  });
});

describe('every answer', () => {
  const always: Readonly<Record<string, RegExp>> = {
    'x-content-type-options': /^nosniff$/,
    'content-security-policy': /^default-src 'none'/,
    'strict-transport-security': /max-age=\d{7,}/,
    'referrer-policy': /^no-referrer$/,
    'x-frame-options': /^SAMEORIGIN$/,
  };
  const lacks = ({ headers }: Said, more: Readonly<Record<string, RegExp>> = {}): string[] => [
    ...Object.entries({ ...always, ...more }).flatMap(([name, value]) =>
      value.test(headers.get(name) ?? '') ? [] : [name],
    ),
    ...['x-powered-by', 'server', 'etag', 'access-control-allow-origin'].filter((name) => headers.has(name)),
  ];
  it('carries the headers that keep browsers from making something else of it', async () => {
    const found: string[] = [];
    for (const { method, path, id } of tower.serves.endpoints) {
      const problem = {
        'x-request-id': /^[0-9a-f-]{36}$/,
        'cache-control': /^no-store$/,
        'content-type': /^application\/problem\+json/,
      };
      const anonymous = await send(method, filled(path), { headers: { authorization: '' } });
      const refused = await send(method === 'PATCH' ? 'PUT' : 'PATCH', filled(path));
      found.push(
        ...lacks(anonymous, anonymous.status >= 400 && anonymous.status !== 503 ? problem : {}).map(
          (name) => `${id}: ${name}`,
        ),
      );
      found.push(...lacks(refused, problem).map((name) => `${id}, refused: ${name}`));
    }
    for (const path of ['/openapi.json', '/api/none', '/api/logistics/orders/%E0%A4%A'])
      found.push(...lacks(await send('GET', path)).map((name) => `${path}: ${name}`));
    expect(found).toEqual([]);
  });
});
