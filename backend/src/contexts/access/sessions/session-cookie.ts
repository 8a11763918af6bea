/** The cookie of a session, given to a visit or taken from it. */
import type { Shown } from '../../../platform/http/admission.ts';
import { type Cookie, cookieText } from '../../../platform/http/browser/cookies.ts';
import type { Visit } from '../../../platform/http/browser/visit.ts';
import { datedCookie, readDatedCookie } from '../dated-cookies.ts';
import { digestOf } from '../ring.ts';
import { sessionMs } from './store.ts';

const name = 'gantry';

export const sessionCookie = (token: string, now: Date): Cookie =>
  datedCookie(name, token, { now, lastsMs: sessionMs });

/** The token that is shown, and whether its cookie is to be given again. */
export const shownToken = (shown: Pick<Shown, 'cookie' | 'secure'>, now: Date) => readDatedCookie(shown, name, now);

/** The digest of the token that a visit shows; of none that matches nothing. */
export const shownDigest = (visit: Visit, now: Date): string => {
  const shown = shownToken(visit, now);
  return shown ? digestOf(shown.token) : '';
};

export const giveCookie = (visit: Visit, token: string, now: Date): void =>
  visit.setCookie(cookieText(sessionCookie(token, now), visit.secure));

export const takeCookie = (visit: Visit): void =>
  visit.setCookie(cookieText({ name, value: '', seconds: 0 }, visit.secure));
