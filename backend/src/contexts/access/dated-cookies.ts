/**
 * Cookies that last on while they are used. When one was given stands in it, so that it is given again once a day and not
 * with every answer.
 */
import type { Shown } from '../../platform/http/admission.ts';
import { type Cookie, type CookieName, cookieIn } from '../../platform/http/browser/cookies.ts';

const renewedAfterMs = 86_400_000;

/** A cookie with a token, given now. */
export const datedCookie = (
  name: CookieName,
  token: string,
  { now, lastsMs }: { now: Date; lastsMs: number },
): Cookie => ({
  name,
  value: `${token}.${Math.floor(now.getTime() / 1_000).toString(36)}`,
  seconds: lastsMs / 1_000,
});

/** The token of a cookie, and whether it is time to give it again. */
export const readDatedCookie = (
  shown: Pick<Shown, 'cookie' | 'secure'>,
  name: CookieName,
  now: Date,
): { token: string; isOld: boolean } | undefined => {
  const [token = '', given = ''] = cookieIn(shown, name)?.split('.') ?? [];
  if (token === '') return undefined;
  // Not `>=`: one without a date that can be read is old.
  return { token, isOld: !(now.getTime() - Number.parseInt(given, 36) * 1_000 < renewedAfterMs) };
};
