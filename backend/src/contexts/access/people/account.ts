/** A person as the door knows them: who they are, what they may, whether they may come in. */
import type { Caller } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import type { About } from '../log/record.ts';
import type { Person } from './person.ts';
import { type Profile, profileByEmail, profileOf } from './profiles.ts';
import { personRows } from './store.ts';

export type Account = { person: Person; profile: Profile };

const joined = async (sql: Sql, profile: Profile | undefined): Promise<Account | undefined> => {
  const person = profile && (await personRows.byIds(sql, [profile.personId])).get(profile.personId);
  return person && profile ? { person, profile } : undefined;
};

/** The account of a person. */
export const accountOf = async (sql: Sql, personId: string): Promise<Account | undefined> =>
  joined(sql, await profileOf(sql, personId));

/** The account of an address. */
export const accountByEmail = async (sql: Sql, email: string): Promise<Account | undefined> =>
  joined(sql, await profileByEmail(sql, email));

/** The account as the access log names whom something was done to. */
export const aboutOf = ({ person, profile }: Account): About => ({
  id: person.personId,
  name: profile.name ?? profile.email,
  merchants: person.merchants,
});

/** The account as the access log names whoever does something. */
export const doerOf = (account: Account): Pick<Caller, 'id' | 'name' | 'kind' | 'merchants'> => ({
  ...aboutOf(account),
  merchants: account.person.merchants,
  kind: 'person',
});

/** The account of whoever asks. Keys have none. */
export const ownAccount = async (sql: Sql, caller: Pick<Caller, 'id' | 'kind'>): Promise<Account> => {
  if (caller.kind !== 'person')
    throw new Refusal('forbidden', 'person_needed', 'This is for people who signed in; a key has no profile');
  const account = await accountOf(sql, caller.id);
  if (!account) throw new Refusal('unauthenticated', 'session_ended', 'This person is not here any more');
  return account;
};
