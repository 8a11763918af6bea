/** What managers do to people, each in one transaction with what follows from it: sessions and links end with the right to them. */
import type { Caller } from '@gantry/shared/caller';
import type { PersonEvent } from '@gantry/shared/events/access/people';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact, type Unit } from '../../../platform/write/transact.ts';
import { type AccessAct, recordAccess } from '../log/record.ts';
import type { Desk } from '../sessions/desk.ts';
import { forgetTries } from '../sessions/lock.ts';
import { endTokens, makeToken } from '../sessions/one-use-tokens.ts';
import { endSessionsOf } from '../sessions/store.ts';
import { type Account, aboutOf, accountOf } from './account.ts';
import * as decide from './decide.ts';
import type { Person, Rights } from './person.ts';
import { addProfile } from './profiles.ts';
import { personRows, personStream } from './store.ts';

/** Who does it, and from where. */
export type Doing = { caller: Caller; thread: Thread; address: string };

type Change = {
  act: AccessAct['act'];
  detail?: (person: Person) => string;
  /** `others`: how many more managers of the whole installation there are. */
  decide: (others: number) => (person: Person | undefined) => PersonEvent[];
  /** What else ends or begins in the same transaction. */
  also?: (unit: Unit, person: Person) => Promise<unknown>;
};

const fullManagers = async (sql: Sql): Promise<string[]> => {
  const people = await personRows.list(
    sql,
    `WHERE area = 'manager' AND state = 'active' AND merchants = '"*"'::jsonb ORDER BY id`,
  );
  return people.map(({ personId }) => personId);
};

/**
 * Changes one person. All managers of the whole installation are held as well, so that of two who lower each other only the
 * first succeeds.
 */
const change = async (
  { platform, changed }: Desk,
  account: Account,
  { doing: { caller, thread, address }, act, detail, decide: decision, also }: Change & { doing: Doing },
): Promise<Account> => {
  const { personId } = account.person;
  const done = await transact(
    platform,
    async (tx) => hold(personStream, [...new Set([personId, ...(await fullManagers(tx))])]),
    async (unit) => {
      const others = (await fullManagers(unit.tx)).filter((id) => id !== personId).length;
      const [outcome] = allDone(await unit.apply(personStream, [{ id: personId, thread, decide: decision(others) }]));
      const person = outcome?.state;
      if (!outcome || !person) throw new Error('a person who was changed has a state');
      await also?.(unit, person);
      if (outcome.facts.length > 0 || also) {
        const about = aboutOf({ ...account, person });
        await recordAccess(
          { clock: platform.clock, database: unit.tx },
          { act, by: caller, about, address, detail: detail?.(person) },
        );
      }
      return person;
    },
  );
  changed();
  return { ...account, person: done };
};

const spelled = ({ area, verticals, merchants }: Rights): string =>
  `${area}; verticals ${verticals === '*' ? 'all' : verticals.join(', ')}; merchants ${merchants === '*' ? 'all' : merchants.join(', ')}`;

/** Makes a person who may come in once they accept; answers the token of their link. */
export const invite = async (
  { platform, changed }: Desk,
  { email, name, ...rights }: Rights & { email: string; name: string | null },
  { caller, thread, address }: Doing,
): Promise<{ account: Account; token: string }> => {
  const personId = newId('prs', platform.clock.now());
  const token = await transact(platform, hold(personStream, [personId]), async ({ tx, now, apply }) => {
    await addProfile(tx, { personId, email, name });
    const [outcome] = allDone(
      await apply(personStream, [{ id: personId, thread, decide: decide.invite(personId, rights) }]),
    );
    await recordAccess(
      { clock: platform.clock, database: tx },
      {
        act: 'invited',
        by: caller,
        about: { id: personId, name: name ?? email, merchants: rights.merchants },
        address,
        detail: outcome?.state && spelled(outcome.state),
      },
    );
    return makeToken(tx, { purpose: 'invitation', personId, madeBy: caller.id }, now);
  });
  changed();
  const account = await accountOf(platform.database, personId);
  if (!account) throw new Error('who was invited has an account');
  return { account, token };
};

/** Changes what a person may; what is left out stays. */
export const changeRights = (desk: Desk, account: Account, wanted: Partial<Rights>, doing: Doing): Promise<Account> =>
  change(desk, account, {
    doing,
    act: 'rights_changed',
    detail: spelled,
    decide: (others) => decide.changeRights(wanted, others),
  });

/** Lets a person in no more: sessions and links end at once. */
export const disable = (desk: Desk, account: Account, doing: Doing): Promise<Account> =>
  change(desk, account, {
    doing,
    act: 'disabled',
    decide: decide.disable,
    also: async ({ tx, now }, { personId }) => {
      await endSessionsOf(tx, personId, { now });
      await endTokens(tx, personId);
    },
  });

/** Lets a disabled person in again, and one who waits after wrong passwords. */
export const enable = (desk: Desk, account: Account, doing: Doing): Promise<Account> =>
  change(desk, account, {
    doing,
    act: 'enabled',
    decide: () => decide.enable,
    also: ({ tx }, { personId }) => forgetTries(tx, personId),
  });
