/** The cookie of a session: no script reads it, and over TLS no other host can have set it (`__Host-`). */
import type { Visit } from '../../../platform/http/visit.ts';

/** Sessions end when nobody has come by them for so long. */
export const sessionMs = 30 * 86_400_000;

const nameOf = (secure: boolean): string => (secure ? '__Host-gantry' : 'gantry');

const cookieIn = (header: string, name: string): string | undefined => {
  for (const part of header.split(';')) {
    const cut = part.indexOf('=');
    if (cut > 0 && part.slice(0, cut).trim() === name) return part.slice(cut + 1).trim();
  }
  return undefined;
};

/** The token of a header Cookie, and whether it came by the name that only TLS can set. */
export const tokenIn = (header: string | undefined): { token: string; secure: boolean } | undefined => {
  if (header === undefined) return undefined;
  for (const secure of [true, false]) {
    const token = cookieIn(header, nameOf(secure));
    if (token) return { token, secure };
  }
  return undefined;
};

const written = (secure: boolean, value: string, seconds: number): string =>
  `${nameOf(secure)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

/** Gives a visit the cookie of its session, for another thirty days. */
export const giveCookie = (visit: Visit, token: string): void =>
  visit.setCookie(written(visit.secure, token, sessionMs / 1_000));

/** Takes the cookie away. */
export const takeCookie = (visit: Visit): void => visit.setCookie(written(visit.secure, '', 0));
