/** Somebody of a real tower who is signed in: invited with a key, accepted as they would, their cookie in a browser. */
import { invitePerson, type PersonRights } from '@gantry/shared/api/access/people';
import { acceptInvitation } from '@gantry/shared/api/access/session';
import type { BrowserContext } from 'playwright-core';
import type { TestTower } from '../../backend/test/tower.ts';

export const password = 'three words together';
const anything: PersonRights = { area: 'manager', verticals: '*', merchants: '*' };

/** Invites somebody; the link that lets them in. */
export const invited = async (tower: TestTower, email: string, rights: Partial<PersonRights> = {}): Promise<string> => {
  const { status, body } = await tower.call(invitePerson, { body: { ...anything, ...rights, email } });
  if (status !== 201) throw new Error(`${email} could not be invited: ${status}`);
  return body.link;
};

/** Signs somebody in in a browser that has no page open yet. */
export const signedIn = async (
  tower: TestTower,
  context: BrowserContext,
  { email, ...rights }: { email: string } & Partial<PersonRights>,
): Promise<void> => {
  const token = (await invited(tower, email, rights)).split('#')[1] ?? '';
  const { headers } = await tower.call(acceptInvitation, {
    body: { token, name: email.split('@')[0] ?? email, password },
    key: null,
    headers: { origin: tower.origin },
  });
  const [name = '', value = ''] = headers.get('set-cookie')?.split(';')[0]?.split('=', 2) ?? [];
  await context.addCookies([{ name, value, url: tower.origin, httpOnly: true, sameSite: 'Lax' }]);
};
