/** A session that is used lasts on: its cookie is given again, and from where it was used is noted. */

import type { Visit } from '../../../platform/http/visit.ts';
import type { Platform } from '../../../platform/platform.ts';
import { giveCookie, tokenIn } from './cookie.ts';
import { deviceOf } from './device.ts';
import { digestOf, findSession, touchSession } from './store.ts';

const noteMs = 60_000;

/** Gives the cookie of a living session for another thirty days. */
export const renewCookie = async (
  { database, clock }: Pick<Platform, 'database' | 'clock'>,
  visit: Visit,
  address: string,
): Promise<void> => {
  const shown = tokenIn(visit.cookie);
  if (!shown) return;
  giveCookie(visit, shown.token);
  const now = clock.now();
  const session = await findSession(database, digestOf(shown.token), now);
  if (session && now.getTime() - session.lastSeenAt.getTime() >= noteMs)
    await touchSession(database, session, { now, address, device: deviceOf(visit.agent) });
};
