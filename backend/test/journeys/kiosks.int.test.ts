/** A wall without a person: a link is opened once, its screen is known by a cookie, and nothing of either is written anywhere. */
import * as api from '@gantry/shared/api/access/keys';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { listAccess } from '@gantry/shared/api/access/people';
import { listOrders } from '@gantry/shared/api/orders';
import { wallSnapshot } from '@gantry/shared/api/wall';
import { io } from 'socket.io-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { startApi } from '../../src/app/api.ts';
import { cookiesOf, fresh, pairedKiosk, pairScreen } from '../doings.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
});

const codeOf = (link: string): string => new URL(link).hash.slice('#kiosk='.length);
const added = async (body: { name: string; merchants?: string[] } = { name: 'wall' }) =>
  (await tower.call(api.addKiosk, { body })).body;
const pair = (code: string, headers = {}) =>
  tower.call(api.pairKiosk, { body: { code }, key: null, headers: { origin: tower.origin, ...headers } });
const looks = (cookie: string) => tower.call(wallSnapshot, { key: null, headers: { cookie } });
const listed = async (wanted: string) =>
  (await tower.call(api.listKiosks)).body.items.find(({ kioskId }) => kioskId === wanted);

describe('a kiosk', () => {
  it('is paired by its link, once, and reads what a wall shows', async () => {
    const kiosk = await added();
    expect(kiosk).toMatchObject({ state: 'waiting', pairedAt: null, lastSeenAt: null });
    expect(kiosk.link).toMatch(new RegExp(`^${tower.origin}/wall#kiosk=[0-9a-z]{32}$`));
    expect(Date.parse(kiosk.linkExpiresAt ?? '') - Date.parse(kiosk.createdAt)).toBe(86_400_000);

    const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0 Safari/537.36';
    const { status, body, headers } = await pair(codeOf(kiosk.link), { 'user-agent': agent });
    expect([status, body]).toEqual([200, { name: 'wall' }]);
    const [line = '', ...others] = headers.getSetCookie();
    expect(others).toEqual([]);
    expect(line).toMatch(/^gantry-kiosk=[0-9a-z]{32}\.[0-9a-z]+; /);
    expect(line.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Max-Age=7776000', 'Path=/', 'SameSite=Lax']);

    const cookie = cookiesOf(headers);
    const shown = await tower.call(wallSnapshot, { key: null, headers: { cookie, 'user-agent': agent } });
    expect(shown.status).toBe(200);
    // It was given just now.
    expect(shown.headers.getSetCookie()).toEqual([]);
    for (const endpoint of [listOrders, api.listKeys, api.listKiosks])
      expect((await tower.call(endpoint, { key: null, headers: { cookie } })).status, endpoint.id).toBe(403);
    await until(async () => (await listed(kiosk.kioskId))?.lastSeenAt != null, { what: 'the screen to be seen' });
    const seen = { state: 'paired', device: 'Chrome on Linux', address: '127.0.0.1', linkExpiresAt: null };
    expect(await listed(kiosk.kioskId)).toMatchObject(seen);

    const again = await pair(codeOf(kiosk.link));
    expect([again.status, again.body.code, again.headers.getSetCookie()]).toEqual([404, 'no_such_link', []]);
  });
  it('is paired by nothing else: the same answer to a code that is made up, used, expired or replaced', async () => {
    const bare = async (code: string) => {
      const { status, body } = await pair(code);
      const { instance: _, ...said } = body as Record<string, unknown>;
      return { status, said };
    };
    const none = await bare('made-up');
    expect(none.status).toBe(404);
    const [expired, replaced, revoked] = [await added(), await added(), await added()];
    await tower.database.query('UPDATE access_kiosks SET link_until = now() WHERE id = $1', [expired.kioskId]);
    await tower.call(api.pairAgain, { params: { kioskId: replaced.kioskId } });
    await tower.call(api.revokeKiosk, { params: { kioskId: revoked.kioskId } });
    for (const { link } of [expired, replaced, revoked]) expect(await bare(codeOf(link))).toEqual(none);
    const made = await tower.call(api.pairAgain, { params: { kioskId: revoked.kioskId } });
    expect([made.status, made.body.code]).toEqual([409, 'kiosk_revoked']);
  });
  it('is one screen: of many that open a link at once one is paired', async () => {
    const { link } = await added();
    const statuses = (await Promise.all(Array.from({ length: 6 }, () => pair(codeOf(link))))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 404, 404, 404, 404, 404]);
  });
  it('goes dark at once when another screen is paired, and when it is revoked, in every process', async () => {
    const { kioskId, cookie: first } = await pairedKiosk(tower);
    const other = await startApi({ ...tower.config, adminKey: undefined });
    await other.whole;
    const looksThere = async (cookie: string) =>
      (await fetch(`http://127.0.0.1:${other.port}${wallSnapshot.path}`, { headers: { cookie } })).status;
    try {
      expect([(await looks(first)).status, await looksThere(first)]).toEqual([200, 200]);
      const { body: linked } = await tower.call(api.pairAgain, { params: { kioskId } });
      // Until the new link is opened the old screen shows on.
      expect([(await looks(first)).status, linked.state]).toEqual([200, 'paired']);
      const second = cookiesOf((await pair(codeOf(linked.link), { cookie: first })).headers);
      const dark = await looks(first);
      expect([dark.status, dark.body.code]).toEqual([401, 'kiosk_ended']);
      await until(async () => (await looksThere(first)) === 401, { ms: 2_000, what: 'darkness in the other process' });
      expect([(await looks(second)).status, await looksThere(second)]).toEqual([200, 200]);

      const line = io(`http://127.0.0.1:${other.port}`, {
        extraHeaders: { cookie: second },
        transports: ['websocket'],
      });
      await new Promise((done) => line.once('connect', () => done(null)));
      const cut = new Promise((done) => line.once('disconnect', done));
      const asked = Date.now();
      await tower.call(api.revokeKiosk, { params: { kioskId } });
      expect((await looks(second)).status).toBe(401);
      expect(await cut).toBe('io server disconnect');
      expect(Date.now() - asked).toBeLessThan(2_000);
      line.close();
      await until(async () => (await looksThere(second)) === 401, { ms: 2_000, what: 'darkness in the other process' });
      expect((await listed(kioskId))?.state).toBe('revoked');
    } finally {
      await other.stop();
    }
  });
  it('is not found by trying: whoever opens too many wrong links is asked to wait, and a right one costs nothing', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const { link } = await added();
    for (let n = 0; n < 29; n++) expect((await pair(`made-up-${n}`, from('203.0.113.7'))).status).toBe(404);
    expect((await pair(codeOf(link), from('203.0.113.7'))).status).toBe(200);
    expect((await pair('made-up', from('203.0.113.7'))).status).toBe(404);
    const refused = await pair(codeOf((await added()).link), from('203.0.113.7'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^[0-9]+$/)]);
    expect((await pair('made-up', from('203.0.113.8'))).status).toBe(404);
  });
  it('that has ended is nobody where nobody is asked for, so that its screen can be paired again', async () => {
    const { kioskId, cookie } = await pairedKiosk(tower);
    await tower.call(api.revokeKiosk, { params: { kioskId } });
    const { link } = await added();
    expect((await pair(codeOf(link), { cookie })).status).toBe(200);
  });
  it('is renewed by itself a day later, and forgotten when it was dark for ninety days', async () => {
    const { kioskId, cookie } = await pairedKiosk(tower);
    const [token, given = ''] = cookie.replace('gantry-kiosk=', '').split('.');
    const dayBefore = (Number.parseInt(given, 36) - 86_401).toString(36);
    const { status, headers } = await looks(`gantry-kiosk=${token}.${dayBefore}`);
    expect(status).toBe(200);
    const renewed = cookiesOf(headers);
    expect(renewed).toMatch(new RegExp(`^gantry-kiosk=${token}\\.`));
    expect((await looks(renewed)).headers.getSetCookie()).toEqual([]);

    const past = `now() - interval '91 days'`;
    await until(async () => (await listed(kioskId))?.lastSeenAt != null);
    await tower.database.query(`UPDATE access_kiosks SET paired_at = ${past} WHERE id = $1`, [kioskId]);
    // It was seen since.
    expect((await looks(renewed)).status).toBe(200);
    await tower.database.query(`UPDATE access_uses SET last_used_at = ${past} WHERE holder_id = $1`, [kioskId]);
    const later = await startApi({ ...tower.config, adminKey: undefined });
    await later.whole;
    try {
      const there = `http://127.0.0.1:${later.port}${wallSnapshot.path}`;
      expect((await fetch(there, { headers: { cookie: renewed } })).status).toBe(401);
    } finally {
      await later.stop();
    }
  });
});

describe('a kiosk of a merchant', () => {
  it('is made, seen and ended by who serves the merchant; to others it is as if there were none', async () => {
    const [acme, beta] = [fresh('acme'), fresh('beta')];
    for (const merchant of [acme, beta]) await tower.call(addMerchant, { body: { merchant, name: merchant } });
    const manager = async (merchant: string) =>
      (await tower.call(api.issueKey, { body: { name: merchant, area: 'manager', merchants: [merchant] } })).body
        .secret;
    const [ours, theirs] = [await manager(acme), await manager(beta)];
    const make = (key: string, merchants?: string[] | '*') =>
      tower.call(api.addKiosk, { key, body: { name: 'wall', ...(merchants ? { merchants } : {}) } });
    for (const more of ['*' as const, [beta], [acme, beta]])
      expect((await make(ours, more)).body.code, String(more)).toBe('more_than_held');
    const { body: kiosk } = await make(ours);
    expect(kiosk.merchants).toEqual([acme]);
    const cookie = cookiesOf((await pair(codeOf(kiosk.link))).headers);
    const me = await tower.call(api.readMe, { key: null, headers: { cookie } });
    expect(me.body).toMatchObject({ kind: 'kiosk', id: kiosk.kioskId, merchants: [acme], scopes: ['wall:read'] });
    const asBeta = await tower.call(wallSnapshot, { key: null, headers: { cookie, 'gantry-merchant': beta } });
    expect([asBeta.status, asBeta.body.code]).toEqual([403, 'merchant_needed']);

    const seenBy = async (key: string) =>
      (await tower.call(api.listKiosks, { key })).body.items.map(({ kioskId }) => kioskId);
    expect(await seenBy(ours)).toEqual([kiosk.kioskId]);
    expect(await seenBy(theirs)).toEqual([]);
    for (const endpoint of [api.revokeKiosk, api.pairAgain]) {
      const bare = async (kioskId: string) => {
        const { status, body } = await tower.call(endpoint, { params: { kioskId }, key: theirs });
        const { instance: _, ...said } = body as Record<string, unknown>;
        return { status, said };
      };
      expect(await bare(kiosk.kioskId)).toEqual(await bare('ksk_none'));
      expect((await bare(kiosk.kioskId)).status).toBe(404);
    }
    expect((await looks(cookie)).status).toBe(200);
    const narrow = { name: 'narrow', area: 'manager' as const, scopes: ['access:write' as const] };
    const { body: without } = await tower.call(api.issueKey, { body: narrow });
    expect((await make(without.secret)).body).toMatchObject({
      code: 'more_than_held',
      detail: expect.stringContaining('wall:read'),
    });
  });
});

describe('links and tokens', () => {
  it('are in no store, no log and no answer but the one that gives them', async () => {
    const kiosk = await added();
    const { headers } = await pair(codeOf(kiosk.link));
    const cookie = cookiesOf(headers);
    const again = await pairScreen(tower, kiosk.kioskId);
    await looks(cookie);
    await looks(again);
    await tower.call(api.revokeKiosk, { params: { kioskId: kiosk.kioskId } });
    const tokens = [cookie, again].map((one) => one.replace('gantry-kiosk=', '').split('.')[0] ?? '');
    const secrets = [codeOf(kiosk.link), ...tokens];
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-z]{32}$/);
    const { rows: tables } = await tower.database.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    for (const { name } of tables) {
      const { rows } = await tower.database.query(`SELECT count(*) AS n FROM "${name}" t WHERE t::text LIKE ANY($1)`, [
        secrets.map((secret) => `%${secret}%`),
      ]);
      expect(rows[0]?.n, name).toBe('0');
    }
    const answers = await Promise.all(
      [api.listKiosks, api.listKeys, listAccess].map((endpoint) => tower.call(endpoint)),
    );
    for (const secret of secrets) expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain(secret);
    const { items } = (await tower.call(listAccess, { query: { about: kiosk.kioskId } })).body;
    expect(items.map(({ act }) => act)).toEqual(['kiosk_revoked', 'kiosk_paired', 'kiosk_paired']);
  });
});
