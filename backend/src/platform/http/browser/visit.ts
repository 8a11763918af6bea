/** How a request came: what cookies, links and lists of devices are made of. Nothing of it proves who asks. */
import type { Request, Response } from 'express';
import { isSecureRequest } from '../admission.ts';

/** The header by which the pages say that somebody looks, and in which language. */
export const looksHeader = 'gantry-looks-in';

export type Visit = {
  /** The origin as the request names it. Whoever asks may name any. */
  origin: string;
  /** The origin to write into mails: what the operator said, else where the connection arrived, which nobody can name. */
  linkOrigin: string;
  /** Whether it came over TLS, as far as proxies that are believed say it. */
  secure: boolean;
  cookie: string | undefined;
  /** What the browser says of itself. */
  agent: string | undefined;
  /** The language in which a page is shown to whoever looks at it; undefined where nobody looks, as far as the pages can tell. */
  looksIn: string | undefined;
  setCookie(cookie: string): void;
};

/** Where the connection arrived: an address of this machine, as a URL names it. */
const arrivedAt = ({ localAddress = '127.0.0.1', localPort = 80 }: Request['socket']): string => {
  const bare = localAddress.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return `http://${bare.includes(':') ? `[${bare}]` : bare}:${localPort}`;
};

/** The visit that a request is. */
export const visitOf = (publicOrigin: string | null, request: Request, response: Response): Visit => {
  const host = request.host ?? '';
  const secure = isSecureRequest(request, publicOrigin);
  return {
    origin: `${secure ? 'https' : 'http'}://${host}`,
    linkOrigin: publicOrigin ?? arrivedAt(request.socket),
    secure,
    cookie: request.get('cookie'),
    agent: request.get('user-agent'),
    looksIn: request.get(looksHeader),
    setCookie: (cookie) => void response.append('Set-Cookie', cookie),
  };
};
