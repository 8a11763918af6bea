/** Keys from their making to their end, and what they hold. What everybody is answered everywhere is the matrix's. */
import { createHash } from 'node:crypto';
import * as accessApi from '@gantry/shared/api/access/keys';
import * as merchantsApi from '@gantry/shared/api/access/merchants';
import * as peopleApi from '@gantry/shared/api/access/people';
import type { Endpoint } from '@gantry/shared/api/endpoint';
import * as insightsApi from '@gantry/shared/api/insights';
import * as ordersApi from '@gantry/shared/api/orders';
import * as settingsApi from '@gantry/shared/api/settings';
import * as wallApi from '@gantry/shared/api/wall';
import type { Scope } from '@gantry/shared/caller';
import { type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi } from '../../src/app/api.ts';
import { fresh, pairedKiosk } from '../doings.ts';
import { adminKey, startTestTower, type TestTower, until } from '../tower.ts';

const callers = ['kiosk', 'personal', 'staff', 'manager', 'operator'] as const;

let tower: TestTower;
const keys: Record<(typeof callers)[number], string | null> = {
  kiosk: null,
  personal: '',
  staff: '',
  // Of one merchant; the operator serves all.
  manager: '',
  operator: adminKey,
};
const ourMerchant = fresh('ours');
const issue = async (body: {
  name: string;
  area?: 'personal' | 'staff' | 'manager';
  expiresAt?: string;
  verticals?: Vertical[];
  scopes?: Scope[];
  merchants?: string[];
}) => (await tower.call(accessApi.issueKey, { body })).body;
/** The cookie of a wall's screen. */
let screen: string;
beforeAll(async () => {
  tower = await startTestTower();
  screen = (await pairedKiosk(tower)).cookie;
  keys.personal = (await issue({ name: 'personal', area: 'personal' })).secret;
  keys.staff = (await issue({ name: 'staff', area: 'staff' })).secret;
  await tower.call(merchantsApi.addMerchant, { body: { merchant: ourMerchant, name: 'Ours' } });
  keys.manager = (await issue({ name: 'manager', area: 'manager', merchants: [ourMerchant] })).secret;
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
const shownBy = (caller: (typeof callers)[number]): Record<string, string> =>
  caller === 'kiosk' ? { cookie: screen, origin: tower.origin } : {};

describe('a caller', () => {
  it('is told what its key is', async () => {
    const me = async (caller: (typeof callers)[number]) =>
      (await tower.call(accessApi.readMe, { key: keys[caller], headers: shownBy(caller) })).body;
    const whole = { merchants: '*', merchant: null };
    const all = { id: expect.stringMatching(/^key_/), kind: 'api', verticals: [...verticals], scopes: ['*'], ...whole };
    const wall = { id: expect.stringMatching(/^ksk_/), kind: 'kiosk', verticals: ['logistics'], scopes: ['wall:read'] };
    expect(await me('kiosk')).toEqual({ name: 'wall', area: 'personal', ...wall, ...whole });
    expect(await me('personal')).toEqual({ name: 'personal', area: 'personal', ...all });
    expect(await me('staff')).toEqual({ name: 'staff', area: 'staff', ...all });
    expect(await me('manager')).toEqual({ name: 'manager', area: 'manager', ...all, merchants: [ourMerchant] });
    expect(await me('operator')).toEqual({ name: 'bootstrap', area: 'manager', ...all });
  });
});

describe('the sandbox’s visitor', () => {
  it('looks at the wall without a key, and at nothing else', async () => {
    const sandbox = await startApi({ ...tower.config, demo: true, adminKey: undefined });
    await sandbox.whole;
    try {
      const get = (path: string) => fetch(`http://127.0.0.1:${sandbox.port}${path}`);
      expect((await get(wallApi.wallSnapshot.path)).status).toBe(200);
      expect(await (await get(accessApi.readMe.path)).json()).toMatchObject({ kind: 'kiosk', scopes: ['wall:read'] });
      for (const { path } of [ordersApi.listOrders, accessApi.listKeys, settingsApi.listSettings])
        expect((await get(path)).status, path).toBe(401);
    } finally {
      await sandbox.stop();
    }
  });
});

describe('figures for machines', () => {
  it('are for managers, health for everybody', async () => {
    const get = (path: string, key?: string | null) =>
      fetch(tower.origin + path, key ? { headers: { authorization: `Bearer ${key}` } } : {});
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', keys.staff)).status).toBe(403);
    expect(await (await get('/metrics', adminKey)).text()).toContain('gantry_http_request_seconds');
    expect((await get('/health/live')).status).toBe(200);
    // Which of its two answers it gives depends on what the other files of the run are doing to the tower.
    expect([200, 503]).toContain((await get('/health/ready')).status);
    expect(await (await get('/health/serving')).json()).toEqual({ status: 'serving', waitsFor: null });
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
    const key = await issue({
      name: 'until now',
      area: 'staff',
      expiresAt: new Date(Date.now() + 3_000).toISOString(),
    });
    expect((await tower.call(ordersApi.listOrders, { key: key.secret })).status).toBe(200);
    await until(async () => (await tower.call(ordersApi.listOrders, { key: key.secret })).status === 401);
  });
});

describe('a key that holds some of it', () => {
  it('does what its scopes say, and is told which one it lacks', async () => {
    const reader = await issue({ name: 'reads orders', area: 'manager', scopes: ['orders:read'] });
    expect(reader.scopes).toEqual(['orders:read']);
    expect((await ask(ordersApi.listOrders, reader.secret)).status).toBe(200);
    for (const endpoint of [ordersApi.placeOrder, accessApi.listKeys, insightsApi.performance]) {
      const { status, body } = await ask(endpoint, reader.secret);
      expect([status, body.code], endpoint.id).toEqual([403, 'scope_needed']);
      expect(body.detail, endpoint.id).toContain(endpoint.scope);
    }
    expect((await tower.call(accessApi.readMe, { key: reader.secret })).body.scopes).toEqual(['orders:read']);
  });
  it('of no more verticals than it was given', async () => {
    const key = await issue({ name: 'rentals only', area: 'manager', verticals: ['rentals'] });
    expect(key.verticals).toEqual(['logistics', 'rentals']);
    const refused = await ask(ordersApi.listOrders, key.secret);
    expect([refused.status, refused.body.code]).toEqual([403, 'vertical_needed']);
    expect(refused.body.detail).toContain('ecommerce');
    expect((await ask(insightsApi.performance, key.secret)).status).toBe(200);
  });
  it('hands out no more than it holds', async () => {
    const limited = await issue({
      name: 'hands out',
      area: 'manager',
      verticals: ['ecommerce'],
      scopes: ['access:write', 'orders:read'],
    });
    const make = (body: Parameters<typeof issue>[0]) => tower.call(accessApi.issueKey, { key: limited.secret, body });
    for (const more of [
      {},
      { scopes: ['*' as const], verticals: ['ecommerce' as const] },
      { scopes: ['orders:write' as const], verticals: ['ecommerce' as const] },
      { scopes: ['orders:read' as const] },
      { scopes: ['orders:read' as const], verticals: ['rentals' as const] },
    ])
      expect((await make({ name: 'more', ...more })).body.code, JSON.stringify(more)).toBe('more_than_held');
    expect((await make({ name: 'as much', scopes: ['orders:read'], verticals: ['ecommerce'] })).status).toBe(201);
    const nonsense = { name: 'x', scopes: ['orders:delete'] as unknown as Scope[] };
    expect((await make(nonsense)).body).toMatchObject({ status: 422, errors: [{ path: 'scopes.0' }] });
  });
  it('that was issued before there were scopes holds all of them', async () => {
    const old = await issue({ name: 'old' });
    const { rows } = await tower.database.query('SELECT payload FROM event_log WHERE stream_id = $1', [old.keyId]);
    expect(rows[0]?.payload).not.toHaveProperty('scopes');
    expect(rows[0]?.payload).not.toHaveProperty('verticals');
    expect([old.verticals, old.scopes]).toEqual([[...verticals], ['*']]);
  });
  it('of a kiosk, as they were made before there were screens, is a kiosk still and no more', async () => {
    const secret = `gw_${fresh('0123456789abcdefghjkmnpqrstvwxyz')}`;
    const [keyId, digest] = [fresh('key_old'), createHash('sha256').update(secret).digest('hex')];
    await tower.database.query(
      `INSERT INTO access_keys (id, name, kind, area, digest, hint, secret_at, created_at, version)
       VALUES ($1, 'old wall', 'kiosk', 'manager', $2, 'wxyz', now(), now(), 1)`,
      [keyId, digest],
    );
    expect((await tower.call(wallApi.wallSnapshot, { key: secret })).status).toBe(200);
    expect((await tower.call(accessApi.listKeys, { key: secret })).status).toBe(403);
    expect((await tower.call(ordersApi.listOrders, { key: secret })).status).toBe(403);
    const rotated = await tower.call(accessApi.rotateKey, { params: { keyId } });
    expect([rotated.status, rotated.body.code]).toEqual([409, 'kiosk_key']);
    await tower.call(accessApi.revokeKey, { params: { keyId } });
    expect((await tower.call(wallApi.wallSnapshot, { key: secret })).status).toBe(401);
  });
  it('is made of the kind api only, and says where kiosks are made', async () => {
    const { status, body } = await tower.call(accessApi.issueKey, { body: { name: 'wall', kind: 'kiosk' as 'api' } });
    expect([status, body.errors]).toEqual([
      422,
      [{ path: 'kind', message: expect.stringContaining('/api/logistics/access/kiosks') }],
    ]);
  });
  it('answers its secret again under the same Idempotency-Key, and keeps it sealed for that', async () => {
    const make = () =>
      tower.call(accessApi.issueKey, { body: { name: 'twice' }, headers: { 'idempotency-key': 'make-a-key' } });
    const [first, again] = [await make(), await make()];
    expect(again.body).toEqual(first.body);
    for (const table of ['access_keys', 'event_log', 'idempotency_keys']) {
      const { rows } = await tower.database.query(`SELECT count(*) AS n FROM ${table} t WHERE t::text LIKE $1`, [
        `%${first.body.secret}%`,
      ]);
      expect(rows[0]?.n, table).toBe('0');
    }
  });
});

describe('a key that is rotated', () => {
  const reads = async (secret: string) => (await tower.call(ordersApi.listOrders, { key: secret })).status;
  const rotate = (keyId: string, overlapHours?: number) =>
    tower.call(accessApi.rotateKey, {
      params: { keyId },
      ...(overlapHours === undefined ? {} : { body: { overlapHours } }),
    });
  const listed = async (wanted: string) =>
    (await tower.call(accessApi.listKeys)).body.items.find(({ keyId }) => keyId === wanted);

  it('has two secrets that open the same, until a third ends the oldest at once', async () => {
    const { keyId, secret: first } = await issue({ name: 'rotates', area: 'staff' });
    const { body: second } = await rotate(keyId);
    expect(second.secret).toMatch(/^gk_[0-9a-z]{32}$/);
    expect(await Promise.all([first, second.secret].map(reads))).toEqual([200, 200]);
    expect(second.secrets).toMatchObject([
      { hint: second.secret.slice(-4), validUntil: null },
      { hint: first.slice(-4) },
    ]);
    const overlap = Date.parse(second.secrets[1]?.validUntil ?? '') - Date.parse(second.secrets[0]?.createdAt ?? '');
    expect(overlap).toBe(24 * 3_600_000);

    const { body: third } = await rotate(keyId);
    expect(await Promise.all([first, second.secret, third.secret].map(reads))).toEqual([401, 200, 200]);
    expect((await listed(keyId))?.secrets.map(({ hint }) => hint)).toEqual(
      [third.secret, second.secret].map((secret) => secret.slice(-4)),
    );
    expect((await tower.call(accessApi.readMe, { key: second.secret })).body.id).toBe(keyId);
  });
  it('lets its former secret end at its instant, and both when it is revoked', async () => {
    const { keyId, secret: first } = await issue({ name: 'ends', area: 'staff' });
    const { body: second } = await rotate(keyId, 0);
    expect(await Promise.all([first, second.secret].map(reads))).toEqual([401, 200]);
    const { body: third } = await rotate(keyId, 1);
    expect(await reads(second.secret)).toBe(200);
    await tower.database.query(`UPDATE access_keys SET former_until = now() + interval '1 second' WHERE id = $1`, [
      keyId,
    ]);
    await until(async () => (await reads(second.secret)) === 401, { what: 'the former secret to end' });
    expect(await reads(third.secret)).toBe(200);

    const { body: fourth } = await rotate(keyId, 1);
    expect(await Promise.all([third.secret, fourth.secret].map(reads))).toEqual([200, 200]);
    await tower.call(accessApi.revokeKey, { params: { keyId } });
    expect(await Promise.all([third.secret, fourth.secret].map(reads))).toEqual([401, 401]);
    expect((await listed(keyId))?.secrets).toEqual([]);
    expect([(await rotate(keyId)).status, (await rotate('key_none')).status]).toEqual([409, 404]);
  });
  it('leaves no secret in what is kept, and none that ended opens anything when the tower starts with it', async () => {
    const first = `gk_${fresh('a-key-that-the-environment-names')}`;
    const start = async () => {
      const other = await startApi({ ...tower.config, adminKey: first });
      await other.whole;
      await other.stop();
    };
    await start();
    const { id: keyId } = (await tower.call(accessApi.readMe, { key: first })).body;
    const secrets = [first];
    for (let n = 0; n < 3; n++) secrets.push((await rotate(keyId, 1)).body.secret);
    await start();
    expect(await Promise.all(secrets.map(reads))).toEqual([401, 401, 200, 200]);
    for (const table of ['access_keys', 'access_log', 'event_log', 'idempotency_keys'])
      for (const secret of secrets) {
        const count = `SELECT count(*) AS n FROM ${table} t WHERE t::text LIKE $1`;
        const { rows } = await tower.database.query(count, [`%${secret}%`]);
        expect(rows[0]?.n, table).toBe('0');
      }
  });
  it('by somebody who holds less than it is refused, since they would hold it afterwards', async () => {
    const { keyId: all } = await issue({ name: 'holds all', area: 'manager' });
    const { secret } = await issue({ name: 'holds little', area: 'manager', scopes: ['access:write'] });
    const refused = await tower.call(accessApi.rotateKey, { params: { keyId: all }, key: secret });
    expect([refused.status, refused.body.code]).toEqual([403, 'more_than_held']);
  });
});

describe('a key of a merchant', () => {
  const [acme, beta] = [fresh('acme'), fresh('beta')];
  let ours: Awaited<ReturnType<typeof issue>>;
  let theirs: Awaited<ReturnType<typeof issue>>;
  beforeAll(async () => {
    for (const merchant of [acme, beta])
      expect((await tower.call(merchantsApi.addMerchant, { body: { merchant, name: merchant } })).status).toBe(201);
    ours = await issue({ name: 'manages acme', area: 'manager', merchants: [acme] });
    theirs = await issue({ name: 'of beta', area: 'staff', merchants: [beta] });
  });

  it('is of the merchants it was given, and chooses one by a header', async () => {
    const me = async (secret: string, merchant?: string) =>
      (await tower.call(accessApi.readMe, { key: secret, headers: merchant ? { 'gantry-merchant': merchant } : {} }))
        .body;
    expect(await me(ours.secret)).toMatchObject({ merchants: [acme], merchant: null });
    expect(await me(ours.secret, acme)).toMatchObject({ merchants: [acme], merchant: acme });
    expect(await me(adminKey, beta)).toMatchObject({ merchants: '*', merchant: beta });
  });
  it('is refused for another merchant in the same words as for one that is none', async () => {
    const ask = async (merchant: string, key: string) => {
      const answer = await tower.call(accessApi.readMe, { key, headers: { 'gantry-merchant': merchant } });
      const { instance: _, ...body } = answer.body;
      return { status: answer.status, body };
    };
    const foreign = await ask(beta, ours.secret);
    expect(foreign).toMatchObject({ status: 403, body: { code: 'merchant_needed' } });
    for (const none of ['nobody-there', '*', "' OR 1=1", 'x'.repeat(500)])
      expect(await ask(none, ours.secret), none).toEqual(foreign);
    expect(await ask('nobody-there', adminKey)).toEqual(foreign);
  });
  it('hands out its own merchants and no others', async () => {
    const make = async (merchants?: string[] | '*', key = ours.secret) =>
      (await tower.call(accessApi.issueKey, { key, body: { name: 'made', ...(merchants ? { merchants } : {}) } })).body;
    expect(await make()).toMatchObject({ merchants: [acme] });
    expect(await make([acme, acme])).toMatchObject({ merchants: [acme] });
    for (const more of ['*' as const, [beta], [acme, beta], ['main'], ['nobody-there']])
      expect(await make(more), String(more)).toMatchObject({ status: 403, code: 'more_than_held' });
    expect(await make(['nobody-there'], adminKey)).toMatchObject({ status: 422, errors: [{ path: 'merchants.0' }] });
    expect(await make([], adminKey)).toMatchObject({ status: 422, errors: [{ path: 'merchants' }] });
    const chosen = await tower.call(accessApi.issueKey, {
      body: { name: 'for beta' },
      headers: { 'gantry-merchant': beta },
    });
    expect(chosen.body.merchants).toEqual([beta]);
  });
  it('sees, rotates and revokes keys of its merchants; others are as if there were none', async () => {
    const both = await issue({ name: 'of both', merchants: [acme, beta] });
    const sees = async (key: string, headers = {}) =>
      (await tower.call(accessApi.listKeys, { key, headers })).body.items.map(({ keyId }) => keyId);
    const seen = await sees(ours.secret);
    expect(seen).toContain(ours.keyId);
    for (const foreign of [theirs.keyId, both.keyId]) expect(seen).not.toContain(foreign);
    expect(JSON.stringify((await tower.call(accessApi.listKeys, { key: ours.secret })).body)).not.toContain(beta);
    expect(await sees(adminKey, { 'gantry-merchant': beta })).toContain(theirs.keyId);
    expect(await sees(adminKey, { 'gantry-merchant': beta })).not.toContain(ours.keyId);
    // Who serves all and picked one sees whoever may reach it.
    const all = await issue({ name: 'of all' });
    for (const reaching of [both.keyId, all.keyId])
      expect(await sees(adminKey, { 'gantry-merchant': beta })).toContain(reaching);
    expect(seen).not.toContain(all.keyId);

    const bare = async (endpoint: Endpoint, keyId: string) => {
      const { status, body } = await tower.call(endpoint, { params: { keyId }, key: ours.secret });
      const { instance: _, ...said } = body as Record<string, unknown>;
      return { status, said };
    };
    for (const endpoint of [accessApi.revokeKey, accessApi.rotateKey]) {
      const absent = await bare(endpoint, 'key_none');
      expect(absent.status).toBe(404);
      for (const foreign of [theirs.keyId, both.keyId]) expect(await bare(endpoint, foreign)).toEqual(absent);
    }
    expect((await tower.call(accessApi.readMe, { key: theirs.secret })).status).toBe(200);
    const own = await issue({ name: 'of acme', merchants: [acme] });
    expect((await bare(accessApi.revokeKey, own.keyId)).status).toBe(200);
  });
  it('is written of in the access log, which others read nothing of', async () => {
    const { keyId, secret } = await issue({ name: 'told of', merchants: [acme] });
    await tower.call(accessApi.rotateKey, { params: { keyId }, key: ours.secret });
    for (let n = 0; n < 2; n++) await tower.call(accessApi.revokeKey, { params: { keyId }, key: ours.secret });
    const entries = async (key: string) =>
      (await tower.call(peopleApi.listAccess, { key, query: { about: keyId } })).body.items.map(({ act, by }) => [
        act,
        by.id,
      ]);
    const { id: admin } = (await tower.call(accessApi.readMe)).body;
    const all = [
      ['key_revoked', ours.keyId],
      ['key_rotated', ours.keyId],
      ['key_issued', admin],
    ];
    expect(await entries(adminKey)).toEqual(all);
    // What the operator did is the operator's affair.
    expect(await entries(ours.secret)).toEqual(all.slice(0, 2));
    const manager = await issue({ name: 'manages beta', area: 'manager', merchants: [beta] });
    expect(await entries(manager.secret)).toEqual([]);
    expect((await tower.call(accessApi.readMe, { key: secret })).status).toBe(401);
  });
});

describe('the use of a key', () => {
  it('is told to the minute, by no event', async () => {
    const { keyId, secret } = await issue({ name: 'used' });
    const lastUsed = async () => {
      const { items } = (await tower.call(accessApi.listKeys)).body;
      return items.find((key) => key.keyId === keyId)?.lastUsedAt;
    };
    expect(await lastUsed()).toBeNull();
    const before = Date.now();
    for (let n = 0; n < 3; n++) await tower.call(accessApi.readMe, { key: secret });
    await until(async () => (await lastUsed()) !== null, { what: 'the use to be written' });
    const first = await lastUsed();
    expect(Date.parse(first ?? '')).toBeGreaterThanOrEqual(before - 1_000);
    // Another process, which knows of no use yet, writes nothing within the minute either.
    const other = await startApi({ ...tower.config, adminKey: undefined });
    await other.whole;
    try {
      const headers = { authorization: `Bearer ${secret}` };
      expect((await fetch(`http://127.0.0.1:${other.port}${accessApi.readMe.path}`, { headers })).status).toBe(200);
    } finally {
      await other.stop();
    }
    expect(await lastUsed()).toBe(first);
    const { rows } = await tower.database.query('SELECT count(*) AS n FROM event_log WHERE stream_id = $1', [keyId]);
    expect(rows[0]?.n).toBe('1');
  });
});

describe('a vertical', () => {
  const all = { ecommerce: true, customs: true, rentals: true, feeds: true, handoffs: true };
  const group = 'access.verticals';
  const set = async (values: object) => {
    const { body } = await tower.call(settingsApi.readSettings, { params: { group } });
    const changed = await tower.call(settingsApi.changeSettings, {
      params: { group },
      body: { values: { ...all, ...values }, note: 'a test', expectedVersion: body.version },
    });
    expect(changed.status).toBe(200);
  };
  const asked = async (origin: string, path: string, key: string | null = adminKey) => {
    const response = await fetch(origin + path, key === null ? {} : { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  it('that is switched off is refused to everybody and gone from whoever holds it, in every process within five seconds', async () => {
    const second = await startApi({ ...tower.config, adminKey: undefined });
    await second.whole;
    const there = `http://127.0.0.1:${second.port}`;
    try {
      await set({ ecommerce: false });
      for (const key of [adminKey, keys.staff, 'gk_unknown', null]) {
        const { status, body } = await asked(tower.origin, '/api/logistics/orders', key);
        expect([status, body.code], String(key)).toEqual([403, 'vertical_off']);
        expect(body.detail).toContain('ecommerce');
      }
      const left = verticals.filter((vertical) => vertical !== 'ecommerce');
      expect((await tower.call(accessApi.readMe)).body.verticals).toEqual(left);
      // A key that names it holds it still, for the day it is on again.
      expect((await issue({ name: 'for later', verticals: ['ecommerce'] })).verticals).toContain('ecommerce');
      await until(async () => (await asked(there, '/api/logistics/orders')).body.code === 'vertical_off', {
        ms: 5_000,
      });
      expect((await asked(there, '/api/logistics/access/me')).body.verticals).toEqual(left);

      await set({});
      expect((await asked(tower.origin, '/api/logistics/orders')).status).toBe(200);
      await until(async () => (await asked(there, '/api/logistics/orders')).status === 200, { ms: 5_000 });
      expect((await asked(there, '/api/logistics/access/me')).body.verticals).toEqual([...verticals]);
    } finally {
      await second.stop();
    }
  });
  it('that is switched lets every socket come again, so that who is behind it is asked anew', async () => {
    const client = io(tower.origin, { auth: { key: adminKey }, transports: ['websocket'], reconnectionDelay: 10 });
    try {
      await until(async () => client.connected);
      const first = client.id;
      await set({ feeds: false });
      await until(async () => client.connected && client.id !== first, { ms: 5_000, what: 'another connection' });
    } finally {
      client.disconnect();
      await set({});
    }
  });
  it('of logistics cannot be switched off', async () => {
    const { body } = await tower.call(settingsApi.readSettings, { params: { group } });
    const { status, body: refused } = await tower.call(settingsApi.changeSettings, {
      params: { group },
      body: { values: { ...all, logistics: false }, note: '', expectedVersion: body.version },
    });
    expect([status, refused.code]).toEqual([422, 'invalid']);
  });
});
