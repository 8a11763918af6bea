/** People: invited, signed in, lowered, locked, reset, gone; and whoever tries to come in another way. */
import * as access from '@gantry/shared/api/access';
import * as people from '@gantry/shared/api/people';
import * as session from '@gantry/shared/api/session';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../browser.ts';
import { fresh } from '../doings.ts';
import { startTestTower, type TestTower } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
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

describe('an invitation', () => {
  it('lets a person in, who is somebody from then on and in a new tab too', async () => {
    const { email, token, link, personId } = await invite();
    expect(link.startsWith(`${tower.origin}/invitation#`)).toBe(true);
    const browser = openBrowser(tower);
    expect((await browser.call(session.readInvitation, { body: { token } })).body).toMatchObject({ email });
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
  it('opens once', async () => {
    const { token } = await invite();
    const body = { token, name: 'Ana', password };
    const tries = await Promise.all([1, 2, 3].map(() => openBrowser(tower).call(session.acceptInvitation, { body })));
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  });
});
