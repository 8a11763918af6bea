/** The endpoints of signing in and out, of invitations, and of where somebody is signed in. */
import * as api from '@gantry/shared/api/access/session';
import { type Route, serve } from '../../../platform/http/serve.ts';
import { recordAccess } from '../log/record.ts';
import { doerOf, ownAccount } from '../people/account.ts';
import { accept, readInvitation } from '../people/invitations.ts';
import type { Desk } from './desk.ts';
import { endResetLinks } from './one-use-tokens.ts';
import { shownDigest, takeCookie } from './session-cookie.ts';
import { letIn, signIn } from './sign-in.ts';
import { endSession, endSessionsOf, sessionsOf } from './store.ts';

const comingAndGoing = (desk: Desk): Route[] => [
  serve(api.signIn, async ({ body, visit, address }) => ({
    outcome: await desk.guarded(address, () => signIn(desk, body, { visit, address })),
  })),
  serve(api.signOut, async ({ platform, caller, visit, address }) => {
    const now = platform.clock.now();
    const ended = await endSession(platform.database, shownDigest(visit, now), now);
    takeCookie(visit);
    if (ended && caller.kind === 'person') await recordAccess(platform, { act: 'signed_out', by: caller, address });
    if (ended) desk.changed();
    return { outcome: 'signed_out' as const };
  }),
];

const sessions = (desk: Desk): Route[] => [
  serve(api.listSessions, async ({ platform, caller, visit }) => {
    const { person } = await ownAccount(platform.database, caller);
    const now = platform.clock.now();
    const here = shownDigest(visit, now);
    const rows = await sessionsOf(platform.database, person.personId, now);
    return {
      items: rows.map(({ digest, createdAt, lastSeenAt, expiresAt, ...row }) => ({
        ...row,
        current: digest === here,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      })),
    };
  }),
  serve(api.endSessions, async ({ platform, caller, visit, address, query }) => {
    const account = await ownAccount(platform.database, caller);
    const now = platform.clock.now();
    const except = query.others === 'true' ? shownDigest(visit, now) : null;
    const ended = await platform.database.transaction(async (tx) => {
      const count = await endSessionsOf(tx, account.person.personId, { now, except });
      await endResetLinks(tx, account.person.personId);
      const act = { act: 'sessions_ended', by: doerOf(account), address, detail: String(count) } as const;
      await recordAccess({ clock: platform.clock, database: tx }, act);
      return count;
    });
    if (except === null) takeCookie(visit);
    desk.changed();
    return { ended };
  }),
];

const invitations = (desk: Desk): Route[] => [
  serve(api.readInvitation, ({ body, address }) => desk.guarded(address, () => readInvitation(desk, body.token))),
  serve(api.acceptInvitation, async ({ body, visit, address }) => {
    const account = await desk.guarded(address, () => accept(desk, body, address));
    await letIn(desk, account, { visit, address });
    return { outcome: 'signed_in' as const };
  }),
];

export const sessionRoutes = (desk: Desk): Route[] => [
  ...comingAndGoing(desk),
  ...sessions(desk),
  ...invitations(desk),
];
