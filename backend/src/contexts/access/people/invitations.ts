/** Invitations: who they are for, and what becomes of whoever accepts one. */
import type { Caller } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact, type Unit } from '../../../platform/write/transact.ts';
import { isPersonId, recordAccess } from '../log/record.ts';
import type { Desk } from '../sessions/desk.ts';
import { keepPassword } from '../sessions/lock.ts';
import { lookAtToken, makeToken, type Purpose, type TokenRow, takeToken } from '../sessions/one-use-tokens.ts';
import { keyRows } from '../store.ts';
import { type Account, aboutOf, accountOf, doerOf } from './account.ts';
import * as decide from './decide.ts';
import { addProfile, changeProfile, namesOf } from './profiles.ts';
import { personStream } from './store.ts';

const purposes: readonly Purpose[] = ['invitation', 'first_manager'];

/** What is said of a link that never was, was used, or is too old: one answer for all. */
export const linkEnded = (): Refusal =>
  new Refusal('missing', 'link_ended', 'This link opens nothing: it was used, is too old, or was never one of ours');

const nameOf = async (sql: Sql, id: string | null): Promise<string | null> => {
  if (id === null) return null;
  if (isPersonId(id)) return (await namesOf(sql, [id])).get(id) ?? null;
  return (await keyRows.byIds(sql, [id])).get(id)?.name ?? null;
};

/** Whom an invitation is for. Throws a Refusal where it opens nothing. */
export const readInvitation = async ({ platform: { database, clock } }: Desk, token: string) => {
  const found = await lookAtToken(database, token, { purposes, now: clock.now() });
  if (!found) throw linkEnded();
  const account = found.personId === null ? undefined : await accountOf(database, found.personId);
  return {
    email: account?.profile.email ?? null,
    name: account?.profile.name ?? null,
    invitedBy: await nameOf(database, found.madeBy),
    expiresAt: found.expiresAt.toISOString(),
  };
};

export type Acceptance = { token: string; name: string; password: string; email?: string | undefined };

const firstRights = { area: 'manager', verticals: '*', merchants: '*' } as const;

const insistOnEmail = (found: TokenRow, email: string | undefined): void => {
  if (found.personId === null && email === undefined)
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
      { path: 'email', message: 'this invitation names no address: say yours' },
    ]);
  if (found.personId !== null && email !== undefined)
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
      { path: 'email', message: 'this invitation names an address: leave it out' },
    ]);
};

const join = async (
  { tx, now, apply }: Unit,
  personId: string,
  { found, accepted, hash }: { found: TokenRow; accepted: Acceptance; hash: string },
): Promise<void> => {
  const first = found.personId === null;
  if (first) await addProfile(tx, { personId, email: accepted.email ?? '', name: accepted.name });
  const thread = { correlationId: personId, actor: personId };
  allDone(
    await apply(personStream, [
      ...(first ? [{ id: personId, thread, decide: decide.invite(personId, firstRights) }] : []),
      { id: personId, thread, decide: decide.join },
    ]),
  );
  await changeProfile(tx, personId, { name: accepted.name });
  await keepPassword(tx, personId, { hash, now });
};

/** Accepts an invitation: the link is used up, and whoever had it has a name and a password. */
export const accept = async (
  { platform, passwords, changed }: Desk,
  accepted: Acceptance,
  address: string,
): Promise<Account> => {
  const { database, clock } = platform;
  const found = await lookAtToken(database, accepted.token, { purposes, now: clock.now() });
  if (!found) throw linkEnded();
  insistOnEmail(found, accepted.email);
  const personId = found.personId ?? newId('prs', clock.now());
  const hash = await passwords.hash(accepted.password);
  const account = await transact(platform, hold(personStream, [personId]), async (unit) => {
    // Of two who open the same link together one comes too late.
    if (!(await takeToken(unit.tx, accepted.token, { purposes, now: unit.now }))) throw linkEnded();
    await join(unit, personId, { found, accepted, hash });
    const joined = await accountOf(unit.tx, personId);
    if (!joined) throw new Error('who joined has an account');
    await recordAccess(
      { clock, database: unit.tx },
      { act: 'joined', by: doerOf(joined), about: aboutOf(joined), address },
    );
    return joined;
  });
  changed();
  return account;
};

/** A new link for somebody who has not accepted; the former one opens nothing any more. */
export const inviteAgain = (
  { platform: { database, clock } }: Desk,
  { person }: Account,
  by: Pick<Caller, 'id'>,
): Promise<string> => {
  if (person.state !== 'invited')
    throw new Refusal('conflict', 'not_invited', 'This person has accepted, or was disabled');
  return database.transaction((tx) =>
    makeToken(tx, { purpose: 'invitation', personId: person.personId, madeBy: by.id }, clock.now()),
  );
};
