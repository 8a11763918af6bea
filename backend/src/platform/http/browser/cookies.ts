/**
 * Cookies that prove who is asking: their names, how they are written and read. No script reads them, no other site's page
 * sends them along with what it asks, and over TLS their names bind them to this very host, so that no neighbour can plant one.
 */

export type CookieName = 'gantry' | 'gantry-kiosk';

/** A cookie as a browser is told to keep it. */
export type Cookie = {
  name: CookieName;
  /** Of characters that a cookie takes as they are. */
  value: string;
  /** How long; 0 takes it away. */
  seconds: number;
};

const fullName = (name: CookieName, secure: boolean): string => (secure ? `__Host-${name}` : name);

/**
 * True when what was sent went over TLS on its way here: to us, to a proxy that says so, or to the address by which the
 * world reaches this installation, where a proxy that is not believed ends it.
 */
export const isSecure = (
  { encrypted, host }: { encrypted: boolean; host: string | undefined },
  publicOrigin: string | null,
): boolean => {
  if (encrypted) return true;
  if (publicOrigin === null) return false;
  const { protocol, host: publicHost } = new URL(publicOrigin);
  return protocol === 'https:' && host === publicHost;
};

/** The value of a cookie in a header `Cookie`; undefined where there is none. */
export const cookieIn = (
  { cookie = '', secure }: { cookie?: string | undefined; secure: boolean },
  name: CookieName,
): string | undefined => {
  const start = `${fullName(name, secure)}=`;
  const found = cookie
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(start));
  return found?.slice(start.length) || undefined;
};

/** A cookie as the header `Set-Cookie` says it. */
export const cookieText = ({ name, value, seconds }: Cookie, secure: boolean): string =>
  `${fullName(name, secure)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
