/** People, by the cookies of their sessions. */
import { messageOf, Refusal } from '../../../kernel/errors.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Identifier } from '../callers.ts';
import type { EndedSource } from '../ended-callers.ts';
import { verticalsHeld } from '../people/person.ts';
import type { Proofs, Ring } from '../ring.ts';
import { sessionCookie, shownToken } from './session-cookie.ts';
import { changedPeople, findSession, type SignedIn, touchSession, type Whence } from './store.ts';

/** How often it is noted that a session is used. */
const noteMs = 60_000;

/** Sessions as a ring looks them up and judges them. */
export const sessionProofs = ({ database }: Pick<Platform, 'database'>): Proofs<SignedIn> => ({
  find: (digest) => findSession(database, digest),
  isAlive: ({ expiresAt }, _, now) => expiresAt > now,
});

/** People of whom open sockets are asked anew. */
export const endedPeople =
  ({ database }: Pick<Platform, 'database'>): EndedSource =>
  (since, now) =>
    changedPeople(database, since, now);

const isDue = ({ lastSeenAt }: SignedIn, now: Date): boolean => now.getTime() - lastSeenAt.getTime() >= noteMs;

/** Notes beside the request that a session is used, once a minute. What cannot be written is noted the next time. */
const noting = ({ database, clock, logger }: Pick<Platform, 'database' | 'clock' | 'logger'>) => {
  const writing = new Set<string>();
  return (session: SignedIn, whence: Whence): void => {
    const now = clock.now();
    const { sessionId } = session;
    if (!isDue(session, now) || writing.has(sessionId)) return;
    writing.add(sessionId);
    touchSession(database, session, { now, ...whence })
      .then(
        () => {
          // The ring remembers it for some seconds still.
          session.lastSeenAt = now;
        },
        (error) => logger.debug({ error: messageOf(error) }, 'that a session is used'),
      )
      .finally(() => writing.delete(sessionId));
  };
};

/** The caller behind a session, with every vertical they hold. */
const personCaller = (session: SignedIn) => ({
  id: session.personId,
  name: session.name,
  kind: 'person' as const,
  area: session.area,
  verticals: verticalsHeld(session),
  scopes: ['*' as const],
  merchants: session.merchants,
  merchant: null,
});

/** Knows people by the cookie of their session, which lasts on while it is used. */
export const sessionIdentifier = (
  ring: Pick<Ring<SignedIn>, 'find'>,
  platform: Pick<Platform, 'database' | 'clock' | 'logger'>,
): Identifier => {
  const note = noting(platform);
  return async (shown) => {
    const now = platform.clock.now();
    const cookie = shownToken(shown, now);
    if (!cookie) return undefined;
    const session = await ring.find(cookie.token);
    if (!session)
      return { ended: new Refusal('unauthenticated', 'session_ended', 'You are signed out here: sign in again') };
    note(session, shown);
    return {
      caller: personCaller(session),
      renewed: cookie.isOld ? sessionCookie(cookie.token, now) : undefined,
    };
  };
};
