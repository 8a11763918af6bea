/** People: invited, signed in, lowered, locked, reset, gone; and whoever tries to come in another way. */
import * as access from '@gantry/shared/api/access';
import type { Endpoint } from '@gantry/shared/api/endpoint';
import * as people from '@gantry/shared/api/people';
import * as session from '@gantry/shared/api/session';
import * as system from '@gantry/shared/api/system';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fresh } from '../doings.ts';
import { startTestTower, type TestAnswer, type TestTower } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
});
afterAll(() => tower?.stop());

const password = 'correct horse battery';

/** A browser: it keeps the cookie it is given, and says where its pages come from. */
const openBrowser = (more: Record<string, string> = {}) => {
  let cookie: string | undefined;
  return {
    get cookie() {
      return cookie;
    },
    set cookie(value) {
      cookie = value;
    },
    call: async <E extends Endpoint>(
      endpoint: E,
      request: Parameters<TestTower['call']>[1] = {},
    ): Promise<TestAnswer<E>> => {
      const answer = await tower.call(endpoint, {
        key: null,
        ...request,
        headers: { origin: tower.origin, ...(cookie ? { cookie } : {}), ...more, ...request?.headers },
      });
      const given = answer.headers.get('set-cookie');
      if (given) cookie = given.includes('Max-Age=0') ? undefined : given.split(';')[0];
      return answer as TestAnswer<E>;
    },
  };
};

const anyRights = { area: 'staff', verticals: '*', merchants: '*' } as const;
const tokenOf = (link: string): string => link.split('#')[1] ?? '';
const newEmail = (): string => `${fresh('ana')}@example.com`;

const invite = async (rights: Partial<Parameters<TestTower['call']>[1]> & Record<string, unknown> = {}) => {
  const email = newEmail();
  const { status, body } = await tower.call(people.invitePerson, { body: { ...anyRights, ...rights, email } });
  expect(status).toBe(201);
  return { email, personId: body.personId, token: tokenOf(body.link), link: body.link };
};

/** Somebody who was invited, accepted, and is signed in. */
const join = async (rights: Record<string, unknown> = {}) => {
  const { email, personId, token } = await invite(rights);
  const browser = openBrowser();
  const accepted = await browser.call(session.acceptInvitation, { body: { token, name: 'Ana', password } });
  expect(accepted.status).toBe(200);
  return { email, personId, browser };
};

describe('an invitation', () => {
  it('lets a person in, who is somebody from then on and in a new tab too', async () => {
    const { email, token, link, personId } = await invite();
    expect(link.startsWith(`${tower.origin}/invitation#`)).toBe(true);
    const browser = openBrowser();
    expect((await browser.call(session.readInvitation, { body: { token } })).body).toMatchObject({ email });
    const accepted = await browser.call(session.acceptInvitation, { body: { token, name: 'Ana', password } });
    expect(accepted.body).toEqual({ outcome: 'signed_in' });
    expect(accepted.headers.get('set-cookie')).toMatch(
      /^gantry=\w+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    const tab = openBrowser();
    tab.cookie = browser.cookie;
    expect((await tab.call(access.readMe)).body).toMatchObject({
      id: personId,
      name: 'Ana',
      kind: 'person',
      area: 'staff',
      scopes: ['*'],
    });
  });
});
