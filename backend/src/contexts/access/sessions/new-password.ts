/** Another password: by the link of a mail, or by knowing the former one. Whoever else is signed in with it is signed out. */
import { messageOf, Refusal } from '../../../kernel/errors.ts';
import { type AccessAct, recordAccess } from '../log/record.ts';
import { type Account, aboutOf, accountByEmail, accountOf, doerOf } from '../people/account.ts';
import { linkEnded } from '../people/invitations.ts';
import { linkTo, resetLetter } from '../people/letters.ts';
import type { Desk } from './desk.ts';
import { forgetTries, keepPassword } from './lock.ts';
import { endResetLinks, lookAtToken, makeToken, type Purpose, takeToken } from './one-use-tokens.ts';
import { tryPassword } from './sign-in.ts';
import { endSessionsOf } from './store.ts';

const purposes: readonly Purpose[] = ['password_reset'];

const nobody = { id: 'anonymous', name: 'anonymous', kind: 'anonymous', merchants: [] } as const;

/** Makes the token of a link to a new password. Throws a Refusal where nobody signs in yet, or any more. */
export const makeResetToken = async (
  { platform }: Pick<Desk, 'platform'>,
  account: Account,
  { by, address }: Pick<AccessAct, 'by' | 'address'>,
): Promise<string> => {
  if (account.person.state !== 'active')
    throw new Refusal('conflict', 'not_active', 'This person has not accepted yet, or was disabled');
  return platform.database.transaction(async (tx) => {
    const about = aboutOf(account);
    await recordAccess({ clock: platform.clock, database: tx }, { act: 'password_reset_asked', by, about, address });
    const { personId } = account.person;
    const madeBy = by.kind === 'anonymous' ? null : by.id;
    return makeToken(tx, { purpose: 'password_reset', personId, madeBy }, platform.clock.now());
  });
};

const sendReset = async (
  desk: Desk,
  account: Account,
  { linkOrigin, address }: { linkOrigin: string; address: string },
): Promise<void> => {
  // Nobody's mailbox is filled by others.
  await desk.countMail(account.person.personId);
  const token = await makeResetToken(desk, account, { by: nobody, address });
  const link = linkTo(linkOrigin, 'reset', token);
  await desk.platform.mail.send(resetLetter({ email: account.profile.email, link }));
};

/**
 * Sends a link to a new password where the address is somebody's. It is done beside the answer, which would otherwise take
 * longer for an address that is known.
 */
export const askReset = (desk: Desk, email: string, from: { linkOrigin: string; address: string }): void => {
  const { database, logger } = desk.platform;
  const work = async (): Promise<void> => {
    const account = await accountByEmail(database, email);
    if (account?.person.state === 'active') await sendReset(desk, account, from);
  };
  desk.beside(work().catch((error) => logger.warn({ error: messageOf(error) }, 'a link to a new password')));
};

/** Keeps the password that whoever has the link chose. Every session ends. */
export const reset = async (
  { platform, passwords, changed }: Desk,
  { token, password }: { token: string; password: string },
  address: string,
): Promise<void> => {
  const { database, clock } = platform;
  const found = await lookAtToken(database, token, { purposes, now: clock.now() });
  if (!found) throw linkEnded();
  const hash = await passwords.hash(password);
  await database.transaction(async (tx) => {
    const now = clock.now();
    const taken = await takeToken(tx, token, { purposes, now });
    const account = taken?.personId ? await accountOf(tx, taken.personId) : undefined;
    if (account?.person.state !== 'active') throw linkEnded();
    const { personId } = account.person;
    await keepPassword(tx, personId, { hash, now });
    await endSessionsOf(tx, personId, { now });
    await endResetLinks(tx, personId);
    const act = { act: 'password_changed', by: doerOf(account), address, detail: 'by a link' } as const;
    await recordAccess({ clock, database: tx }, act);
  });
  changed();
};

/** Throws a Refusal where a password is not that of an account; wrong ones count as tries to sign in. */
export const insistOnPassword = async (desk: Desk, account: Account, password: string): Promise<void> => {
  const { right } = await tryPassword(desk, account, password);
  if (!right)
    throw new Refusal(
      'unauthenticated',
      'wrong_password',
      'This is not your password. After five wrong tries it has to wait for some minutes.',
    );
  await forgetTries(desk.platform.database, account.person.personId);
};

/** Changes a password for another; sessions other than the one that asks end. */
export const changePassword = async (
  desk: Desk,
  account: Account,
  { current, password, here, address }: { current: string; password: string; here: string; address: string },
): Promise<void> => {
  const { database, clock } = desk.platform;
  const { personId } = account.person;
  await insistOnPassword(desk, account, current);
  const hash = await desk.passwords.hash(password);
  await database.transaction(async (tx) => {
    const now = clock.now();
    await keepPassword(tx, personId, { hash, now });
    await endSessionsOf(tx, personId, { now, except: here });
    await endResetLinks(tx, personId);
    await recordAccess({ clock, database: tx }, { act: 'password_changed', by: doerOf(account), address });
  });
  desk.changed();
};
