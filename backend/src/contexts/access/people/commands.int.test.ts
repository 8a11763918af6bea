/** The first manager of a tower, and the last one: on a platform of its own, since nobody else may be there. */
import type { Caller } from '@gantry/shared/caller';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../../test/test-platform.ts';
import { type Desk, openDesk } from '../sessions/desk.ts';
import { accountOf } from './account.ts';
import { changeRights, disable, invite } from './commands.ts';
import { makeFirstManagerToken } from './first-manager.ts';
import { accept, readInvitation } from './invitations.ts';

let opened: TestPlatform;
let desk: Desk;
beforeAll(async () => {
  opened = await openTestPlatform();
  desk = openDesk(opened.platform);
});
afterAll(() => opened?.close());

const address = '127.0.0.1';
const chosen = { name: 'Ana', password: 'correct horse battery' };
const managers = { area: 'manager', verticals: '*', merchants: '*' } as const;
const callerOf = (personId: string): Caller => ({
  id: personId,
  name: 'Ana',
  kind: 'person',
  area: 'manager',
  verticals: ['logistics'],
  scopes: ['*'],
  merchants: '*',
  merchant: null,
});
const doing = (personId: string) => ({
  caller: callerOf(personId),
  thread: { correlationId: personId, actor: personId },
  address,
});
const first = () => makeFirstManagerToken(opened.platform.database, new Date());

it('the first manager comes in by the newest link, says their address, and nobody comes in by another', async () => {
  const former = await first();
  const token = (await first()) ?? '';
  expect(await readInvitation(desk, token)).toMatchObject({ email: null, invitedBy: null });
  await expect(accept(desk, { ...chosen, token: former ?? '', email: 'ana@example.com' }, address)).rejects.toThrow(
    expect.objectContaining({ code: 'link_ended' }),
  );
  await expect(accept(desk, { ...chosen, token }, address)).rejects.toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ path: 'email' })] }),
  );
  const { person } = await accept(desk, { ...chosen, token, email: 'ana@example.com' }, address);
  expect(person).toMatchObject({ ...managers, state: 'active' });
  expect(await first()).toBeUndefined();
});

it('of two managers who lower each other at the same moment one stays, whom nobody can lower then', async () => {
  const { rows } = await opened.platform.database.pool.query<{ id: string }>('SELECT id FROM people');
  const one = rows[0]?.id ?? '';
  const invited = await invite(desk, { ...managers, email: 'bea@example.com', name: null }, doing(one));
  const { person } = await accept(desk, { ...chosen, token: invited.token }, address);
  const two = person.personId;
  const accounts = await Promise.all([one, two].map((id) => accountOf(opened.platform.database, id)));
  const lowered = await Promise.allSettled(
    accounts.map((account, n) => account && disable(desk, account, doing(n === 0 ? two : one))),
  );
  expect(lowered.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const left = accounts[lowered.findIndex(({ status }) => status === 'rejected')];
  if (!left) throw new Error('somebody is left');
  for (const lower of [
    () => disable(desk, left, doing(one)),
    () => changeRights(desk, left, { area: 'staff' }, doing(one)),
    () => changeRights(desk, left, { merchants: ['main'] }, doing(one)),
  ])
    await expect(lower()).rejects.toThrow(expect.objectContaining({ code: 'last_manager' }));
});
