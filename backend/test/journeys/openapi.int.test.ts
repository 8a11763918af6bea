/**
 * The document and the tower agree: every address in it is asked with a handful of wrong inputs, by everybody, and no answer
 * has a status that the document does not name for it.
 */
import { issueKey } from '@gantry/shared/api/access/keys';
import { placeOrder } from '@gantry/shared/api/orders';
import { lookupTracking } from '@gantry/shared/api/tracking-page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderBody, pairedKiosk } from '../doings.ts';
import { adminKey, startTestTower, type TestTower } from '../tower.ts';

type Answer = { description: string; headers?: object; content?: Record<string, { schema: object }> };
type Operation = {
  operationId: string;
  'x-area': string;
  'x-vertical': string;
  'x-scope'?: string;
  responses: Record<string, Answer>;
};
type Document = { servers: { url: string }[]; paths: Record<string, Record<string, Operation>> };

let tower: TestTower;
let document: Document;
/** What each of them shows of who they are. */
let askers: Record<string, string>[];
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
beforeAll(async () => {
  tower = await startTestTower({ publicOrigin: 'https://tower.example.com' });
  document = (await (await fetch(`${tower.origin}/openapi.json`)).json()) as Document;
  const { cookie } = await pairedKiosk(tower);
  const { body: narrow } = await tower.call(issueKey, {
    body: { name: 'narrow', area: 'manager', verticals: [], scopes: ['nothing:read'] },
  });
  askers = [bearer(adminKey), { cookie }, bearer(narrow.secret), bearer('gk_unknown'), {}];
});
afterAll(() => tower?.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

const addresses = (path: string): string[] => {
  const filled = (value: string) => path.replace(/\{[A-Za-z]+\}/g, value);
  const named = path.includes('{') ? ['%E0%A4%A', 'a%00b', 'x'.repeat(300), 'ord_000', '%20'].map(filled) : [];
  return [filled('none'), ...named, `${filled('none')}?limit=x&cursor=x&from=soon&days=-1&asOf=never&v=%00`];
};
const json = { 'content-type': 'application/json' };
const nested = `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`;
const bodies: { headers: Record<string, string>; body: string }[] = [
  { headers: json, body: '{}' },
  { headers: json, body: '{"a":' },
  { headers: json, body: '[]' },
  { headers: json, body: nested },
  { headers: json, body: '{"name":"a\\u0000b"}' },
  { headers: { 'content-type': 'text/plain' }, body: 'text' },
  { headers: { ...json, 'content-encoding': 'rot13' }, body: '{}' },
  { headers: { ...json, 'idempotency-key': 'k'.repeat(201) }, body: '{}' },
  { headers: { ...json, 'idempotency-key': 'the same' }, body: '{"one":1}' },
  { headers: { ...json, 'idempotency-key': 'the same' }, body: '{"two":2}' },
];
const big = { headers: json, body: JSON.stringify({ a: 'x'.repeat(2_200_000) }) };

const ask = async (method: string, address: string, asker: Record<string, string>, sent?: (typeof bodies)[number]) => {
  const response = await fetch(tower.origin + address, {
    method,
    headers: { ...sent?.headers, ...asker },
    ...(sent ? { body: sent.body } : {}),
    redirect: 'manual',
  });
  await response.arrayBuffer();
  return response;
};

/** All the ways an operation is asked wrongly: every address and every body by a manager, the plain address by everybody. */
const askings = (method: string, path: string) => {
  const [first = path, ...others] = addresses(path);
  const plain = askers.map((asker) => ({ address: first, asker, sent: undefined }));
  const wrong = others.map((address) => ({ address, asker: bearer(adminKey), sent: undefined }));
  if (method === 'GET') return [...plain, ...wrong];
  // One place reads the bodies of all, another those of carriers.
  const many = [placeOrder.path, '/api/logistics/events/webhooks/{carrier}'].includes(path) ? [...bodies, big] : bodies;
  return [...plain, ...wrong, ...many.map((sent) => ({ address: first, asker: bearer(adminKey), sent }))];
};

describe('the document', () => {
  it('names its server, and of each operation the area, the vertical and the scope', () => {
    expect(document.servers).toEqual([{ url: 'https://tower.example.com' }]);
    for (const { operation } of operations()) {
      expect(operation['x-area'], operation.operationId).toMatch(/^(public|personal|staff|manager)$/);
      expect(operation['x-vertical'], operation.operationId).toMatch(/^[a-z]+$/);
    }
    const place = document.paths[placeOrder.path]?.post;
    expect(place).toMatchObject({ 'x-area': 'staff', 'x-vertical': 'ecommerce', 'x-scope': 'orders:write' });
    expect(Object.keys(place?.responses ?? {})).toEqual([
      '200',
      '201',
      '202',
      '400',
      '401',
      '403',
      '405',
      '409',
      '413',
      '415',
      '422',
      '503',
      '507',
    ]);
    expect(place?.responses['503']?.headers).toHaveProperty('Retry-After');
  });
  it('says what each status carries: a reply, or Problem Details', () => {
    for (const { operation } of operations())
      for (const [status, { content, description }] of Object.entries(operation.responses)) {
        const label = `${operation.operationId} ${status}`;
        expect(description, label).not.toBe('');
        if (Number(status) >= 400 && !operation.operationId.startsWith('health.'))
          expect(Object.keys(content ?? {}), label).toEqual(['application/problem+json']);
      }
  });
  it('names every status that wrong input brings about', async () => {
    const seen = new Set<number>();
    const left = operations();
    const lane = async (): Promise<void> => {
      for (let next = left.pop(); next !== undefined; next = left.pop())
        for (const { address, asker, sent } of askings(next.method, next.path))
          seen.add((await ask(next.method, address, asker, sent)).status);
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    // Statuses, bodies and headers: see backend/test/answers.ts.
    await tower.insistOnAnswers();
    for (const status of [200, 400, 401, 403, 404, 413, 415, 422]) expect(seen).toContain(status);
  });
  it('names what right input brings about', async () => {
    const named = Object.keys(document.paths[placeOrder.path]?.post?.responses ?? {});
    const body = orderBody();
    const { billTo: _, ...changed } = body;
    const again = [body, body, { ...changed, total: 3 }, { ...orderBody(), lines: [] }];
    const statuses: string[] = [];
    for (const one of again) statuses.push(String((await tower.call(placeOrder, { body: one })).status));
    const headers = { 'idempotency-key': 'one' };
    for (const one of [orderBody(), orderBody()])
      statuses.push(String((await tower.call(placeOrder, { body: one, headers })).status));
    expect(statuses).toEqual(['201', '200', '200', '202', '201', '409']);
    const nobody = { orderNumber: 'nobody', email: 'nobody@example.com' };
    const { status } = await tower.call(lookupTracking, { body: nobody, key: null });
    expect(status).toBe(404);
    expect(Object.keys(document.paths[lookupTracking.path]?.post?.responses ?? {})).toContain('404');
    for (const status of statuses) expect(named).toContain(status);
  });
});
