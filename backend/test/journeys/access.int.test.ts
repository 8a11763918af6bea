/** Who may do what: every declared endpoint, asked by everybody; and keys from their making to their end. */
import * as accessApi from '@gantry/shared/api/access';
import * as carriersApi from '@gantry/shared/api/carriers';
import type { Endpoint } from '@gantry/shared/api/endpoint';
import * as etaApi from '@gantry/shared/api/eta';
import * as insightsApi from '@gantry/shared/api/insights';
import * as ordersApi from '@gantry/shared/api/orders';
import * as replayApi from '@gantry/shared/api/replay';
import * as shipmentsApi from '@gantry/shared/api/shipments';
import * as shippingApi from '@gantry/shared/api/shipping';
import * as statusMapsApi from '@gantry/shared/api/status-maps';
import * as trackingApi from '@gantry/shared/api/tracking';
import * as trackingPageApi from '@gantry/shared/api/tracking-page';
import * as trashApi from '@gantry/shared/api/trash';
import * as wallApi from '@gantry/shared/api/wall';
import { areas, covers } from '@gantry/shared/vocabulary/areas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, startTestTower, type TestTower, until } from '../tower.ts';

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'area' in value && 'path' in value;
const endpoints = [
  accessApi,
  carriersApi,
  etaApi,
  insightsApi,
  ordersApi,
  replayApi,
  shipmentsApi,
  shippingApi,
  statusMapsApi,
  trackingApi,
  trackingPageApi,
  trashApi,
  wallApi,
]
  .flatMap((module): unknown[] => Object.values(module))
  .filter(isEndpoint);
const callers = ['nobody', 'kiosk', 'personal', 'staff', 'manager'] as const;
const held = { nobody: 'public', kiosk: 'personal', personal: 'personal', staff: 'staff', manager: 'manager' } as const;

let tower: TestTower;
const keys: Record<(typeof callers)[number], string | null> = {
  nobody: null,
  kiosk: '',
  personal: '',
  staff: '',
  manager: adminKey,
};
const issue = async (body: {
  name: string;
  kind?: 'api' | 'kiosk';
  area?: 'personal' | 'staff' | 'manager';
  expiresAt?: string;
}) => (await tower.call(accessApi.issueKey, { body })).body;
let kiosk: Awaited<ReturnType<typeof issue>>;
beforeAll(async () => {
  tower = await startTestTower();
  kiosk = await issue({ name: 'wall', kind: 'kiosk', area: 'manager' });
  keys.kiosk = kiosk.secret;
  keys.personal = (await issue({ name: 'personal', area: 'personal' })).secret;
  keys.staff = (await issue({ name: 'staff', area: 'staff' })).secret;
});
afterAll(() => tower?.stop());

const ids = { orderId: 'ord_000', shipmentId: 'shp_000', trashId: 'trs_000' };
const paramsOf = (endpoint: Endpoint): Record<string, string> =>
  Object.fromEntries(
    [...endpoint.path.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => [
      name,
      ids[name as keyof typeof ids] ?? 'none',
    ]),
  );
const ask = (endpoint: Endpoint, key: string | null, headers = {}) =>
  tower.call(endpoint, { params: paramsOf(endpoint), key, headers });

describe('every endpoint', () => {
  it('is one of the declared ones, and every declared one is served', async () => {
    expect(endpoints.length).toBeGreaterThan(20);
    const document = (await (await fetch(`${tower.origin}/openapi.json`)).json()) as { paths: Record<string, object> };
    const served = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const declared = endpoints.map(({ method, path }) => `${method} ${path.replace(/:([A-Za-z]+)/g, '{$1}')}`);
    expect(new Set(served)).toEqual(new Set([...declared, 'POST /api/logistics/events/webhooks/{carrier}']));
  });
  it.each(endpoints.map((endpoint) => [endpoint.id, endpoint] as const))(
    '%s lets in whom it declares',
    async (_id, endpoint) => {
      for (const caller of callers) {
        const { status, body, headers } = await ask(endpoint, keys[caller]);
        const label = `${caller} at ${endpoint.method} ${endpoint.path}`;
        if (covers(held[caller], endpoint.area)) {
          expect([401, 403], label).not.toContain(status);
          expect(status, label).toBeLessThan(500);
        } else if (caller === 'nobody') {
          expect([status, body.code], label).toEqual([401, 'key_needed']);
          expect(headers.get('www-authenticate'), label).toBe('Bearer');
        } else expect([status, body.code], label).toEqual([403, 'area_needed']);
        if (status >= 400) expect(headers.get('content-type'), label).toContain('application/problem+json');
      }
      // A key that is none is refused everywhere, where none is needed as well.
      expect((await ask(endpoint, 'gk_unknown')).status).toBe(401);
    },
  );
  it('has an area, and nothing that writes is open to everybody', () => {
    for (const { id, area, method } of endpoints) {
      expect(areas, id).toContain(area);
      // Finding a link writes nothing: it is a POST so that the second factor stands in no address.
      if (method !== 'GET' && id !== 'tracking.lookup') expect(covers(area, 'staff'), id).toBe(true);
    }
  });
  it('takes a key as a bearer only', async () => {
    const plain = { authorization: adminKey };
    for (const headers of [plain, { authorization: `Basic ${adminKey}` }, { 'x-api-key': adminKey }])
      expect((await ask(accessApi.listKeys, null, headers as Record<string, string>)).status).toBe(401);
  });
});

describe('a caller', () => {
  it('is told what its key is', async () => {
    const me = async (caller: (typeof callers)[number]) =>
      (await tower.call(accessApi.readMe, { key: keys[caller] })).body;
    expect(await me('kiosk')).toEqual({ name: 'wall', area: 'personal', kind: 'kiosk' });
    expect(await me('personal')).toEqual({ name: 'personal', area: 'personal', kind: 'api' });
    expect(await me('staff')).toEqual({ name: 'staff', area: 'staff', kind: 'api' });
    expect(await me('manager')).toEqual({ name: 'bootstrap', area: 'manager', kind: 'api' });
  });
});

describe('figures for machines', () => {
  it('are for managers, health for everybody', async () => {
    const get = (path: string, key?: string | null) =>
      fetch(tower.origin + path, key ? { headers: { authorization: `Bearer ${key}` } } : {});
    expect((await get('/metrics')).status).toBe(403);
    expect((await get('/metrics', keys.staff)).status).toBe(403);
    expect(await (await get('/metrics', adminKey)).text()).toContain('gantry_http_request_seconds');
    expect((await get('/health/live')).status).toBe(200);
    expect(await (await get('/health/ready')).json()).toMatchObject({ status: 'ready' });
  });
});

describe('a key', () => {
  it('is shown once and kept as a digest only', async () => {
    const key = await issue({ name: 'shown once', area: 'staff' });
    expect(key.secret).toMatch(/^gk_[0-9a-z]{32}$/);
    const { body } = await tower.call(accessApi.listKeys);
    const listed = body.items.find(({ keyId }) => keyId === key.keyId);
    expect(listed).toMatchObject({ name: 'shown once', area: 'staff', hint: key.secret.slice(-4), revokedAt: null });
    expect(JSON.stringify(body)).not.toContain(key.secret);
    for (const table of ['access_keys', 'event_log', 'idempotency_keys']) {
      const { rows } = await tower.database.query(`SELECT count(*) AS n FROM ${table} t WHERE t::text LIKE $1`, [
        `%${key.secret}%`,
      ]);
      expect(rows[0]?.n, table).toBe('0');
    }
  });
  it('of a kiosk reads the wall and no more, whatever area was asked for', async () => {
    const { body } = await tower.call(accessApi.listKeys);
    expect(body.items.find(({ keyId }) => keyId === kiosk.keyId)).toMatchObject({ kind: 'kiosk', area: 'personal' });
    expect((await tower.call(wallApi.wallSnapshot, { key: keys.kiosk })).status).toBe(200);
  });
  it('ends at once when it is revoked, and revoking it again changes nothing', async () => {
    const key = await issue({ name: 'short lived', area: 'manager' });
    expect((await tower.call(accessApi.listKeys, { key: key.secret })).status).toBe(200);
    const revoke = () => tower.call(accessApi.revokeKey, { params: { keyId: key.keyId } });
    const [first, again] = [await revoke(), await revoke()];
    expect(first.body.revokedAt).not.toBeNull();
    expect(again.body).toEqual(first.body);
    expect((await tower.call(accessApi.listKeys, { key: key.secret })).body.code).toBe('key_unknown');
    expect((await tower.call(accessApi.revokeKey, { params: { keyId: 'key_none' } })).status).toBe(404);
  });
  it('ends at its hour', async () => {
    const key = await issue({ name: 'until now', area: 'staff', expiresAt: new Date(Date.now() + 300).toISOString() });
    expect((await tower.call(ordersApi.listOrders, { key: key.secret })).status).toBe(200);
    await until(async () => (await tower.call(ordersApi.listOrders, { key: key.secret })).status === 401);
  });
});
