/**
 * Signing in. An unknown address, a wrong password, an account that waits and one that was disabled are answered alike and
 * take as long, so that nobody learns from the answer who works here. A wrong code says so: only after the right password.
 */
import { Refusal } from '../../../kernel/errors.ts';
import type { Visit } from '../../../platform/http/browser/visit.ts';
import { recordAccess } from '../log/record.ts';
import { type Account, aboutOf, accountByEmail, doerOf } from '../people/account.ts';
import type { Desk } from './desk.ts';
import { forgetTries, freeTries, giveTryBack, takeTry } from './lock.ts';
import { secondFactorOf, takeCode } from './second-factor.ts';
import { giveCookie, shownDigest } from './session-cookie.ts';
import { beginSession, endSession } from './store.ts';

/** Where a request comes from. */
export type From = { visit: Visit; address: string };

const nobody = { id: 'anonymous', name: 'anonymous', kind: 'anonymous', merchants: [] } as const;

const refusal = (): Refusal =>
  new Refusal(
    'unauthenticated',
    'not_signed_in',
    'The e-mail address or the password is wrong. After five wrong tries an account waits for some minutes.',
  );

const wrongCode = (): Refusal =>
  new Refusal('unauthenticated', 'second_factor_wrong', 'This code is not right, is too old, or was used');

/** Begins a session for an account and gives the visit its cookie; the one it came with ends. */
export const letIn = async ({ platform, changed }: Desk, account: Account, { visit, address }: From): Promise<void> => {
  const { database, clock } = platform;
  const now = clock.now();
  if ((await endSession(database, shownDigest(visit, now), now)) !== undefined) changed();
  const token = await beginSession(database, account.person.personId, { now, agent: visit.agent, address });
  giveCookie(visit, token, now);
  await recordAccess(platform, { act: 'signed_in', by: doerOf(account), address });
};

/** Writes a wrong try into the access log; the one that makes an account wait says so. */
const noteFailure = async (
  { platform }: Desk,
  { account, tries, address }: { account: Account | undefined; tries: number; address: string },
): Promise<void> => {
  const act = tries >= freeTries ? 'locked_out' : 'sign_in_failed';
  await recordAccess(platform, { act, by: nobody, about: account && aboutOf(account), address });
};

/** The password of an account, tried once. Answers how often it was tried, and whether it was right now. */
export const tryPassword = async (
  { platform: { database, clock }, passwords }: Desk,
  account: Account | undefined,
  password: string,
): Promise<{ right: boolean; tries: number }> => {
  const mayTry = account?.person.state === 'active';
  const taken = mayTry ? await takeTry(database, account.person.personId, clock.now()) : undefined;
  const right = await passwords.matches(password, taken?.hash);
  return { right, tries: taken?.tries ?? 0 };
};

/** Signs in, once the address was let try. */
export const signIn = async (
  desk: Desk,
  { email, password, code }: { email: string; password: string; code?: string | undefined },
  from: From,
): Promise<'signed_in' | 'second_factor_needed'> => {
  const { database, clock } = desk.platform;
  const account = await accountByEmail(database, email);
  const { right, tries } = await tryPassword(desk, account, password);
  const fail = async (why: Refusal): Promise<never> => {
    await noteFailure(desk, { account, tries, address: from.address });
    throw why;
  };
  if (!right || !account) return fail(refusal());
  const { personId } = account.person;
  if ((await secondFactorOf(database, personId)).on) {
    if (code === undefined) {
      await giveTryBack(database, personId);
      return 'second_factor_needed';
    }
    if (!(await takeCode(desk.platform, database, { personId, code, now: clock.now() }))) return fail(wrongCode());
  }
  await forgetTries(database, personId);
  await letIn(desk, account, from);
  return 'signed_in';
};
