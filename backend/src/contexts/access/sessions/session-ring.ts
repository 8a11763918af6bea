/**
 * The sessions that are asked for just now, remembered for a few seconds so that a busy page does not ask the database each
 * time. Whatever changes about people clears the memory in every process at once.
 */
import type { Caller } from '@gantry/shared/caller';
import { messageOf } from '../../../kernel/errors.ts';
import { createCache } from '../../../platform/cache.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Identifier } from '../callers.ts';
import { verticalsHeld } from '../people/person.ts';
import { createRecall } from '../recall.ts';
import { tokenIn } from './cookie.ts';
import { digestOf, findSession, type SignedIn, touchSession } from './store.ts';

/** The signal that sessions, rights or names of people have changed. */
export const peopleChanged = 'people';

/** How often it is noted that a session is used. */
const noteMs = 60_000;

export type SessionRing = {
  /** The living session that a header Cookie shows. */
  find(cookie: string | undefined): Promise<SignedIn | undefined>;
  /** Forgets what it remembers. */
  clear(): void;
  close(): void;
};

/** Opens the ring of a process. */
export const openSessionRing = (platform: Platform): SessionRing => {
  const { clock, database, logger } = platform;
  const recall = createRecall<SignedIn>(clock, ({ expiresAt }, now) => expiresAt > now);
  const note = async (session: SignedIn): Promise<void> => {
    const now = clock.now();
    if (now.getTime() - session.lastSeenAt.getTime() < noteMs) return;
    await touchSession(database, session, { now }).catch((error) =>
      logger.warn({ error: messageOf(error) }, 'that a session is used could not be noted'),
    );
  };
  const sessions = createCache({
    ttlMs: 5_000,
    most: 5_000,
    load: async (digest: string) => {
      const found = await recall.through(digest, () => findSession(database, digest, clock.now()));
      if (found) void note(found);
      return found;
    },
  });
  const clear = (): void => {
    sessions.clear();
    recall.clear();
  };
  const off = platform.signals.on(peopleChanged, clear);
  return {
    find: async (cookie) => {
      const shown = tokenIn(cookie);
      if (shown === undefined) return undefined;
      const session = await sessions.get(digestOf(shown.token));
      // A cookie that any host of the domain can set opens no session that was begun over TLS.
      return session?.secure === shown.secure ? session : undefined;
    },
    clear,
    close: off,
  };
};

/**
 * People, by the cookie of their session. Browsers send a cookie whether it is of use or not, so one whose session has ended
 * is nobody's: whoever has to sign in is told so by what they ask for.
 */
export const sessionIdentifier =
  (ring: Pick<SessionRing, 'find'>): Identifier =>
  async ({ cookie }, on): Promise<Caller | undefined> => {
    const session = await ring.find(cookie);
    if (!session) return undefined;
    return {
      id: session.personId,
      name: session.name,
      kind: 'person',
      area: session.area,
      verticals: verticalsHeld(session).filter((vertical) => on.includes(vertical)),
      scopes: ['*'],
      merchants: session.merchants,
      merchant: null,
    };
  };
