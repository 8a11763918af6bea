/** The endpoints by which managers look after people. */

import * as api from '@gantry/shared/api/access/people';
import type { Endpoint } from '@gantry/shared/api/endpoint';
import type { Caller } from '@gantry/shared/caller';
import { type EndpointRequest, type Route, serve } from '../../../platform/http/serve.ts';
import type { CallerSource, Callers } from '../callers.ts';
import { insistOnHolding, insistOnMerchants } from '../handing-out.ts';
import { recordAccess } from '../log/record.ts';
import type { Desk } from '../sessions/desk.ts';
import { makeResetToken } from '../sessions/new-password.ts';
import { endResetLinks } from '../sessions/one-use-tokens.ts';
import { endSessionsOf } from '../sessions/store.ts';
import { type Account, aboutOf, accountOf } from './account.ts';
import { changeRights, type Doing, disable, enable, invite } from './commands.ts';
import { noSuchPerson } from './decide.ts';
import { inviteAgain } from './invitations.ts';
import { invitationLetter, linkTo, resetLetter } from './letters.ts';
import { type Rights, verticalsHeld } from './person.ts';
import { listPersons, readPerson } from './queries.ts';

type Asked = Pick<EndpointRequest<Endpoint>, 'platform' | 'caller' | 'visit' | 'address' | 'thread'>;

const doingOf = ({ caller, address, thread }: Asked): Doing => ({ caller, address, thread: thread('access') });

/** What may be handed out and decided about: nobody gives more than they hold, nor decides about who holds more. */
const deskOfRights = ({ verticalsHeldBy }: Pick<Callers, 'verticalsHeldBy'>) => {
  // People hold all scopes, so a key without them makes none.
  const insistOn = (caller: Caller, rights: Rights): void =>
    insistOnHolding(
      { ...caller, verticals: verticalsHeldBy(caller) },
      { ...rights, verticals: verticalsHeld(rights), scopes: ['*'] },
    );
  return {
    insistOn,
    /** A person whom the caller may decide about. Throws a Refusal for whom it does not see, and for who holds more. */
    decidedOn: async ({ platform, caller }: Asked, personId: string): Promise<Account> => {
      const { database: sql, clock } = platform;
      await readPerson({ sql, now: clock.now() }, caller, personId);
      const account = await accountOf(sql, personId);
      if (!account) throw noSuchPerson();
      insistOn(caller, account.person);
      return account;
    },
  };
};

type Parts = {
  desk: Desk;
  rights: ReturnType<typeof deskOfRights>;
  isMerchant: CallerSource['isMerchant'];
};

const shown = ({ platform: { database: sql, clock }, caller }: Asked, personId: string) =>
  readPerson({ sql, now: clock.now() }, { ...caller, merchant: null }, personId);

/** A link for whoever asks, at the origin they use, and for a mail, which names no origin that a request merely says. */
const linksTo = ({ platform, visit }: Asked, page: Parameters<typeof linkTo>[1], token: string) => ({
  shown: linkTo(platform.config.publicOrigin ?? visit.origin, page, token),
  mailed: linkTo(visit.linkOrigin, page, token),
});

/** The link of an invitation, mailed too where mail is set up. */
const handedOut = async (asked: Asked, { profile }: Account, token: string) => {
  const { mail, config } = asked.platform;
  const { shown: link, mailed } = linksTo(asked, 'invitation', token);
  await mail.send(invitationLetter({ email: profile.email, link: mailed, network: config.network }));
  return { ...(await shown(asked, profile.personId)), link, mailed: mail.carried };
};

const inviting = ({ desk, rights: { insistOn, decidedOn }, isMerchant }: Parts): Route[] => [
  serve(api.listPeople, ({ platform: { database: sql, clock }, caller, query }) =>
    listPersons({ sql, now: clock.now() }, caller, query),
  ),
  serve(api.invitePerson, async ({ body: { email, name, ...rights }, ...asked }) => {
    insistOn(asked.caller, rights);
    await insistOnMerchants(rights.merchants, isMerchant);
    const { account, token } = await desk.naming(asked.caller, () =>
      invite(desk, { email, name: name ?? null, ...rights }, doingOf(asked)),
    );
    return handedOut(asked, account, token);
  }),
  serve(api.inviteAgain, async ({ params, ...asked }) => {
    const account = await decidedOn(asked, params.personId);
    const token = await inviteAgain(desk, account, asked.caller);
    await recordAccess(asked.platform, {
      act: 'invited',
      by: asked.caller,
      about: aboutOf(account),
      address: asked.address,
      detail: 'again',
    });
    return handedOut(asked, account, token);
  }),
];

const deciding = ({ desk, rights: { insistOn, decidedOn }, isMerchant }: Parts): Route[] => [
  serve(api.changeRights, async ({ params, body, ...asked }) => {
    const account = await decidedOn(asked, params.personId);
    const { person } = account;
    const wanted = {
      area: body.area ?? person.area,
      verticals: body.verticals ?? person.verticals,
      merchants: body.merchants ?? person.merchants,
    };
    insistOn(asked.caller, wanted);
    await insistOnMerchants(wanted.merchants, isMerchant);
    await changeRights(desk, account, wanted, doingOf(asked));
    return shown(asked, params.personId);
  }),
  serve(api.disablePerson, async ({ params, ...asked }) => {
    await disable(desk, await decidedOn(asked, params.personId), doingOf(asked));
    return shown(asked, params.personId);
  }),
  serve(api.enablePerson, async ({ params, ...asked }) => {
    await enable(desk, await decidedOn(asked, params.personId), doingOf(asked));
    return shown(asked, params.personId);
  }),
  serve(api.linkToPassword, async ({ params, ...asked }) => {
    const { platform, caller, address } = asked;
    const account = await decidedOn(asked, params.personId);
    const token = await makeResetToken(desk, account, { by: caller, address });
    const { shown: link, mailed } = linksTo(asked, 'reset', token);
    await platform.mail.send(resetLetter({ email: account.profile.email, link: mailed }));
    return { link, mailed: platform.mail.carried };
  }),
  serve(api.endPersonsSessions, async ({ params, ...asked }) => {
    const account = await decidedOn(asked, params.personId);
    const { database, clock } = asked.platform;
    const ended = await database.transaction(async (tx) => {
      const count = await endSessionsOf(tx, params.personId, { now: clock.now() });
      await endResetLinks(tx, params.personId);
      const by = { by: asked.caller, about: aboutOf(account), address: asked.address };
      await recordAccess({ clock, database: tx }, { act: 'sessions_ended', ...by, detail: String(count) });
      return count;
    });
    desk.changed();
    return { ended };
  }),
];

/** The routes over people. */
export const peopleRoutes = (
  desk: Desk,
  callers: Pick<Callers, 'verticalsHeldBy'>,
  { isMerchant }: Pick<CallerSource, 'isMerchant'>,
): Route[] => {
  const parts = { desk, rights: deskOfRights(callers), isMerchant };
  return [...inviting(parts), ...deciding(parts)];
};
