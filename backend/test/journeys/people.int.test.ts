/** People: invited, signed in, lowered, locked, reset, gone; and whoever tries to come in another way. */
import { addAnalyst } from '@gantry/shared/api/access/analysts';
import * as access from '@gantry/shared/api/access/keys';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import * as people from '@gantry/shared/api/access/people';
import * as session from '@gantry/shared/api/access/session';
import { type TOTP, URI } from 'otpauth';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open } from '../../src/platform/secrets.ts';
import { openBrowser } from '../browser.ts';
import { fresh } from '../doings.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
  // Somebody who may always stay, so that others may be lowered.
  await join({ area: 'manager' });
});
afterAll(() => tower?.stop());

const password = 'correct horse battery';
const anyRights = { area: 'staff', verticals: '*', merchants: '*' } as const;
type Rights = Partial<people.PersonRights>;
const tokenOf = (link: string): string => link.split('#')[1] ?? '';

const invite = async (rights: Rights = {}) => {
  const email = `${fresh('ana')}@example.com`;
  const { status, body } = await tower.call(people.invitePerson, { body: { ...anyRights, ...rights, email } });
  expect(status).toBe(201);
  return { email, personId: body.personId, token: tokenOf(body.link), link: body.link };
};

/** Somebody who was invited, accepted, and is signed in. */
const join = async (rights: Rights = {}) => {
  const { email, personId, token } = await invite(rights);
  const browser = openBrowser(tower);
  const accepted = await browser.call(session.acceptInvitation, { body: { token, name: 'Ana', password } });
  expect(accepted.status).toBe(200);
  return { email, personId, browser };
};

const signInAs = (email: string, more: { password?: string; code?: string } = {}, browser = openBrowser(tower)) =>
  browser.call(session.signIn, { body: { email, password, ...more } });

/** The link to a new password that was mailed to an address, by its token; one that was read before is waited past. */
const mailedToken = (to: string, read?: string): Promise<string> =>
  until(async () => {
    const { rows } = await tower.database.query('SELECT id, sealed FROM outbox_mails ORDER BY at DESC LIMIT 50');
    const letters = rows.map(({ id, sealed }) => JSON.parse(open(tower.config.secretKey, `mail:${id}`, sealed)));
    const [mine] = letters.filter((letter) => letter.to === to && letter.text.includes('/reset#'));
    const token = /reset#(\w+)/.exec(mine?.text ?? '')?.[1];
    return token !== read && token;
  });

const expire = (personId: string): Promise<unknown> =>
  tower.database.query(`UPDATE person_tokens SET expires_at = now() - interval '1 second' WHERE person_id = $1`, [
    personId,
  ]);

describe('an invitation', () => {
  it('lets a person in, who is somebody from then on and in a new tab too', async () => {
    const { email, token, link, personId } = await invite();
    expect(link.startsWith(`${tower.origin}/invitation#`)).toBe(true);
    const browser = openBrowser(tower);
    expect((await browser.call(session.readInvitation, { body: { token } })).body).toMatchObject({
      email,
      invitedBy: 'bootstrap',
    });
    const accepted = await browser.call(session.acceptInvitation, { body: { token, name: 'Ana', password } });
    expect(accepted.body).toEqual({ outcome: 'signed_in' });
    expect(accepted.headers.get('set-cookie')).toMatch(
      /^gantry=[\w.]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    const tab = openBrowser(tower, { cookies: browser.cookies });
    expect((await tab.call(access.readMe)).body).toMatchObject({
      id: personId,
      name: 'Ana',
      kind: 'person',
      area: 'staff',
      scopes: ['*'],
    });
  });
  it('opens once, of three at the same moment for one', async () => {
    const { token } = await invite();
    const body = { token, name: 'Ana', password };
    const tries = await Promise.all([1, 2, 3].map(() => openBrowser(tower).call(session.acceptInvitation, { body })));
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  });
  it('opens nothing when it is too old, and when another was made', async () => {
    const late = await invite();
    await expire(late.personId);
    const accept = (token: string) =>
      openBrowser(tower).call(session.acceptInvitation, { body: { token, name: 'Ana', password } });
    expect((await accept(late.token)).status).toBe(404);
    const again = await tower.call(people.inviteAgain, { params: { personId: late.personId } });
    const second = await tower.call(people.inviteAgain, { params: { personId: late.personId } });
    expect((await accept(tokenOf(again.body.link))).status).toBe(404);
    expect((await accept(tokenOf(second.body.link))).status).toBe(200);
    expect((await tower.call(people.inviteAgain, { params: { personId: late.personId } })).status).toBe(409);
  });
  it('is for one person an address, in whatever letters', async () => {
    const { email } = await invite();
    const twice = await tower.call(people.invitePerson, { body: { ...anyRights, email: email.toUpperCase() } });
    expect([twice.status, twice.body.code]).toEqual([409, 'email_taken']);
  });
  it('gives no more than its maker holds', async () => {
    const some = await join({ area: 'manager', verticals: ['logistics'], merchants: ['main'] });
    const give = (rights: Rights) =>
      some.browser.call(people.invitePerson, {
        body: {
          area: 'staff',
          verticals: ['logistics'],
          merchants: ['main'],
          ...rights,
          email: `${fresh('x')}@example.com`,
        },
      });
    expect((await give({})).status).toBe(201);
    for (const more of [
      { verticals: '*' },
      { verticals: ['feeds'] },
      { merchants: '*' },
      { merchants: ['acme'] },
    ] as const)
      expect([more, (await give({ ...more } as Rights)).body.code]).toEqual([more, 'more_than_held']);
    const staff = await join();
    expect(
      (await staff.browser.call(people.invitePerson, { body: { ...anyRights, email: 'a@example.com' } })).status,
    ).toBe(403);
    const key = (
      await tower.call(access.issueKey, { body: { name: 'few', area: 'manager', scopes: ['access:write'] } })
    ).body;
    const byKey = await tower.call(people.invitePerson, {
      key: key.secret,
      body: { ...anyRights, email: 'a@example.com' },
    });
    expect([byKey.status, byKey.body.code]).toEqual([403, 'more_than_held']);
  });
});

describe('whoever holds a link to a new password', () => {
  it('has none when the password was changed, and when the person was signed out everywhere', async () => {
    const { personId, browser, email } = await join();
    const params = { personId };
    const link = async () => tokenOf((await tower.call(people.linkToPassword, { params })).body.link);
    const opens = async (token: string) =>
      (await openBrowser(tower).call(session.resetPassword, { body: { token, password: 'taken over by link' } }))
        .status;
    const ends = [
      () => browser.call(session.changePassword, { body: { current: password, password: 'another long one' } }),
      () => browser.call(session.endSessions, { query: { others: 'true' } }),
      () => tower.call(people.endPersonsSessions, { params }),
    ];
    for (const end of ends) {
      const token = await link();
      expect((await end()).status).toBe(200);
      expect(await opens(token)).toBe(404);
    }
    expect((await signInAs(email, { password: 'another long one' })).status).toBe(200);
    // An invitation is no way into what is signed in.
    const invited = await invite();
    await tower.call(people.endPersonsSessions, { params: { personId: invited.personId } });
    const accepted = await openBrowser(tower).call(session.acceptInvitation, {
      body: { token: invited.token, name: 'Ana', password },
    });
    expect(accepted.status).toBe(200);
  });
});

describe('an address that is somebody’s', () => {
  it('is told to the people of a merchant ten times an hour, however many keys they make', async () => {
    const { email } = await join();
    const merchant = fresh('guesser');
    await tower.call(addMerchant, { body: { merchant, name: 'Guesser' } });
    const rights = { area: 'manager', verticals: ['logistics'], merchants: [merchant] } as const;
    const some = await join({ ...rights, verticals: ['logistics'], merchants: [merchant] });
    const body = { area: 'staff', verticals: [], merchants: [merchant], email } as const;
    const guess = () =>
      some.browser.call(people.invitePerson, { body: { ...body, verticals: [], merchants: [merchant] } });
    const statuses = (await Promise.all(Array.from({ length: 12 }, guess))).map(({ status }) => status);
    expect([409, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([10, 2]);
    const key = (await tower.call(access.issueKey, { body: { name: 'x', area: 'manager', merchants: [merchant] } }))
      .body.secret;
    const more = { user: 'guessed_name', name: 'x', merchants: [merchant] };
    expect((await tower.call(addAnalyst, { key, body: more })).status).toBe(429);
    expect((await tower.call(people.invitePerson, { body: { ...anyRights, email } })).status).toBe(409);
  });
});

describe('who serves nobody', () => {
  it('is not made by anybody, and is the operator’s alone', async () => {
    const email = `${fresh('x')}@example.com`;
    const none = { merchants: [] };
    const { personId } = await invite({ merchants: ['main'] });
    const tries = await Promise.all([
      tower.call(people.invitePerson, { body: { ...anyRights, ...none, email } }),
      tower.call(people.changeRights, { params: { personId }, body: none }),
      tower.call(addAnalyst, { body: { user: 'nobodys', name: 'x', ...none } }),
      tower.call(access.issueKey, { body: { name: 'x', area: 'staff', ...none } }),
      tower.call(access.addKiosk, { body: { name: 'x', ...none } }),
    ]);
    expect(tries.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
    const some = await join({ area: 'manager', merchants: ['main'] });
    // Written before `[]` was refused.
    await tower.database.query(`UPDATE people SET merchants = '[]' WHERE id = $1`, [personId]);
    const entry = fresh('acc');
    await tower.database.query(
      `INSERT INTO access_log (id, at, act, by_id, by_name, by_kind, about_id, merchants)
       VALUES ($1, now(), 'invited', 'key_x', 'x', 'api', $2, '[]')`,
      [entry, personId],
    );
    const params = { personId };
    const foreign = [
      await some.browser.call(people.disablePerson, { params }),
      await some.browser.call(people.inviteAgain, { params }),
      await some.browser.call(people.linkToPassword, { params }),
      await some.browser.call(people.changeRights, { params, body: { merchants: ['main'] } }),
    ];
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    const listed = (await some.browser.call(people.listPeople, { query: { limit: 200 } })).body.items;
    expect(listed.find(({ personId }) => personId === some.personId)?.lastSeenAt).not.toBeNull();
    expect(listed.filter((one) => one.personId === personId)).toEqual([]);
    const told = (await some.browser.call(people.listAccess, { query: { about: personId } })).body.items;
    expect(told.filter(({ entryId }) => entryId === entry)).toEqual([]);
    const all = (await tower.call(people.listAccess, { query: { about: personId } })).body.items;
    expect(all.some(({ entryId }) => entryId === entry)).toBe(true);
    expect((await tower.call(people.disablePerson, { params })).body.state).toBe('disabled');
  });
});

describe('a person', () => {
  it('may less the moment a manager says so, and nothing when disabled', async () => {
    const { personId, browser } = await join({ area: 'manager' });
    const params = { personId };
    expect((await browser.call(people.listPeople)).status).toBe(200);
    await tower.call(people.changeRights, { params, body: { area: 'personal' } });
    expect((await browser.call(people.listPeople)).body.code).toBe('area_needed');
    expect((await browser.call(access.readMe)).body.area).toBe('personal');
    expect((await tower.call(people.disablePerson, { params })).body.state).toBe('disabled');
    expect((await browser.call(access.readMe)).body.code).toBe('session_ended');
    await tower.call(people.enablePerson, { params });
    expect((await browser.call(access.readMe)).status).toBe(401);
  });
  it('is asked anew at open sockets, within two seconds', async () => {
    const { personId, browser } = await join();
    const socket = io(tower.origin, {
      transports: ['websocket'],
      extraHeaders: { cookie: browser.cookie },
      reconnection: false,
    });
    await new Promise((done) => socket.once('connect', () => done(undefined)));
    const ended = new Promise<number>((done) => socket.once('disconnect', () => done(performance.now())));
    const since = performance.now();
    await tower.call(people.disablePerson, { params: { personId } });
    expect((await ended) - since).toBeLessThan(2_000);
  });
  it('who serves other merchants too is nobody to a manager of some', async () => {
    const some = await join({ area: 'manager', merchants: ['main'] });
    const merchant = fresh('shop');
    await tower.call(addMerchant, { body: { merchant, name: 'Another' } });
    const all = await join();
    const both = await join({ merchants: ['main', merchant] });
    const peer = await join({ merchants: ['main'] });
    const seen = (await some.browser.call(people.listPeople, { query: { limit: 200 } })).body.items;
    expect(seen.some(({ personId }) => personId === peer.personId)).toBe(true);
    expect(seen.filter(({ merchants }) => merchants === '*' || merchants.some((one) => one !== 'main'))).toEqual([]);
    const foreign = await some.browser.call(people.disablePerson, { params: { personId: all.personId } });
    const absent = await some.browser.call(people.disablePerson, { params: { personId: 'prs_000' } });
    const told = ({ status, body: { instance: _, ...body } }: typeof foreign) => ({ status, body });
    expect(told(foreign)).toEqual(told(absent));
    expect(foreign.status).toBe(404);
    const shared = await some.browser.call(people.disablePerson, { params: { personId: both.personId } });
    expect(told(shared)).toEqual(told(absent));
    // Who serves all and picked one sees whoever may reach it, and what they did.
    const headers = { 'gantry-merchant': merchant };
    const reaching = (await tower.call(people.listPeople, { query: { limit: 200 }, headers })).body.items;
    const ids = reaching.map(({ personId }) => personId);
    expect([all, both, peer].map(({ personId }) => ids.includes(personId))).toEqual([true, true, false]);
    const did = async ({ personId }: typeof all) =>
      (await tower.call(people.listAccess, { query: { by: personId }, headers })).body.items.length > 0;
    expect([await did(all), await did(both), await did(peer)]).toEqual([true, true, false]);
    expect((await all.browser.call(access.readMe)).status).toBe(200);
  });
  it('is in the access log by the name they have now, and what they did', async () => {
    const { personId, browser } = await join();
    await browser.call(session.changeProfile, { body: { name: 'Ana María' } });
    await browser.call(session.signOut);
    const { body } = await tower.call(people.listAccess, { query: { by: personId } });
    expect(body.items.map(({ act }) => act)).toEqual(['signed_out', 'signed_in', 'joined']);
    expect(body.items[0]?.by).toEqual({ id: personId, name: 'Ana María', kind: 'person' });
    const named = await tower.call(people.listAccess, { query: { by: 'ana mar', without: 'signed_out' } });
    const own = named.body.items.filter(({ by }) => by.id === personId);
    expect(own.map(({ act }) => act)).toEqual(['signed_in', 'joined']);
  });
  it('keeps a profile of their own; a key has none', async () => {
    const { browser, email } = await join();
    const change = (preferences: object) => browser.call(session.changeProfile, { body: { preferences } });
    expect((await change({ theme: 'dark', timeZone: 'Europe/Madrid' })).body).toMatchObject({
      email,
      preferences: { theme: 'dark', timeZone: 'Europe/Madrid', units: 'metric' },
    });
    expect((await change({ timeZone: 'Europe/Nowhere' })).body.errors).toMatchObject([
      { path: 'preferences.timeZone' },
    ]);
    expect((await tower.call(session.readProfile)).body.code).toBe('person_needed');
  });
});

describe('a session', () => {
  it('ends where it is signed out, elsewhere, and everywhere', async () => {
    const { email, browser: here } = await join();
    const [there, elsewhere] = [
      openBrowser(tower),
      openBrowser(tower, { headers: { 'user-agent': 'Firefox/130 (Linux)' } }),
    ];
    for (const one of [there, elsewhere]) expect((await signInAs(email, {}, one)).status).toBe(200);
    const { items } = (await elsewhere.call(session.listSessions)).body;
    expect(items.map(({ current, device }) => [current, device])).toContainEqual([true, 'Firefox on Linux']);
    expect(items.filter(({ current }) => current)).toHaveLength(1);
    const former = there.cookies.get('gantry') ?? '';
    expect((await there.call(session.signOut)).body).toEqual({ outcome: 'signed_out' });
    expect(there.cookies.size).toBe(0);
    const thief = openBrowser(tower, { cookies: new Map([['gantry', former]]) });
    expect((await thief.call(access.readMe)).body.code).toBe('session_ended');
    expect((await here.call(session.endSessions, { query: { others: 'true' } })).body).toEqual({ ended: 1 });
    expect((await elsewhere.call(access.readMe)).status).toBe(401);
    expect((await here.call(access.readMe)).status).toBe(200);
    expect((await here.call(session.endSessions)).body).toEqual({ ended: 1 });
    expect(here.cookies.size).toBe(0);
  });
  it('lasts thirty days from when it was last used, and no longer', async () => {
    const { personId, browser } = await join();
    const set = (columns: string) =>
      tower.database.query(`UPDATE person_sessions SET ${columns} WHERE person_id = $1`, [personId]);
    await set(`last_seen_at = now() - interval '29 days', expires_at = now() + interval '1 day'`);
    const lasts = async () => {
      await browser.call(access.readMe);
      const { rows } = await tower.database.query(
        `SELECT expires_at > now() + interval '29 days' AS longer FROM person_sessions WHERE person_id = $1`,
        [personId],
      );
      return rows[0].longer;
    };
    await until(lasts);
    await set(`expires_at = now() - interval '1 second'`);
    await until(async () => (await browser.call(access.readMe)).status === 401);
  });
  it('over TLS has a cookie that no neighbour can set, and takes no other', async () => {
    const { email } = await join();
    const headers = { 'x-forwarded-proto': 'https', origin: tower.origin.replace('http:', 'https:') };
    const browser = openBrowser(tower, { headers });
    const { headers: given } = await signInAs(email, {}, browser);
    expect(given.get('set-cookie')).toMatch(/^__Host-gantry=.*; HttpOnly; SameSite=Lax; Secure$/);
    expect((await browser.call(access.readMe)).status).toBe(200);
    const planted = new Map([['gantry', browser.cookies.get('__Host-gantry') ?? '']]);
    expect((await openBrowser(tower, { headers, cookies: planted }).call(access.readMe)).status).toBe(401);
  });
  it('is another one after signing in again: the one a browser came with ends', async () => {
    const { email, browser } = await join();
    const former = new Map(browser.cookies);
    await signInAs(email, {}, browser);
    expect((await openBrowser(tower, { cookies: former }).call(access.readMe)).status).toBe(401);
    expect((await browser.call(access.readMe)).status).toBe(200);
  });
  it('cannot be found in what the tower keeps, nor any link or password', async () => {
    const { browser } = await join();
    const { token } = await invite();
    const session = browser.cookies.get('gantry')?.split('.')[0] ?? '';
    expect([session.length, token.length]).toEqual([32, 32]);
    const { rows } = await tower.database.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(rows.length).toBeGreaterThan(30);
    for (const { name } of rows) {
      const dump = await tower.database.query(`SELECT t::text AS row FROM "${name}" t`);
      const text = dump.rows.map(({ row }) => row).join('\n');
      for (const secret of [session, token, password]) expect([name, text.includes(secret)]).toEqual([name, false]);
    }
  });
  it('is asked nothing by pages of another site', async () => {
    const { email, browser } = await join();
    const change = (headers: Record<string, string>) =>
      tower.call(session.changeProfile, {
        key: null,
        headers: { cookie: browser.cookie, ...headers },
        body: { name: 'Eve' },
      });
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: tower.origin.replace('http:', 'https:') },
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site' },
    ] as const)
      expect([headers, (await change({ ...headers })).body.code]).toEqual([headers, 'foreign_origin']);
    // A header that is no key (a proxy's, say) does not take the place of one.
    for (const authorization of ['Basic eDp5', 'x', 'Bearer', 'Bearer a b'])
      expect((await change({ authorization, origin: 'https://evil.example' })).body.code).toBe('foreign_origin');
    expect((await change({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    const headers = { origin: 'https://evil.example' };
    const signedIn = await tower.call(session.signIn, { key: null, headers, body: { email, password } });
    expect([signedIn.status, signedIn.headers.get('set-cookie')]).toEqual([403, null]);
    expect(
      (await tower.call(session.signOut, { key: null, headers: { ...headers, cookie: browser.cookie } })).status,
    ).toBe(403);
    expect((await browser.call(access.readMe)).status).toBe(200);
  });
  it('is given to whoever signs in, never by a repeated answer', async () => {
    const { email } = await join();
    const headers = { 'idempotency-key': fresh('key') };
    const cookies = [];
    for (const browser of [openBrowser(tower, { headers }), openBrowser(tower, { headers })]) {
      await signInAs(email, {}, browser);
      cookies.push(browser.cookies.get('gantry'));
    }
    expect(new Set(cookies).size).toBe(2);
    expect(cookies.every((one) => one !== undefined)).toBe(true);
  });
});

describe('signing in', () => {
  it('answers an unknown address, a wrong password, a locked and a disabled account alike', async () => {
    const known = await join();
    const gone = await join();
    await tower.call(people.disablePerson, { params: { personId: gone.personId } });
    const wrong = { password: 'not this one at all' };
    const answers = [
      await signInAs(`${fresh('nobody')}@example.com`, wrong),
      await signInAs(known.email, wrong),
      await signInAs(gone.email),
    ];
    for (let n = 0; n < 4; n++) await signInAs(known.email, wrong);
    answers.push(await signInAs(known.email, wrong), await signInAs(known.email));
    const told = answers.map(({ status, body: { instance: _, ...body } }) => ({ status, body }));
    expect(told[0]).toMatchObject({ status: 401, body: { code: 'not_signed_in' } });
    for (const one of told) expect(one).toEqual(told[0]);
  });
  it('waits after five wrong passwords, however many come at once, until a manager opens it', async () => {
    const { email, personId } = await join();
    const wrong = await Promise.all(
      Array.from({ length: 12 }, () => signInAs(email, { password: 'not this one at all' })),
    );
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await signInAs(email)).status).toBe(401);
    const { rows } = await tower.database.query('SELECT tries FROM person_passwords WHERE person_id = $1', [personId]);
    expect(rows).toEqual([{ tries: 5 }]);
    const locked = (await tower.call(people.listPeople, { query: { search: email, state: 'locked' } })).body.items;
    expect(locked.map((one) => one.personId)).toEqual([personId]);
    const acts = (await tower.call(people.listAccess, { query: { about: personId, act: 'locked_out' } })).body.items;
    expect(acts).toHaveLength(1);
    // Each further wrong one waits twice as long.
    await tower.database.query(`UPDATE person_passwords SET locked_until = now() WHERE person_id = $1`, [personId]);
    await signInAs(email, { password: 'not this one at all' });
    const waits = await tower.database.query(
      `SELECT round(extract(epoch FROM locked_until - tried_at)) AS seconds FROM person_passwords WHERE person_id = $1`,
      [personId],
    );
    expect(waits.rows).toEqual([{ seconds: '120' }]);
    await tower.call(people.enablePerson, { params: { personId } });
    expect((await signInAs(email)).status).toBe(200);
  });
  it('is refused to an address that guesses on and on, whomever it guesses at', async () => {
    const { email } = await join();
    const headers = { 'x-forwarded-for': '203.0.113.77' };
    const stranger = openBrowser(tower, { headers });
    // Every kind of guess counts: links cost the least to try.
    const guess = () => stranger.call(session.readInvitation, { body: { token: fresh('guess') } });
    const statuses = (await Promise.all(Array.from({ length: 60 }, guess))).map(({ status }) => status);
    expect([404, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([50, 10]);
    expect((await signInAs(email, {}, openBrowser(tower, { headers }))).status).toBe(429);
    expect((await signInAs(email)).status).toBe(200);
  });
  it('with a second factor takes a code once, the one before it never, and a recovery code once', async () => {
    const { email, browser } = await join();
    const begun = (await browser.call(session.beginSecondFactor, { body: { password } })).body;
    const app = URI.parse(begun.uri) as TOTP;
    const codeAt = (steps: number) => app.generate({ timestamp: Date.now() + steps * 30_000 });
    expect((await browser.call(session.confirmSecondFactor, { body: { code: '000000' } })).status).toBe(401);
    expect((await browser.call(session.confirmSecondFactor, { body: { code: codeAt(-1) } })).body).toEqual({
      on: true,
      recoveryCodesLeft: 10,
    });
    const asked = await signInAs(email);
    expect([asked.body.outcome, asked.headers.get('set-cookie')]).toEqual(['second_factor_needed', null]);
    expect(await signInAs(email, { code: codeAt(-1) })).toMatchObject({
      status: 401,
      body: { code: 'second_factor_wrong' },
    });
    const tries = await tower.database.query(
      'SELECT tries FROM person_passwords w JOIN person_profiles f USING (person_id) WHERE f.email = $1',
      [email],
    );
    expect(tries.rows).toEqual([{ tries: 1 }]);
    const code = codeAt(0);
    const both = await Promise.all([signInAs(email, { code }), signInAs(email, { code })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    const [recovery = ''] = begun.recoveryCodes;
    expect((await signInAs(email, { code: recovery.toUpperCase() })).status).toBe(200);
    expect((await signInAs(email, { code: recovery })).status).toBe(401);
    expect((await browser.call(session.readSecondFactor)).body).toEqual({ on: true, recoveryCodesLeft: 9 });
    expect((await browser.call(session.endSecondFactor, { body: { password } })).body.on).toBe(false);
    expect((await signInAs(email)).body.outcome).toBe('signed_in');
  });
});

describe('a new password', () => {
  it('comes by a mail that opens once, and ends every session', async () => {
    const { email, personId, browser } = await join();
    const ask = (to: string) =>
      openBrowser(tower, { headers: { 'x-forwarded-for': '203.0.113.9' } }).call(session.askPasswordReset, {
        body: { email: to },
      });
    const [known, unknown] = [await ask(email), await ask(`${fresh('nobody')}@example.com`)];
    expect([known.status, known.body]).toEqual([202, unknown.body]);
    const token = await mailedToken(email);
    const choose = (given: string) =>
      openBrowser(tower).call(session.resetPassword, { body: { token: given, password: 'another long one' } });
    expect((await choose(token)).status).toBe(200);
    expect((await choose(token)).status).toBe(404);
    expect((await browser.call(access.readMe)).status).toBe(401);
    expect((await signInAs(email)).status).toBe(401);
    expect((await signInAs(email, { password: 'another long one' })).status).toBe(200);
    await ask(email);
    const late = await mailedToken(email, token);
    await expire(personId);
    expect((await choose(late)).status).toBe(404);
  });
  it('comes by a link of a manager where no mail is sent, for whoever may decide about the person', async () => {
    const { email, personId, browser } = await join({ area: 'manager' });
    const some = await join({ area: 'manager', merchants: ['main'] });
    const params = { personId };
    expect((await some.browser.call(people.linkToPassword, { params })).status).toBe(404);
    const { link, mailed } = (await tower.call(people.linkToPassword, { params })).body;
    expect([link.startsWith(`${tower.origin}/reset#`), mailed]).toEqual([true, false]);
    const body = { token: tokenOf(link), password: 'another long one' };
    expect((await openBrowser(tower).call(session.resetPassword, { body })).status).toBe(200);
    expect((await browser.call(access.readMe)).status).toBe(401);
    expect((await signInAs(email, { password: 'another long one' })).status).toBe(200);
    const invited = await invite();
    const early = await tower.call(people.linkToPassword, { params: { personId: invited.personId } });
    expect(early.body.code).toBe('not_active');
  });
  it('is not sent to where a request says that the tower is', async () => {
    const { email, personId: known } = await join();
    await fetch(`${tower.origin}${session.askPasswordReset.path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-for': '203.0.113.10',
      },
      body: JSON.stringify({ email }),
    });
    const read = await mailedToken(email);
    const headers = { 'x-forwarded-host': 'evil.example' };
    const { personId } = (
      await tower.call(people.invitePerson, { headers, body: { ...anyRights, email: `${fresh('ana')}@example.com` } })
    ).body;
    await tower.call(people.inviteAgain, { headers, params: { personId } });
    await tower.call(people.linkToPassword, { headers, params: { personId: known } });
    await mailedToken(email, read);
    const { rows } = await tower.database.query('SELECT id, sealed FROM outbox_mails ORDER BY at DESC LIMIT 20');
    const texts = rows.map(({ id, sealed }) => open(tower.config.secretKey, `mail:${id}`, sealed));
    expect(texts.filter((text) => text.includes('evil.example'))).toEqual([]);
  });
  it('needs the former one, and ends the sessions elsewhere', async () => {
    const { email, browser } = await join();
    const elsewhere = openBrowser(tower);
    await signInAs(email, {}, elsewhere);
    const change = (current: string) =>
      browser.call(session.changePassword, { body: { current, password: 'another long one' } });
    expect((await change('not this one at all')).body.code).toBe('wrong_password');
    expect((await change(password)).status).toBe(200);
    expect((await browser.call(access.readMe)).status).toBe(200);
    expect((await elsewhere.call(access.readMe)).status).toBe(401);
  });
  it('is in the outbox, where nobody reads its link but in a sandbox', async () => {
    const { email } = await invite();
    const mails = (await tower.call(people.listMail)).body.items;
    const mine = mails.find(({ to }) => to === email);
    expect(mine).toMatchObject({ outcome: 'kept' });
    expect(mine?.text).not.toContain('#');
  });
});
